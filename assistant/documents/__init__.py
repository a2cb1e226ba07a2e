"""File -> Article: a table of readers by suffix.

A reader fixes an article's canonical text. For ``.md`` and ``.txt`` that is the decoded file after any front matter,
so that a quote can be found in the file itself; other formats are cleaned: paragraphs stay, and what is set around an
article goes. Parsers are imported when a file of their kind is read, and run in a process of their own (``Isolated``).
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from assistant.documents.dates import date_in_byline, date_in_name
from assistant.documents.listing import FileStat, Listing, is_document_path, is_litter, list_corpus
from assistant.documents.parsed import ParsedDocument
from assistant.documents.text import read_markdown, read_text
from assistant.errors import ReadError
from assistant.records import Article, ArticlePath, normalize_space

__all__ = [
    "PARSED",
    "READERS",
    "READER_FORMAT",
    "FileStat",
    "Listing",
    "draw",
    "hash_content",
    "is_document_path",
    "is_litter",
    "list_corpus",
    "name_in_words",
    "read_article",
]

READER_FORMAT = 2  # raised when a reader draws other articles from the same files, so that indexes are built anew
# How files begin that are not what they are often named, and what to do with them.
SIGNS = (
    (b"%PDF-", ".pdf", "a PDF file: rename it to .pdf"),
    (b"PK\x03\x04", ".docx", "a Word file or another zip archive: rename or unpack it"),
    (b"\xd0\xcf\x11\xe0", "", "an old Office file, or one with a password: save it as .docx without"),
    (b"{\\rtf", "", "a rich text file: save it as .docx"),
    (b"\x89PNG", "", "a picture"),
    (b"\xff\xd8\xff", "", "a picture"),
    (b"GIF8", "", "a picture"),
)


def _read_html(content: bytes) -> ParsedDocument:
    from assistant.documents.html import read_html

    return read_html(content)


def _read_pdf(content: bytes) -> ParsedDocument:
    from assistant.documents.pdf import read_pdf

    return read_pdf(content)


def _read_docx(content: bytes) -> ParsedDocument:
    from assistant.documents.docx import read_docx

    return read_docx(content)


Reader = Callable[[bytes], ParsedDocument]
# Those whose parsers a strange file may hang, crash or fill the memory with.
PARSED: Mapping[str, Reader] = {".html": _read_html, ".htm": _read_html, ".pdf": _read_pdf, ".docx": _read_docx}
READERS: Mapping[str, Reader] = {".md": read_markdown, ".markdown": read_markdown, ".txt": read_text, **PARSED}


def hash_content(content: bytes) -> str:
    """The content hash of a file: sha256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def draw(suffix: str, content: bytes) -> ParsedDocument:
    """What the reader of a suffix draws. Raises ReadError with a reason for the person who owns the file."""
    try:
        return READERS[suffix](content)
    except (ReadError, MemoryError):
        raise
    except RecursionError:
        raise ReadError("it could not be parsed: it is nested too deep") from None
    except Exception as error:  # what a parser may raise on a strange file has no common base; the run goes on
        raise ReadError(f"it could not be parsed ({normalize_space(repr(error))[:100]})") from None


def read_article(path: ArticlePath, content: bytes, draw: Callable[[str, bytes], ParsedDocument] = draw) -> Article:
    """The article in a file's bytes. Raises ReadError with a reason for the person who owns the file.

    draw: what reads it by its suffix; see ``Isolated``.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in READERS:
        raise ReadError(f"{suffix or 'such'} files are not read")
    if not content.strip():
        raise ReadError("the file is empty")
    for sign, of, what in SIGNS:
        if content.startswith(sign) and suffix != of:
            raise ReadError(f"it is not what its name says: it is {what}")
    drawn = draw(suffix, content)
    if not any(character.isalnum() for character in drawn.text):
        raise ReadError("no article text was found in it")
    return _dated(
        Article(
            path=path,
            title=drawn.title or name_in_words(path),
            text=drawn.text,
            content_hash=hash_content(content),
            date=drawn.date,
            date_origin=drawn.date_origin,
            source=drawn.source,
            author=drawn.author,
            url=drawn.url,
            language=drawn.language,
            page_starts=drawn.page_starts,
        )
    )


def _dated(article: Article) -> Article:
    """With the first date known of it."""
    found = (
        (article.date, article.date_origin),
        (date_in_byline(article.text), "byline"),
        (date_in_name(article.path), "file name"),
    )
    date, origin = next(((date, origin) for date, origin in found if date), (None, None))
    return replace(article, date=date, date_origin=origin)


def name_in_words(path: ArticlePath) -> str:
    """A title made of a file's name, a leading date left out."""
    stem = PurePosixPath(path).stem
    words = normalize_space(re.sub(r"[-_]+", " ", re.sub(r"^(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d[-_. ]+", "", stem)))
    return words[:1].upper() + words[1:] if words else stem
