"""The files below a corpus folder: its documents, and the others with the reason they are not read."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.formats import SAVE_AS, find_format
from assistant.errors import CorpusError
from assistant.records import ArticlePath

# What editors, downloads and desktops leave beside a file while it is open, or in every folder.
LITTER = re.compile(
    r"~\$.*|#.*#|.*~|.*\.(?:sw[a-px]|tmp|temp|part|partial|crdownload)|Thumbs\.db|desktop\.ini", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FileStat:
    """What shows that a file has changed, without reading it."""

    size: int  # bytes
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The files below a corpus folder."""

    documents: dict[ArticlePath, FileStat]
    skipped: dict[ArticlePath, str]  # what is not read, and why


def list_corpus(corpus: Path, index: Path) -> Listing:
    """Every document below the corpus folder, by path, and every other file with the reason it is not read.

    Dot-files, the index folder and what editors leave (``is_litter``) are in neither. Raises CorpusError if a folder
    cannot be read, since its articles would seem to be gone.
    """
    root, hidden = corpus.resolve(), index.resolve()
    listing = Listing({}, {})
    for folder, subfolders, names in os.walk(root, onerror=_refuse):
        subfolders[:] = sorted(n for n in subfolders if not n.startswith(".") and Path(folder, n) != hidden)
        within = "".join(f"{_to_utf8(part)}/" for part in Path(folder).relative_to(root).parts)
        for name in subfolders:
            if Path(folder, name).is_symlink():  # os.walk does not go there
                listing.skipped[within + _to_utf8(name)] = "a link to a folder is not followed"
        for name in sorted(names):
            if is_litter(name):
                continue
            found = _check_file(Path(folder, name), root)
            if isinstance(found, FileStat):
                listing.documents[within + _to_utf8(name)] = found
            elif found:
                listing.skipped[within + _to_utf8(name)] = found
    return listing


def is_litter(name: str) -> bool:
    """True for the names of dot-files and of what editors, downloads and desktops leave: nobody's documents."""
    return name.startswith(".") or LITTER.fullmatch(name) is not None


def is_document_path(path: ArticlePath) -> bool:
    """True for a relative path that ``list_corpus`` could return: of a known suffix, no part hidden or ".."."""
    parts = path.split("/")
    return find_format(path) is not None and all(part and not is_litter(part) for part in parts)


def _check_file(file: Path, root: Path) -> FileStat | str | None:
    """The size and time of a document, or why it is none; None if it is gone since its folder was listed."""
    if find_format(file.name) is None:
        return _describe_suffix(file.suffix.lower())
    try:
        about = file.lstat()
        if stat.S_ISLNK(about.st_mode):
            if not file.resolve().is_relative_to(root):
                return "a link that leaves the corpus is not followed"
            about = file.stat()
    except (OSError, RuntimeError):
        return "a link that leads nowhere" if file.is_symlink() else None
    if not stat.S_ISREG(about.st_mode):
        return "not a regular file"
    return FileStat(about.st_size, about.st_mtime_ns, about.st_ino)


def _describe_suffix(suffix: str) -> str:
    """Why a file whose name ends so is not read."""
    if suffix in SAVE_AS:
        return f"{suffix} files are not read: save it as {SAVE_AS[suffix]}"
    return f"{suffix} files are not read" if re.fullmatch(r"\.\w{1,10}", suffix) else "files of this kind are not read"


def _to_utf8(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _refuse(error: OSError) -> None:
    raise CorpusError(f"The folder {error.filename} cannot be read ({error.strerror}): nothing was changed.")
