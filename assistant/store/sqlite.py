"""Articles, passages, full text and vectors in one SQLite file. The door to SQLite; the source of truth.

files     one row a document of the corpus: how it was when last read, the article it holds, why it failed, since when
skipped   the other files of the corpus, and why they are not read
articles  every version ever indexed; a version no file holds is retired, and stays so that citations open
passages  of the articles that files hold now, and only of those; what is searched
vectors   one a distinct embedded text, so that copies and moves cost no encoding
journal   ids that Chroma may hold and the catalog does not: what a crash leaves to be repaired
"""

import datetime as dt
import json
import shlex
import sqlite3
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.documents import FileStat
from assistant.errors import IndexDamagedError, IndexUnavailableError, NotFoundError
from assistant.records import (
    Article,
    ArticlePath,
    ArticleRow,
    Evidence,
    Failure,
    IndexStatus,
    Passage,
    Skipped,
    Version,
    page_at,
)
from assistant.store.base import Encoded

Mark: TypeAlias = Literal["refilling", "rebuilding"]  # vectors put back into Chroma; another recipe built beside

FILE = "catalog.sqlite3"
SCHEMA_VERSION = 3
PASSAGE_TYPE = np.float32
KEPT_COUNTS = 10_000  # words
SCORED = 6_000  # passages scored for a question; each takes SQLite about a microsecond
SENTENCE_TYPE = np.float16  # half the space; cosines differ by less than 0.001
FULL_TEXT = (
    "CREATE VIRTUAL TABLE full_text USING fts5 (header, text, tokenize = 'porter unicode61 remove_diacritics 2')"
)
SCHEMA = f"""
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, version TEXT NOT NULL, content_hash TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, date TEXT, date_origin TEXT, source TEXT, author TEXT, url TEXT,
    indexed_at TEXT NOT NULL, language TEXT, page_starts TEXT
) STRICT;
CREATE INDEX articles_by_version ON articles (version, path);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    settled INTEGER NOT NULL, content_hash TEXT NOT NULL, article_id INTEGER REFERENCES articles (id), failure TEXT,
    failed_since TEXT
) STRICT;
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT;
CREATE TABLE vectors (key BLOB PRIMARY KEY, passage BLOB NOT NULL, sentences BLOB NOT NULL) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, sentences TEXT NOT NULL,
    vector_key BLOB NOT NULL REFERENCES vectors (key)
) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);
CREATE INDEX passages_by_vector ON passages (vector_key);
{FULL_TEXT};
CREATE TABLE journal (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
# Schema version -> what makes the next one of it.
MIGRATIONS = {
    1: """
ALTER TABLE files ADD COLUMN failed_since TEXT;
UPDATE files SET settled = 0, failed_since = (SELECT value FROM meta WHERE name = 'last_sync')
    WHERE failure IS NOT NULL;
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT;
""",
    2: """
ALTER TABLE articles ADD COLUMN language TEXT;
ALTER TABLE articles ADD COLUMN page_starts TEXT;
""",
}


TO_BE_READ = ""  # in place of a file's content hash: it never seems unchanged
UNUSED_VECTORS = "FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)"
HELD = "(SELECT article_id FROM files WHERE article_id IS NOT NULL)"
DROP_IF_UNUSED = "DELETE FROM vectors WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_key = ?1)"


@dataclass(frozen=True, slots=True)
class FileState:
    """A document as it was when last read."""

    stat: FileStat
    settled: bool  # False: it was changed just before it was read, or could not be had: it is read again next time
    content_hash: str
    article_id: int | None
    failure: str | None
    failed_since: dt.datetime | None = None  # UTC


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as its rows have it, nothing checked; its vectors are None where there are none."""

    id: int
    start: int
    end: int
    sentences: str
    vector_key: bytes
    vector: bytes | None
    sentence_vectors: bytes | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A file and the article it holds as their rows have them, nothing checked."""

    path: ArticlePath
    to_be_read: bool  # marked by ``mend``
    article: Article | None  # None: it is not there
    passages: tuple[StoredPassage, ...]


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article ready to be written: its passages, their ids and the keys of their vectors."""

    article: Article
    passages: tuple[Passage, ...]
    passage_ids: tuple[int, ...]
    vector_keys: tuple[bytes, ...]
    file: FileState  # article_id is not yet known, and None


class Catalog:
    """One open catalog. Reads and writes use a connection each, so that reads go on during a write (WAL)."""

    def __init__(self, index: Path, *, create: bool) -> None:
        """Raises IndexUnavailableError if there is none and it may not be created, or it cannot be used."""
        self.path = index / FILE
        if not create and not self.path.is_file():
            raise IndexUnavailableError(f"There is no index in {index}: run `assistant index` first.")
        try:
            index.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._reading = threading.RLock()
            self._counted, self._known_counts = -1, dict[str | None, int]()
            self._writing = threading.RLock()
            self._writer = self._connect()
            self._migrate()
            self._reader = self._connect()
        except (OSError, sqlite3.Error) as error:
            if _is_damage(error):
                raise IndexDamagedError(describe_damage(index, str(error))) from None
            raise IndexUnavailableError(
                f"The index in {index} cannot be opened ({error}): check the folder and its permissions, or give "
                "another with --index."
            ) from None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _migrate(self) -> None:
        """Make the schema, or bring up an older one, in one transaction. Other processes may be about to do so too."""
        if self._schema_version() == SCHEMA_VERSION:
            return
        with self._transaction() as db:
            version = self._schema_version()
            if version not in (0, SCHEMA_VERSION, *MIGRATIONS):
                raise sqlite3.DatabaseError(f"it was made by another version of the assistant, schema {version}")
            steps = [MIGRATIONS[each] for each in range(version, SCHEMA_VERSION)] if version else [SCHEMA]
            for statement in "".join(steps).split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _schema_version(self) -> int:
        return int(self._writer.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        self._reader.close()
        self._writer.close()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Reads that all see one state, whatever is written meanwhile."""
        with self._reading:
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                self._reader.execute("COMMIT")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    # What a sync reads and writes

    def files(self) -> dict[ArticlePath, FileState]:
        with self.snapshot() as db:
            return {
                row["path"]: FileState(
                    FileStat(row["size"], row["mtime_ns"], row["inode"]),
                    bool(row["settled"]),
                    row["content_hash"],
                    row["article_id"],
                    row["failure"],
                    _to_time(row["failed_since"]),
                )
                for row in db.execute("SELECT * FROM files")
            }

    def recipe(self) -> str | None:
        """What the passages and vectors were made with."""
        return self._meta("recipe")

    def build(self) -> int:
        """How often the index was to be built anew with the same recipe."""
        return int(self._meta("build") or 0)

    def start_build(self) -> int:
        """Count one more; the next recipe has its number."""
        build = self.build() + 1
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('build', ?)", (str(build),))
        return build

    def skip(self, files: Mapping[ArticlePath, str]) -> None:
        """Record which files of the corpus are not read, and why."""
        with self._transaction() as db:
            if files != dict(db.execute("SELECT path, reason FROM skipped").fetchall()):
                db.execute("DELETE FROM skipped")
                db.executemany("INSERT INTO skipped VALUES (?, ?)", files.items())

    def _meta(self, name: str) -> str | None:
        with self._reading:
            row = self._reader.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else None

    def is_marked(self, mark: Mark) -> bool:
        """True if a run of this kind began and has not ended: it is to be done again."""
        return self._meta(mark) is not None

    @contextmanager
    def marked(self, mark: Mark) -> Iterator[None]:
        """Hold a mark while a run of this kind goes on; it stays if the run does not end."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, 'begun')", (mark,))
        yield
        with self._transaction() as db:
            db.execute("DELETE FROM meta WHERE name = ?", (mark,))

    def keep_vectors(self, vectors: Mapping[bytes, Encoded]) -> None:
        """Store vectors ahead of the passages they are for."""
        with self._transaction() as db:
            _write_vectors(db, vectors)

    def drop_unused_vectors(self) -> None:
        """Remove vectors that were kept for passages that never came."""
        with self._transaction() as db:
            db.execute(f"DELETE {UNUSED_VECTORS}")

    def start_recipe(
        self, recipe: str, articles: Sequence[NewArticle] = (), failed: Mapping[ArticlePath, FileState] | None = None
    ) -> None:
        """Flip the whole index to another recipe, in one transaction; the vectors are to be kept already."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            for table in ("full_text", "passages", "files", "journal"):
                db.execute(f"DELETE FROM {table}")
            for new in articles:
                _write_new(db, new, now)
            for path, file in (failed or {}).items():
                _write_file(db, path, file, None)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('recipe', ?)", (recipe,))

    def finish_sync(self, now: dt.datetime) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('last_sync', ?)", (now.isoformat(timespec="seconds"),))

    def reserve(self, count: int) -> list[int]:
        """Ids for new passages, never used before, entered in the journal until they are written."""
        with self._transaction() as db:
            (last,) = db.execute(
                "SELECT max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'),"
                " (SELECT coalesce(max(passage_id), 0) FROM journal))"
            ).fetchone()
            ids = list(range(last + 1, last + 1 + count))
            db.executemany("INSERT INTO journal VALUES (?)", ((each,) for each in ids))
        return ids

    def journal(self) -> list[int]:
        with self._reading:
            return [row[0] for row in self._reader.execute("SELECT passage_id FROM journal")]

    def clear_journal(self, ids: Sequence[int]) -> None:
        with self._transaction() as db:
            db.executemany("DELETE FROM journal WHERE passage_id = ?", ((each,) for each in ids))

    def known_vectors(self, keys: Sequence[bytes]) -> dict[bytes, Encoded]:
        """The vectors already stored for these keys."""
        with self._reading:
            rows = _select_in(self._reader, "SELECT key, passage, sentences FROM vectors WHERE key IN", keys)
            return {row["key"]: _to_encoded(row) for row in rows}

    def write(self, articles: Sequence[NewArticle], vectors: Mapping[bytes, Encoded]) -> list[int]:
        """Flip articles to their new versions, all in one transaction.

        Returns the ids of the passages they replace; these are in the journal until their vectors are gone.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with self._transaction() as db:
            replaced = [each for new in articles for each in _drop_passages(db, new.article.path)]
            _write_vectors(db, vectors)
            for new in articles:
                _write_new(db, new, now)
        return replaced

    def remove(self, paths: Iterable[ArticlePath]) -> list[int]:
        """Take files out; their articles are retired. Returns the ids of their passages, now in the journal."""
        with self._transaction() as db:
            removed: list[int] = []
            for path in paths:
                removed += _drop_passages(db, path)
                db.execute("DELETE FROM files WHERE path = ?", (path,))
        return removed

    def move(self, old: ArticlePath, new: ArticlePath, file: FileState) -> None:
        """A file has another path and the same article."""
        with self._transaction() as db:
            (article_id,) = db.execute("SELECT article_id FROM files WHERE path = ?", (old,)).fetchone()
            db.execute("DELETE FROM files WHERE path = ?", (old,))
            db.execute("UPDATE articles SET path = ? WHERE id = ?", (new, article_id))
            _write_file(db, new, file, article_id)

    def touch(self, files: Mapping[ArticlePath, FileState]) -> None:
        """Record how unchanged and failed files look now; an article they held before is kept."""
        if not files:
            return
        with self._transaction() as db:
            for path, file in files.items():
                kept = db.execute("SELECT article_id FROM files WHERE path = ?", (path,)).fetchone()
                _write_file(db, path, file, kept and kept[0])

    def all_vectors(
        self, batch: int = 2000, without: Collection[int] = (), after: int = 0
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Passages' vectors, in batches of ids and a matrix of shape (ids, dimensions).

        Some ids are left out, and those up to ``after``.
        """
        last = after
        while True:
            with self._reading:
                rows = self._reader.execute(
                    "SELECT p.id, v.passage FROM passages p JOIN vectors v ON v.key = p.vector_key"
                    " WHERE p.id > ? ORDER BY p.id LIMIT ?",
                    (last, batch),
                ).fetchall()
            if not rows:
                return
            last = rows[-1]["id"]
            rows = [row for row in rows if row["id"] not in without]
            if rows:
                matrix = np.stack([np.frombuffer(row["passage"], PASSAGE_TYPE) for row in rows])
                yield [row["id"] for row in rows], matrix

    # What search reads

    def match(
        self, terms: Sequence[str], k: int, start: dt.date | None = None, end: dt.date | None = None
    ) -> list[tuple[int, float]]:
        """Passages that hold any of these words, with their BM25 (greater is better), best first; at most ``k``.

        In a large index the commonest words are left out, so that few passages have to be scored: they tell least.

        With ``start`` or ``end``, only those of articles dated from the one to the other, both included.
        """
        terms = self._telling(terms)
        if not terms:
            return []
        among, days = _dated("rowid", start, end)
        query = " OR ".join(map(_quoted, terms))
        with self._reading:
            rows = self._reader.execute(
                f"SELECT rowid, -bm25(full_text) AS score FROM full_text WHERE full_text MATCH ? {among}"
                " ORDER BY score DESC LIMIT ?",  # by rank, each would be scored twice
                (query, *days, k),
            ).fetchall()
        return [(row["rowid"], row["score"]) for row in rows]

    def _telling(self, terms: Sequence[str]) -> Sequence[str]:
        """The rarest words, as many as stand in few enough passages together; one at least."""
        if self.passage_count() <= SCORED:
            return terms
        frequencies = self.document_frequencies(terms)
        rarest = sorted(terms, key=lambda term: frequencies[term])
        together = list(accumulate(frequencies[term] for term in rarest))
        return rarest[: max(1, bisect_right(together, SCORED))]

    def passage_days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The id of every passage, ascending, and the ordinal of the date of its article; 0 if it has none."""
        with self._reading:
            rows = self._reader.execute(
                "SELECT p.id, a.date FROM passages p JOIN articles a ON a.id = p.article_id ORDER BY p.id"
            ).fetchall()
        days = {day: dt.date.fromisoformat(day).toordinal() if day else 0 for day in {row["date"] for row in rows}}
        ids = np.fromiter((row["id"] for row in rows), np.int64, len(rows))
        return ids, np.fromiter((days[row["date"]] for row in rows), np.int64, len(rows))

    def passage_vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of passages; ids the catalog does not know are left out."""
        query = "SELECT p.id, v.passage FROM passages p JOIN vectors v ON v.key = p.vector_key WHERE p.id IN"
        with self._reading:
            return {
                row["id"]: np.frombuffer(row["passage"], PASSAGE_TYPE) for row in _select_in(self._reader, query, ids)
            }

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, as full text finds it; "30.8" is found as one word."""
        count = "SELECT count(*) FROM full_text WHERE full_text MATCH ?"
        with self._reading:
            known = self._counts()
            for word in words:
                if word not in known:
                    known[word] = int(self._reader.execute(count, (_quoted(word),)).fetchone()[0])
            return {word: known[word] for word in words}

    def _counts(self) -> dict[str | None, int]:
        """In how many passages words stand, and None: how many there are; kept until something is written."""
        generation = self.generation()
        if generation != self._counted or len(self._known_counts) > KEPT_COUNTS:
            self._counted, self._known_counts = generation, {}
        return self._known_counts

    def dated_texts(self, ids: Sequence[int]) -> dict[int, tuple[dt.date | None, str]]:
        """The date of each passage's article, and its title and the passage; ids the catalog does not know left out."""
        query = (
            "SELECT p.id, a.date, a.title, f.text FROM passages p JOIN articles a ON a.id = p.article_id"
            " JOIN full_text f ON f.rowid = p.id WHERE p.id IN"
        )
        with self._reading:
            rows = list(_select_in(self._reader, query, ids))
        return {row["id"]: (_to_date(row["date"]), f"{row['title']}\n{row['text']}") for row in rows}

    def evidence(self, ids: Sequence[int]) -> dict[int, tuple[Evidence, Encoded]]:
        """Passages with their article's header fields and their vectors; ids the catalog does not know are left out.

        Rank and scores are not set here.
        """
        query = (
            "SELECT p.id, p.start, p.end, p.sentences AS spans, f.text, v.passage, v.sentences, a.path, a.version,"
            " a.title, a.date, a.source, a.url, a.page_starts FROM passages p JOIN articles a ON a.id = p.article_id"
            " JOIN full_text f ON f.rowid = p.id JOIN vectors v ON v.key = p.vector_key WHERE p.id IN"
        )
        with self._reading:
            rows = list(_select_in(self._reader, query, ids))
        return {
            row["id"]: (
                Evidence(
                    rank=0,
                    passage_id=row["id"],
                    article=row["path"],
                    version=row["version"],
                    title=row["title"],
                    date=_to_date(row["date"]),
                    source=row["source"],
                    url=row["url"],
                    start=row["start"],
                    end=row["end"],
                    text=row["text"],
                    sentences=tuple((start, end) for start, end in json.loads(row["spans"])),
                    score=0.0,
                    cosine=0.0,
                    dense_rank=None,
                    lexical_rank=None,
                    page=page_at(_to_page_starts(row["page_starts"]), row["start"]),
                ),
                _to_encoded(row),
            )
            for row in rows
        }

    def generation(self) -> int:
        """Another number after every write, so that reads that span one can be told, and done again."""
        with self._reading:
            return int(self._reader.execute("PRAGMA data_version").fetchone()[0])

    def passage_count(self) -> int:
        with self._reading:
            known = self._counts()
            if None not in known:
                known[None] = int(self._reader.execute("SELECT count(*) FROM passages").fetchone()[0])
            return known[None]

    # What doctor reads and mends

    def check_file(self) -> tuple[list[str], list[str]]:
        """What SQLite finds wrong in the file: what nothing mends, and what making its indexes anew mends.

        What it says of full text is left out: that is mended whole (and it says nothing of it before SQLite 3.44).
        """
        said = [line for line in check_sqlite(self.path) if "fts5" not in line.lower() and "full_text" not in line]
        of_indexes = [line for line in said if " index " in line]
        return [line for line in said if line not in of_indexes], of_indexes

    def check_full_text(self) -> str | None:
        """What FTS5 finds wrong in its own index.

        The check is written as an INSERT and takes the write lock, so it has a connection of its own; nothing is
        written, and it is rolled back.
        """
        db = self._connect()
        try:
            db.execute("BEGIN IMMEDIATE")
            try:
                db.execute("INSERT INTO full_text (full_text, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                return str(error)
            finally:
                db.execute("ROLLBACK")
            return None
        except sqlite3.OperationalError as error:
            raise IndexUnavailableError(f"The catalog {self.path} cannot be checked now ({error}).") from None
        finally:
            db.close()

    def dangling(self) -> Counter[tuple[str, str]]:
        """How many rows of one table name a row of another that is not there."""
        with self._reading:
            return Counter((row[0], row[2]) for row in self._reader.execute("PRAGMA foreign_key_check"))

    def unused_vectors(self) -> int:
        """How many vectors no passage has."""
        with self._reading:
            return int(self._reader.execute(f"SELECT count(*) {UNUSED_VECTORS}").fetchone()[0])

    def unheld_passages(self) -> list[int]:
        """Ids of passages of articles that no file holds."""
        with self._reading:
            return [row[0] for row in self._reader.execute(f"SELECT id FROM passages WHERE article_id NOT IN {HELD}")]

    def dimensions(self) -> int:
        """Of most passages' vectors; 0 if there are none."""
        with self._reading:
            row = self._reader.execute(
                "SELECT length(v.passage) FROM passages p JOIN vectors v ON v.key = p.vector_key"
                " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
            ).fetchone()
        return row[0] // PASSAGE_TYPE().itemsize if row else 0

    def holdings(self, batch: int = 200) -> Iterator[Holding]:
        """Every file that holds an article, with it and its passages; ``batch`` files a query."""
        query = (
            "SELECT p.*, v.passage AS vector, v.sentences AS sentence_vectors FROM passages p"
            " LEFT JOIN vectors v ON v.key = p.vector_key WHERE p.article_id IN"
        )
        with self._suspicious() as db:
            files = db.execute(
                "SELECT path, content_hash, article_id FROM files WHERE article_id IS NOT NULL ORDER BY article_id"
            ).fetchall()
            for at in range(0, len(files), batch):
                ids = [row["article_id"] for row in files[at : at + batch]]
                articles = {row["id"]: row for row in _select_in(db, "SELECT * FROM articles WHERE id IN", ids)}
                passages: dict[int, list[StoredPassage]] = {}
                for row in _select_in(db, query, ids):
                    passages.setdefault(row["article_id"], []).append(_to_stored(row))
                for row in files[at : at + batch]:
                    yield Holding(
                        row["path"],
                        row["content_hash"] == TO_BE_READ,
                        _to_article_if_any(articles.get(row["article_id"])),
                        tuple(sorted(passages.get(row["article_id"], ()), key=lambda each: (each.start, each.end))),
                    )

    def full_text(self) -> Iterator[tuple[int, str, str]]:
        """Every row of full text: passage id, header, text."""
        with self._suspicious() as db:
            for row in db.execute("SELECT rowid, header, text FROM full_text"):
                yield row["rowid"], row["header"], row["text"]

    def mend(
        self,
        drop: Collection[int],
        reread: Iterable[ArticlePath],
        full_text: Iterable[tuple[int, str, str]] | None,
    ) -> None:
        """Put right what is damaged, all in one transaction. Raises IndexDamagedError.

        drop: ids of passages to be taken out; they go into the journal.
        reread: files that the next sync is to read again, whatever they look like.
        full_text: passage id, header and text of every passage, to make full text anew; needed if any is dropped.
        """
        with self._mending() as db:
            ids = [(each,) for each in drop]
            kept_for = list(_select_in(db, "SELECT vector_key FROM passages WHERE id IN", list(drop)))
            db.executemany("INSERT OR IGNORE INTO journal VALUES (?)", ids)
            if full_text is not None:
                _make_full_text_anew(db, full_text)
            db.executemany("DELETE FROM passages WHERE id = ?", ids)
            db.executemany(DROP_IF_UNUSED, [(row["vector_key"],) for row in kept_for])
            db.executemany(
                "UPDATE files SET content_hash = ?, settled = 0 WHERE path = ?", ((TO_BE_READ, each) for each in reread)
            )
            db.execute("UPDATE files SET article_id = NULL WHERE article_id NOT IN (SELECT id FROM articles)")

    def reindex(self) -> None:
        """Make the file's own indexes anew. Raises IndexDamagedError."""
        with self._mending() as db:
            db.execute("REINDEX")

    @contextmanager
    def _mending(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._transaction() as db:
                yield db
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                raise IndexDamagedError(describe_damage(self.path.parent, str(error))) from None
            raise IndexUnavailableError(
                f"The catalog {self.path} could not be mended ({error}); it is as before."
            ) from None

    @contextmanager
    def _suspicious(self) -> Iterator[sqlite3.Connection]:
        """A connection to read by that takes bytes which are no UTF-8 for a strange text, not for an error."""
        with closing(self._connect()) as db:
            db.text_factory = lambda content: content.decode("utf-8", "replace")
            yield db

    def clear_mark(self, mark: Mark) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM meta WHERE name = ?", (mark,))

    def prune(self) -> int:
        """Remove the texts of articles that no file holds, and give their space back. Returns how many."""
        with self._transaction() as db:
            pruned = db.execute(
                f"DELETE FROM articles WHERE id NOT IN {HELD} AND id NOT IN (SELECT article_id FROM passages)"
            ).rowcount
        with self._writing:
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return pruned

    # What people look up

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        """An article as it is now, or one of its versions, current or retired. Raises NotFoundError.

        A version is found by itself too, so that a citation opens after its file was moved.
        """
        with self._reading:
            if version is None:
                row = self._reader.execute(
                    "SELECT a.* FROM articles a JOIN files f ON f.article_id = a.id WHERE f.path = ?", (path,)
                ).fetchone()
            else:
                row = self._reader.execute(
                    "SELECT * FROM articles WHERE version = ? ORDER BY path = ? DESC, id DESC LIMIT 1", (version, path)
                ).fetchone()
        if row is None:
            which = f" in version {version}" if version else ""
            raise NotFoundError(f"There is no article {path!r}{which} in the index: `assistant search` lists paths.")
        return _to_article(row)

    def indexed_at(self, path: ArticlePath, version: Version) -> dt.datetime | None:
        """When a version of an article was indexed; None if it is not there."""
        with self._reading:
            row = self._reader.execute(
                "SELECT indexed_at FROM articles WHERE version = ? ORDER BY path = ? DESC, id DESC LIMIT 1",
                (version, path),
            ).fetchone()
        return _to_time(row["indexed_at"]) if row else None

    def articles(self) -> list[ArticleRow]:
        """Every indexed article, newest first, undated last."""
        with self._reading:
            rows = self._reader.execute(
                "SELECT f.path, a.title, a.date, a.source, a.indexed_at,"
                " (SELECT count(*) FROM passages p WHERE p.article_id = a.id) AS passages"
                " FROM files f JOIN articles a ON a.id = f.article_id ORDER BY a.date IS NULL, a.date DESC, f.path"
            ).fetchall()
        return [
            ArticleRow(
                row["path"],
                row["title"],
                _to_date(row["date"]),
                row["source"],
                row["passages"],
                dt.datetime.fromisoformat(row["indexed_at"]),
            )
            for row in rows
        ]

    def status(self) -> IndexStatus:
        with self.snapshot() as db:
            (articles,) = db.execute("SELECT count(*) FROM files WHERE article_id IS NOT NULL").fetchone()
            (passages,) = db.execute("SELECT count(*) FROM passages").fetchone()
            failed = db.execute(
                "SELECT path, failure, failed_since FROM files WHERE failure IS NOT NULL ORDER BY path"
            ).fetchall()
            skipped = db.execute("SELECT path, reason FROM skipped ORDER BY path").fetchall()
            recipe, last_sync = self._meta("recipe"), self._meta("last_sync")
        return IndexStatus(
            articles,
            passages,
            tuple(Failure(row["path"], row["failure"], _to_time(row["failed_since"])) for row in failed),
            recipe.partition(" ")[0] if recipe else None,
            _to_time(last_sync),
            tuple(Skipped(row["path"], row["reason"]) for row in skipped),
        )


def check_sqlite(file: Path) -> list[str]:
    """What SQLite finds wrong in one of its files."""
    try:
        with closing(sqlite3.connect(file, timeout=10)) as db:
            return [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def _is_damage(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def describe_damage(index: Path, why: str) -> str:
    """What is said of a catalog whose file is damaged, and what to do."""
    folder, kept = shlex.quote(str(index)), shlex.quote(f"{index}.damaged")
    return (
        f"The catalog {index / FILE} is damaged ({' '.join(why.split())[:120]}). It is made anew from the corpus: keep "
        f"a copy with `mv {folder} {kept}`, then run `assistant index --index {folder}`; earlier versions are lost, "
        "conversations are in the copy."
    )


def _make_full_text_anew(db: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    try:
        db.execute("DROP TABLE IF EXISTS full_text")
    except sqlite3.DatabaseError:  # it opens the table first, and cannot if that is damaged: taken out by hand
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_master WHERE name = 'full_text'")
        db.execute("PRAGMA writable_schema = RESET")  # off, and the schema is read anew
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE name GLOB 'full_text_*'").fetchall():
            db.execute(f"DROP TABLE {name}")
    db.execute(FULL_TEXT)
    db.executemany("INSERT INTO full_text (rowid, header, text) VALUES (?, ?, ?)", rows)


def _quoted(word: str) -> str:
    """A word as FTS5 takes it for a string: none of its syntax counts."""
    return '"' + word.replace("\0", " ").replace('"', '""') + '"'


def _dated(column: str, start: dt.date | None, end: dt.date | None) -> tuple[str, list[str]]:
    """A condition on a passage's id, and its values: its article is dated from ``start`` to ``end``."""
    bounds = [("a.date >= ?", start), ("a.date <= ?", end)]
    conditions = [condition for condition, day in bounds if day]
    if not conditions:
        return "", []
    return (
        f"AND {column} IN (SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id"
        f" WHERE {' AND '.join(conditions)})",
        [day.isoformat() for _, day in bounds if day],
    )


def _select_in(db: sqlite3.Connection, query: str, values: Sequence[Any], most: int = 500) -> Iterator[sqlite3.Row]:
    """``query`` ends in IN; SQLite takes a limited number of values at once."""
    for at in range(0, len(values), most):
        some = values[at : at + most]
        yield from db.execute(f"{query} ({','.join('?' * len(some))})", tuple(some))


def _write_vectors(db: sqlite3.Connection, vectors: Mapping[bytes, Encoded]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
        (
            (key, each.passage.astype(PASSAGE_TYPE).tobytes(), each.sentences.astype(SENTENCE_TYPE).tobytes())
            for key, each in vectors.items()
        ),
    )


def _write_new(db: sqlite3.Connection, new: NewArticle, now: str) -> None:
    article_id = _write_article(db, new.article, now)
    for passage_id, passage, key in zip(new.passage_ids, new.passages, new.vector_keys, strict=True):
        db.execute(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (passage_id, article_id, passage.start, passage.end, json.dumps(passage.sentences), key),
        )
        db.execute(
            "INSERT INTO full_text (rowid, header, text) VALUES (?, ?, ?)", (passage_id, passage.header, passage.text)
        )
        db.execute("DELETE FROM journal WHERE passage_id = ?", (passage_id,))
    _write_file(db, new.article.path, new.file, article_id)


def _write_article(db: sqlite3.Connection, article: Article, now: str) -> int:
    """The id of an article's row. One version of one path has one row: returning to it makes no second."""
    db.execute("UPDATE files SET article_id = NULL WHERE path = ?", (article.path,))
    db.execute("DELETE FROM articles WHERE path = ? AND version = ?", (article.path, article.version))
    cursor = db.execute(
        "INSERT INTO articles (path, version, content_hash, title, text, date, date_origin, source, author, url,"
        " indexed_at, language, page_starts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.path,
            article.version,
            article.content_hash,
            article.title,
            article.text,
            article.date.isoformat() if article.date else None,
            article.date_origin,
            article.source,
            article.author,
            article.url,
            now,
            article.language,
            json.dumps(article.page_starts) if article.page_starts else None,
        ),
    )
    return int(cursor.lastrowid or 0)


def _write_file(db: sqlite3.Connection, path: ArticlePath, file: FileState, article_id: int | None) -> None:
    db.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            path,
            file.stat.size,
            file.stat.mtime_ns,
            file.stat.inode,
            file.settled,
            file.content_hash,
            article_id,
            file.failure,
            file.failed_since.isoformat(timespec="seconds") if file.failed_since else None,
        ),
    )


def _drop_passages(db: sqlite3.Connection, path: ArticlePath) -> list[int]:
    """Take a file's passages out, and vectors nothing else uses; their ids go into the journal."""
    rows = db.execute(
        "SELECT p.id, p.vector_key FROM passages p JOIN files f ON f.article_id = p.article_id WHERE f.path = ?",
        (path,),
    ).fetchall()
    ids = [(row["id"],) for row in rows]
    db.executemany("INSERT OR IGNORE INTO journal VALUES (?)", ids)
    db.executemany("DELETE FROM full_text WHERE rowid = ?", ids)
    db.executemany("DELETE FROM passages WHERE id = ?", ids)
    db.executemany(DROP_IF_UNUSED, [(row["vector_key"],) for row in rows])
    return [row["id"] for row in rows]


def _to_encoded(row: sqlite3.Row) -> Encoded:
    passage = np.frombuffer(row["passage"], PASSAGE_TYPE)
    sentences = np.frombuffer(row["sentences"], SENTENCE_TYPE).astype(np.float32).reshape(-1, len(passage))
    return Encoded(passage, sentences)


def _to_date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _to_time(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def _to_article(row: sqlite3.Row) -> Article:
    return Article(
        path=row["path"],
        title=row["title"],
        text=row["text"],
        content_hash=row["content_hash"],
        date=_to_date(row["date"]),
        date_origin=row["date_origin"],
        source=row["source"],
        author=row["author"],
        url=row["url"],
        language=row["language"],
        page_starts=_to_page_starts(row["page_starts"]),
    )


def _to_page_starts(value: str | None) -> tuple[int, ...]:
    return tuple(json.loads(value)) if value else ()


def _to_article_if_any(row: sqlite3.Row | None) -> Article | None:
    try:
        return _to_article(row) if row else None
    except ValueError:  # a date that is none
        return None


def _to_stored(row: sqlite3.Row) -> StoredPassage:
    return StoredPassage(
        row["id"],
        row["start"],
        row["end"],
        row["sentences"],
        row["vector_key"],
        row["vector"],
        row["sentence_vectors"],
    )
