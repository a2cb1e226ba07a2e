"""The connections to one catalog file."""

import shlex
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import IndexDamagedError, IndexUnavailableError
from assistant.store.sqlite.schema import SCHEMA_VERSION, migrate, version_of

FILE = "catalog.sqlite3"
WAIT_SECONDS = 10  # for another process that writes


class Connections:
    """One connection for reads and one for writes, so that reads go on during a write (WAL)."""

    def __init__(self, index: Path, migrations: Mapping[int, str], *, create: bool) -> None:
        """Raises IndexUnavailableError if there is no catalog and none may be created, or it cannot be used."""
        self.path = index / FILE
        if not create and not self.path.is_file():
            raise IndexUnavailableError(f"There is no index in {index}: run `assistant index` first.")
        self._reading, self._writing = threading.RLock(), threading.RLock()
        try:
            index.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._writer = self._connect()
            if version_of(self._writer) != SCHEMA_VERSION:  # other processes may be about to migrate it too
                with self.transaction() as db:
                    migrate(db, migrations)
            self._reader = self._connect()
        except (OSError, sqlite3.Error) as error:
            if is_damage(error):
                raise IndexDamagedError(describe_damage(index, str(error))) from None
            raise IndexUnavailableError(
                f"The index in {index} cannot be opened ({error}): check the folder and its permissions, or give "
                "another with --index."
            ) from None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def close(self) -> None:
        self._reader.close()
        self._writer.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for reads, for this thread alone."""
        with self._reading:
            yield self._reader

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The connection for reads; all reads of this thread see one state, whatever is written meanwhile.

        Inside another snapshot it is the same one.
        """
        with self._reading:
            if self._reader.in_transaction:
                yield self._reader
                return
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                self._reader.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection for writes, in a transaction that is undone if the block raises."""
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    @contextmanager
    def separate(self) -> Iterator[sqlite3.Connection]:
        """Another connection, for this block only."""
        with closing(self._connect()) as db:
            yield db

    def vacuum(self) -> None:
        """Give the space of removed rows back."""
        with self._writing:
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def meta(self, name: str) -> str | None:
        """A value of the table ``meta``."""
        with self._reading:
            row = self._reader.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else None

    def generation(self) -> int:
        """A number that is another one after every write."""
        with self._reading:
            return int(self._reader.execute("PRAGMA data_version").fetchone()[0])


def is_damage(error: Exception) -> bool:
    """True if an error of SQLite says that the file is damaged."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def describe_damage(index: Path, why: str) -> str:
    """One line for the user on a catalog whose file is damaged, and what to do."""
    folder, kept = shlex.quote(str(index)), shlex.quote(f"{index}.damaged")
    return (
        f"The catalog {index / FILE} is damaged ({' '.join(why.split())[:120]}). It is made anew from the corpus: keep "
        f"a copy with `mv {folder} {kept}`, then run `assistant index --index {folder}`; earlier versions are lost, "
        "conversations are in the copy."
    )


def check_sqlite(file: Path) -> list[str]:
    """What SQLite finds wrong in one of its files."""
    try:
        with closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as db:
            return [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        return [str(error)]
