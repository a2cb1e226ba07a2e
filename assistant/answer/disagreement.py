"""Other articles that give another figure or day than the answer to a question for a fact does."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.answer.assess import Assessment
from assistant.answer.differences import Statement, find_differences
from assistant.answer.names import missing_names
from assistant.answer.parts import Parts
from assistant.answer.rank import NEAR_BEST_ELSEWHERE, Scored
from assistant.answer.rarity import Rarity
from assistant.answer.results import sentence_of
from assistant.records import Answer, Difference, Value
from assistant.verify.sources import lead_of

READ = 8  # sentences of other articles that are compared, at most
NEAR = 2 * NEAR_BEST_ELSEWHERE  # such a sentence scores this close to the best


def with_disagreement(answer: Answer, found: Assessment, parts: Parts) -> Answer:
    """The answer with the sentences of other articles that give another figure or day for the same thing.

    Only what the first sentence of the answer tells is compared, and near-copies of its article are left out.
    """
    if not answer.sentences or not answer.sentences[0].citations:
        return answer
    cited = {citation.number: citation for citation in answer.citations}
    first = cited[answer.sentences[0].citations[0]]
    others = list(_others(first.article, found, parts))[:READ]
    if not others:
        return answer
    free = max(cited) + 1
    statements = [Statement(first.quote, first.article, first.date, first.number)] + [
        Statement(each.quotable.text, each.quotable.evidence.article, each.quotable.evidence.date, free + at)
        for at, each in enumerate(others)
    ]
    rarity = Rarity(parts.catalog, [statement.text for statement in statements])
    differing = [
        difference
        for difference in find_differences(statements, rarity)
        if any(value.citation == first.number for value in difference.values)
        and all(
            value.citation == first.number or _names_all(found, others[value.citation - free], parts)
            for value in difference.values
        )
    ]
    return _cite(answer, differing, others, free, parts) if differing else answer


def _others(article: str, found: Assessment, parts: Parts) -> Iterator[Scored]:
    """The sentences of other stories that score nearly as the best does."""
    stories = parts.catalog.copies.stories()
    for each in found.scored:
        other = each.quotable.evidence
        is_near = found.scored[0].score - each.score <= NEAR and not other.suspicious
        if is_near and stories.original(other.article) != stories.original(article):
            yield each


def _names_all(found: Assessment, other: Scored, parts: Parts) -> bool:
    """True if the article of a sentence has every name of the question and its context."""
    evidence = other.quotable.evidence
    return not missing_names(found.query.searched, parts.article(evidence.article, evidence.version), parts.lexicon)


def _cite(answer: Answer, differing: list[Difference], others: list[Scored], free: int, parts: Parts) -> Answer:
    """The answer with the sentences that differ added, numbered on from its own."""
    numbers = {citation.number: citation.number for citation in answer.citations}
    places = {(citation.article, citation.version, citation.start): citation.number for citation in answer.citations}
    sentences, citations = list(answer.sentences), list(answer.citations)
    for difference in differing:
        for value in difference.values:
            if value.citation in numbers:
                continue
            quotable = others[value.citation - free].quotable
            evidence = quotable.evidence
            place = (evidence.article, evidence.version, quotable.span[0])
            if place not in places:
                article = parts.article(evidence.article, evidence.version)
                lead = lead_of(article.source, article.date)
                sentence, citation = sentence_of(article, quotable.span, (), len(citations) + 1, lead)
                sentences.append(sentence)
                citations.append(citation)
                places[place] = citation.number
            numbers[value.citation] = places[place]
    renumbered = tuple(
        Difference(each.about, tuple(Value(value.value, numbers[value.citation]) for value in each.values))
        for each in differing
    )
    return replace(answer, sentences=tuple(sentences), citations=tuple(citations), differences=renumbered)
