"""A Word file -> its article. Uses mammoth, which converts the file to HTML.

Headers, footers, comments and deleted words are not part of the text; notes, text boxes and inserted words are.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from assistant.documents.consensus import Block
from assistant.documents.dates import to_date
from assistant.documents.html import find_blocks, to_text
from assistant.documents.layout import clean
from assistant.documents.parsed import ParsedDocument, to_language
from assistant.errors import ReadError
from assistant.records import normalize_space

MOST_MB = 200  # unpacked size of a file; a larger one may be a zip bomb
HEAD_BLOCKS = 8  # blocks at the head of a text that may name its author
DOCUMENT, CORE, STYLES = "word/document.xml", "docProps/core.xml", "word/styles.xml"
NAMES = {
    "cp": "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "dcterms": "{http://purl.org/dc/terms/}",
    "w": "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
}
# What mammoth makes of Word styles that it does not map by itself.
STYLE_MAP = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\np[style-name='Caption'] => !"
NO_TITLE = re.compile(r"untitled|document\d*|microsoft word.*|word document|.*\.docx?|\W*", re.IGNORECASE)


def read_docx(content: bytes) -> ParsedDocument:
    """The text of a Word file, its headings and list items marked as in Markdown."""
    import mammoth
    from lxml import etree, html

    parts = _unpack(content)
    try:
        page = mammoth.convert_to_html(
            io.BytesIO(content), style_map=STYLE_MAP, convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ReadError(
            f"it is damaged: the Word file could not be parsed ({normalize_space(str(error))[:100]})"
        ) from None
    blocks = list(find_blocks(html.document_fromstring(clean(page)))) if page else []
    core = etree.fromstring(parts[CORE], _parser()) if CORE in parts else None
    date = to_date(_core(core, "dcterms", "issued"))
    return ParsedDocument(
        text=to_text(blocks),
        title=choose_title(blocks, _core(core, "dc", "title")),
        author=_shown(_core(core, "dc", "creator"), blocks),
        date=date,
        date_origin="document metadata" if date else None,
        language=to_language(_core(core, "dc", "language")) or _style_language(parts.get(STYLES)),
    )


def _unpack(content: bytes) -> dict[str, bytes]:
    """The XML parts with the metadata. Raises ReadError if the content is not a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {each.filename: each for each in archive.infolist()}
            if DOCUMENT not in names and "[Content_Types].xml" not in names:
                raise ReadError("it is a zip archive, not a Word file")
            if sum(each.file_size for each in names.values()) > MOST_MB * 1e6:
                raise ReadError(f"it unpacks to more than {MOST_MB} MB")
            if any(each.flag_bits & 1 for each in names.values()):
                raise ReadError("it is encrypted: save it without a password")
            return {name: archive.read(name) for name in (CORE, STYLES) if name in names}
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError):
        raise ReadError("it is damaged, or not a whole Word file") from None


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


def _core(core: Any, space: str, name: str) -> str:
    found = core.findtext(f"{NAMES[space]}{name}") if core is not None else None
    return normalize_space(found or "")


def _style_language(styles: bytes | None) -> str | None:
    from lxml import etree

    if styles is None:
        return None
    root = etree.fromstring(styles, _parser())
    found = root.find(f".//{NAMES['w']}docDefaults//{NAMES['w']}lang") if root is not None else None
    return to_language(found.get(f"{NAMES['w']}val")) if found is not None else None


def choose_title(blocks: Sequence[Block], stated: str) -> str | None:
    """The heading at the start of a text, else the title in the file's properties unless a template set it."""
    first = list(takewhile(lambda block: block.kind == "heading", blocks))
    if first:
        return first[0].text
    return None if NO_TITLE.fullmatch(stated) else stated


def _shown(creator: str, blocks: Sequence[Block]) -> str | None:
    """The creator in the file's properties, if the head of the text names them too: it may be anybody."""
    head = " ".join(block.text for block in blocks[:HEAD_BLOCKS]).casefold()
    return creator if len(creator) > 2 and creator.casefold() in head else None
