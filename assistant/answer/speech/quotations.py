"""Quotations: what stands between quotation marks of any form, in one paragraph or over several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.records import Span

DOUBLE = re.compile(r"[“”„«»\"]|’’|''|``")
SINGLE = re.compile(r"(?<!\w)[‘'](?=\w)|(?<=[^\s(\[—–])[’'](?!\w)")
OPENS_ALWAYS, CLOSES_ALWAYS = "“„«``", "”»’’''"
BEFORE_OPENING = re.compile(r"(?:^|[\s(\[{—–/‘'-])$")
LEAST_SINGLE = 3  # words between single marks, which may be apostrophes


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between two quotation marks, the marks included. Parts in several paragraphs have one ``group``."""

    start: int
    end: int
    group: int
    open: bool = False  # its words go on in the next paragraph


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """The quotations of a text in order.

    A quotation that a paragraph leaves open goes on in the next one if that begins with such a mark again; a mark
    without its counterpart is none. Single marks count in a text without double ones.
    """
    double = any(DOUBLE.search(text, *span) for span in paragraphs)
    found: list[Quotation] = []
    group, carried = 0, False
    for at, (start, end) in enumerate(paragraphs):
        after = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        parts, is_open = _in_paragraph(text, start, end, double=double)
        goes_on = bool(is_open and double and after and DOUBLE.match(text, after[0]) and _opens(text, after[0], "“"))
        is_rest = carried and len(parts) == 1 and parts[0].start == start
        if is_open and not goes_on and not is_rest:
            parts = parts[:-1]
        for number, part in enumerate(parts):
            if not (carried and number == 0 and part.start == start):
                group += 1
            found.append(replace(part, group=group))
        if goes_on:
            found[-1] = replace(found[-1], open=True)
        carried = goes_on
    return found


def _in_paragraph(text: str, start: int, end: int, *, double: bool) -> tuple[list[Quotation], bool]:
    """The quotations of a paragraph, and whether the last is not closed."""
    parts: list[Quotation] = []
    opened: int | None = None
    for mark in (DOUBLE if double else SINGLE).finditer(text, start, end):
        sign, at = mark[0], mark.start()
        if opened is None:
            if sign in OPENS_ALWAYS or ((sign not in CLOSES_ALWAYS or not double) and _opens(text, at, sign)):
                opened = at
        elif double and sign in OPENS_ALWAYS and not (text[opened] == "„" and sign == "“"):
            opened = at  # the one before was never closed
        elif double or not re.match(r"[‘']", sign) or not _opens(text, at, sign):
            piece = text[opened : mark.end()]
            if double or len(piece.split()) >= LEAST_SINGLE:
                parts.append(Quotation(opened, mark.end(), 0))
            opened = None
    if opened is not None:
        parts.append(Quotation(opened, end, 0))
    return parts, opened is not None


def _opens(text: str, at: int, sign: str) -> bool:
    """True if a mark stands where a quotation opens: after a space or bracket, and before no space."""
    after = text[at + len(sign) : at + len(sign) + 1]
    return bool(BEFORE_OPENING.search(text[max(0, at - 1) : at])) and bool(after.strip())
