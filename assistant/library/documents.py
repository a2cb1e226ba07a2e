"""Documents put into the corpus folder, taken out of it, and put back. The next sync tells the index."""

import datetime as dt
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path, PurePath

from assistant.errors import CorpusError, FileTakenError, NotFoundError
from assistant.library.read import READERS, list_corpus, read_article
from assistant.library.read.draw import Draw
from assistant.records import ArticlePath

REMOVED = "removed"  # folder of the index where documents taken out of the corpus are put away


def add(
    corpus: Path, name: str, content: bytes, draw: Callable[[str, bytes], Draw], *, replace: bool = False
) -> ArticlePath:
    """Write a document that can be read. draw: reads those of binary formats, in a process of its own.

    replace: it may take the place of one of that name. Raises FileTakenError, CorpusError or ReadError.
    """
    plain = PurePath(name).name
    if (
        plain != name
        or "\\" in plain
        or plain.startswith(".")
        or not plain.isprintable()
        or PurePath(plain).suffix.lower() not in READERS
    ):
        raise CorpusError(f"{name!r} is not a file name that can be added: use one ending in {', '.join(READERS)}.")
    read_article(plain, content, draw)
    target = corpus / plain
    new = corpus / f".{plain[-100:]}.{secrets.token_hex(4)}" if replace else target  # dot: not read
    try:
        with new.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                new.unlink()  # half a file is no article
                raise
        new.replace(target)
    except FileExistsError:
        raise FileTakenError(f"There is a file {plain!r} in the corpus already.") from None
    except OSError as error:
        raise CorpusError(f"{plain!r} could not be saved in {corpus} ({error.strerror}).") from None
    return plain


def put_away(corpus: Path, index: Path, path: ArticlePath) -> Path:
    """Move a document into the index folder; its place there. Raises NotFoundError or CorpusError."""
    root = corpus.resolve()
    found = list_corpus(corpus, index).documents
    if path not in found:
        raise NotFoundError(f"There is no document {path!r} in the corpus folder.")
    kept = index / REMOVED / f"{dt.datetime.now():%Y-%m-%d-%H%M%S}-{secrets.token_hex(2)}" / path
    try:
        kept.parent.mkdir(parents=True, mode=0o700)
        shutil.move(root / path, kept)
    except OSError as error:
        raise CorpusError(f"{path!r} could not be removed ({error.strerror}).") from None
    return kept


def put_back(corpus: Path, index: Path, path: ArticlePath, kept: Path) -> None:
    """Move a document put away to where it was. Raises FileTakenError, NotFoundError or CorpusError."""
    root, removed = corpus.resolve(), (index / REMOVED).resolve()
    target = (root / path).resolve()
    if not kept.resolve().is_relative_to(removed) or not kept.is_file() or not target.is_relative_to(root):
        raise NotFoundError(f"There is no removed document {path!r} to put back.")
    if target.exists():
        raise FileTakenError(f"There is another file {path!r} in the corpus now; the removed one is {kept}.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(kept, target)
    except OSError as error:
        raise CorpusError(f"{path!r} could not be put back ({error.strerror}); it is {kept}.") from None
