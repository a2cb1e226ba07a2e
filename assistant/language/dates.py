"""Words about time in a question -> the period they mean.

- Weeks begin on Monday. "Last week", "this month", "last year" are calendar weeks, months, years, and so is "two weeks
  ago"; "the last week" and "the past three days" reach back from today, and so does "a few days ago".
- A day, month or weekday without a year is the latest that has begun. "Last Friday" and "last March" are over: on a
  Friday, or in March, they are those before. "This Friday" and "this March" are of this week and year.
- "Early 2023" is all of 2023. "3/5/2024" is the third of May; "5/13/2024" can only be the thirteenth.
- News of a day is reported on that day or the next: weekdays, weekends, "yesterday", "two days ago" get one day more.
- "After" and "before" leave out the day, month or year they name, unless it stands for a thing: "after Tuesday's vote".
- A year alone, or a month or day without a year, counts only after a preposition; a day also where it is capitalised.
- "Today" counts where it says when something happened or was written; elsewhere it means "nowadays".
- "Since 1990" and "the last ten years" ask about history and are no period; "before 2000", "ten years ago" and "from
  1914 to 1918" say when things happened.
- "Of May" and "in June Sable" name a person, or may; "the end of May", "articles of May" and "of May 2024" do not.
- "By Friday" and "by May" may look ahead, and are no period; "by May 2024" is one.
- What has not begun, and what leaves out no day so far ("by 2030"), is no period.
- The last period of the question wins; "between X and Y" and the like are one.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from functools import cache
from math import ceil
from typing import TypeAlias

from assistant.language import DEFAULT
from assistant.language.base import Language, TimeUnit, Which
from assistant.language.periods import Bound, Period
from assistant.language.written import Days, WrittenDate, find_stretches, read_date

Reach: TypeAlias = tuple[dt.date | None, dt.date | None, Bound]  # first and last day, both included; None: open
Words: TypeAlias = re.Match[str]

DAY = dt.timedelta(days=1)
IN_MONTHS: Mapping[TimeUnit, int] = {"month": 1, "quarter": 3, "year": 12}
IN_DAYS: Mapping[TimeUnit, float] = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14}
NO_PERIOD: Reach = (None, None, "published")  # leaves out nothing
RECENT_YEARS = 2  # a year further back than this, alone, is about history
RECENT_DAYS = 30  # that "recently" reaches back
DAYS_A_MONTH = 30
NEAR_UNITS = 7  # days, weeks or months that "a few days before" a date reaches
LEAP = 8  # years between two 29 Februaries, at most
MARGIN = 64  # characters of a period, before and after its word of time


def read_period(question: str, today: dt.date, language: Language = DEFAULT) -> Period | None:
    """The period a question's words mean, seen from ``today``; None if it names none."""
    return _reader(language).read(question, today)


def read_exact_period(question: str, today: dt.date, language: Language = DEFAULT) -> Period | None:
    """As ``read_period``, without the day after a day on which it is reported."""
    return _reader(language, exact=True).read(question, today)


def read_days(text: str, today: dt.date, language: Language = DEFAULT) -> Days | None:
    """First and last day of a date that is the whole of a text: "last week", "two days ago", "3 May 2024".

    Seen from ``today``; the latest that has begun where no year is written. None if the text is no date.
    """
    try:
        return _reader(language).days(text, today)
    except (OverflowError, ValueError):  # before the year 1
        return None


def without_dates(question: str, today: dt.date, language: Language = DEFAULT) -> str:
    """A question without the words that mean a period, a day or a month; the year of a thing stays."""
    period = read_period(question, today, language)
    if period:
        before, after = question[: period.span[0]].rstrip(), question[period.span[1] :]
        before = language.periods.held_in.sub("", before) if period.hard else before
        question = f"{before} {after}".lstrip(" ,")
    return " ".join(language.periods.any_date.sub(" ", question).replace(" ?", "?").split())


def wants_latest(question: str, language: Language = DEFAULT) -> bool:
    """True if a question asks for the newest there is: such words sort articles by date and leave none out."""
    return bool(language.periods.latest_words.search(question))


class _Reader:
    """Reads dates by the tables of one language."""

    def __init__(self, language: Language, exact: bool) -> None:
        self._exact = exact
        self._language, self._periods, self._weekdays = language, language.periods, language.calendar.weekdays
        # Each pattern, and what it means; where two match, the one that begins first, or reaches further, is read.
        self._forms: tuple[tuple[re.Pattern[str], Callable[[Words, dt.date], Reach | None]], ...] = (
            (self._periods.since, self._since),
            (self._periods.range, self._range),
            (self._periods.plain, self._plain),
        )

    def read(self, question: str, today: dt.date) -> Period | None:
        """The period a question's words mean, seen from ``today``; None if it names none."""
        found = [
            (match, resolve)
            for start, end in find_stretches(question, MARGIN, self._language)
            for pattern, resolve in self._forms
            for match in pattern.finditer(question, start, end)
        ]
        period, at = None, 0
        for match, resolve in sorted(found, key=lambda each: (each[0].start(), -each[0].end())):
            if match.start() < at:
                continue
            try:
                reach = resolve(match, today)
            except (OverflowError, ValueError):  # it begins before the year 1, or ends after 9999
                continue
            if reach is None:
                continue
            at = match.end()
            if _leaves_out_days(reach, today):
                period = Period(reach[0], reach[1], match.span(), reach[2], hard=self._of_articles(match))
        if period is None and (recent := self._periods.recent.search(question)):
            return Period(_days_before(today, RECENT_DAYS), today, recent.span(), "published")
        return period

    def _plain(self, match: Words, today: dt.date) -> Reach | None:
        """The reach of one date: "in May 2024", "last week"."""
        days = self.days(match["date"], today) if self._stands(match) else None
        if not days:
            return None
        if not self._periods.relative.fullmatch(match["date"]):
            return *days, "published" if self._of_articles(match) else "named"
        if _is_history(days[0].year, today) and not self._of_articles(match):
            return (*days, "named") if self._periods.ago_words.fullmatch(match["date"]) else NO_PERIOD
        return days[0], self._reported(match["date"], days[1]), "published"

    def _since(self, match: Words, today: dt.date) -> Reach | None:
        """The reach to or from a date: "since May", "before 2019", "from May onwards"."""
        text = match["date"] or match["thing"] or match["onwards"]
        word = (match["word"] or "").lower()
        dated = self._periods.year.search(text) or (
            self._periods.relative.fullmatch(text)
            and not self._periods.weekday.search(text)
            and not self._periods.month.search(text)
        )
        days = self.days(text, today)
        if not days:
            return None
        if word in self._periods.looks_ahead and not dated:
            return NO_PERIOD
        if match["thing"] or match["possessive"] or match["edge"]:
            word = self._periods.as_a_thing.get(word, word)
        start, end = self._beyond(word, days)
        if match["near"]:
            reach = NEAR_UNITS * int(IN_DAYS.get(self._periods.units[match["near"].lower()], DAYS_A_MONTH))
            start, end = start or (end and _days_before(end, reach)), end or (start and _days_before(start, -reach))
        if self._of_articles(match) or not _is_history(days[0].year, today):
            return start, end, "published"
        if end:
            return start, end, "named"
        return NO_PERIOD if self._periods.year.fullmatch(text) else (start, end, "published")

    def _beyond(self, word: str, days: Days) -> tuple[dt.date | None, dt.date | None]:
        """What "since", "before" and the like make of the first and last day of a date; "" is that of "onwards"."""
        boundary = self._periods.boundaries.get(word, "from")
        if boundary in ("from", "after"):
            return (days[0] if boundary == "from" else days[1] + DAY), None
        return None, (days[1] if boundary == "until" else days[0] - DAY)

    def _range(self, match: Words, today: dt.date) -> Reach | None:
        """The reach from one date to another: "between March and May 2024", "3–9 May"."""
        first, last = match["first"], match["last"]
        led = match["lead"] or match["edge"]
        if not led and not (
            self._periods.capital_or_date.fullmatch(first)
            and (
                self._periods.date.fullmatch(last)
                or self._periods.capital_day.fullmatch(last)
                or self._periods.day_last.fullmatch(first)
            )
        ):
            return None
        last = self._periods.now.get(last.lower(), last)
        relative = bool(self._periods.relative.fullmatch(first) or self._periods.relative.fullmatch(last))
        if relative and self._periods.year.fullmatch(first) and _is_history(int(first), today):
            return NO_PERIOD
        days = self._ends(first, last, match["to"], match["lead"] or "", today)
        if not days:
            return None
        bound: Bound = "published" if relative or self._of_articles(match) else "named"
        return days[0], self._reported(last, days[1]), bound

    def _ends(self, first: str, last: str, to: str, lead: str, today: dt.date) -> Days | None:
        """First day of ``first`` and last day of ``last``, each of which may lack what the other says."""
        if self._periods.number_only.fullmatch(first):  # "3–9 May"
            days = self.days(last, today) if self._periods.day_first.fullmatch(last) else None
            number = int(re.sub(r"\D", "", first))
            return (days[0].replace(day=number), days[1]) if days and number <= days[1].day else None
        if number_last := self._periods.number_only.fullmatch(last):  # "May 3–9, 2024"
            loose = self._periods.lists.search(to) and not self._periods.between.match(lead)
            days = (
                self.days(first + (number_last[2] or ""), today)
                if self._periods.day_last.fullmatch(first) and not loose
                else None
            )
            number = int(re.sub(r"\D", "", number_last[1]))
            if not days or not days[0].day <= number <= monthrange(days[0].year, days[0].month)[1]:
                return None
            return days[0], days[1].replace(day=number)
        begun = None if self._periods.relative.fullmatch(first) else read_date(first, today, self._language)
        ended = None if self._periods.relative.fullmatch(last) else read_date(last, today, self._language)
        if ended and ended.year is None:
            start = self.days(first, today)
            end = start and _occurrence(ended, range(start[0].year, start[0].year + LEAP + 1), start[0], dt.date.max)
        else:
            end = self.days(last, today)
            start = end and self.days(first, end[0] if begun else min(end[0], today))
        return (min(start[0], end[0]), max(start[1], end[1])) if start and end else None

    def _stands(self, match: Words) -> bool:
        """True if the words around a date do not make it something else: "Theresa May", "the 2019 model"."""
        text, before = match["date"], match.string[max(0, match.start() - 80) : match.start()]
        after = match.string[match.end() : match.end() + 3]
        if text.lower() in self._periods.nowadays:
            led = self._periods.before_today.search(before + (match["lead"] or ""))
            return bool(led) or after.startswith(self._periods.possessives)
        if self._periods.weekday.fullmatch(text):
            alone = text[0].isupper() and not self._periods.general.search(before) and not re.match(r" [A-Z]", after)
            return bool(match["lead"] or match["edge"] or alone)
        if self._periods.relative.fullmatch(text):
            return True
        if self._periods.date.fullmatch(text) or self._periods.capital_day.fullmatch(text):
            return True
        lead = (match["lead"] or "").strip().lower()
        if match["edge"]:  # "the end of May"
            return True
        if text.lower() in self._periods.people:  # "the plan of May", "of June Sable"
            named_so = re.match(r" [A-Z]", after) and any(word.islower() for word in match.string.split())
            if named_so or (lead in self._periods.person_leads and not self._of_articles(match)):
                return False
        return bool(lead) and (lead not in self._periods.day_leads or bool(self._periods.day.fullmatch(text)))

    def _of_articles(self, match: Words) -> bool:
        """True if words next to a date say that it is the articles': "published in May", "May 2024 articles"."""
        lead = match.groupdict().get("lead")
        upto = match.end("lead") if lead else match.start()
        before = match.string[max(0, upto - 80) : upto].rstrip()
        return bool(
            self._periods.published.search(before) or self._periods.published_after.match(match.string, match.end())
        )

    def _reported(self, text: str, day: dt.date) -> dt.date:
        """The last day on which news of ``day`` is reported: one later if ``text`` is a day or a weekend near today."""
        vague = any(text.lower().startswith(word) for word in self._periods.vague)
        return day + DAY if self._periods.reported.fullmatch(text) and not (vague or self._exact) else day

    def days(self, text: str, today: dt.date) -> Days | None:
        """As ``read_days``."""
        low = text.lower()
        if self._periods.today.fullmatch(low):
            return today, today
        if low in self._periods.days_ago:
            day = today - self._periods.days_ago[low] * DAY
            return day, day
        if ago := self._periods.ago_words.fullmatch(low):
            count = self._periods.counts.get(ago[1]) or int(ago[1])
            return (
                self._back(count, ago[2], today)
                if ago[1] in self._periods.vague
                else self._calendar(count, ago[2], today)
            )
        if calendar := self._periods.calendar.fullmatch(low):
            which = self._periods.which.get(calendar[1])
            ended = today.weekday() < 5 if which == "the" else which != "this"
            return self._calendar(int(ended), calendar[2], today)
        if back := self._periods.back.fullmatch(low):
            return self._back((self._periods.counts.get(back[1]) or int(back[1])) if back[1] else 1, back[2], today)
        which = self._periods.which.get(low.split()[0])
        if self._periods.relative.fullmatch(text) and (weekday := self._periods.weekday.search(low)):
            return _weekday(self._weekdays.index(weekday[0]), which, today)
        named = read_date(text, today, self._language)
        if named is None or named.year is not None or (which == "this" and self._periods.relative.fullmatch(text)):
            return named.days(named.year or today.year) if named else None
        latest = _latest(named, today)
        if which == "last" and self._periods.relative.fullmatch(text) and latest and latest[1] >= today:
            return _latest(named, latest[0] - DAY)
        return latest

    def _calendar(self, count: int, word: str, today: dt.date) -> Days:
        """The day, week, weekend, month, quarter or year that lies ``count`` of its kind back."""
        unit = self._periods.units[word]
        if unit in IN_MONTHS:
            months = IN_MONTHS[unit]
            at = (today.year * 12 + today.month - 1) // months * months - count * months
            after = dt.date((at + months) // 12, (at + months) % 12 + 1, 1)
            return dt.date(at // 12, at % 12 + 1, 1), after - DAY
        if unit in ("hour", "day", "fortnight"):
            day = today - int(count * IN_DAYS[unit]) * DAY
            return day, day
        monday = today - (today.weekday() + 7 * count) * DAY
        return (monday + 5 * DAY if unit == "weekend" else monday), monday + 6 * DAY

    def _back(self, count: int, word: str, today: dt.date) -> Days:
        """From so many hours, days, weeks, months, quarters or years back to today."""
        unit = self._periods.units[word]
        if unit in IN_DAYS:
            return today - ceil(count * IN_DAYS[unit]) * DAY, today
        at = today.year * 12 + today.month - 1 - count * IN_MONTHS[unit]
        year, month = at // 12, at % 12 + 1
        return dt.date(year, month, min(today.day, monthrange(year, month)[1])), today


@cache
def _reader(language: Language, exact: bool = False) -> _Reader:
    return _Reader(language, exact)


def _leaves_out_days(reach: Reach, today: dt.date) -> bool:
    """True if a reach has begun and some day up to ``today`` is not in it."""
    start, end, _ = reach
    return start <= today if start else end is not None and end < today


def _is_history(year: int, today: dt.date) -> bool:
    return today.year - year > RECENT_YEARS


def _weekday(weekday: int, which: Which | None, today: dt.date) -> Days:
    """The latest such weekday; the one before today if it is the "last"; that of this week if it is "this"."""
    back = (today.weekday() - weekday) % 7
    if which == "this":
        back = today.weekday() - weekday
    elif which in ("last", "past"):
        back = back or 7
    day = today - back * DAY
    return day, day


def _latest(named: WrittenDate, today: dt.date) -> Days | None:
    """The latest of its kind that has begun."""
    return _occurrence(named, range(today.year, today.year - LEAP - 1, -1), dt.date.min, today)


def _occurrence(named: WrittenDate, years: range, earliest: dt.date, latest: dt.date) -> Days | None:
    """The first in ``years`` that begins between two days."""
    found = (named.days(year) for year in years)
    return next((days for days in found if days and earliest <= days[0] <= latest), None)


def _days_before(day: dt.date, count: int) -> dt.date:
    """The day so many days earlier, as far as there are days."""
    return dt.date.fromordinal(min(max(day.toordinal() - count, 1), dt.date.max.toordinal()))
