"""Chroma, opened in a process of its own and on a copy.

A damaged file may end the process that opens it, or keep it waiting for ever; and Chroma writes to its files whenever
it opens them, which a check must not.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.errors import IndexUnavailableError
from assistant.records import normalize_space
from assistant.store.chroma import FILE, FOLDER, Vectors

START = "spawn"  # a fork of a process with threads may hang
PATIENCE = 120  # seconds for one reply; 100,000 vectors are opened in 2


class NoReplyError(Exception):
    """Why Chroma cannot be read, in words for a report."""


class Probe:
    """The methods of ``Vectors``, called in another process. ``with Probe(...) as chroma: chroma.ask("count")``."""

    def __init__(self, index: Path, recipe: str) -> None:
        """Raises IndexUnavailableError if there is no room for a copy, NoReplyError if a file cannot be read."""
        self._folder = tempfile.TemporaryDirectory(prefix="assistant-doctor-", ignore_cleanup_errors=True)
        size = sum(file.stat().st_size for file in (index / FOLDER).rglob("*"))
        if size > shutil.disk_usage(self._folder.name).free:
            self._folder.cleanup()
            raise IndexUnavailableError(
                f"The vectors are checked on a copy of {size / 1e6:.0f} MB, for which {tempfile.gettempdir()} has no "
                "room: set TMPDIR to a folder that has."
            )
        try:
            shutil.copytree(index / FOLDER, Path(self._folder.name) / FOLDER)
        except (OSError, shutil.Error) as error:
            self._folder.cleanup()
            raise NoReplyError(f"it cannot be read ({normalize_space(str(error))[:200]})") from None
        self._pipe, other = multiprocessing.Pipe()
        self._process = multiprocessing.get_context(START).Process(  # type: ignore[attr-defined]
            target=_reply, args=(other, Path(self._folder.name), recipe), daemon=True
        )
        self._process.start()
        other.close()

    @property
    def database(self) -> Path:
        """The SQLite file of the copy."""
        return Path(self._folder.name) / FOLDER / FILE

    def ask(self, method: str, *arguments: Any) -> Any:
        """What a method of ``Vectors`` returns. Raises NoReplyError."""
        try:
            self._pipe.send((method, arguments))
            if not self._pipe.poll(PATIENCE):
                raise NoReplyError(f"it gave no answer within {PATIENCE} s")
            well, reply = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(PATIENCE)
            how = _describe(self._process.exitcode)
            raise NoReplyError(f"it ended the process that read it ({how})") from None
        if not well:
            raise NoReplyError(f"it cannot be read ({reply})")
        return reply

    def __enter__(self) -> "Probe":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._folder.cleanup()


def _describe(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


def _reply(pipe: Connection, index: Path, recipe: str) -> None:
    """The other process: open the vectors and do what is asked until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)  # a panic of native code is told by what is returned, or by the end
    vectors: Vectors | None = None
    while True:
        try:
            method, arguments = pipe.recv()
        except EOFError:
            return
        try:
            vectors = vectors or Vectors(index, recipe)
            reply = (True, getattr(vectors, method)(*arguments))
        except BaseException as error:  # a Rust panic is no Exception
            reply = (False, normalize_space(str(error.__context__ or error))[:200])
        pipe.send(reply)
