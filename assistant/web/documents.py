"""The rows of the table of documents: which ones to show, and in which order."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.records import ArticleRow
from assistant.reports import IndexStatus
from assistant.web import text

UNDATED = "none"  # the period of articles without a date


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the corpus folder."""

    path: str
    state: str  # "indexed", "failed" or "skipped"
    title: str | None = None
    source: str | None = None
    date: dt.date | None = None
    reason: str = ""
    since: dt.datetime | None = None  # UTC


@dataclass(frozen=True, slots=True)
class View:
    """The filters, order and page of the table that a person chose."""

    words: str = ""
    state: str = ""  # "" is any
    source: str | None = None  # None is any, "" those whose outlet is unknown
    period: str = ""  # "2026-03", "2026" or ``UNDATED``; "" is any
    sort: str = "date"  # a key of text.COLUMNS
    down: bool = True
    page: int = 0

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "View":
        """Read a view from what the page sent; a value that makes no sense gets its default."""
        sort = data.get("sort")
        page = data.get("page")
        source = data.get("source")
        return cls(
            words=str(data.get("words") or "")[:500],
            state=str(data.get("state") or ""),
            source=source if isinstance(source, str) else None,
            period=str(data.get("period") or ""),
            sort=sort if sort in text.COLUMNS else "date",
            down=bool(data.get("down", True)),
            page=max(0, page) if isinstance(page, int) else 0,
        )


def list_rows(articles: Sequence[ArticleRow], status: IndexStatus) -> list[Row]:
    """List every document of the corpus folder. A failed one may be indexed too, in its last good version."""
    held = {article.path: article for article in articles}
    failed = {failure.path for failure in status.failed}
    rows = [
        Row(article.path, "indexed", article.title, article.source, article.date)
        for article in articles
        if article.path not in failed
    ]
    for failure in status.failed:
        row = held.get(failure.path)
        known = Row(row.path, "failed", row.title, row.source, row.date) if row else Row(failure.path, "failed")
        rows.append(replace(known, reason=failure.reason, since=failure.since))
    return rows + [Row(skipped.path, "skipped", reason=skipped.reason) for skipped in status.skipped]


def choose(rows: Sequence[Row], view: View) -> list[Row]:
    """Return the rows of a view in its order, those of all pages."""
    wanted = view.words.casefold().split()
    chosen = [
        row
        for row in rows
        if (not view.state or row.state == view.state)
        and (view.source is None or (row.source or "") == view.source)
        and (not view.period or period_of(row.date, len(view.period) == 7) == view.period or view.period == _year(row))
        and all(word in f"{row.title or ''} {row.source or ''} {row.path}".casefold() for word in wanted)
    ]
    keys: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
        "title": lambda row: ((row.title or row.path).casefold(),),
        "source": lambda row: (row.source is None, (row.source or "").casefold()),
        "date": lambda row: (row.date or dt.date.min,),
        "state": lambda row: (("failed", "skipped", "indexed").index(row.state),),
    }
    chosen.sort(key=lambda row: row.path)
    chosen.sort(key=keys[view.sort], reverse=view.down)
    return chosen


def outlets(rows: Sequence[Row]) -> list[str]:
    """Outlets of the indexed documents, by number of documents; "" is an unknown outlet."""
    counted = Counter(row.source or "" for row in rows if row.title is not None)
    return [name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0].casefold()))]


def period_of(date: dt.date | None, by_month: bool) -> str:
    """The month or year of a date as in ``View.period``."""
    return UNDATED if date is None else f"{date:%Y-%m}" if by_month else f"{date:%Y}"


def _year(row: Row) -> str:
    return period_of(row.date, by_month=False)


def write_period(period: str) -> str:
    """A period to show: "March 2026", "2026"."""
    if period == UNDATED:
        return text.NO_DATE
    return f"{dt.date.fromisoformat(f'{period}-01'):%B %Y}" if len(period) == 7 else period
