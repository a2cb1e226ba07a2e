"""Documents of the corpus folder, as one sync reads them."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from assistant.documents import FileStat, hash_content, read_article
from assistant.documents.worker import Isolated
from assistant.errors import ReadError
from assistant.progress import Progress
from assistant.records import Article, ArticlePath
from assistant.store.records import FileState

SETTLED_NS = 2_000_000_000  # a file changed within 2 s of its reading may change again with the same time stamp
BEING_WRITTEN_NS = 1_000_000_000  # a patient run leaves a file changed within 1 s to the next one
FILES_BETWEEN = 50  # files between two reports of progress


class UnavailableError(ReadError):
    """A file's bytes cannot be had now. That may pass, so it is tried again at every run."""


class CorpusReader:
    """Reads documents during one sync."""

    def __init__(
        self,
        corpus: Path,
        isolated: Isolated,
        max_file_mb: float,
        check_stop: Callable[[], None],  # raises Stopped
    ) -> None:
        self._known: Mapping[ArticlePath, FileState] = {}
        self._corpus, self._isolated, self._max_file_mb = corpus, isolated, max_file_mb
        self._check_stop = check_stop
        self._now = dt.datetime.now(dt.UTC).replace(microsecond=0)

    def states(
        self,
        known: Mapping[ArticlePath, FileState],
        found: Mapping[ArticlePath, FileStat],
        progress: Progress,
        *,
        patient: bool,
    ) -> dict[ArticlePath, FileState]:
        """Every document as it is now. To be called before the other methods.

        A document whose size, time and inode are as known is not read. A state has a failure here only if the file's
        bytes cannot be had; whether they can be read is seen later.

        known: the documents as they were when the run began.
        patient: leave out new files that are being written, and take others that are for unchanged.
        """
        self._known = known
        states: dict[ArticlePath, FileState] = {}
        for number, (path, stat) in enumerate(found.items()):
            before = known.get(path)
            waits = patient and 0 <= time.time_ns() - stat.mtime_ns < BEING_WRITTEN_NS
            if before and (waits or (before.settled and before.stat == stat)):
                states[path] = replace(before, failure=None, failed_since=None) if before.failure else before
                continue
            if waits:
                continue
            if number % FILES_BETWEEN == 0:
                self._check_stop()
                progress(number, len(found), "looking for changes")
            states[path] = self._hash(path, stat)
        return states

    def read(self, path: ArticlePath, state: FileState) -> Article:
        """The article in a document. Raises ReadError; UnavailableError if its bytes cannot be had."""
        if state.failure:
            raise UnavailableError(state.failure)
        return read_article(path, self._content(path, state.stat), self._isolated.parse)

    def failed(
        self, path: ArticlePath, state: FileState, error: ReadError, before: FileState | None = None
    ) -> FileState:
        """The state of a file that cannot be read.

        If its bytes cannot be had, its size, time and inode take the place of its hash.

        before: its state when the run began, if that was under another path.
        """
        stat, before = state.stat, before or self._known.get(path)
        since = before.failed_since if before and before.failure == str(error) else None
        failed = replace(state, article_id=None, failure=str(error), failed_since=since or self._now)
        if isinstance(error, UnavailableError):
            in_place = f"unavailable {stat.size} {stat.mtime_ns} {stat.inode}"
            return replace(failed, settled=False, content_hash=in_place)
        return failed

    def _hash(self, path: ArticlePath, stat: FileStat) -> FileState:
        try:
            content_hash = hash_content(self._content(path, stat))
        except UnavailableError as error:
            return self.failed(path, FileState(stat, False, "", None, None), error)
        return FileState(stat, time.time_ns() - stat.mtime_ns > SETTLED_NS, content_hash, None, None)

    def _content(self, path: ArticlePath, stat: FileStat) -> bytes:
        if stat.size > self._max_file_mb * 1e6:
            raise UnavailableError(
                f"it has {stat.size / 1e6:.1f} MB, more than the {self._max_file_mb:g} MB of ASSISTANT_MAX_FILE_MB"
            )
        try:
            return (self._corpus / path).read_bytes()
        except FileNotFoundError:
            raise UnavailableError("it cannot be opened: it is gone, or its name is not UTF-8 (rename it)") from None
        except OSError as error:
            raise UnavailableError(f"it cannot be opened ({error.strerror})") from None
