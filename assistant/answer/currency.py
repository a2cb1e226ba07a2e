"""Whether a question is about how things are now, and whether its evidence is too old to say that."""

import datetime as dt
from collections.abc import Collection

from assistant.answer.question import Query, answer_type_of
from assistant.language import DEFAULT
from assistant.records import Citation, Freshness

OLD = dt.timedelta(days=182)  # between evidence and the present, from which things may well have changed
NO_STATE = ("definition", "reason", "date")  # what a question in the present tense asks for that does not change
OLD_EVIDENCE = "The newest article found for this is from {found}; the newest article of the corpus is from {newest}."


def is_about_now(query: Query, today: dt.date) -> bool:
    """True if a question asks how things are now: by its words ("currently"), its period, or its tense.

    A question that names a time without today in it is not. Any other is if it asks for the latest, or if its finite
    verb is in the present tense and no other verb is in the past. What somebody says is no state of things, and neither
    is a meaning, a reason or a date.
    """
    tables, period = DEFAULT.questions, query.period
    if period and not (period.start and period.start <= today and (period.end is None or today <= period.end)):
        return False
    if query.latest or tables.now.search(query.text):
        return True
    in_present = tables.present.match(query.text) and not tables.past.search(query.text)
    return bool(in_present) and answer_type_of(query.text) not in NO_STATE


def describe_age(
    query: Query, citations: Collection[Citation], freshness: Freshness | None, today: dt.date | None
) -> str:
    """A line on how old the evidence is, if the question is about now and the evidence is old; else "".

    Evidence is old if its newest article is ``OLD`` or more older than the newest article of the index, or than today,
    and not of the period that the question names. If an article of it has no date, nothing is said.
    """
    dates = [citation.date for citation in citations if citation.date]
    newest = freshness.newest if freshness else None
    if not dates or len(dates) < len(citations) or not newest or not today or not is_about_now(query, today):
        return ""
    found = max(dates)
    start = query.period.start if query.period else None
    if max(newest, today) - found < OLD or (start and found >= start):
        return ""
    return OLD_EVIDENCE.format(found=_written(found), newest=_written(newest))


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
