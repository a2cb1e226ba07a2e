"""An article to passages, each of whole sentences and within the encoder's limit.

A text is cut into blocks, each block into sentences, and sentences are gathered into passages. Together, the passages
of an article hold each of its non-blank characters once, in order.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from assistant.language import DEFAULT, plain_code
from assistant.language.sentences import find_ends
from assistant.records import Article, Passage, Span, normalize_space

Count: TypeAlias = Callable[[Sequence[str]], list[int]]  # texts -> tokens of each, without special tokens

TITLE_CHARS = 120  # a longer line is not a heading
HEADER_SHARE = 0.25  # of an encoder's limit; a longer title is shortened in the header, never in the text
WRAPPED_SHARE = 0.2  # of line breaks that fall in mid-sentence; a .txt file with more is hard-wrapped

LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•–]|\d{1,2}[.)])[ \t]+(?=\S)")
HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]")
RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$")
UNDERLINE = re.compile(r"[ \t]{0,3}(?:=+|-{2,})[ \t]*$")
BOLD_LINE = re.compile(r"[ \t]*(\*\*|__)[^*_]+\1[ \t]*$")
END = re.compile(r"[.!?…;][\"'”’)\]]*$")
QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph between blank lines, a list item or a heading; in most ``.txt`` files, a line."""

    start: int
    end: int
    words: int  # where its words start, after a list marker
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest part of a passage: a sentence, or a heading, which may not be cited."""

    start: int
    end: int
    citable: Span | None


def chunk(article: Article, count: Count, target: int, limit: int) -> list[Passage]:
    """The passages of an article.

    count: as the encoder's own tokenizer counts.
    target: tokens a passage is filled to; limit: tokens it never exceeds. Both include the header.
    """
    header = make_header(article, count, int(limit * HEADER_SHARE))
    room = limit - (count([header + "\n"])[0] if header else 0)
    units = list(find_units(article))
    sizes = count([article.text[unit.start : unit.end] for unit in units])
    gathered = gather(units, sizes, min(room, max(1, target - (limit - room))))
    passages: list[Passage] = []
    while gathered:
        made = [_passage(article, header, group) for group in gathered]
        fits = [size <= limit for size in count([passage.embedded_text for passage in made])]
        passages += [passage for passage, fit in zip(made, fits, strict=True) if fit]
        gathered = [
            half for group, fit in zip(gathered, fits, strict=True) if not fit for half in halve(group, article)
        ]
    return sorted(passages, key=lambda passage: passage.start)


def _passage(article: Article, header: str, units: Sequence[Unit]) -> Passage:
    start, end = units[0].start, units[-1].end
    citable = tuple(unit.citable for unit in units if unit.citable)
    return Passage(start, end, header, article.text[start:end], citable)


def make_header(article: Article, count: Count, limit: int) -> str:
    """Title, outlet and date of an article, at most ``limit`` tokens, the title shortened if it must be."""
    return next(header for header in possible_headers(article) if not header or count([header])[0] <= limit)


def possible_headers(article: Article) -> Iterator[str]:
    """Every header an article may have, by how much of its title is left out; the last is empty."""
    about = ", ".join(
        [*([article.source] if article.source else []), *([written_date(article.date)] if article.date else [])]
    )
    title = normalize_space(article.title)
    while title:
        yield "\n".join(filter(None, [title, about]))
        title = title[: len(title) * 3 // 4].rpartition(" ")[0]
    yield from filter(None, [about])
    yield ""


def written_date(date: object) -> str:
    """A date as it is written in prose, "3 March 2026", so that the words of a question match it."""
    return f"{date:%d %B %Y}".lstrip("0")


def gather(units: Sequence[Unit], sizes: Sequence[int], target: int) -> list[list[Unit]]:
    """Units in groups of at most ``target`` tokens, or of one longer unit. A heading goes with what follows it."""
    groups: list[list[Unit]] = []
    filled = target
    headed = False  # the open group ends in a heading
    for unit, size in zip(units, sizes, strict=True):
        opens = unit.citable is None and not headed and filled > target // 2
        if not groups or opens or (filled + size > target and not headed):
            groups.append([])
            filled = 0
        groups[-1].append(unit)
        filled += size
        headed = unit.citable is None
    return groups


def halve(units: Sequence[Unit], article: Article) -> list[list[Unit]]:
    """A group that is too long, in two; a single unit is cut at the space nearest to its middle."""
    if len(units) > 1:
        middle = len(units) // 2
        return [list(units[:middle]), list(units[middle:])]
    (unit,) = units
    text = article.text[unit.start : unit.end]
    middle = len(text) // 2
    before, after = text.rfind(" ", 1, middle), text.find(" ", middle, len(text) - 1)
    cuts = [cut for cut in (before, after) if cut > 0] or [middle]
    cut = unit.start + min(cuts, key=lambda at: abs(at - middle))
    spans = [_trimmed(article.text, unit.start, cut), _trimmed(article.text, cut, unit.end)]
    return [[Unit(*span, _within(unit.citable, span))] for span in spans]


def _within(citable: Span | None, span: Span) -> Span | None:
    if citable is None:
        return None
    start, end = max(citable[0], span[0]), min(citable[1], span[1])
    return (start, end) if start < end else None


def find_units(article: Article) -> Iterator[Unit]:
    """The sentences and headings of an article in order."""
    text = article.text
    plain = article.path.lower().endswith(".txt")
    for block in find_blocks(text, plain=plain, by_line=plain and not is_hard_wrapped(text)):
        if block.heading:
            yield Unit(block.start, block.end, None)
            continue
        start = block.start
        spans = split_sentences(text, block.words, block.end, plain_code(article.language))
        for span, after in zip(spans, [*spans[1:], None], strict=True):
            if after and not _has_words(text, after):  # the mark that closes emphasis is no sentence of its own
                continue
            citable = _without_marks(text, start if start > block.start else block.words, span[1])
            yield Unit(start, span[1], citable if _has_words(text, citable) else None)
            start = after[0] if after else span[1]


def _has_words(text: str, span: Span) -> bool:
    return any(character.isalnum() for character in text[slice(*span)])


def _without_marks(text: str, start: int, end: int) -> Span:
    """A span without Markdown's marks of emphasis, and white space, at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip("*_ \t\n")), end - len(piece) + len(piece.rstrip("*_ \t\n"))


def is_hard_wrapped(text: str) -> bool:
    """True if lines end where a column ends, seen by how many lines begin in the middle of a sentence."""
    lines = [line.strip() for line in text.split("\n")]
    joins = [(line, after) for line, after in pairwise(lines) if line and after]
    return bool(joins) and sum(after[0].islower() for _, after in joins) > WRAPPED_SHARE * len(joins)


def find_blocks(text: str, *, plain: bool, by_line: bool) -> Iterator[Block]:
    """The blocks of a text. plain: a short line by itself, without an end, is a heading; by_line: each line is one."""
    start = end = words = -1  # the open block
    position = 0

    def closed() -> Block:
        line = text[start:end]
        short = plain and words == start and "\n" not in line and len(line) < TITLE_CHARS
        return Block(start, end, words, heading=short and not END.search(line))

    for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
        at, position = position, position + len(line)
        stripped = line.strip()
        first = at + len(line) - len(line.lstrip())
        last = first + len(stripped)
        item = LIST_ITEM.match(line)
        heading = bool(HEADING.match(line) or RULE.match(line) or BOLD_LINE.match(line))
        if start >= 0 and stripped and UNDERLINE.match(line) and "\n" not in text[start:end]:
            yield Block(start, last, words, heading=True)
            start = -1
            continue
        if start >= 0 and (not stripped or by_line or item or heading or stripped.startswith("|")):
            yield closed()
            start = -1
        if not stripped:
            continue
        if heading:
            yield Block(first, last, first, heading=True)
        elif start < 0:
            start, end, words = first, last, at + item.end() if item else first
        else:
            end = last
    if start >= 0:
        yield closed()


def split_sentences(text: str, start: int, end: int, language: str = DEFAULT.code) -> list[Span]:
    """The sentences of ``text[start:end]``, without white space around them. language: its ISO 639 code.

    What finds them keeps quoted speech whole, so what stands in quotation marks is cut by it once more.
    """
    piece = text[start:end]
    cuts = set(find_ends(piece, language))
    for quoted in QUOTED.finditer(piece):
        cuts |= {quoted.start() + 1 + cut for cut in find_ends(quoted[0][1:-1], language)[:-1]}
    edges = [0, *sorted(cuts - {0, len(piece)}), len(piece)]
    spans = (_trimmed(text, start + a, start + b) for a, b in pairwise(edges))
    return [span for span in spans if span[0] < span[1]]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
