"""A sentence of an article -> the day, month or year in which what it tells happened.

- A date counts as the sentence's own if it stands in the main clause and says when: "on Tuesday", "last month", "In
  2012". A date that names a thing ("the 2016 law"), limits something ("since May") or stands in another clause does
  not, unless it is a day.
- Relative words and weekdays are seen from the date of the article. A weekday is the latest that has begun; where the
  words around it speak of what is to come, it is the next.
- A day or month without a year is the nearest to the date of the article.
- "Two days later" and "the next day" are seen from the day of the sentence before.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Literal, TypeAlias

from assistant.language import DEFAULT
from assistant.language.base import Language, TimeUnit
from assistant.language.dates import read_days
from assistant.language.tokens import words
from assistant.language.written import Days, WrittenDate, find_mentions
from assistant.records import Span

Precision: TypeAlias = Literal["day", "week", "month", "year"]

DAY = dt.timedelta(days=1)
FRONT_WORDS = 2  # before a date that begins a clause: "Back in"
DAYS_OF: dict[TimeUnit, int] = {"day": 1, "week": 7, "fortnight": 14}
MONTHS_OF: dict[TimeUnit, int] = {"month": 1, "quarter": 3, "year": 12}
# Of a date in a sentence, how likely it is the one told: its parts are added up, and a sum below LEAST is none.
EXACT: dict[Precision, float] = {"day": 3.0, "week": 2.5, "month": 2.0, "year": 1.0}
SAYS_WHEN, OF_A_NAME, BOUND, SUBORDINATE, QUOTED, LATER = 2.0, -1.5, -1.5, -1.5, -1.5, -0.1
STATE = -3.0
SAID, SAYING_WORDS = -1.5, 3  # the day on which somebody said it; words before a date among which that stands
NOT_ITS_TENSE = -2.5  # a past date in a clause of the present
LEAST = 2.0
# Of the days to a date ahead, against those since one past: in a clause of what is to come, of the past, of neither.
PLANNED, PAST, EITHER = 0.2, 1000.0, 2.0


@dataclass(frozen=True, slots=True)
class EventDate:
    """When something happened: its first and last day, and the words of the sentence that say so."""

    days: Days
    span: Span

    @property
    def precision(self) -> Precision:
        return precision_of(self.days)


@dataclass(frozen=True, slots=True)
class _Found:
    """A date in a sentence."""

    days: Days
    span: Span
    relative: bool = False  # seen from the date of the article: it needs no word before it


def precision_of(days: Days) -> Precision:
    """How exactly some days are known."""
    length = (days[1] - days[0]).days + 1
    return "day" if length == 1 else "week" if length <= 14 else "month" if length <= 92 else "year"


def find_event_date(
    sentence: str, published: dt.date | None, before: Days | None = None, language: Language = DEFAULT
) -> EventDate | None:
    """When what a sentence tells happened; None if it does not say so.

    published: the date of its article, from which "yesterday" is seen. before: of what the sentence before it tells.
    """
    found = _find_dates(sentence, published, language)
    scored = [(_score(date, sentence, published, language) + LATER * at, -at, date) for at, date in enumerate(found)]
    if scored:
        score, _, best = max(scored, key=lambda each: each[:2])
        if score >= LEAST:
            return EventDate(best.days, best.span)
    if before and (match := language.events.later.search(sentence)) and (days := _shift(match, before, language)):
        return EventDate(days, match.span())
    return None


def _find_dates(sentence: str, published: dt.date | None, language: Language) -> list[_Found]:
    """Every date in a sentence that can be placed in time, in order; of two that overlap, the longer one."""
    kept: list[_Found] = []
    for date in sorted(_candidates(sentence, published, language), key=lambda each: (each.span[0], -each.span[1])):
        if kept and date.span[0] < kept[-1].span[1]:
            continue
        beside = kept and language.periods.weekday.fullmatch(sentence[slice(*kept[-1].span)])
        if beside and not sentence[kept[-1].span[1] : date.span[0]].strip(" ,(") and precision_of(date.days) == "day":
            date = _Found(date.days, (kept.pop().span[0], date.span[1]), relative=True)  # "Friday, 3 May"
        kept.append(date)
    return kept


def _candidates(sentence: str, published: dt.date | None, language: Language) -> Iterator[_Found]:
    periods, events = language.periods, language.events
    if published:
        for match in events.ahead.finditer(sentence):
            if days := _ahead(match, published, language):
                yield _Found(days, match.span(), relative=True)
        for match in periods.relative.finditer(sentence):
            low = match[0].lower()
            lasting = periods.back.fullmatch(low) and not periods.calendar.fullmatch(low)
            if lasting or any(low.startswith(word) for word in periods.vague):  # how long, not when
                continue
            if events.holiday.search(sentence[: match.start()]):
                continue
            days = read_days(match[0], published, language)
            if days and periods.weekday.fullmatch(match[0]) and _is_planned(match.span(), sentence, language):
                days = (days[0] + 7 * DAY, days[1] + 7 * DAY) if days[0] < published else days
            if days and not (low in periods.nowadays and _is_nowadays(match.span(), sentence, language)):
                yield _Found(days, match.span(), relative=True)
    mentions = list(find_mentions(sentence, published, language))
    for date, after in zip_longest(mentions, mentions[1:]):
        if (
            after
            and after.year
            and date.year is None
            and events.range.fullmatch(sentence[date.span[1] : after.span[0]])
        ):
            date = replace(date, year=after.year - ((date.month or 0) > (after.month or 0)))  # "1 May to 3 June 2023"
        if days := _near(date, sentence, published, language):
            yield _Found(days, date.span)


def _near(date: WrittenDate, sentence: str, published: dt.date | None, language: Language) -> Days | None:
    """The days of a written date; those nearest to the date of the article where it has no year."""
    if date.year is not None:
        return date.days(date.year)
    if published is None:
        return None
    ahead = PLANNED if _is_planned(date.span, sentence, language) else EITHER
    if ahead == EITHER and (_is_past(date.span, sentence, language) or _is_fronted(date.span, sentence, language)):
        ahead = PAST
    years = range(max(published.year - 1, dt.MINYEAR), min(published.year + 1, dt.MAXYEAR) + 1)

    def distance(days: Days) -> float:
        return (days[0] - published).days * ahead if days[0] > published else (published - days[0]).days

    return min(filter(None, map(date.days, years)), key=distance, default=None)


def _ahead(match: re.Match[str], published: dt.date, language: Language) -> Days | None:
    """The days of "tomorrow", "next week", "next Friday", "next March"."""
    if match["word"]:
        return published + DAY, published + DAY
    if match["date"]:
        days = read_days(match["date"], published, language)
        if days and language.periods.weekday.fullmatch(match["date"]):
            return days[0] + 7 * DAY, days[1] + 7 * DAY
        if days and days[0].year < dt.MAXYEAR:
            return days[0].replace(year=days[0].year + 1), days[1].replace(
                year=days[1].year + 1, day=min(days[1].day, 28)
            )
        return None
    unit = language.periods.units[match["unit"].lower()]
    if unit in MONTHS_OF:
        first = published.year * 12 + (published.month - 1) // MONTHS_OF[unit] * MONTHS_OF[unit] + MONTHS_OF[unit]
        return _months(first, MONTHS_OF[unit])
    monday = published + (7 - published.weekday()) * DAY
    return (monday + 5 * DAY if unit == "weekend" else monday), monday + 6 * DAY


def _shift(match: re.Match[str], before: Days, language: Language) -> Days | None:
    """The days that "two weeks later" means, as exact as its unit, seen from those of the sentence before."""
    periods, words = language.periods, match[0].lower()
    if match["next"]:
        count, unit = 1, periods.units.get(match["unit"].lower(), "day")
    else:
        number, word = match["count"].lower().rsplit(" ", 1)
        counted = periods.counts.get(number)
        count, unit = counted or int(number), periods.units[word.removesuffix("s")]
    if any(word in words.split() for word in language.events.earlier):
        count = -count
    if unit in MONTHS_OF:
        months = MONTHS_OF[unit]
        return _months((before[0].year * 12 + before[0].month - 1 + count * months) // months * months, months)
    day = before[0] + count * DAYS_OF.get(unit, 0) * DAY
    return (day, day) if precision_of(before) == "day" else None


def _months(first: int, count: int) -> Days | None:
    """The days of some months; first: months since the year 0."""
    last = first + count - 1
    if first < 12 or last >= 12 * (dt.MAXYEAR + 1):
        return None
    year, month = last // 12, last % 12 + 1
    return dt.date(first // 12, first % 12 + 1, 1), dt.date(year, month, monthrange(year, month)[1])


def _score(date: _Found, sentence: str, published: dt.date | None, language: Language) -> float:
    """How likely a date is that of what the sentence tells."""
    events = language.events
    before, after = sentence[: date.span[0]], sentence[date.span[1] :]
    clause = _clause_before(before, language)
    score = EXACT[precision_of(date.days)]
    if events.states.search(before):
        score += STATE
    elif events.bounds.search(before):
        score += BOUND
    elif events.leads.search(before) or (date.relative and not events.possessive.match(after)):
        score += SAYS_WHEN
    elif events.named.match(after):
        score += OF_A_NAME
    if _says(" ".join(clause.split()[-SAYING_WORDS:]), language):
        score += SAID
    if events.subordinate.search(clause) and not _is_closed(clause, language):
        score += SUBORDINATE
    present = _last(events.present, clause)
    if present and not _says(clause[present.end() :], language) and (published is None or date.days[1] < published):
        score += NOT_ITS_TENSE
    if sum(before.count(mark) for mark in "“") > before.count("”") or before.count('"') % 2:
        score += QUOTED
    return score


def _is_closed(clause: str, language: Language) -> bool:
    """True if a subordinate clause is closed again before the date: "After he left, the party split on Monday"."""
    match = language.events.subordinate.match(clause.lstrip())
    return bool(match) and ", " in clause


def _clause_before(before: str, language: Language) -> str:
    """The part of a clause that stands before a date."""
    ends = [match.end() for match in language.events.clause.finditer(before)]
    return before[ends[-1] :] if ends else before


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match in a text."""
    return next(reversed(list(pattern.finditer(text))), None)


def _says(text: str, language: Language) -> bool:
    """True if somebody says something in a text; "a claim" says nothing."""
    if not language.checks:
        return False
    speech, found = language.checks.speech, words(text)
    return any(
        speech.said_word.fullmatch(word) and not speech.no_speaker.search(f" {before}")
        for before, word in pairwise(["", *found])
    )


def _is_fronted(span: Span, sentence: str, language: Language) -> bool:
    """True if a clause begins with a date: "In May, ..."."""
    return len(words(_clause_before(sentence[: span[0]], language))) <= FRONT_WORDS


def _clause_after(span: Span, sentence: str, language: Language) -> str:
    """The part of a clause that begins with a date which stands behind it."""
    after = sentence[span[1] :].lstrip(" ,")
    end = language.events.clause.search(after)
    return after[: end.start()] if end else after


def _is_planned(span: Span, sentence: str, language: Language) -> bool:
    """True if the clause of a date speaks of what is to come."""
    if _is_fronted(span, sentence, language):
        clause = _clause_after(span, sentence, language)
        first = language.events.planned.search(clause)
        return first is not None and not _says(clause[: first.start()], language)
    clause = _clause_before(sentence[: span[0]], language)
    planned = _last(language.events.planned, clause)
    return planned is not None and not _says(clause[planned.end() :], language)


def _is_past(span: Span, sentence: str, language: Language) -> bool:
    """True if the clause of a date speaks of the past."""
    past = language.checks and language.checks.claims.past
    fronted = _is_fronted(span, sentence, language)
    clause = _clause_after(span, sentence, language) if fronted else _clause_before(sentence[: span[0]], language)
    return bool(past and past.search(clause))


def _is_nowadays(span: Span, sentence: str, language: Language) -> bool:
    """True if a word for today means no day: "it is a museum today"."""
    return not (_is_past(span, sentence, language) or _is_planned(span, sentence, language))
