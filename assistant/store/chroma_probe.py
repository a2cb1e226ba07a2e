"""Vectors in Chroma, inspected in a process of its own and on a copy.

A damaged file may end the process that opens it, or keep it waiting for ever; and Chroma writes to its files whenever
it opens them, which an inspection must not.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError
from assistant.records import normalize_space
from assistant.store.base import UnreadableVectorsError
from assistant.store.chroma import FILE, FOLDER, ChromaVectors
from assistant.store.sqlite.connection import check_sqlite

START = "spawn"  # a fork of a process with threads may hang
PATIENCE = 120  # seconds for one reply; 100,000 vectors are opened in 2

Serve = Callable[[Connection, Path, str], None]


def serve(pipe: Connection, index: Path, recipe: str) -> None:
    """What the other process does: open the vectors, and call their methods for as long as somebody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)  # a panic of native code is seen in the reply, or in the end of the process
    vectors: ChromaVectors | None = None
    while True:
        try:
            method, arguments = pipe.recv()
        except EOFError:
            return
        try:
            vectors = vectors or ChromaVectors(index, recipe)
            reply = (True, getattr(vectors, method)(*arguments))
        except BaseException as error:  # a Rust panic is no Exception
            reply = (False, normalize_space(str(error.__context__ or error))[:200])
        pipe.send(reply)


class ChromaProbe:
    """An inspection of the vectors of one recipe; see ``base.VectorInspection``. To be used in a ``with`` block."""

    def __init__(
        self, index: Path, recipe: str, *, start: str = START, patience: float = PATIENCE, serve: Serve = serve
    ) -> None:
        """Raises IndexUnavailableError if there is no room for a copy, UnreadableVectorsError if a file is unreadable.

        start: how the process is started, by its name in ``multiprocessing``. patience: seconds for one reply.
        serve: what the process does.
        """
        self._patience = patience
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
            raise UnreadableVectorsError(f"it cannot be read ({normalize_space(str(error))[:200]})") from None
        self._pipe, other = multiprocessing.Pipe()
        self._process = multiprocessing.get_context(start).Process(  # type: ignore[attr-defined]
            target=serve, args=(other, Path(self._folder.name), recipe), daemon=True
        )
        self._process.start()
        other.close()

    def names(self) -> list[str]:
        return list(self._ask("names"))

    def damage(self) -> list[str]:
        return check_sqlite(Path(self._folder.name) / FOLDER / FILE)

    def other_recipes(self) -> int:
        return int(self._ask("other_recipes"))

    def stored(self, ids: Sequence[int]) -> NDArray[np.float32]:
        matrix: NDArray[np.float32] = self._ask("stored", ids)
        return matrix

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        return list(self._ask("nearest", vector, k))

    def _ask(self, method: str, *arguments: Any) -> Any:
        """What a method of ``ChromaVectors`` returns in the other process. Raises UnreadableVectorsError."""
        try:
            self._pipe.send((method, arguments))
            if not self._pipe.poll(self._patience):
                raise UnreadableVectorsError(f"it gave no answer within {self._patience} s")
            well, reply = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(self._patience)
            how = _describe(self._process.exitcode)
            raise UnreadableVectorsError(f"it ended the process that read it ({how})") from None
        if not well:
            raise UnreadableVectorsError(f"it cannot be read ({reply})")
        return reply

    def __enter__(self) -> "ChromaProbe":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._folder.cleanup()


def _describe(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
