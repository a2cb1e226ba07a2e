"""File -> Article.

A reader fixes an article's canonical text. For ``.md`` and ``.txt`` that is the decoded file after any front matter,
so that a quote can be found in the file itself; other formats are cleaned: paragraphs stay, and what is set around an
article goes. ``formats.py`` has the table of formats, ``worker.py`` the process that their parsers run in.
"""

import hashlib
import re
from dataclasses import replace
from pathlib import PurePosixPath

from assistant.documents.dates import date_in_byline, date_in_name
from assistant.documents.formats import Parse, describe_content, find_format, known_suffixes, parse
from assistant.documents.listing import FileStat, Listing, is_document_path, is_litter, list_corpus
from assistant.errors import ReadError
from assistant.language import DEFAULT, find_language
from assistant.records import Article, ArticlePath, normalize_space

__all__ = [
    "READER_FORMAT",
    "FileStat",
    "Listing",
    "hash_content",
    "is_document_path",
    "is_litter",
    "known_suffixes",
    "list_corpus",
    "name_in_words",
    "read_article",
]

READER_FORMAT = 2  # raised when a reader makes other articles of the same files, so that indexes are built anew


def hash_content(content: bytes) -> str:
    """The content hash of a file: sha256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def read_article(path: ArticlePath, content: bytes, parse: Parse = parse) -> Article:
    """The article in a file's bytes. Raises ReadError with a reason for the person who owns the file.

    parse: runs the reader of a format, in this process or another; see ``Isolated.parse``.
    """
    form = find_format(path)
    if form is None:
        raise ReadError(f"{PurePosixPath(path).suffix.lower() or 'such'} files are not read")
    if not content.strip():
        raise ReadError("the file is empty")
    if other := describe_content(content, form):
        raise ReadError(f"it is not what its name says: it is {other}")
    parsed = parse(form, content)
    if not any(character.isalnum() for character in parsed.text):
        raise ReadError("no article text was found in it")
    return _dated(
        Article(
            path=path,
            title=parsed.title or name_in_words(path),
            text=parsed.text,
            content_hash=hash_content(content),
            date=parsed.date,
            date_origin=parsed.date_origin,
            source=parsed.source,
            author=parsed.author,
            url=parsed.url,
            language=parsed.language,
            page_starts=parsed.page_starts,
        )
    )


def _dated(article: Article) -> Article:
    """An article with the first of the dates known of it: its own, that of its byline, that of its file name."""
    language = find_language(article.language) or DEFAULT
    found = (
        (article.date, article.date_origin),
        (date_in_byline(article.text, language), "byline"),
        (date_in_name(article.path), "file name"),
    )
    date, origin = next(((date, origin) for date, origin in found if date), (None, None))
    return replace(article, date=date, date_origin=origin)


def name_in_words(path: ArticlePath) -> str:
    """A title made of a file's name, a leading date left out."""
    stem = PurePosixPath(path).stem
    words = normalize_space(re.sub(r"[-_]+", " ", re.sub(r"^(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d[-_. ]+", "", stem)))
    return words[:1].upper() + words[1:] if words else stem
