"""File -> Article: a table of readers by suffix.

A reader fixes an article's canonical text. For ``.md`` and ``.txt`` that is the decoded file after any front matter,
so that a quote can be found in the file itself; cleaning is for other formats.
"""

import datetime as dt
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.errors import CorpusError, ReadError
from assistant.records import Article, ArticlePath, fold

TITLE_CHARS = 120  # a first line of a .txt file longer than this is a sentence, not a title
READER_FORMAT = 1  # raised when a reader draws other articles from the same files, so that indexes are built anew
FIRST_YEAR = 1600  # of newspapers; an earlier date stands for "unknown"
BYLINE_CHARS = 100  # a longer paragraph of a page is text, not a byline with a date
CONTROL_SHARE = 0.02  # of a file's characters; more than this and it is not text

# Of a file's bytes that are not ASCII. With fewer it is a text in Latin letters, which on the web means windows-1252
# (the WHATWG Encoding Standard maps Latin-1 to it); with more it may be Cyrillic, Greek or Chinese, and is guessed.
ACCENT_SHARE = 0.2

# Documents people expect to be read, and what to do until they are. Anything else (pictures, styles) is not a document.
NOT_READ_YET = {
    suffix: f"a {suffix} file cannot be read yet: save it as .html, .md or .txt"
    for suffix in (".pdf", ".docx", ".doc", ".odt", ".rtf", ".epub")
}
# What editors, downloads and desktops leave beside a file while it is open, or in every folder.
LITTER = re.compile(
    r"~\$.*|#.*#|.*~|.*\.(?:sw[a-px]|tmp|temp|part|partial|crdownload)|Thumbs\.db|desktop\.ini", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Draw:
    """What a reader draws from a file; None where the file does not say."""

    text: str
    title: str | None = None
    date: dt.date | None = None
    date_origin: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None


def hash_content(content: bytes) -> str:
    """The content hash of a file: sha256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def read_article(path: ArticlePath, content: bytes) -> Article:
    """The article in a file's bytes. Raises ReadError with a reason for the person who owns the file."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in NOT_READ_YET:
        raise ReadError(NOT_READ_YET[suffix])
    if not content.strip():
        raise ReadError("the file is empty")
    try:
        drawn = READERS[suffix](content)
    except ReadError:
        raise
    except Exception as error:  # what a parser may raise on a strange file has no common base; the run goes on
        raise ReadError(f"it could not be parsed ({fold(repr(error))[:100]})") from None
    if not any(character.isalnum() for character in drawn.text):
        raise ReadError("no article text was found in it")
    if drawn.date is None and (date := date_in_name(path)):
        drawn = replace(drawn, date=date, date_origin="file name")
    return Article(
        path=path,
        title=drawn.title or name_in_words(path),
        text=drawn.text,
        content_hash=hash_content(content),
        date=drawn.date,
        date_origin=drawn.date_origin if drawn.date else None,
        source=drawn.source,
        author=drawn.author,
        url=drawn.url,
    )


def decode(content: bytes) -> str:
    r"""The text of a file: UTF-8, UTF-16 by its mark, else the most likely old encoding; no BOM, ``\n`` line ends.

    Raises ReadError if the bytes are no text.
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


def read_markdown(content: bytes) -> Draw:
    """Markdown, with or without YAML front matter."""
    fields, text = split_front_matter(decode(content))
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", text, flags=re.MULTILINE)
    return replace(_from_fields(fields, text), title=_text_field(fields, "title") or (heading and heading[1]))


def read_text(content: bytes) -> Draw:
    """Plain text. The first line is the title only if it looks like one (DESIGN.md, section 3)."""
    fields, text = split_front_matter(decode(content))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0] if len(lines) > 1 else ""
    title = first if first and len(first) < TITLE_CHARS and first[-1] not in '.!?:;,…"”' else None
    return replace(_from_fields(fields, text), title=_text_field(fields, "title") or title)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields of YAML front matter and the text after it; no fields where there is none.

    Raises ReadError if it is there and is not valid YAML.
    """
    match = re.match(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    if not match:
        return {}, text
    import yaml

    try:
        fields = yaml.load(match[1], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # every value a string
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 2}" if mark else ""
        why = fold(str(getattr(error, "problem", None) or error))
        raise ReadError(f"its front matter is not valid YAML{line} ({why}): put values in quotes") from None
    return (fields, text[match.end() :]) if isinstance(fields, dict) else ({}, text)


def _from_fields(fields: dict[str, Any], text: str) -> Draw:
    date = to_date(fields.get("date"))
    return Draw(
        text=text,
        date=date,
        date_origin="front matter" if date else None,
        source=_text_field(fields, "source"),
        author=_text_field(fields, "author"),
        url=_text_field(fields, "url"),
    )


def _text_field(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, list):
        value = ", ".join(each for each in value if isinstance(each, str))
    folded = fold(value) if isinstance(value, str) else ""
    return None if folded.lower() in ("", "~", "null") else folded


def to_date(value: object) -> dt.date | None:
    """A written date, whatever time stands behind it; None if it is none."""
    written = fold(value) if isinstance(value, str) else ""
    if iso := re.match(r"\d{4}-\d{2}-\d{2}(?=$|[T ])", written):
        written = iso[0]
    for form in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d", "%d.%m.%Y"):
        try:
            date = dt.datetime.strptime(written, form).date()
        except ValueError:
            continue
        return date if date.year >= FIRST_YEAR else None
    return None


def date_in_name(path: ArticlePath) -> dt.date | None:
    """A date written in a file name as 2026-03-01, 2026_03_01 or 20260301."""
    for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)", PurePosixPath(path).name):
        try:
            return dt.date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            pass
    return None


def name_in_words(path: ArticlePath) -> str:
    """A title made of a file's name, a leading date left out."""
    stem = PurePosixPath(path).stem
    words = fold(re.sub(r"[-_]+", " ", re.sub(r"^(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d[-_. ]+", "", stem)))
    return words[:1].upper() + words[1:] if words else stem


def read_html(content: bytes) -> Draw:
    """A web page: the article's own words, headings and list items marked as in Markdown, by trafilatura."""
    import trafilatura
    from htmldate import find_date
    from lxml.etree import LxmlError

    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("it is a binary file, not a web page")
    try:
        page = trafilatura.load_html(content)
        drawn = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
        )
        if page is None or drawn is None or drawn.body is None:
            raise ReadError("no article text was found in it")
        for paragraph in page.iter("p"):  # a date that is told of is not the date of publication
            if len("".join(paragraph.itertext())) > BYLINE_CHARS:
                paragraph.clear()
        date = to_date(find_date(page, original_date=True, extensive_search=False))
    except (LxmlError, ValueError, RecursionError) as error:
        raise ReadError(f"the page could not be parsed ({fold(str(error))[:100]})") from None
    text = "\n\n".join(_paragraphs(drawn.body))
    title = fold(drawn.title or "") or None
    if title and drawn.sitename:
        title = re.sub(rf"\s+[|\-–—:]\s+{re.escape(drawn.sitename)}$", "", title, flags=re.IGNORECASE)
    return Draw(
        text=text,
        title=title,
        date=date,
        date_origin="page metadata" if date else None,
        source=drawn.sitename or drawn.hostname or None,
        author=drawn.author or None,
        url=drawn.url or None,
    )


def _paragraphs(body: Any) -> Iterator[str]:
    """The blocks of trafilatura's tree, each on one line."""
    for element in body:
        if not isinstance(element.tag, str):
            continue
        children = {child.tag for child in element}
        if element.tag == "list":
            yield "\n".join(f"- {words}" for item in element if (words := fold("".join(item.itertext()))))
        elif element.tag == "table":
            rows = ([fold("".join(cell.itertext())) for cell in row] for row in element.iter("row"))
            yield "\n".join(" | ".join(filter(None, row)) for row in rows if any(row))
        elif children & {"p", "list", "table", "head", "quote"}:
            if words := fold(element.text or ""):
                yield words
            yield from _paragraphs(element)
        elif words := fold(" ".join(element.itertext()) if "lb" in children else "".join(element.itertext())):
            yield f"## {words}" if element.tag == "head" else words
        if words := fold(element.tail or ""):
            yield words


READERS: dict[str, Callable[[bytes], Draw]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}


@dataclass(frozen=True, slots=True)
class FileStat:
    """What tells a changed file without reading it."""

    size: int  # bytes
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies below a corpus folder."""

    documents: dict[ArticlePath, FileStat]
    skipped: dict[ArticlePath, str]  # what is not read, and why


def list_corpus(corpus: Path, index: Path) -> Listing:
    """Every document below the corpus folder, by path, and every other file with the reason it is not read.

    Dot-files, the index folder and what editors leave (``is_litter``) are in neither. Raises CorpusError if a folder
    cannot be looked into: its articles must not seem to be gone.
    """
    root, hidden = corpus.resolve(), index.resolve()
    listing = Listing({}, {})
    for folder, subfolders, names in os.walk(root, onerror=_refuse):
        subfolders[:] = sorted(n for n in subfolders if not n.startswith(".") and Path(folder, n) != hidden)
        for name in subfolders:
            if Path(folder, name).is_symlink():  # os.walk does not go there
                listing.skipped[_to_path(Path(folder, name), root)] = "a link to a folder is not followed"
        for name in sorted(names):
            if is_litter(name):
                continue
            file = Path(folder, name)
            found = _look_at(file, root)
            if isinstance(found, FileStat):
                listing.documents[_to_path(file, root)] = found
            elif found:
                listing.skipped[_to_path(file, root)] = found
    return listing


def is_litter(name: str) -> bool:
    """True for the names of dot-files and of what editors, downloads and desktops leave: nobody's documents."""
    return name.startswith(".") or LITTER.fullmatch(name) is not None


def _look_at(file: Path, root: Path) -> FileStat | str | None:
    """How a document looks, or why it is not one; None if it is gone since its folder was listed."""
    suffix = file.suffix.lower()
    if suffix not in READERS:
        return NOT_READ_YET.get(suffix) or _describe_kind(suffix)
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(root):
            return "a link that leaves the corpus is not followed"
        about = file.stat()
    except (OSError, RuntimeError):
        return "a link that leads nowhere" if file.is_symlink() else None
    if not stat.S_ISREG(about.st_mode):
        return "not a regular file"
    return FileStat(about.st_size, about.st_mtime_ns, about.st_ino)


def _describe_kind(suffix: str) -> str:
    return f"{suffix} files are not read" if re.fullmatch(r"\.\w{1,10}", suffix) else "files of this kind are not read"


def _to_path(file: Path, root: Path) -> ArticlePath:
    return os.fsencode(file.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _refuse(error: OSError) -> None:
    raise CorpusError(f"The folder {error.filename} cannot be read ({error.strerror}): nothing was changed.")
