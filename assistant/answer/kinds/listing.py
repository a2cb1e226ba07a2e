"""Which articles mention something, or are of some source or time: all of them, newest first."""

from collections.abc import Iterator, Sequence

from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.count import count_in_words
from assistant.answer.mentions import Mentions, find_mentions
from assistant.answer.parts import Parts
from assistant.answer.results import groups_of, of_article, plural, result_of, within
from assistant.records import Answer

NAMED = 10  # titles and names that are written out; all are in the result
GROUPED_BY = {"outlets": "outlet", "authors": "author"}


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """The articles, or who wrote them. Who wrote what no article has, if it is more than a name, is a fact."""
    found = find_mentions(frame.terms, frame.limits, parts.catalog)
    run.clock.lap("retrieve")
    if not found and frame.act in GROUPED_BY and frame.terms and frame.terms.is_clause:
        run.kind = fact.FACT.name
        yield from fact.FACT.answer(frame, run, parts)
        return
    by = GROUPED_BY.get(frame.act, frame.by)
    words = names_in_words(frame, by, found) if frame.act in GROUPED_BY else list_in_words(frame, found)
    yield run.told(frame, words, result_of(frame, found, by))


def list_in_words(frame: Frame, found: Sequence[Mentions]) -> str:
    """How many there are, and the titles of the first."""
    if not found:
        return count_in_words(frame, found)
    lines = [f"{number}. {of_article(each.article)}" for number, each in enumerate(found[:NAMED], start=1)]
    more = [f"… and {len(found) - NAMED} more."] if len(found) > NAMED else []
    return "\n".join([count_in_words(frame, found), *lines, *more])


def names_in_words(frame: Frame, by: str, found: Sequence[Mentions]) -> str:
    """The outlets or authors of the articles."""
    groups = groups_of(by, found)
    named = [f"{group.key} ({group.articles})" for group in groups if group.key]
    if not found or not named:
        return count_in_words(frame, found)
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    about = f" on {frame.terms.shown}" if frame.terms else ""
    count = f"{plural(len(named), by)} with {plural(len(found), 'article')}{about}{within(frame.limits)}"
    return f"{count}: {', '.join(named[:NAMED])}{more}."


LIST = Kind("list", frozenset({"list", "limited", "new", "outlets", "authors"}), answer, default="list")
