"""Dates of publication as files and pages write them. A date is local: no time zone is converted."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from assistant.language import DEFAULT
from assistant.language.base import Language
from assistant.language.pages import BYLINE, DATELINE, DAY, WEEKDAY
from assistant.language.written import WrittenDate, find_page_dates
from assistant.records import ArticlePath, Span, normalize_space

FIRST_YEAR = 1600  # of newspapers; an earlier date means "unknown"
HEAD_LINES = 12  # lines at the head of a text that may be a byline
BYLINE_CHARS = 100  # a longer line is text
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})")


def to_date(value: object) -> dt.date | None:
    """A written date, with or without a weekday before it and a time after it; None if it is ambiguous or none."""
    written = normalize_space(value) if isinstance(value, str) else ""
    compact = re.match(r"(\d{4})(\d\d)(\d\d)(?=$|T\d)", written)
    if compact:
        return _date(compact[1], compact[2], compact[3])
    start = re.match(WEEKDAY, written, re.IGNORECASE)
    found = _find_day(written)
    return found[0] if found and start and found[1][0] == start.end() else _american(written)


def _american(written: str) -> dt.date | None:
    """ "2/26/2015", only where it can be nothing else; "3/5/2015" is none, for it could be two."""
    match = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", written)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    if first > 12 >= second:
        return _date(match[3], match[2], match[1])
    return _date(match[3], match[1], match[2]) if second > 12 >= first or first == second else None


def _find_day(text: str, language: Language = DEFAULT) -> tuple[dt.date, Span] | None:
    """The first date in a text, and its span."""
    found = sorted((each.span, date) for each in find_page_dates(text, language) if (date := _checked(each.date)))
    return (found[0][1], found[0][0]) if found else None


def find_days(text: str) -> Iterator[dt.date]:
    """Every whole date in a text."""
    yield from (date for each in find_page_dates(text) if (date := _checked(each.date)))
    yield from filter(None, (_american(match[0]) for match in re.finditer(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}", text)))


def days_in_address(url: str) -> Iterator[dt.date]:
    """Dates in the path of a web address, "/2026/03/01/"."""
    for match in re.finditer(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)", url):
        if date := _date(match[1], match[2], match[3]):
            yield date


def _date(year: str, month: str, day: str) -> dt.date | None:
    """The date of three numbers, if there is such a day."""
    return _checked(WrittenDate((0, 0), int(year), int(month), int(day)).date)


def _checked(date: dt.date | None) -> dt.date | None:
    """A date, unless it is too early to be one of publication."""
    return date if date and date.year >= FIRST_YEAR else None


def published_day(moments: Sequence[str]) -> dt.date | None:
    """The day of the first moment that is a date.

    A moment in UTC may be on another day at the place of publication. If another moment is the same instant in a local
    zone, its day is used.
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


def date_in_byline(text: str, language: Language = DEFAULT) -> dt.date | None:
    """The date of a byline ("By Ana Roy, 3 March 2026") or dateline ("OTTAWA, March 3, 2026 —") at the head of a text.

    The date of an update and a date inside a sentence are neither.
    """
    lines = [line.strip(" \t*_#>") for line in text[:5000].split("\n") if line.strip()]
    for line in lines[:HEAD_LINES]:
        found = _find_day(line[: 2 * BYLINE_CHARS], language)
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
        if date := _date(match[1], match[3], match[4]):
            return date
    return None
