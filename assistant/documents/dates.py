"""Dates of publication as files and pages write them. A date is the day where it was written: no zone is converted."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from assistant.language.pages import BYLINE, DATELINE, DAY, DAYS, MONTHS, WEEKDAY
from assistant.records import ArticlePath, normalize_space

FIRST_YEAR = 1600  # of newspapers; an earlier date stands for "unknown"
HEAD_LINES = 12  # of a text, in which a byline may stand
BYLINE_CHARS = 100  # a longer line is text


MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})")


def to_date(value: object) -> dt.date | None:
    """A written date, whatever weekday stands before it and time behind it; None if it is none, or could be two."""
    written = normalize_space(value) if isinstance(value, str) else ""
    compact = re.match(r"(\d{4})(\d\d)(\d\d)(?=$|T\d)", written)
    if compact:
        return _date(*(int(each) for each in compact.groups()))
    start = re.match(WEEKDAY, written, re.IGNORECASE)
    found = _find_day(written)
    return found[0] if found and start and found[1][0] == start.end() else _american(written)


def _american(written: str) -> dt.date | None:
    """ "Tue Feb 20 2018 08:00" is read as any other; "2/26/2015" only where it can be nothing else."""
    match = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", written)
    if not match:
        return None
    first, second, year = (int(each) for each in match.groups())
    if first > 12 >= second:
        return _date(year, second, first)
    return _date(year, first, second) if second > 12 >= first or first == second else None


def _find_day(text: str) -> tuple[dt.date, tuple[int, int]] | None:
    """The first date written in a text, and where."""
    found = sorted((span, date) for date, span in _find_all(text))
    return (found[0][1], found[0][0]) if found else None


def _find_all(text: str) -> Iterator[tuple[dt.date, tuple[int, int]]]:
    for form in DAYS:
        yield from ((date, match.span()) for match in form.finditer(text) if (date := _match_date(match)))


def find_days(text: str) -> Iterator[dt.date]:
    """Every date written in a text."""
    yield from (date for date, _ in _find_all(text))
    yield from filter(None, (_american(match[0]) for match in re.finditer(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}", text)))


def days_in_address(url: str) -> Iterator[dt.date]:
    """Dates in the path of a web address, "/2026/03/01/"."""
    for match in re.finditer(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)", url):
        if date := _date(int(match[1]), int(match[2]), int(match[3])):
            yield date


def _match_date(match: re.Match[str]) -> dt.date | None:
    fields = match.groupdict()
    month = MONTHS[fields["month"].lower()] if fields.get("month") else int(fields["number"])
    return _date(int(fields["year"]), month, int(fields["day"]))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def published_day(moments: Sequence[str]) -> dt.date | None:
    """The day of the first of the moments a page gives that is a date.

    One in UTC may fall on another day where it was published: if another moment is the same instant by the clock of
    a place, its day is taken.
    """
    first = next((moment for moment in moments if to_date(moment)), None)
    instant = _to_instant(first) if first else None
    if first is None or instant is None or instant.utcoffset():
        return to_date(first)
    local = (other for moment in moments if (other := _to_instant(moment)) and other.utcoffset())
    return next((other.date() for other in local if abs(other - instant) < dt.timedelta(minutes=1)), to_date(first))


def _to_instant(moment: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(re.sub(r"\s+(?=Z|[+-]\d)", "", moment)) if MOMENT.match(moment) else None
    except ValueError:
        return None


def date_in_byline(text: str) -> dt.date | None:
    """The date of a byline ("By Ana Roy, 3 March 2026") or dateline ("OTTAWA, March 3, 2026 —") at the head of a text.

    A line that tells when something was updated, and a date inside a sentence, are neither.
    """
    lines = [line.strip(" \t*_#>") for line in text[:5000].split("\n") if line.strip()]
    for line in lines[:HEAD_LINES]:
        found = _find_day(line[: 2 * BYLINE_CHARS])
        if found is None:
            continue
        date, (start, end) = found
        shown = line[:start] + DAY + line[end:]
        if (len(line) <= BYLINE_CHARS and BYLINE.fullmatch(shown)) or DATELINE.match(shown):
            return date
    return None


def date_in_name(path: ArticlePath) -> dt.date | None:
    """A date written in a file name as 2026-03-01, 2026_03_01 or 20260301."""
    for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)", PurePosixPath(path).name):
        if date := _date(int(match[1]), int(match[3]), int(match[4])):
            return date
    return None
