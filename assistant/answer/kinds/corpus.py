"""What the corpus is: its outlets, authors and days, how current it is, what could not be read. From the catalog."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.kinds.base import Kind
from assistant.answer.mentions import Mentions, find_mentions
from assistant.answer.parts import Parts
from assistant.answer.results import groups_of, of_article, of_days, plural, result_of, within
from assistant.index.chunk import written_date
from assistant.language import DEFAULT
from assistant.language.tokens import stem, words
from assistant.records import Answer, Freshness

NAMED = 30  # outlets or authors that are written out; the result has all
TOPICS = 8  # words of titles that are named
LEAST_LETTERS = 4  # of such a word


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """What is asked about the corpus, with the articles it is told of."""
    found = find_mentions(None, frame.limits, parts.catalog)
    run.clock.lap("retrieve")
    if frame.act == "undated":
        found = [each for each in found if each.article.date is None]
    message = (
        failed_in_words(parts) if frame.act == "failed" else SAYS[frame.act](frame, found, parts.catalog.freshness())
    )
    result = result_of(frame, found, {"the outlets": "outlet", "the authors": "author"}.get(frame.act, ""))
    yield run.told(frame, message, result if frame.act != "failed" else replace(result, rows=(), total=0))


def outlets(frame: Frame, found: Sequence[Mentions], _: Freshness) -> str:
    """The outlets with the number of their articles."""
    return _names("outlet", frame, found)


def authors(frame: Frame, found: Sequence[Mentions], _: Freshness) -> str:
    """The authors with the number of their articles."""
    return _names("author", frame, found)


def _names(by: str, frame: Frame, found: Sequence[Mentions]) -> str:
    groups = groups_of(by, found)
    named = [f"{group.key} ({group.articles})" for group in groups if group.key]
    unknown = next((group.articles for group in groups if not group.key), 0)
    if not named:
        return f"No {by} is known of any of the {plural(len(found), 'article')}{within(frame.limits)}."
    more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
    rest = f" Of {plural(unknown, 'article')} no {by} is known." if unknown else ""
    return f"{plural(len(named), by)}{within(frame.limits)}: {', '.join(named[:NAMED])}{more}.{rest}"


def days(frame: Frame, found: Sequence[Mentions], _: Freshness) -> str:
    """From when to when the articles are, and how many have no date."""
    dated = [each for each in found if each.article.date]
    without = len(found) - len(dated)
    if not dated:
        return f"None of the {plural(len(found), 'article')}{within(frame.limits)} has a date."
    rest = f" {plural(without, 'article')} {'has' if without == 1 else 'have'} no date." if without else ""
    return f"{plural(len(dated), 'article')}{within(frame.limits)}{of_days(dated)}.{rest}"


def freshness(_: Frame, found: Sequence[Mentions], fresh: Freshness) -> str:
    """The newest article and the last sync."""
    newest = next((each for each in found if each.article.date), None)
    first = f"The newest article is {of_article(newest.article)}." if newest else "No article has a date."
    synced = f" The index was last made equal to the corpus on {written_date(fresh.synced)}" if fresh.synced else ""
    at = f", at {fresh.synced:%H:%M} UTC." if fresh.synced else ""
    return f"{first}{synced}{at}{_unread(fresh.failed)}"


def undated(frame: Frame, found: Sequence[Mentions], _: Freshness) -> str:
    """How many articles have no date."""
    if not found:
        return f"No article{within(frame.limits)} is without a date."
    return f"{plural(len(found), 'article')}{within(frame.limits)} {'has' if len(found) == 1 else 'have'} no date."


def overview(frame: Frame, found: Sequence[Mentions], fresh: Freshness) -> str:
    """How many articles, of which days and outlets, and what their titles speak of."""
    outlet_groups = [group for group in groups_of("outlet", found) if group.key]
    named = ", ".join(f"{group.key} ({group.articles})" for group in outlet_groups[:TOPICS])
    more = f" and {len(outlet_groups) - TOPICS:,} more" if len(outlet_groups) > TOPICS else ""
    by = f", by {plural(len(outlet_groups), 'outlet')}: {named}{more}" if outlet_groups else ""
    spoken = topics(found)
    about = f" Titles speak most of {', '.join(spoken)}." if spoken else ""
    return f"{plural(len(found), 'article')}{within(frame.limits)}{of_days(found)}{by}.{about}{_unread(fresh.failed)}"


def topics(found: Sequence[Mentions]) -> list[str]:
    """The words that stand in most titles, in two at least, as they are written most often."""
    written: dict[str, Counter[str]] = {}
    for each in found:
        for word in {stem(word): word for word in words(each.article.title)}.values():
            if len(word) >= LEAST_LETTERS and word.isalpha() and word.lower() not in DEFAULT.grammar.stop_words:
                written.setdefault(stem(word), Counter())[word] += 1
    common = sorted(written.values(), key=lambda forms: (-forms.total(), min(forms)))
    return [forms.most_common(1)[0][0] for forms in common[:TOPICS] if forms.total() > 1]


def failed_in_words(parts: Parts) -> str:
    """The files that could not be read, each with its reason."""
    status = parts.catalog.status()
    if not status.failed:
        skipped = f" Not read, of other types: {plural(len(status.skipped), 'file')}." if status.skipped else ""
        return f"Every document could be read.{skipped}"
    lines = [f"{failure.path}: {failure.reason}" for failure in status.failed[:NAMED]]
    more = [f"… and {len(status.failed) - NAMED:,} more."] if len(status.failed) > NAMED else []
    return "\n".join([f"{plural(len(status.failed), 'file')} could not be read.", *lines, *more])


def _unread(count: int) -> str:
    return f" {plural(count, 'file')} could not be read." if count else ""


SAYS: Mapping[str, Callable[[Frame, Sequence[Mentions], Freshness], str]] = {
    "the outlets": outlets,
    "the authors": authors,
    "the days": days,
    "freshness": freshness,
    "undated": undated,
    "overview": overview,
}
CORPUS = Kind("corpus", frozenset({*SAYS, "failed"}), answer, default="overview")
