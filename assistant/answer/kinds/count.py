"""How many articles mention something, and how often: counted over the whole corpus."""

from collections.abc import Iterator, Sequence

from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.kinds.base import Kind
from assistant.answer.mentions import Mentions, find_mentions, total
from assistant.answer.parts import Parts
from assistant.answer.results import in_stories, in_words, of_days, plural, result_of, within
from assistant.records import Answer


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """A number, and the articles it counts."""
    found = find_mentions(frame.terms, frame.limits, parts.catalog)
    run.clock.lap("retrieve")
    yield run.told(frame, count_in_words(frame, found), result_of(frame, found))


def count_in_words(frame: Frame, found: Sequence[Mentions]) -> str:
    """What is counted, as a sentence."""
    where, copies = within(frame.limits), in_stories(found)
    period = frame.limits.period
    days = "" if period and period.start == period.end else of_days(found)  # else it names the day already
    if frame.terms is None and not found:
        return f"There is no article{where}."
    if frame.terms is None:
        are = "is" if len(found) == 1 else "are"
        return f"There {are} {plural(len(found), 'article')}{where}{days}.{copies}"
    if not found:
        return f"No article{where} mentions {frame.terms.shown}."
    places = total(found)
    articles, times = plural(len(found), "article"), plural(places, "time")
    if frame.act == "times":
        name = frame.terms.shown[0].upper() + frame.terms.shown[1:]
        return f"{name} is mentioned {times}, in {articles}{where}{days}.{copies}"
    yes = "Yes: " if frame.act == "any" else ""
    verb = "mentions" if len(found) == 1 else "mention"
    in_all = "" if places == len(found) else f", {times} in all"
    return f"{yes}{articles}{where} {verb} {frame.terms.shown}{in_all}{days}.{copies}{in_words(frame, found)}"


COUNT = Kind("count", frozenset({"count", "times", "any"}), answer, default="count")
