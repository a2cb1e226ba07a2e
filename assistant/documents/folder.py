"""Documents are added to the corpus folder, removed and put back. The next sync brings the index up to date."""

import datetime as dt
import re
import secrets
import shutil
from pathlib import Path, PurePath

from assistant.documents import is_document_path, known_suffixes, list_corpus, read_article
from assistant.documents.formats import Parse
from assistant.errors import CorpusError, FileTakenError, NotFoundError
from assistant.records import ArticlePath, RemovalId, Removed

REMOVED = "removed"  # folder of the index that keeps documents removed from the corpus
REMOVAL_ID = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-(?:[0-9a-f]{4}|[0-9a-f]{16})")  # four digits until version 0.1


def require_corpus(corpus: Path) -> None:
    """Raises CorpusError if there is no corpus folder."""
    if not corpus.is_dir():
        raise CorpusError(f"The corpus folder {corpus} does not exist: make it, or name another with --corpus.")


def add(corpus: Path, name: str, content: bytes, parse: Parse, *, replace: bool = False) -> ArticlePath:
    """Write a document into the corpus folder, after it was read without an error.

    parse: see ``read_article``. replace: overwrite a document of that name. Raises FileTakenError, CorpusError or
    ReadError.
    """
    plain = PurePath(name).name
    if plain != name or "\\" in plain or not plain.isprintable() or not is_document_path(plain):
        raise CorpusError(
            f"{name!r} is not a file name that can be added: use one ending in {', '.join(known_suffixes())}."
        )
    read_article(plain, content, parse)
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


def put_away(corpus: Path, index: Path, path: ArticlePath) -> Removed:
    """Move a document into the index folder. Raises NotFoundError or CorpusError."""
    root = corpus.resolve()
    if path not in list_corpus(corpus, index).documents:
        raise NotFoundError(f"There is no document {path!r} in the corpus folder.")
    id_ = f"{dt.datetime.now():%Y-%m-%d-%H%M%S}-{secrets.token_hex(8)}"
    file = index / REMOVED / id_ / path
    try:
        file.parent.mkdir(parents=True, mode=0o700)
        shutil.move(root / path, file)
    except OSError as error:
        raise CorpusError(f"{path!r} could not be removed ({error.strerror}).") from None
    return Removed(id_, path, file)


def put_back(corpus: Path, index: Path, id_: RemovalId) -> ArticlePath:
    """Move a removed document to the path it was removed from, which is returned.

    The caller names only the removal. The path comes from the index folder and is checked again, so that nothing
    but a document is ever written, and nothing through a link. Raises FileTakenError, NotFoundError or CorpusError.
    """
    removed = _find_removed(index, id_)
    target = corpus.resolve() / removed.path
    if not is_document_path(removed.path) or any(
        folder.is_symlink() for folder in target.parents if folder.is_relative_to(corpus.resolve())
    ):
        raise CorpusError(f"{removed.path!r} cannot be put back into the corpus; it is {removed.file}.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with removed.file.open("rb") as source, target.open("xb") as copy:
            try:
                shutil.copyfileobj(source, copy)
                copy.flush()
            except OSError:
                target.unlink()  # half a file is no article
                raise
        shutil.copystat(removed.file, target)
        removed.file.unlink()
    except FileExistsError:
        raise FileTakenError(
            f"There is another file {removed.path!r} in the corpus now; the removed one is {removed.file}."
        ) from None
    except OSError as error:
        raise CorpusError(f"{removed.path!r} could not be put back ({error.strerror}); it is {removed.file}.") from None
    return removed.path


def _find_removed(index: Path, id_: RemovalId) -> Removed:
    """The document a removal put away. Raises NotFoundError."""
    folder = index / REMOVED / id_
    if REMOVAL_ID.fullmatch(id_) and folder.is_dir() and not folder.is_symlink():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink() and file.resolve().is_relative_to(folder.resolve()):
                return Removed(id_, file.relative_to(folder).as_posix(), file)
    raise NotFoundError("There is no such removed document to put back.")
