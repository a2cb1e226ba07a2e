"""Locks between processes that use one index: shared for those that read it, exclusive for the one that writes it.

They are locks of the operating system on open files, so that they end with their process, however it ends. A process
may leave a note on itself (``living``). The note counts only while the process holds a lock on the file it is in.
"""

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from assistant.errors import IndexBusyError, IndexUnavailableError

LOCK_SECONDS = 10  # that a process waits for others that use the index
POLL_SECONDS = 0.02
FOLDER = "locks"

if sys.platform == "win32":
    import msvcrt

    SLOTS, BEYOND = 64, 1 << 30  # bytes that are locked lie beyond any content: Windows forbids reading locked ones

    def try_lock(file: int, *, exclusive: bool) -> bool:
        """Lock all slots of an open file, or any one of them. False if another process has it."""
        for first, count in [(0, SLOTS)] if exclusive else [(slot, 1) for slot in range(SLOTS)]:
            os.lseek(file, BEYOND + first, os.SEEK_SET)
            with suppress(OSError):
                msvcrt.locking(file, msvcrt.LK_NBLCK, count)
                return True
        return False
else:
    import fcntl

    def try_lock(file: int, *, exclusive: bool) -> bool:
        """Lock an open file. False if another process has it."""
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def living(path: Path, content: str) -> Iterator[None]:
    """Write a note into a new file of mode 0600, for ``read_living`` to return while this process lives."""
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, content.encode())
        while not try_lock(file, exclusive=True):  # another process is just checking whether it is locked
            time.sleep(0.001)
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file; without a lock it does not count
            path.unlink()
        os.close(file)


def read_living(path: Path) -> str | None:
    """The note in a file; None if there is none, or its process has ended."""
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if try_lock(file, exclusive=False):
            return None
        os.lseek(file, 0, os.SEEK_SET)
        return os.read(file, 65536).decode("utf-8", "replace")
    finally:
        os.close(file)


class IndexLock:
    """The lock of one index in this process. Its threads share it: while it is exclusive, all of them may write.

    A process takes a second lock first, the gate, which only one can hold. That process has the lock next, so neither
    readers nor writers starve.
    """

    def __init__(self, index: Path, name: str, outdated: Callable[[], None]) -> None:
        """name: of this process, in messages of others. outdated: called if another process may have written."""
        self._index, self._name, self._outdated = index, name, outdated
        self._changed = threading.Condition()
        self._held: ExitStack | None = None
        self._exclusive = False
        self._users = self._writers = self._waiting = 0  # threads inside, those of them that write, writers to come
        self._stamp = ""  # of the last writer known

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Read the index, as other processes may too. Not to be entered twice by one thread. Raises IndexBusyError."""
        self._enter(exclusive=False)
        try:
            yield
        finally:
            self._leave(exclusive=False)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Be the only process that uses the index. Raises IndexBusyError or IndexUnavailableError."""
        self._enter(exclusive=True)
        try:
            yield
        finally:
            self._leave(exclusive=True)

    def _enter(self, *, exclusive: bool) -> None:
        deadline = time.monotonic() + LOCK_SECONDS
        with self._changed:
            self._waiting += exclusive
            try:
                while self._users and not self._may_join(exclusive):
                    if not self._changed.wait(deadline - time.monotonic()):
                        raise self._busy()
                if not self._users:
                    self._take(exclusive, deadline)
                self._users += 1
                self._writers += exclusive
            finally:
                self._waiting -= exclusive

    def _may_join(self, exclusive: bool) -> bool:
        """True if the lock that this process holds is enough, and no writer waits for the readers to leave."""
        return self._writers > 0 if self._exclusive else not exclusive and not self._waiting

    def _leave(self, *, exclusive: bool) -> None:
        with self._changed:
            self._users -= 1
            self._writers -= exclusive
            if not self._users and self._held:
                self._held.close()
            self._changed.notify_all()

    def _take(self, exclusive: bool, deadline: float) -> None:
        folder = self._index / FOLDER
        try:
            self._index.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.mkdir(exist_ok=True, mode=0o700)
            with ExitStack() as held:
                with _opened(folder / "gate") as gate:
                    self._wait(gate, True, deadline)
                    lock = held.enter_context(_opened(folder / "index"))
                    self._wait(lock, exclusive, deadline)
                    if exclusive:
                        _sweep(folder)
                    note = folder / f"{os.getpid()}-{secrets.token_hex(4)}.holder"
                    held.enter_context(living(note, f"{self._name} (process {os.getpid()})"))
                    self._look_for_writers(lock, exclusive)
                self._held, self._exclusive = held.pop_all(), exclusive
        except OSError as error:
            raise IndexUnavailableError(
                f"The index folder {self._index} cannot be written ({error.strerror or error}): check its "
                "permissions, or give another with --index."
            ) from None

    def _wait(self, file: int, exclusive: bool, deadline: float) -> None:
        while not try_lock(file, exclusive=exclusive):
            if time.monotonic() > deadline:
                raise self._busy()
            time.sleep(POLL_SECONDS)

    def _look_for_writers(self, lock: int, exclusive: bool) -> None:
        """Compare the stamp of the last writer, and leave another one before writing."""
        os.lseek(lock, 0, os.SEEK_SET)
        stamp = os.read(lock, 64).decode("ascii", "replace")
        if stamp != self._stamp:
            self._outdated()
        if exclusive:
            stamp = secrets.token_hex(16)
            os.lseek(lock, 0, os.SEEK_SET)
            os.write(lock, stamp.encode())
        self._stamp = stamp

    def _busy(self) -> IndexBusyError:
        holders = [name for note in sorted((self._index / FOLDER).glob("*.holder")) if (name := read_living(note))]
        named = " and ".join(holders[:3]) or "another assistant process"
        return IndexBusyError(
            f"The index in {self._index} is in use by {named}: wait for it to end, or stop it, then try again."
        )


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """An open file. A lock on it ends with the block."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _sweep(folder: Path) -> None:
    """Remove the notes of killed processes. To be called with the gate held, so that no note is just being written."""
    for note in folder.glob("*.holder"):
        if read_living(note) is None:
            with suppress(OSError):
                note.unlink(missing_ok=True)
