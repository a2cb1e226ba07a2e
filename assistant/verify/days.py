"""Days a sentence names, however they are written, and whether a source names them too."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.en.calendar import MONTH_STARTS, WEEKDAYS
from assistant.language.en.days import DAY_OFFSETS, FORMS
from assistant.records import Span


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or what is said of one; None where nothing is."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # 0: Monday
    offset: int | None = None  # days from the article's date

    @property
    def words(self) -> str:
        return " ".join(str(part) for part in (self.day, self.month, self.year) if part) or "a weekday"


def read_days(text: str) -> list[Day]:
    """Every day, month, year and weekday a text names, in order."""
    found: list[Day] = []
    for form in FORMS:
        for match in form.finditer(text):
            if not any(match.start() < each.span[1] and each.span[0] < match.end() for each in found):
                found += _of_match(match)
    return sorted(found, key=lambda day: day.span)


def _of_match(match: re.Match[str]) -> list[Day]:
    fields = match.groupdict()
    if fields.get("iso"):
        try:
            day = dt.date.fromisoformat(fields["iso"])
        except ValueError:
            return []
        return [Day(match.span(), day.year, day.month, day.day)]
    if fields.get("weekday"):
        return [Day(match.span(), weekday=WEEKDAYS.index(fields["weekday"].lower()))]
    if fields.get("relative"):
        return [Day(match.span(), offset=DAY_OFFSETS[fields["relative"]])]
    month = MONTH_STARTS.index(fields["month"][:3].lower()) + 1 if fields.get("month") else None
    year = int(fields["year"]) if fields.get("year") else None
    days: list[int | None] = [int(fields[name]) for name in ("day", "last") if fields.get(name)]
    if any(not 1 <= (day or 1) <= 31 for day in days):
        days = []
    return [Day(match.span(), year, month, day) for day in days or [None]]


def missing_days(
    claimed: Sequence[Day], stated: Sequence[Day], published: dt.date | None, *, by_its_article: bool = True
) -> list[Day]:
    """The days that no source names. published: the date of its article, which fills in what it leaves out.

    by_its_article: whether that date is named by itself, which says nothing of when something happened.
    """
    own = [each for day in stated for each in _completed(day, published)]
    dated = [Day((0, 0), published.year, published.month, published.day, published.weekday())] if published else []
    years = any(day.year for day in stated)  # where a sentence names years itself, its article's is no other

    def may_be_its_articles(day: Day) -> bool:
        """A whole date, or a year; that an article is of a month says nothing of what it tells."""
        return by_its_article and (bool(day.day and day.month) or (day.month is None and not years))

    return [
        day
        for day in claimed
        if not any(_names(day, each) for each in [*own, *(dated if may_be_its_articles(day) else [])])
    ]


def _completed(day: Day, published: dt.date | None) -> list[Day]:
    """A day of a source with the year, or the date, it stands for where that can be told."""
    if published is None:
        return [day]
    if day.offset is not None or day.weekday is not None:
        around = [published + dt.timedelta(days=days) for days in range(-7, 8)]
        if day.offset is not None:
            around = [published + dt.timedelta(days=day.offset)]
        dates = [each for each in around if day.weekday in (None, each.weekday())]
        return [day, *(Day(day.span, each.year, each.month, each.day, each.weekday(), day.offset) for each in dates)]
    month = day.month
    if day.year is None and month:
        near = min(
            (published.year + shift for shift in (-1, 0, 1)),
            key=lambda year: abs((year - published.year) * 12 + month - published.month),
        )
        return [day, Day(day.span, near, day.month, day.day)]
    return [day]


def _names(claimed: Day, stated: Day) -> bool:
    """True if all that is claimed of a day is told of it."""
    if claimed.offset is not None:
        return claimed.offset == stated.offset
    pairs = (
        (claimed.year, stated.year),
        (claimed.month, stated.month),
        (claimed.day, stated.day),
        (claimed.weekday, stated.weekday if stated.weekday is not None else _weekday(stated)),
    )
    return all(ours is None or ours == theirs for ours, theirs in pairs)


def _weekday(day: Day) -> int | None:
    if not (day.year and day.month and day.day):
        return None
    try:
        return dt.date(day.year, day.month, day.day).weekday()
    except ValueError:
        return None
