"""Counted and listed articles as the page, the terminal and an export show them: rows in order, bars, and CSV."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from assistant.records import Answer, Group, Result, ResultRow, normalize_space

ROWS = 20  # that are shown at first
MOST_ROWS = 2_000  # that are shown at all; a CSV file has all
MOST_MONTHS = 36  # in a chart; articles of more are counted by year
PERIODS = {"month": 7, "year": 4}  # what rows may be counted by -> letters of an ISO date
CSV_HEAD = "title outlet date author mentions article"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula

Key: TypeAlias = Callable[[ResultRow], tuple[bool, str | int]]  # whether it is not known, and what to sort by

SORTED_BY: Mapping[str, Key] = {
    "title": lambda row: (False, normalize_space(row.title).casefold()),
    "source": lambda row: (not row.source, (row.source or "").casefold()),
    "date": lambda row: (row.date is None, row.date.toordinal() if row.date else 0),
    "author": lambda row: (not row.author, (row.author or "").casefold()),
    "mentions": lambda row: (row.mentions is None, row.mentions or 0),
}


def sort_rows(rows: Sequence[ResultRow], by: str = "", *, down: bool = False) -> list[ResultRow]:
    """The rows sorted by a column, those without a value last; in the order they have if there is no such column."""
    if by not in SORTED_BY:
        return list(rows)
    key = SORTED_BY[by]
    known = [row for row in rows if not key(row)[0]]
    return [*sorted(known, key=key, reverse=down), *(row for row in rows if key(row)[0])]


def bars_of(answer: Answer) -> tuple[Group, ...]:
    """The groups of a result or, if it has none and its articles are of several months, its months or years.

    Periods in between without articles are among them. A timeline is one already.
    """
    result = answer.result
    if result is None or result.groups or answer.kind == "timeline":
        return result.groups if result else ()
    if not result.start or not result.end or f"{result.start:%Y-%m}" == f"{result.end:%Y-%m}":
        return ()
    first, last = (day.year * 12 + day.month - 1 for day in (result.start, result.end))
    if last - first < MOST_MONTHS:
        return _counted(result, "month", [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)])
    years = range(result.start.year, result.end.year + 1)
    return _counted(result, "year", [f"{year:04}" for year in years]) if len(years) <= MOST_MONTHS else ()


def _counted(result: Result, by: str, keys: Sequence[str]) -> tuple[Group, ...]:
    held: dict[str, list[ResultRow]] = {key: [] for key in keys}
    for row in result.rows:
        held.setdefault(row.date.isoformat()[: PERIODS[by]] if row.date else "", []).append(row)
    return tuple(
        Group(by, key, len(rows), None if result.mentions is None else sum(row.mentions or 0 for row in rows))
        for key, rows in held.items()
    )


def lines_of(answer: Answer) -> list[str]:
    """The lines of an answer's message, without those that only repeat its rows."""
    lines = [line.strip() for line in answer.message.splitlines() if line.strip()]
    rows = answer.result.rows if answer.result else ()
    repeated = 0
    for number, (line, row) in enumerate(zip(lines[1:], rows, strict=False), start=1):
        if not line.startswith(f"{number}. “{normalize_space(row.title)}”"):
            break
        repeated = number
    if not repeated:
        return lines
    rest = lines[1 + repeated :]
    return [lines[0], *(rest[1:] if rest and rest[0].startswith("…") else rest)]


def to_csv(rows: Sequence[ResultRow]) -> str:
    """Rows as CSV with a head, every value quoted. A value that a spreadsheet would compute begins with "'"."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(CSV_HEAD.split())
    for row in rows:
        date, mentions = row.date.isoformat() if row.date else "", "" if row.mentions is None else str(row.mentions)
        cells = [row.title, row.source or "", date, row.author or "", mentions, row.article]
        writer.writerow([_cell(cell) for cell in cells])
    return file.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
