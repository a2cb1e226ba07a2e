"""The formats of documents: one line of ``FORMATS`` each.

Imports no parser: a format names its reader, which is loaded when the first file of that format is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import TypeAlias

from assistant.documents.parsed import ParsedDocument
from assistant.errors import ReadError
from assistant.records import ArticlePath, normalize_space


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents, and what reads it."""

    name: str  # with its article, "a PDF file"
    suffixes: tuple[str, ...]  # of file names, in lower case, with the dot
    reader: str  # "module:function"; the function takes a file's bytes and returns a ParsedDocument
    isolated: bool = False  # read in a process of its own: its parser may hang, crash or fill the memory
    signature: bytes = b""  # a file that begins with these bytes is of this format, whatever its name says
    advice: str = ""  # what to do with such a file that has another suffix


Parse: TypeAlias = Callable[[Format, bytes], ParsedDocument]

FORMATS = (
    Format("a Markdown file", (".md", ".markdown"), "assistant.documents.text:read_markdown"),
    Format("a text file", (".txt",), "assistant.documents.text:read_text"),
    Format("a web page", (".html", ".htm"), "assistant.documents.html:read_html", isolated=True),
    Format(
        "a PDF file", (".pdf",), "assistant.documents.pdf:read_pdf", isolated=True,
        signature=b"%PDF-", advice="rename it to .pdf",
    ),
    Format(
        "a Word file or another zip archive", (".docx",), "assistant.documents.docx:read_docx", isolated=True,
        signature=b"PK\x03\x04", advice="rename or unpack it",
    ),
)  # fmt: skip

# How files begin that no reader takes, and what they are.
UNREADABLE = (
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one with a password: save it as .docx without"),
    (b"{\\rtf", "a rich text file: save it as .docx"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
# Suffixes of documents that people expect to be read, and the suffix to save them under.
SAVE_AS = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), ".docx"),
    **dict.fromkeys((".epub", ".mht", ".mhtml"), ".html"),
}


def parse(form: Format, content: bytes) -> ParsedDocument:
    """What a file of a format contains. Raises ReadError with a reason for the person who owns the file."""
    try:
        return _load(form.reader)(content)
    except (ReadError, MemoryError):
        raise
    except RecursionError:
        raise ReadError("it could not be parsed: it is nested too deep") from None
    except Exception as error:  # what a parser may raise on a strange file has no common base; the run goes on
        raise ReadError(f"it could not be parsed ({normalize_space(repr(error))[:100]})") from None


def known_suffixes() -> tuple[str, ...]:
    """The suffixes of all formats."""
    return tuple(suffix for each in FORMATS for suffix in each.suffixes)


def find_format(path: ArticlePath) -> Format | None:
    """The format of a file by the suffix of its name; None if it is not one that is read."""
    suffix = PurePosixPath(path).suffix.lower()
    return next((each for each in FORMATS if suffix in each.suffixes), None)


def describe_content(content: bytes, expected: Format) -> str | None:
    """What a file is, and what to do with it, if its first bytes show that it is not of the expected format."""
    for each in FORMATS:
        if each.signature and each is not expected and content.startswith(each.signature):
            return f"{each.name}: {each.advice}"
    return next((text for signature, text in UNREADABLE if content.startswith(signature)), None)


@cache
def _load(reader: str) -> Callable[[bytes], ParsedDocument]:
    module, _, function = reader.partition(":")
    found: Callable[[bytes], ParsedDocument] = getattr(import_module(module), function)
    return found
