"""The result of reading a file, and a field of it that every format states in the same way."""

import datetime as dt
import re
from dataclasses import dataclass

from assistant.records import normalize_space


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The text and the metadata of a file; None where the file does not state it."""

    text: str
    title: str | None = None
    date: dt.date | None = None
    date_origin: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None  # ISO 639, "en"
    page_starts: tuple[int, ...] = ()  # where each page of a PDF begins in the text; () for what has no pages


def to_language(value: object) -> str | None:
    """The language of a tag such as "en-GB" or "pt_BR", as ISO 639 has it; None if it is none."""
    tag = re.match(r"([a-z]{2,3})(?:$|[-_])", normalize_space(value).lower()) if isinstance(value, str) else None
    return tag[1] if tag and tag[1] not in ("und", "zxx", "mul") else None
