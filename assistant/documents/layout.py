"""Words with their positions on pages -> text in reading order. Pure.

Positions are in points from the upper left corner of a page. Words close to one another on a line form a piece. Pieces
are ordered by columns and joined to lines, and lines to paragraphs. Running headers, footers and page numbers are left
out.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.language.pages import PAGE_NUMBER

APART = 1.6  # line heights; words farther apart are in two columns or table cells
SAME_LINE = 0.5  # share of the smaller height by which two pieces of one line overlap
COLUMNS = 4  # side by side, at most
COLUMN_LINES = 5  # of a column, at least
COLUMN_WIDTH = 0.14  # share of the whole width that a column has at least
COLUMN_SHARE = 0.9  # share of a column's lines that lie within its edges
COLUMN_FILLED = 0.6  # share of a column's width that half of its lines fill; table cells fill less
SPANNING = 0.3  # share of the pieces that may span two columns: titles, captions
EDGE_LINES = 3  # lines at the top and bottom of a page that may be headers or footers
EDGE = 0.15  # share of a page's height in which these lie
REPEATED = 0.3  # share of the pages, two at least, on which a header or footer is repeated
NEW_PARAGRAPH = 1.35  # times the usual distance of lines; a larger one begins a paragraph
INDENT = 0.8  # line heights
SHORT = 0.85  # share of a column's width; a shorter line may end a paragraph
MUCH_SHORTER = 0.6  # the same for the last line of a column or page
HEADING = 1.15  # times the usual font size; larger text is a heading
HEADING_CHARS = 200
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
SOFT_HYPHEN = "\u00ad"  # printed only where a word is split
HYPHENS = f"-{SOFT_HYPHEN}\u2010\x02\ufffe"  # at the end of a line that splits a word
ENDED = re.compile(r"[.!?…:]['\"”’»)\]]*$")
BULLET, NUMBERED = re.compile(r"[•●▪◦■]\s"), re.compile(r"(?:[–*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word or a piece of a line, with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float  # of its font

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column."""

    words: Word
    column: tuple[float, float]  # left and right end of the column
    cells: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a page in the order of the file."""

    words: Sequence[Word]
    height: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or table row, with the offset in its text at which each of its pages begins."""

    text: str
    pages: tuple[tuple[int, int], ...]  # (page, offset), from page 0
    heading: bool = False
    row: bool = False
    size: float = 0.0


def lay_out(pages: Sequence[Page]) -> list[Paragraph]:
    """The paragraphs of a document in reading order."""
    laid = drop_edges([order_lines(page.words) for page in pages], [page.height for page in pages])
    return list(to_paragraphs(laid))


def order_lines(words: Sequence[Word]) -> list[Line]:
    """The lines of one page in reading order."""
    return [line for column in split_columns(to_pieces(words)) for line in to_lines(column)]


def to_pieces(words: Iterable[Word]) -> list[Word]:
    """Words that are close to one another on a line, joined, in the order of the file."""
    pieces: list[Word] = []
    for word in words:
        last = pieces[-1] if pieces else None
        if last and _on_one_line(last, word) and -0.3 * word.height < word.left - last.right < APART * word.height:
            pieces[-1] = _join(last, word, " ")
        else:
            pieces.append(word)
    return pieces


def _on_one_line(one: Word, other: Word) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > SAME_LINE * min(one.height, other.height)


def _join(one: Word, other: Word, between: str) -> Word:
    wider = one if one.width >= other.width else other
    return Word(
        f"{one.text}{between}{other.text}",
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
        wider.size,
    )


def split_columns(pieces: Sequence[Word]) -> list[list[Word]]:
    """Pieces by column, in reading order. A piece that spans columns divides them into an upper and a lower part."""
    gutter = find_gutter(pieces)
    if gutter is None:
        return [list(pieces)] if pieces else []
    across = sorted((each for each in pieces if each.left < gutter < each.right), key=lambda each: each.top)
    rest = [each for each in pieces if not each.left < gutter < each.right]
    parts: list[list[Word]] = []
    for spanning in [*across, None]:
        limit = (spanning.top + spanning.bottom) / 2 if spanning else float("inf")
        above = [each for each in rest if (each.top + each.bottom) / 2 < limit]
        rest = [each for each in rest if (each.top + each.bottom) / 2 >= limit]
        for side in ([e for e in above if e.right <= gutter], [e for e in above if e.right > gutter]):
            parts += split_columns(side)
        if spanning:
            parts.append([spanning])
    return _join_parts(parts)


def _join_parts(parts: Iterable[list[Word]]) -> list[list[Word]]:
    """Parts, with consecutive lines that span columns joined to one."""
    joined: list[list[Word]] = []
    was_single = False
    for part in parts:
        single = len(part) == 1
        if joined and single and was_single and part[0].left < joined[-1][0].right:
            joined[-1] += part
        else:
            joined.append(list(part))
        was_single = single
    return joined


def find_gutter(pieces: Sequence[Word], most: int = COLUMNS) -> float | None:
    """The x position between two columns of text; None if there is one column only.

    most: the number of columns a page may have.
    """
    if most < 2 or len(pieces) < 2 * COLUMN_LINES:
        return None
    left, right = min(each.left for each in pieces), max(each.right for each in pieces)
    least = COLUMN_WIDTH * (right - left)
    begun = Counter(round(each.left) for each in pieces if left + least < each.left < right - least)
    starts = [start for start in begun if begun[start - 1] + begun[start] + begun[start + 1] >= COLUMN_LINES]
    best: tuple[int, float, float] | None = None
    for start in starts:
        x = start - 1.5
        before = [each for each in pieces if each.right <= x + 1]
        behind = [each for each in pieces if each.left > x]
        across = len(pieces) - len(before) - len(behind)
        if across > SPANNING * len(pieces) or not (_is_column(before, most) and _is_column(behind, most)):
            continue
        space = x + 1 - max(each.right for each in before)
        candidate = (-across, space, x - min(space, 4.0) / 2)
        best = max(best, candidate) if best else candidate
    return best[2] if best else None


def _is_column(pieces: Sequence[Word], most: int) -> bool:
    """True for lines of text or for columns of them; False for table cells or a few words."""
    if len({round(each.top) for each in pieces}) < COLUMN_LINES:
        return False
    left, right = min(each.left for each in pieces), max(each.right for each in pieces)
    filled = median(each.width for each in pieces) > COLUMN_FILLED * (right - left)
    return filled or find_gutter(pieces, most - 1) is not None


def to_lines(pieces: Sequence[Word]) -> Iterator[Line]:
    """The lines of one column from top to bottom, table cells on one line joined by bars."""
    if not pieces:
        return
    lefts, rights = sorted(each.left for each in pieces), sorted(each.right for each in pieces)
    most = int(COLUMN_SHARE * (len(pieces) - 1))  # the rest may be a page number that reaches into another column
    column = (lefts[-1 - most], rights[most])
    rows: list[list[Word]] = []
    for piece in sorted(pieces, key=lambda each: (each.top + each.bottom, each.left)):
        row = next((row for row in reversed(rows[-3:]) if _on_one_line(max(row, key=_size), piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    for row in rows:
        row.sort(key=lambda each: each.left)
    gaps = [[_gap(left, right) for left, right in pairwise(row)] for row in rows]
    for at, row in enumerate(rows):
        beside = [gap for other in gaps[max(0, at - 1) : at] + gaps[at + 1 : at + 2] for gap in other if gap]
        words, cells = row[0], 1
        for piece, gap in zip(row[1:], gaps[at], strict=True):
            apart = gap is not None and any(_overlap(gap, other) > 0.5 * piece.height for other in beside)
            cells += apart
            words = _join(words, piece, " | " if apart else " ")
        yield Line(words, column, cells)


def _size(piece: Word) -> float:
    return piece.size


def _gap(left: Word, right: Word) -> tuple[float, float] | None:
    """The gap between two table cells; None if it is too narrow."""
    return (left.right, right.left) if right.left - left.right > APART * right.height else None


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def drop_edges(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The lines of pages without running headers, footers and page numbers."""
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    shapes = Counter(shape for lines in edges for shape in {_shape(line) for line in lines})
    least = max(2, REPEATED * len(pages))
    numbered = any(PAGE_NUMBER.fullmatch(line.words.text) for lines in edges for line in lines)
    result = []
    for lines, at_edge in zip(pages, edges, strict=True):
        size = median([line.words.size for line in lines]) if lines else 0.0
        dropped = {
            id(line)
            for line in at_edge
            if PAGE_NUMBER.fullmatch(line.words.text)
            or (len(pages) > 1 and shapes[_shape(line)] >= least)
            or (len(pages) == 1 and numbered and line.words.size < size and not ENDED.search(line.words.text))
        }
        result.append([line for line in lines if id(line) not in dropped])
    return result


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    by_place = sorted(lines, key=lambda line: line.words.top)
    upper = [line for line in by_place[:EDGE_LINES] if line.words.top < EDGE * height]
    lower = [line for line in by_place[-EDGE_LINES:] if line.words.bottom > (1 - EDGE) * height]
    return [*upper, *(line for line in lower if line not in upper)]


def _shape(line: Line) -> str:
    """A line with its numbers replaced, so that "Page 3" and "Page 4" are the same."""
    return re.sub(r"\d+|\b[ivxl]+\b", "#", line.words.text.casefold())


def to_paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[Paragraph]:
    """Lines joined to paragraphs, also across the ends of columns and pages."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    size = _usual_size(lines)
    step = _usual_step(pages)
    known = Counter(word.casefold().strip(".,;:!?\"'”’()") for line in lines for word in line.words.text.split())
    open_lines: list[tuple[int, Line]] = []
    for number, page in enumerate(pages):
        for line in page:
            if open_lines and _starts_paragraph(open_lines[-1], (number, line), size, step):
                yield _paragraph(open_lines, size, known)
                open_lines = []
            open_lines.append((number, line))
    yield _paragraph(open_lines, size, known)


def _usual_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.words.size, 1)] += len(line.words.text)
    return max(1.0, sizes.most_common(1)[0][0])


def _usual_step(pages: Sequence[Sequence[Line]]) -> float:
    """The most frequent distance between two lines."""
    steps = [
        round(below.words.bottom - above.words.bottom, 0)
        for page in pages
        for above, below in pairwise(page)
        if above.column == below.column and below.words.bottom > above.words.bottom
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 0.0


def _starts_paragraph(before: tuple[int, Line], after: tuple[int, Line], size: float, step: float) -> bool:
    (page, above), (next_page, below) = before, after
    if above.cells > 1 or below.cells > 1:
        return True
    if _is_large(above, size) != _is_large(below, size) or abs(above.words.size - below.words.size) > 0.15 * size:
        return True
    left, right = above.column
    goes_on = not ENDED.search(above.words.text)
    elsewhere = page != next_page or above.column != below.column or below.words.top < above.words.top
    short = MUCH_SHORTER if elsewhere else SHORT
    ends_early = above.words.right < left + short * (right - left) and not below.words.text[:1].islower()
    if BULLET.match(below.words.text) or (NUMBERED.match(below.words.text) and (not goes_on or ends_early)):
        return True
    if elsewhere:
        return not goes_on or ends_early or _is_large(below, size)
    height = below.words.height
    distance = below.words.bottom - above.words.bottom
    if distance > NEW_PARAGRAPH * max(step, 1.0) * max(1.0, below.words.size / size):
        return True
    if _is_large(below, size):
        return False
    indented = (
        INDENT * height < below.words.left - left < 5 * height and below.words.left - above.words.left > INDENT * height
    )
    return (indented or ends_early) and not goes_on


def _is_large(line: Line, size: float) -> bool:
    return line.words.size > HEADING * size


def _paragraph(lines: Sequence[tuple[int, Line]], size: float, known: Counter[str]) -> Paragraph:
    text = ""
    pages: list[tuple[int, int]] = []
    for number, line in lines:
        words = line.words.text
        text = join_lines(text, words, known)
        if not pages or pages[-1][0] != number:
            pages.append((number, max(0, len(text) - len(words))))
    first = lines[0][1]
    heading = _is_large(first, size) and first.cells == 1 and len(text) < HEADING_CHARS
    return Paragraph(re.sub("[\x02\ufffe]", "-", text), tuple(pages), heading, first.cells > 1, first.words.size)


def join_lines(text: str, line: str, known: Counter[str]) -> str:
    """A paragraph with one more line; a word that the line break splits is joined.

    known: the words of the document, by which a hyphen that belongs to a word is recognised.
    """
    if not text:
        return line
    start = text.rpartition(" ")[2]
    if len(start) < 2 or start[-1] not in HYPHENS or not start[-2].isalpha():
        return f"{text} {line}"
    end = line.partition(" ")[0]
    bare, cut = end.strip(".,;:!?\"'”’()").casefold(), start[:-1].casefold().lstrip("\"'“‘(")
    belongs = not line[0].islower() or known[f"{cut}-{bare}"] > known[f"{cut}{bare}"]
    return f"{text[:-1]}-{line}" if belongs and start[-1] != SOFT_HYPHEN else f"{text[:-1]}{line}"


def to_text(paragraphs: Sequence[Paragraph], page_count: int) -> tuple[str, tuple[int, ...]]:
    """The text of a document as Markdown, and the offset at which each of its pages begins."""
    parts: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    for before, paragraph in zip([None, *paragraphs], paragraphs, strict=False):
        gap = "" if before is None else "\n" if before.row and paragraph.row else "\n\n"
        mark = "## " if paragraph.heading else ""
        for page, offset in paragraph.pages:
            starts.setdefault(page, length + len(gap) + (len(mark) + offset if offset else 0))
        parts.append(f"{gap}{mark}{paragraph.text}")
        length += len(parts[-1])
    result: list[int] = []
    following = length
    for page in reversed(range(page_count)):  # a page without text begins where the next one does
        following = starts.get(page, following)
        result.append(following)
    return "".join(parts), (0, *result[::-1][1:])


def clean(text: str) -> str:
    """A word in NFC, with ligatures replaced by letters."""
    letters = "".join(LIGATURES.get(each, each) for each in text)
    return unicodedata.normalize("NFC", letters)
