"""Draft -> Answer: every mark resolved to a citation, every sentence checked against the words it cites."""

from collections.abc import Callable, Sequence

from assistant.records import (
    Article,
    ArticlePath,
    Citation,
    Draft,
    DraftSentence,
    Quotable,
    Sentence,
    Span,
    Version,
    fold,
)


def verify(
    draft: Draft, open_article: Callable[[ArticlePath, Version], Article]
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], int]:
    """The sentences that hold, their citations numbered 1..N by first mention, and how many marks were dropped.

    A mark that names no quotable is dropped and counted. A sentence is ``quoted`` when its words are those of a
    sentence it cites, as the stored article has them; any other is left out.
    """
    by_number = {each.number: each for each in draft.quotables}
    citations: dict[tuple[ArticlePath, Version, Span], Citation] = {}
    sentences = []
    dropped = 0
    for written in draft.sentences:
        cited = [by_number[mark] for mark in dict.fromkeys(written.marks) if mark in by_number]
        dropped += sum(mark not in by_number for mark in written.marks)
        quoted = _find_quoted(written, cited, open_article)
        if quoted is None:
            continue
        key = (quoted.evidence.article, quoted.evidence.version, quoted.span)
        citation = citations.setdefault(key, _cite(quoted, len(citations) + 1, open_article))
        sentences.append(Sentence(written.lead, written.text, (citation.number,), "quoted", written.emphasis))
    return tuple(sentences), tuple(citations.values()), dropped


def _find_quoted(
    written: DraftSentence, cited: Sequence[Quotable], open_article: Callable[[ArticlePath, Version], Article]
) -> Quotable | None:
    for each in cited:
        article = open_article(each.evidence.article, each.evidence.version)
        if fold(article.text[slice(*each.span)]) == written.text:
            return each
    return None


def _cite(quotable: Quotable, number: int, open_article: Callable[[ArticlePath, Version], Article]) -> Citation:
    evidence = quotable.evidence
    article = open_article(evidence.article, evidence.version)
    start, end = quotable.span
    return Citation(
        number=number,
        article=evidence.article,
        version=evidence.version,
        title=evidence.title,
        date=evidence.date,
        source=evidence.source,
        url=evidence.url,
        start=start,
        end=end,
        quote=article.text[start:end],
        page=article.page(start),
    )
