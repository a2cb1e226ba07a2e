"""The blocks that two extractors found on one web page -> the blocks of its article. Pure; has no rule for any site.

Extractors fail in different places: one keeps the teasers below an article, the other loses its first paragraph. If
both found the same article, its body is what they agree on. A block that only one of them has is judged by its place
beside that body, by the share of links in it, and by whether it is prose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.language.pages import ASIDE, ASKS, LEADS_ELSEWHERE

BlockKind: TypeAlias = Literal["prose", "heading", "item", "row", "code"]

GRAM = 4  # words in a row by which texts are compared
SAME = 0.6  # share of a block's grams; a text with more of them holds the block
AGREED = 0.5  # share of one extraction that the other must hold too, to judge the rest of it
LINKED, MENTIONED = 0.8, 0.3  # shares of a block's characters in links, from which it is a link, or may be one
LUMP_WORDS = 600  # words; a longer block is a page that was not split into paragraphs
FULL_WORDS = 8  # words; a shorter paragraph may be a label or a button
ASIDE_WORDS = 30  # words; a longer paragraph is no aside
ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or row of a table, on one line; code as it is."""

    text: str
    kind: BlockKind = "prose"
    linked: float = 0.0  # share of its characters that are links, 0 to 1

    @property
    def leads_elsewhere(self) -> bool:
        """True for links to other pages: a link by itself, "Read more: ..."."""
        return self.linked > LINKED or (self.linked > MENTIONED and LEADS_ELSEWHERE.match(self.text) is not None)

    @property
    def is_aside(self) -> bool:
        """True for a credit, a note about the page, or a request to subscribe."""
        short = self.kind in ("prose", "item") and len(tokens(self.text)) < ASIDE_WORDS
        return short and bool(ASIDE.match(self.text) or (self.linked > 0 and ASKS.search(self.text)))

    @property
    def is_full(self) -> bool:
        """True for whole sentences."""
        return len(tokens(self.text)) >= FULL_WORDS and ENDED.search(self.text) is not None

    @property
    def is_prose(self) -> bool:
        """True for a paragraph of whole sentences."""
        return self.kind == "prose" and self.is_full


def tokens(text: str) -> list[str]:
    """The words of a text in the form in which they are compared."""
    return re.findall(r"\w+", text.casefold())


class Extraction:
    """The blocks that one extractor found."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(blocks)
        words = [token for block in blocks for token in tokens(block.text)]
        self.size = len(words)
        self._grams = {tuple(words[at : at + GRAM]) for at in range(len(words))}
        self._short = {tuple(tokens(block.text)) for block in blocks}

    @property
    def is_lump(self) -> bool:
        """True if most of it is one block, as of a page whose layout is a table."""
        longest = max((len(tokens(block.text)) for block in self.blocks if block.kind != "code"), default=0)
        return longest > LUMP_WORDS and longest > AGREED * self.size

    def holds(self, block: Block) -> bool:
        """True if this extraction has the words of a block."""
        words = tokens(block.text)
        if len(words) < GRAM:
            return tuple(words) in self._short
        grams = [tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)]
        return sum(gram in self._grams for gram in grams) >= SAME * len(grams)


def combine(first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
    """The blocks of an article from two extractions of its page; ``first`` wins where they disagree."""
    one, two = (Extraction([block for block in blocks if not block.is_aside]) for blocks in (first, second))
    if one.is_lump and not two.is_lump:
        one, two = two, one
    shared = [two.holds(block) for block in one.blocks]
    agreed = sum(len(tokens(block.text)) for block, both in zip(one.blocks, shared, strict=True) if both)
    if agreed < AGREED * one.size or not agreed:
        return one.blocks or two.blocks
    kept = _trim(one.blocks, shared)
    return kept if agreed < AGREED * two.size else _fill(kept, one, two)


def _trim(blocks: Sequence[Block], shared: Sequence[bool]) -> list[Block]:
    """Blocks without links to other pages, and without navigation before and after what both extractions hold."""
    first, last = shared.index(True), len(shared) - 1 - shared[::-1].index(True)
    last += _count_rest(blocks[last + 1 :])
    before = [block for block in blocks[:first] if block.is_prose or block.kind == "heading"]
    body = zip(blocks[first : last + 1], shared[first : last + 1], strict=True)
    return [*before, *(block for block, both in body if both or not block.leads_elsewhere)]


def _count_rest(blocks: Sequence[Block]) -> int:
    """How many of the blocks after what both extractions hold still belong to the article, which one of them cut off.

    The article ends at the first list of links; below a heading, only whole sentences belong to it.
    """
    rest, headed = 0, False
    for at, block in enumerate(blocks):
        linked = block.leads_elsewhere or (block.kind == "heading" and block.linked > MENTIONED)
        if linked or block.kind in ("row", "code") or (block.kind == "item" and not block.is_full):
            break
        if headed and block.kind == "prose" and not block.is_prose:
            break
        headed = headed or block.kind == "heading"
        rest = rest if block.kind == "heading" else at + 1
    return rest


def _fill(kept: Sequence[Block], one: Extraction, two: Extraction) -> list[Block]:
    """Blocks with those that only the second extraction has before the end of the article, each in its place."""
    place = {tuple(tokens(block.text)): at for at, block in enumerate(kept)}
    places = [place.get(tuple(tokens(block.text)), -1) for block in two.blocks]
    last = max((at for at, found in enumerate(places) if found >= 0), default=-1)
    missing: dict[int, list[Block]] = {}
    position, continues = -1, False
    for block, found in zip(two.blocks[:last], places, strict=False):
        position = max(position, found)
        if one.holds(block):
            continues = True
            continue
        continues = block.is_prose or (continues and block.kind in ("item", "row") and not block.leads_elsewhere)
        if continues and not block.leads_elsewhere:
            missing.setdefault(position, []).append(block)
    result = missing.get(-1, [])
    for at, block in enumerate(kept):
        result += [block, *missing.get(at, ())]
    return result
