"""Markdown and plain text: the decoded file after any front matter, so that a quote can be found in the file itself."""

import re
from dataclasses import replace
from typing import Any

from assistant.documents.dates import to_date
from assistant.documents.parsed import ParsedDocument, to_language
from assistant.errors import ReadError
from assistant.records import normalize_space

TITLE_CHARS = 120  # a first line of a .txt file longer than this is a sentence, not a title
KEY = re.compile(r"[^\W\d][\w.:-]*")  # of front matter
# Fields by which front matter is recognised: those read here, and those that site generators and note-takers write.
FIELDS = frozenset(
    "title date source author url language lang aliases categories category created description draft id keywords"
    " layout permalink published slug summary tags type updated".split()
)
MOST_BRACKETS = 100  # open at once in front matter; libyaml takes time quadratic in them
CONTROL_SHARE = 0.02  # of a file's characters; more than this and it is not text

# Of a file's bytes that are not ASCII. With fewer it is a text in Latin letters, which on the web means windows-1252
# (the WHATWG Encoding Standard maps Latin-1 to it); with more it may be Cyrillic, Greek or Chinese, and is guessed.
ACCENT_SHARE = 0.2


def decode(content: bytes) -> str:
    r"""The text of a file: UTF-8, UTF-16 if it has a BOM, else the most likely old encoding; no BOM, ``\n`` line ends.

    Raises ReadError if the bytes are not text.
    """
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_legacy(content)
    control = sum(1 for character in text[:100_000] if character < " " and character not in "\t\n\r\f\x1b")
    if "\0" in text or control > CONTROL_SHARE * min(len(text), 100_000):
        raise ReadError("it is a binary file, not text")
    return text.replace("\r\n", "\n")


def _decode_legacy(content: bytes) -> str:
    if b"\0" in content:
        raise ReadError("it is a binary file, not text")
    if sum(byte > 127 for byte in content) < ACCENT_SHARE * len(content):
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise ReadError("its character encoding was not recognised: save it as UTF-8")
    return str(best)


def read_markdown(content: bytes) -> ParsedDocument:
    """A Markdown file, with or without YAML front matter."""
    fields, text = split_front_matter(decode(content))
    heading = re.search(r"^#[ \t]+(.+)$", text, flags=re.MULTILINE)
    title = heading and (heading[1].rstrip(" \t#") or heading[1][0])
    return replace(_from_fields(fields, text), title=_text_field(fields, "title") or title)


def read_text(content: bytes) -> ParsedDocument:
    """A text file. Its first line is the title only if it is short and does not end like a sentence."""
    fields, text = split_front_matter(decode(content))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0] if len(lines) > 1 else ""
    title = first if first and len(first) < TITLE_CHARS and first[-1] not in '.!?:;,…"”' else None
    return replace(_from_fields(fields, text), title=_text_field(fields, "title") or title)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields of YAML front matter and the text after it; no fields where there is none.

    Front matter is a mapping between two rules at the very start, whose keys look like identifiers and of which at
    least one is a usual field (``FIELDS``). With capitals ("Title", "Date") two or more must be, and no other: prose
    begins so too ("Note: he said"). Anything else between rules is text, and stays in the article.
    Raises ReadError if a block that begins with a usual field is not valid YAML.
    """
    match = re.match(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    if not match:
        return {}, text
    import yaml

    try:
        _check_depth(match[1])
        fields = yaml.load(match[1], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # every value a string
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if not _begins_with_field(match[1]):
            return {}, text
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 2}" if mark else ""
        why = normalize_space(str(getattr(error, "problem", None) or error))
        raise ReadError(f"its front matter is not valid YAML{line} ({why}): put values in quotes") from None
    found = _read_fields(fields)
    return ({}, text) if found is None else (found, text[match.end() :])


def _read_fields(block: object) -> dict[str, Any] | None:
    """The fields of a block by name; None if it is not front matter."""
    if not isinstance(block, dict) or not all(isinstance(key, str) and KEY.fullmatch(key) for key in block):
        return None
    if any(key in FIELDS for key in block):
        return block
    plain = {key.lower(): value for key, value in block.items()}
    return plain if len(plain) > 1 and FIELDS.issuperset(plain) else None


def _check_depth(block: str) -> None:
    depth = 0
    for bracket in re.findall(r"[\[{\]}]", block):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MOST_BRACKETS:
            raise ValueError("too many brackets are open")


def _begins_with_field(block: str) -> bool:
    first = re.match(r"\s*([^\s:]+)[ \t]*:", block)
    return bool(first and first[1] in FIELDS)


def _from_fields(fields: dict[str, Any], text: str) -> ParsedDocument:
    date = to_date(fields.get("date"))
    return ParsedDocument(
        text=text,
        date=date,
        date_origin="front matter" if date else None,
        source=_text_field(fields, "source"),
        author=_text_field(fields, "author"),
        url=_text_field(fields, "url"),
        language=to_language(fields.get("language") or fields.get("lang")),
    )


def _text_field(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, list):
        value = ", ".join(each for each in value if isinstance(each, str))
    folded = normalize_space(value) if isinstance(value, str) else ""
    return None if folded.lower() in ("", "~", "null") else folded
