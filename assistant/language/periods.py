"""Periods of time: which articles are of one, how near the others are, and how people write one."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp
from typing import Literal, TypeAlias

from assistant.language import DEFAULT
from assistant.language.base import Language
from assistant.language.written import Days, find_mentions
from assistant.records import Span

Bound: TypeAlias = Literal["published", "named"]  # what must lie in a period: an article's date; that, or what it names

AGO, AHEAD = dt.timedelta(days=366), dt.timedelta(days=92)  # how far "in May" lies from the day it is written
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FEW_YEARS = 100  # that a text is searched for
WEEK = dt.timedelta(days=7)
OUTSIDE = 0.8  # closeness right beside a period
LEAST_WIDTH = 14  # days; a shorter period is taken to be as wide where the distance from it is weighed


@dataclass(frozen=True, slots=True)
class Period:
    """The days a question is about, first and last included."""

    start: dt.date | None  # None: open
    end: dt.date | None
    span: Span  # of the words in the question
    bound: Bound
    hard: bool = False  # only articles of these days are asked for: "articles published in May"


def is_within(period: Period, published: dt.date | None, text: str, language: Language = DEFAULT) -> bool:
    """True if an article falls into a period: by its date or, where the bound is "named", by a date its text names.

    A year alone counts only where the period holds all of it. A day or month without a year is any that begins
    from ``AGO`` before to ``AHEAD`` after the article's date. An article without a date falls into every period that
    is "named", for what its "on Tuesday" means is not known, and into none that is "published".
    """
    start, end = period.start or dt.date.min, period.end or dt.date.max
    if published is None or start <= published <= end or period.bound == "published":
        return start <= published <= end if published else period.bound == "named"
    return _may_name(start, end, published, text) and any(
        (start <= first and last <= end) if (last - first).days >= 364 else (start <= last and first <= end)
        for first, last in named_days(text, published, language)
    )


def named_days(text: str, published: dt.date | None, language: Language = DEFAULT) -> Iterator[Days]:
    """First and last day of each date a text names; those without a year are near the day it was published."""
    for date in find_mentions(text, published, language):
        if date.year is not None:
            years = range(date.year, date.year + 1)
        elif published:
            years = range(max(published.year - 2, dt.MINYEAR), min(published.year + 1, dt.MAXYEAR) + 1)
        else:
            continue
        for days in filter(None, map(date.days, years)):
            if date.year is not None or (published and -AGO <= days[0] - published <= AHEAD):
                yield days


def _may_name(start: dt.date, end: dt.date, published: dt.date, text: str) -> bool:
    """False if a text has no year of a period, and it is too far from its day for one without: that is seen sooner."""
    years = range(start.year, end.year + 1)
    near = set(range(published.year - 2, published.year + 2))
    return len(years) > FEW_YEARS or not near.isdisjoint(years) or any(str(year) in text for year in years)


def write_period(period: Period) -> str:
    """A period for people: "1–9 May 2024", "May 2024", "2019", "since 3 March 2026"."""
    start, end = period.start, period.end
    if start is None or end is None:
        return f"since {_written(start)}" if start else f"until {_written(end)}" if end else "any time"
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    shape = "%Y" if whole and (start.month, end.month) == (1, 12) else "%B %Y" if whole else "%d %B %Y"
    first, last = ([part.lstrip("0") for part in f"{day:{shape}}".split()] for day in (start, end))
    if first == last:
        return " ".join(last)
    while len(first) > 1 and first[-1] == last[len(first) - 1]:
        first.pop()
    return (" – " if len(first) > 1 else "–").join([" ".join(first), " ".join(last)])


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def closeness(period: Period, published: dt.date | None, text: str) -> float:
    """How near an article is to a period, 0 to 1.

    1 if it falls into it. Outside, ``OUTSIDE`` at first, less by the factor e at a distance of the period's own length,
    and so on exponentially. An article without a date may be of any day, and gets what it would at that distance.
    """
    if published is None:
        return OUTSIDE * exp(-1.0)
    if is_within(period, published, text):
        return 1.0
    start, end = period.start or dt.date.min, period.end or dt.date.max
    distance = (start - published if published < start else published - end).days
    width = max(LEAST_WIDTH, (end - start).days) if period.start and period.end else LEAST_WIDTH
    return OUTSIDE * exp(-max(0, distance) / width)


def is_near(period: Period, published: dt.date | None, text: str, path: str = "") -> bool:
    """True if an article is of a period or of the week before or after it, names a day of it, or has no date.

    An article without a date is of the years that its path ("2024/budget.txt") and its text name, if its path does.
    """
    start, end = period.start, period.end
    wider = replace(
        period,
        start=start - WEEK if start and start > dt.date.min + WEEK else None,
        end=end + WEEK if end and end < dt.date.max - WEEK else None,
    )
    years = [int(year) for year in YEAR.findall(path)] if published is None else []
    if years:
        first, last = (start or dt.date.min).year, (end or dt.date.max).year
        named = {*years, *map(int, YEAR.findall(text))}
        return any(first <= year <= last for year in named)
    return published is None or is_within(wider, published, text)
