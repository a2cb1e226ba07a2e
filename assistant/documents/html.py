"""A web page -> its article. Uses trafilatura, its port of Readability, and lxml.

Both extractors read the page without captions and hidden elements; ``consensus`` makes one article of the two results.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import groupby
from typing import Any

from assistant.documents.consensus import Block, BlockKind, combine, tokens
from assistant.documents.head import read_head
from assistant.documents.parsed import ParsedDocument
from assistant.documents.text import decode
from assistant.errors import ReadError
from assistant.language.pages import CAPTION
from assistant.records import normalize_space

BLOCKS: dict[str, BlockKind] = {
    **dict.fromkeys(
        "address article aside blockquote body center dd div dl dt fieldset figure footer form header hr main nav ol p"
        " section table tbody tfoot thead ul".split(),
        "prose",
    ),
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "heading"),
    "li": "item",
    "tr": "row",
    "pre": "code",
}
ROW_CHARS = 600  # a table with a longer row is the layout of a page
CAPTION_CHARS = 1000  # a longer element holds more than a caption
HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
HIDDEN_SHARE = 0.2  # of a page's text; if more is hidden, a script shows it later, and it is kept
CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)


def read_html(content: bytes) -> ParsedDocument:
    """The article of a web page, its headings and list items marked as in Markdown."""
    page = parse_page(content)
    drop_hidden(page)
    head = read_head(deepcopy(page))
    text = to_text(combine(read_by_trafilatura(page), read_by_readability(page)))
    if not text:
        raise ReadError("no article text was found in it")
    return replace(head, text=text)


def parse_page(content: bytes) -> Any:
    """The tree of a page, without comments and scripts. Raises ReadError if there is none."""
    from lxml import etree, html

    text = decode_page(content)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError(f"the page could not be parsed ({normalize_space(str(error))[:100]})") from None
    for element in page.xpath("//style | //noscript | //script[not(@type) or @type != 'application/ld+json']"):
        element.drop_tree()
    return page


def decode_page(content: bytes) -> str:
    """The text of a page: as UTF-8, else in the declared encoding, else in the most likely one."""
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("it is a binary file, not a web page")
    declared = CHARSET.search(content[:4096])
    for encoding in ("utf-8-sig", declared[1].decode("ascii", "ignore") if declared else "utf-8"):
        try:
            return unicodedata.normalize("NFC", content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return unicodedata.normalize("NFC", decode(content))


def drop_hidden(page: Any) -> None:
    """Remove captions and hidden elements from a page."""
    for element in list(page.iter("*")):
        named = CAPTION.search(f"{element.get('class', '')} {element.get('id', '')}")
        if element.tag == "figcaption" or (named and len(element.text_content()) < CAPTION_CHARS):
            _drop(element)
    hidden = [element for element in page.iter("*") if _is_hidden(element)]
    if sum(len(element.text_content()) for element in hidden) < HIDDEN_SHARE * len(page.text_content()):
        for element in hidden:
            _drop(element)


def _is_hidden(element: Any) -> bool:
    styled = HIDDEN.search(element.get("style", ""))
    return bool(styled) or element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _drop(element: Any) -> None:
    if element.getparent() is not None and element.tag not in ("html", "body"):
        element.drop_tree()


def read_by_trafilatura(page: Any) -> list[Block]:
    """The article as trafilatura finds it, with the share of links in each block, which only the page has."""
    import trafilatura

    found = trafilatura.bare_extraction(deepcopy(page), include_comments=False)
    if found is None or found.body is None:
        return []
    linked = {tuple(tokens(block.text)): block.linked for block in find_blocks(page)}
    return [replace(block, linked=linked.get(tuple(tokens(block.text)), 0.0)) for block in _blocks_of_body(found.body)]


def read_by_readability(page: Any) -> list[Block]:
    """The article as Readability finds it, by the port of it in trafilatura."""
    from lxml import etree, html
    from trafilatura.readability_lxml import Document

    try:
        found = Document(deepcopy(page)).summary()
        return list(find_blocks(html.document_fromstring(found)))
    except (etree.LxmlError, ValueError, TypeError, AttributeError):  # the last two where a page has no body
        return []


def find_blocks(root: Any) -> Iterator[Block]:
    """The blocks of a tree of HTML elements, in order."""
    from lxml import etree

    kinds: list[BlockKind] = ["prose"]
    words: list[str] = []
    inside = linked = 0  # links that are open; characters of links in the open block

    def add(text: str | None) -> None:
        nonlocal linked
        words.append(text or "")
        linked += len(normalize_space(text or "")) if inside else 0

    def closed() -> Iterator[Block]:
        nonlocal linked
        text = _clean("".join(words), kinds[-1])
        if text:
            yield Block(text, kinds[-1], min(1.0, linked / len(text)))
        words.clear()
        linked = 0

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):  # a comment
            if event == "end":
                add(element.tail)
            continue
        kind = BLOCKS.get(element.tag)
        if event == "start":
            if element.tag == "tr" and (row := _row(element)):
                yield from closed()
                yield row
                walk.skip_subtree()
                kinds.append("row")
                continue
            if kind:
                yield from closed()
                kinds.append(kinds[-1] if kind == "prose" and kinds[-1] in ("item", "row") else kind)
            inside += element.tag == "a"
            words.append("\n" if element.tag == "br" else " | " if element.tag in ("td", "th") and words else "")
            add(element.text)
        else:
            inside -= element.tag == "a"
            if kind:
                yield from closed()
                kinds.pop()
            add(element.tail)
    yield from closed()


def _row(element: Any) -> Block | None:
    """A row of a table on one line; None if the table is the layout of a page."""
    if len(element.text_content()) > ROW_CHARS or any(
        len(cell.xpath(".//p | .//table | .//li")) > 1 for cell in element
    ):
        return None
    text = " | ".join(words for cell in element if (words := normalize_space(cell.text_content())))
    linked = sum(len(normalize_space(link.text_content())) for link in element.iter("a"))
    return Block(text, "row", min(1.0, linked / len(text))) if text else None


def _blocks_of_body(body: Any) -> Iterator[Block]:
    """The blocks of trafilatura's own tree."""
    for element in body:
        if not isinstance(element.tag, str):
            continue
        children = {child.tag for child in element}
        if element.tag == "list":
            yield from _named("item", ("".join(item.itertext()) for item in element))
        elif element.tag == "table":
            rows = ([normalize_space("".join(cell.itertext())) for cell in row] for row in element.iter("row"))
            yield from _named("row", (" | ".join(filter(None, row)) for row in rows))
        elif children & {"p", "list", "table", "head", "quote"}:
            yield from _named("prose", [element.text or ""])
            yield from _blocks_of_body(element)
        else:
            kind: BlockKind = "heading" if element.tag == "head" else "code" if element.tag == "code" else "prose"
            yield from _named(kind, [(" " if "lb" in children else "").join(element.itertext())])
        yield from _named("prose", [element.tail or ""])


def _named(kind: BlockKind, texts: Iterable[str]) -> Iterator[Block]:
    yield from (Block(words, kind) for text in texts if (words := _clean(text, kind)))


def _clean(text: str, kind: BlockKind) -> str:
    if kind == "code":
        return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())
    return normalize_space(text).strip("| ") if kind == "row" else normalize_space(text)


def to_text(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown, with blank lines between them but inside lists and tables."""
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        lines = [f"{MARKS.get(kind, '')}{block.text}" for block in group]
        parts += ["\n".join(lines)] if kind in ("item", "row") else lines
    return "\n\n".join(parts)


MARKS: dict[BlockKind, str] = {"heading": "## ", "item": "- "}
