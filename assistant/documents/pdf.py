"""A PDF file -> its article, with the offset at which each page begins. Uses PDFium."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.documents.dates import to_date
from assistant.documents.layout import Page, Paragraph, Word, clean, lay_out, to_text
from assistant.documents.parsed import ParsedDocument, to_language
from assistant.errors import ReadError
from assistant.records import normalize_space

UNREADABLE_SHARE = 0.3  # of a document's letters that its fonts do not map to Unicode; with more it needs OCR
TITLE_PARAGRAPHS = 12  # paragraphs at the head of a document that may be its title
TITLE_SIZE = 1.25  # times the usual font size
ASCENT = 0.75  # share of the font size above the baseline
BLANKS = frozenset((0, 9, 10, 13, 32, 0xA0, 0x3000))
LINE_HYPHENS = frozenset((2, 0xFFFE))  # PDFium's marks for a hyphen that splits a word at the end of a line
TILTED = 0.2  # radians; a word with a larger angle is a stamp in the margin
NO_TITLE = re.compile(
    r"untitled|microsoft word|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|pages|tex)|[\w-]{1,6}|\W*", re.IGNORECASE
)
# The date of publication in XMP metadata (PRISM, Dublin Core); the creation date of the file is not used.
PUBLISHED = re.compile(
    rb"<(?:prism:publicationDate|prism:coverDate|dcterms:issued)[^>]{0,80}>\s*([0-9T:Z+. -]{8,40})\s*<"
)


def read_pdf(content: bytes) -> ParsedDocument:
    """The text of a PDF in reading order, without running headers, footers and page numbers."""
    import pypdfium2

    if b"%PDF-" not in content[:1024]:
        raise ReadError("it is not a PDF file, whatever its name says")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ReadError(_describe(error)) from None
    try:
        pages = [_read_page(document, number) for number in range(len(document))]
        _check_text(document, pages)
        paragraphs = lay_out(pages)
        text, starts = to_text(paragraphs, len(pages))
        about = document.get_metadata_dict()
        published = PUBLISHED.search(content)
        date = to_date(published[1].decode("ascii", "ignore")) if published else None
        return ParsedDocument(
            text=text,
            title=choose_title(paragraphs, normalize_space(clean(about.get("Title", "")))),
            date=date,
            date_origin="document metadata" if date else None,
            author=_shown(normalize_space(clean(about.get("Author", ""))), paragraphs),
            language=_language(document),
            page_starts=starts,
        )
    finally:
        document.close()


def _describe(error: Exception) -> str:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return "it is encrypted: save it without a password"
    return "it is damaged, or not a whole PDF file"


def _read_page(document: Any, number: int) -> Page:
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:  # one broken page does not lose the others
        return Page((), 1.0)
    try:
        textpage = page.get_textpage()
        try:
            return Page(tuple(_words(textpage, page.get_height())), page.get_height())
        finally:
            textpage.close()
    finally:
        page.close()


def _words(textpage: Any, height: float) -> Iterator[Word]:
    """The words of a page in the order of the file, without those that are rotated."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(textpage)
    characters = [pdfium.FPDFText_GetUnicode(textpage, at) for at in range(count)]
    start: int | None = None
    for at in range(count + 1):
        blank = at == count or characters[at] in BLANKS
        if not blank and start is None:
            start = at
        cut = not blank and characters[at] in LINE_HYPHENS
        if start is not None and (blank or cut):
            end = at + 1 if cut else at
            text = clean(_to_string(characters[start:end]))
            angle = abs(pdfium.FPDFText_GetCharAngle(textpage, start))
            if text and min(angle, abs(angle - math.tau)) < TILTED:
                yield _place(textpage, text, start, end - 1, height)
            start = None


def _to_string(codes: Sequence[int]) -> str:
    """UTF-16 units as text."""
    raw = b"".join(
        (code & 0xFFFF).to_bytes(2, "little") if code < 0x10000 else chr(code).encode("utf-16-le") for code in codes
    )
    return raw.decode("utf-16-le", "replace")


def _place(textpage: Any, text: str, first: int, last: int, height: float) -> Word:
    """A word with its box. The height is that of the font size: the boxes in fonts may overlap other lines."""
    import pypdfium2.raw as pdfium

    boxes = [pdfium.FS_RECTF(), pdfium.FS_RECTF()]
    for at, box in zip((first, last), boxes, strict=True):
        pdfium.FPDFText_GetLooseCharBox(textpage, at, box)
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetCharOrigin(textpage, first, x, y)
    pdfium.FPDFText_GetMatrix(textpage, first, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, first) * math.hypot(matrix.c, matrix.d) or 1.0
    return Word(
        text,
        min(box.left for box in boxes),
        height - y.value - ASCENT * size,
        max(box.right for box in boxes),
        height - y.value + (1 - ASCENT) * size,
        size,
    )


def _check_text(document: Any, pages: Sequence[Page]) -> None:
    """Raise ReadError if there is no text, or if its letters are not known."""
    letters = [letter for page in pages for word in page.words for letter in word.text]
    if not any(letter.isalnum() for letter in letters):
        pictures = any(_has_picture(document, number) for number in range(min(len(pages), 20)))
        raise ReadError("it needs OCR: its pages are pictures, without text" if pictures else "its pages are empty")
    unknown = sum(letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" or letter < " " for letter in letters)
    if unknown > UNREADABLE_SHARE * len(letters):
        raise ReadError("it needs OCR: its fonts do not say which letters they show")


def _has_picture(document: Any, number: int) -> bool:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return False
    try:
        return next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None
    finally:
        page.close()


def _language(document: Any) -> str | None:
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return to_language(buffer.raw.decode("utf-16-le", "ignore").rstrip("\0"))


def choose_title(paragraphs: Sequence[Paragraph], stated: str) -> str | None:
    """The title in the metadata if the first page has it, else the largest heading at the head, else the metadata's."""
    head = paragraphs[:TITLE_PARAGRAPHS]
    if _shown(stated, head):
        return stated
    sizes = sorted(paragraph.size for paragraph in paragraphs for _ in range(max(1, len(paragraph.text) // 20)))
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    largest = max((paragraph for paragraph in head if paragraph.heading), key=lambda each: each.size, default=None)
    if largest and largest.size > TITLE_SIZE * usual:
        return normalize_space(largest.text)
    return None if NO_TITLE.fullmatch(stated) else stated


def _shown(stated: str, paragraphs: Sequence[Paragraph]) -> str | None:
    """A value of the metadata if the first paragraphs have it too: programs fill in all kinds of things."""
    head = " ".join(normalize_space(paragraph.text).casefold() for paragraph in paragraphs[:TITLE_PARAGRAPHS])
    return stated if len(stated) > 2 and stated.casefold() in head else None
