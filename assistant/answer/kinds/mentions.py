"""Every mention of something, the first or the last, and exact words: each with the sentence that has it."""

from collections.abc import Iterator, Sequence

from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.count import count_in_words
from assistant.answer.mentions import Mentions, find_mentions
from assistant.answer.parts import Parts
from assistant.answer.results import cite, of_article, result_of
from assistant.index.chunk import written_date
from assistant.records import Answer, Citation, Sentence

SHOWN = 20  # mentions whose sentences are shown; the result counts all


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """The sentences that hold the mentions. Words that no article has are answered as a question for a fact is."""
    found = find_mentions(frame.terms, frame.limits, parts.catalog)
    run.clock.lap("retrieve")
    if not found and frame.act == "phrase":
        run.kind = fact.FACT.name
        yield from fact.FACT.answer(frame, run, parts)
        return
    dated = [each for each in found if each.article.date]
    if frame.act in ENDS and found:
        end, which = ENDS[frame.act]
        one = ([dated[end]] if dated else found[:1])[0]
        words = ends_in_words(frame, which, one, len(found))
        shown: Sequence[Mentions] = [one]
    else:
        words, shown = count_in_words(frame, found), found
    sentences, citations = quote(shown, 1 if frame.act in ENDS else SHOWN, parts)
    yield run.told(frame, words, result_of(frame, found), sentences, citations)


def quote(found: Sequence[Mentions], most: int, parts: Parts) -> tuple[list[Sentence], list[Citation]]:
    """The sentences that hold places, each with its citation; ``most`` at most, each once."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for each in found:
        article = parts.article(each.article.path, each.article.version)
        for sentence, citation in cite(article, each.places, len(citations) + 1):
            if len(sentences) == most:
                return sentences, citations
            sentences.append(sentence)
            citations.append(citation)
    return sentences, citations


def ends_in_words(frame: Frame, which: str, one: Mentions, count: int) -> str:
    """Which article is the first or last."""
    day = f" on {written_date(one.article.date)}" if one.article.date else ""
    named = of_article(one.article, dated=False)
    if frame.terms is None:
        return f"The {which} of {count} articles is {named}{f', of {day[4:]}' if day else ''}."
    verb = "first" if which == "oldest" else "last"
    shown = frame.terms.shown
    return f"{shown[0].upper()}{shown[1:]} is {verb} mentioned{day}, in {named}."


ENDS = {"first": (-1, "oldest"), "oldest": (-1, "oldest"), "last": (0, "newest"), "newest": (0, "newest")}
MENTIONS = Kind("mentions", frozenset({"every", "phrase", *ENDS}), answer, default="every")
