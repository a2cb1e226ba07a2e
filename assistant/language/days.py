"""Days, months, years and weekdays that a text names, however they are written."""

import datetime as dt
import re
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
