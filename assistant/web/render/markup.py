"""Strings, names, dates and places as HTML. Text from outside passes through ``escape`` or ``attribute``."""

import datetime as dt
import html
import re
from collections.abc import Iterable

from assistant.records import Evidence, Span, normalize_space
from assistant.web import text

# Characters that reorder the text around them: embeddings, overrides and isolates.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
HEADING = re.compile(r"#{1,6}\s")  # the start of a heading of Markdown


def escape(value: str) -> str:
    """Text as HTML. A character that reorders text gets a ``<bdi>`` of its own, so that it reorders nothing else."""
    return BIDI_CONTROLS.sub(r"<bdi>\g<0></bdi>", html.escape(value, quote=True))


def attribute(value: str) -> str:
    """Text as the value of an attribute in double quotes."""
    return html.escape(BIDI_CONTROLS.sub("", value), quote=True)


def isolated(value: str) -> str:
    """A name or title, isolated so that its writing direction does not affect the text after it."""
    return f"<bdi>{escape(value)}</bdi>"


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in order, inside ``0..length``, without overlaps and without empty ones."""
    result: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def tagged(value: str, spans: Iterable[Span], tag: str) -> str:
    """Escaped text with a tag around the spans, which are offsets into the text before escaping."""
    parts = []
    position = 0
    for start, end in merged(spans, len(value)):
        parts += [escape(value[position:start]), f"<{tag}>{escape(value[start:end])}</{tag}>"]
        position = end
    return "".join([*parts, escape(value[position:])])


def date_html(date: dt.date | None) -> str:
    """A date with its machine-readable form."""
    return f'<time datetime="{date.isoformat()}">{day(date)}</time>' if date else escape(day(date))


def day(date: dt.date | None) -> str:
    """A date such as "30 January 2026", or "date unknown"."""
    return f"{date.day} {date:%B} {date.year}" if date else text.NO_DATE


def outlet_and_date(source: str | None, date: dt.date | None, page: int | None = None) -> str:
    """Outlet and date, and the page of a document that has pages."""
    where = f", {page_html(page)}" if page else ""
    return f'<span class="from">{isolated(source or text.NO_OUTLET)}, {date_html(date)}{where}</span>'


def page_html(page: int) -> str:
    """The number of a page of a PDF."""
    return f'<span class="page">{escape(text.PAGE.format(page=page))}</span>'


def time_html(moment: dt.datetime | None) -> str:
    """A point in time in this machine's time zone; "" for None."""
    if moment is None:
        return ""
    here = moment.astimezone()
    return f'<time datetime="{moment.isoformat()}">{here:%Y-%m-%d %H:%M}</time>'


def label(source: str | None, date: dt.date | None, title: str) -> str:
    """Outlet, date and title as plain text, for a tooltip or a screen reader."""
    return f"{source or text.NO_OUTLET}, {day(date)}: {title}"


def place_attributes(article: str, version: str | None = None, start: int | None = None, end: int | None = None) -> str:
    """The place a button opens, as attributes; the script sends exactly these back to open the reader."""
    place = {"article": article, "version": version, "start": start, "end": end}
    return " ".join(f'data-{key}="{attribute(str(value))}"' for key, value in place.items() if value is not None)


def excerpt(evidence: Evidence) -> str:
    """The text of a passage on one line, without headings."""
    lines = [line for line in evidence.text.splitlines() if not HEADING.match(line)]
    return normalize_space(" ".join(lines)) or normalize_space(evidence.text)


def error_line_html(message: str) -> str:
    """An error message, in one line."""
    return f'<p class="error" role="alert">{escape(message)}</p>'


def boolean(value: bool) -> str:
    """A truth value as the value of an attribute."""
    return str(value).lower()
