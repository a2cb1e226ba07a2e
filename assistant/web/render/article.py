"""An article in the reader, as HTML."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit

from assistant.records import Article, Span
from assistant.web import text
from assistant.web.render.markup import (
    HEADING,
    attribute,
    date_html,
    escape,
    isolated,
    page_html,
    place_attributes,
    tagged,
    time_html,
)


def article_html(
    article: Article, mark: Span | None = None, note: str = "", indexed_at: dt.datetime | None = None
) -> str:
    """An article in the reader. ``note`` is HTML, about the version."""
    byline = [isolated(article.source or text.NO_OUTLET)]
    if article.author:
        byline.append(isolated(article.author))
    origin = f" ({escape(text.DATE_ORIGIN.format(origin=article.date_origin))})" if article.date_origin else ""
    byline.append(date_html(article.date) + origin)
    if mark and (page := article.page(mark[0])):
        byline.append(page_html(page))
    indexed = f" · {text.AS_INDEXED.format(when=time_html(indexed_at))}" if indexed_at else ""
    return (
        f'<header><h2 tabindex="-1">{isolated(article.title)}</h2><p class="byline">{" · ".join(byline)}</p>'
        f'{url_html(article.url)}<p class="path">{isolated(article.path)}{indexed}</p></header>'
        f'{note}<div class="text">{text_html(article.text, mark)}</div>'
    )


def url_html(url: str | None) -> str:
    """A web address as a link; anything else as text."""
    if not url:
        return ""
    link = f'<a href="{attribute(url)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'
    return f'<p class="url">{link if is_web_address(url) else escape(url)}</p>'


def is_web_address(url: str) -> bool:
    """Whether a URL may be a link: it must be http or https, and have a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def note_html(message: str, open_article: str | None = None) -> str:
    """A note above the text, with a button that opens the current version of an article if one is named."""
    button = (
        f' <button type="button" class="open" {place_attributes(open_article)}>{text.OPEN_CURRENT}</button>'
        if open_article is not None
        else ""
    )
    return f'<p class="note" role="note">{escape(message)}{button}</p>'


def text_html(value: str, mark: Span | None = None) -> str:
    """The whole text of an article, with the words between two offsets in ``<mark>``."""
    start, end = mark or (0, 0)

    def words_between(first: int, last: int) -> str:
        return tagged(value[first:last], [(max(start, first) - first, min(end, last) - first)], "mark")

    parts = []
    for kind, (first, last) in pieces(value):
        words = words_between(first, last)
        if kind == "heading" and (sign := HEADING.match(value, first)):
            words = f'<span class="hash">{words_between(first, sign.end())}</span>{words_between(sign.end(), last)}'
        parts.append(words if kind == "gap" else f'<p class="{kind}" dir="auto">{words}</p>')
    return "".join(parts)


def pieces(value: str) -> Iterator[tuple[str, Span]]:
    """Cut a text into blocks, headings and the gaps between them, which together are the whole text."""
    end = 0
    for kind, lines in groupby(re.findall(r"[^\n]*\n|[^\n]+", value), key=line_kind):
        start, end = end, end + sum(map(len, lines))
        yield kind, (start, end)


def line_kind(line: str) -> str:
    """Whether a line is part of a gap, a heading or a block."""
    return "gap" if not line.strip() else "heading" if HEADING.match(line) else "block"
