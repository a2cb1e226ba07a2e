"""The metadata of a web page: title, day of publication, author, outlet, address, language."""

import datetime as dt
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from assistant.documents.consensus import tokens
from assistant.documents.dates import BYLINE_CHARS, days_in_address, find_days, published_day, to_date
from assistant.documents.parsed import ParsedDocument, to_language
from assistant.records import normalize_space

EPOCH = dt.date(1970, 1, 1)  # what programs write for an unknown date
ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|NewsArticle|WebPage)$")
# Names of meta elements with the time of publication.
PUBLISHED = (
    "article:published_time og:article:published_time og:published_time datepublished published_time dc.date.issued"
    " dcterms.issued dc.issued dc.date dcterms.date dc.date.created dcterms.created date pubdate publishdate"
    " publish-date publish_date publication_date publication-date article.published parsely-pub-date sailthru.date"
    " cxenseparse:recs:publishtime rnews:datepublished citation_publication_date bt:pubdate"
).split()
ENDS = re.compile(r"\s+[|\-–—:·•»«]+\s+(?=[^|–—·•»«]{2,60}$)")


def read_head(page: Any) -> ParsedDocument:
    """The metadata of a page, with an empty text. Changes the page."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(page, extensive=False)
    metas = {
        name.lower(): normalize_space(meta.get("content") or "")
        for meta in page.iter("meta")
        for name in (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if name
    }
    url = found.url or None
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    stated_name = metas.get("og:site_name") or ""
    names = [stated_name, found.sitename or "", host, host.rpartition(".")[0].rpartition(".")[2]]
    tag = page.find(".//title")
    date, origin = read_date(page, metas, url or "")
    return ParsedDocument(
        text="",
        title=choose_title(
            [normalize_space(heading.text_content()) for heading in page.iter("h1")],
            metas.get("og:title") or metas.get("twitter:title") or "",
            normalize_space(tag.text_content()) if tag is not None else "",
            names,
        )
        or normalize_space(found.title or "")
        or None,
        date=date,
        date_origin=origin if date else None,
        source=choose_outlet(stated_name, normalize_space(found.sitename or ""), host),
        author=normalize_space(found.author or "") or None,
        url=url,
        language=to_language(page.get("lang") or page.get("xml:lang") or metas.get("og:locale")),
    )


def choose_title(headings: Sequence[str], stated: str, tag: str, names: Sequence[str]) -> str | None:
    """The title of a page: the heading that its metadata repeats, else the title in the metadata without the outlet."""
    own = [heading for heading in headings if len(tokens(heading)) > 1 and not _names(heading, names)]
    for title in filter(None, (stated, tag)):
        for heading in own:
            if _within(heading, title):
                return heading
    short = _without_name(stated or tag, names)
    if len(own) == 1 and len(tokens(short)) < 3 <= len(tokens(own[0])):  # "About us"
        return own[0]
    return short or next(iter(own), None)


def choose_outlet(stated: str, found: str, host: str) -> str | None:
    """The name a site states, else the name that was found unless it is a part of the domain, else the domain."""
    for name in (stated, found):
        bare = re.sub(r"^https?://(?:www\.)?|/+$|^@", "", name)
        if bare and (name == stated or bare.lower() not in host.split(".")):
            return bare
    return host or None


def _within(part: str, whole: str) -> bool:
    return f" {' '.join(tokens(part))} " in f" {' '.join(tokens(whole))} "


def _names(text: str, names: Sequence[str]) -> bool:
    """True if a text is the name of an outlet, but for "The" and spaces."""
    squeezed = _squeeze(text)
    return bool(squeezed) and any(squeezed == _squeeze(name) for name in names)


def _squeeze(text: str) -> str:
    return "".join(tokens(re.sub(r"^the\s|\.(?:com?|org|net)$", "", text, flags=re.IGNORECASE)))


def _without_name(title: str, names: Sequence[str]) -> str:
    while (end := ENDS.search(title)) and _names(title[end.end() :], names):
        title = title[: end.start()]
    start = re.match(r"([^|–—:·•»«]{2,60})\s*[|–—:·•»«]\s+", title)
    return title[start.end() :] if start and _names(start[1], names) else title


def read_date(page: Any, metas: dict[str, str], url: str) -> tuple[dt.date | None, str]:
    """The day of publication and its origin. Metadata comes before the visible text."""
    moments = [
        *stated_moments(page),
        *(metas[name] for name in PUBLISHED if name in metas),
        *(
            element.get("datetime") or element.get("content") or ""
            for element in page.xpath("//*[@itemprop='datePublished']")
        ),
    ]
    local = [element.get("datetime") for element in page.iter("time") if element.get("datetime")]
    if any(to_date(moment) not in (None, EPOCH) for moment in moments):
        return published_day([each for each in [*moments, *local] if to_date(each) != EPOCH]), "page metadata"
    from htmldate import find_date

    for paragraph in page.iter("p"):  # a date inside a sentence is not the date of publication
        if len(paragraph.text_content()) > BYLINE_CHARS:
            paragraph.clear()
    shown = set(_shown_days(page, local))
    date = to_date(find_date(page, original_date=True, extensive_search=False))
    if date in shown:
        return date, "byline"
    return (date, "address") if date and date in days_in_address(url) else (None, "")


def _shown_days(page: Any, times: Sequence[str]) -> Iterator[dt.date]:
    """Days in short lines of a page, or in its time elements."""
    yield from filter(None, map(to_date, times))
    for element in page.iter("*"):
        for line in (element.text, element.tail):
            if line and len(line) < 2 * BYLINE_CHARS:
                yield from find_days(normalize_space(line))


def stated_moments(page: Any) -> Iterator[str]:
    """Times of publication in the JSON-LD of a page, outermost first."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        try:
            queue: deque[Any] = deque([json.loads(script.text_content(), strict=False)])
        except (ValueError, RecursionError):
            continue
        while queue:
            value = queue.popleft()
            if isinstance(value, list):
                queue.extend(value)
            elif isinstance(value, dict):
                kinds = value.get("@type")
                named = kinds if isinstance(kinds, list) else [kinds]
                moment = value.get("datePublished")
                if isinstance(moment, str) and any(
                    isinstance(kind, str) and ARTICLE_TYPE.search(kind) for kind in named
                ):
                    yield normalize_space(moment)
                queue.extend(each for each in value.values() if isinstance(each, (dict, list)))
