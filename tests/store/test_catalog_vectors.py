"""The two halves of an index: SQLite, which is the truth, and Chroma, which is made from it."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.client import Client
from chromadb.api.shared_system_client import SharedSystemClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from index_state import check_whole, passages_in, query, vectors_in

from assistant.assistant import Assistant
from assistant.documents import READER_FORMAT
from assistant.errors import IndexUnavailableError, NotFoundError
from assistant.language.tokens import content_words
from assistant.store.chroma import FOLDER, ChromaVectors, exist
from assistant.store.sqlite.catalog import SqliteCatalog
from assistant.store.sqlite.connection import FILE
from assistant.store.sqlite.schema import MIGRATIONS

Make = Callable[..., Assistant]
DIMENSIONS = 384


def unit(vectors: np.ndarray) -> np.ndarray:
    lengths: np.ndarray = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: np.ndarray = (vectors / lengths).astype(np.float32)
    return scaled


# ChromaVectors


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[ChromaVectors, dict[int, np.ndarray]]:
    """Vectors in clusters, as articles make them, with some the same, a third of them replaced or deleted since."""
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(40, DIMENSIONS))
    made = unit(centres[chance.integers(40, size=900)] + 0.6 * chance.normal(size=(900, DIMENSIONS)))
    made[100:130] = made[100]
    vectors = ChromaVectors(tmp_path_factory.mktemp("vectors"), "recipe", batch=250)
    vectors.put(range(1, 901), made)
    held = dict(enumerate(made, start=1))
    vectors.delete([*range(1, 901, 4), 5000])
    for each in range(1, 901, 4):
        del held[each]
    fresh = unit(chance.normal(size=(50, DIMENSIONS)))
    vectors.put(range(2, 52), fresh)
    held |= dict(enumerate(fresh, start=2))
    return vectors, held


def test_nearest_finds_what_brute_force_finds(filled: tuple[ChromaVectors, dict[int, np.ndarray]]) -> None:
    vectors, held = filled
    ids, matrix = list(held), np.stack(list(held.values()))
    chance = np.random.default_rng(8)
    hits = asked = 0
    for question in unit(matrix[chance.integers(len(ids), size=60)] + 0.05 * chance.normal(size=(60, DIMENSIONS))):
        cosines = matrix @ question
        found = vectors.nearest(question, 20)
        tenth = np.sort(cosines)[-20]
        hits += sum(cosines[ids.index(each)] >= tenth - 1e-5 for each, _ in found)
        asked += 20
        assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
        for each, cosine in found:
            assert cosine == pytest.approx(float(held[each] @ question), abs=1e-4)
    assert hits / asked >= 0.99


@pytest.mark.parametrize("k", [1, 100, 500, 1000, 5000])
def test_nearest_gives_as_many_as_there_are_and_none_twice(
    filled: tuple[ChromaVectors, dict[int, np.ndarray]], k: int
) -> None:
    vectors, held = filled
    found = [each for each, _ in vectors.nearest(held[500], k)]
    assert len(set(found)) == len(found) == min(k, len(held))
    assert set(found) <= set(held)
    assert vectors.count() == len(held)


def test_nothing_is_near_where_nothing_is(tmp_path: Path) -> None:
    assert ChromaVectors(tmp_path, "recipe").nearest(unit(np.ones(DIMENSIONS)), 5) == []
    assert exist(tmp_path)
    assert not exist(tmp_path / "other")


def test_vectors_that_could_not_be_opened_once_are_seen_as_others_left_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = np.eye(2, DIMENSIONS, dtype=np.float32)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is away")

    with monkeypatch.context() as patch:
        patch.setattr(Client, "get_or_create_collection", fail)
        with pytest.raises(IndexUnavailableError, match="the disk is away"):
            ChromaVectors(tmp_path, "recipe")
    vectors = ChromaVectors(tmp_path, "recipe")
    vectors.put([1], made[:1])
    assert [id_ for id_, _ in vectors.nearest(made[0], 1)] == [1]
    vectors.close()
    another = (
        "import numpy, pathlib; from assistant.store.chroma import ChromaVectors as Vectors; "
        f"Vectors(pathlib.Path({str(tmp_path)!r}), 'recipe').put([2], numpy.eye(2, {DIMENSIONS}, dtype='float32')[1:])"
    )
    subprocess.run([sys.executable, "-c", another], check=True)
    vectors = ChromaVectors(tmp_path, "recipe")
    assert [id_ for id_, _ in vectors.nearest(made[1], 1)] == [2]
    vectors.close()


def test_vectors_of_another_recipe_stand_beside_until_they_are_dropped(tmp_path: Path) -> None:
    """A new encoder may have more dimensions than the old one."""
    old, new = ChromaVectors(tmp_path, "old"), ChromaVectors(tmp_path, "new")
    old.put([1, 2], unit(np.eye(4)[:2]))
    new.put([3, 4], unit(np.eye(6)[:2]))
    assert (old.count(), new.count()) == (2, 2)
    new.drop_other_recipes()
    assert [each for each, _ in new.nearest(np.eye(6, dtype=np.float32)[0], 5)] == [3, 4]
    assert ChromaVectors(tmp_path, "old").count() == 0


def test_a_question_makes_no_collection_of_a_recipe_that_was_dropped_while_it_was_asked(tmp_path: Path) -> None:
    old, new = ChromaVectors(tmp_path, "old"), ChromaVectors(tmp_path, "new")
    old.put([1], unit(np.eye(4)[:1]))
    new.drop_other_recipes()
    with pytest.raises(IndexUnavailableError, match="ask again"):
        old.nearest(np.eye(4, dtype=np.float32)[0], 5)
    assert new.other_recipes() == 0
    for each in (old, new):
        each.close()


def test_a_collection_that_another_client_made_anew_is_found(tmp_path: Path) -> None:
    one, other = ChromaVectors(tmp_path, "recipe"), ChromaVectors(tmp_path, "recipe")
    one.put([1], unit(np.eye(4)[:1]))
    other.empty()
    other.put([2], unit(np.eye(4)[1:2]))
    assert [each for each, _ in one.nearest(np.eye(4, dtype=np.float32)[0], 5)] == [2]
    other.empty()
    one.put([3], unit(np.eye(4)[:1]))
    assert (one.names(), other.count()) == (["3"], 1)
    for each in (one, other):
        each.close()


# Catalog and vectors together


def write(make_in: Path, name: str, text: str) -> None:
    (make_in / "corpus" / name).write_text(text, encoding="utf-8")


def forget_open_clients() -> None:
    """Chroma keeps what it has open for the whole process; a new process would not have it."""
    SharedSystemClient.clear_system_cache()


def test_lost_vectors_are_put_back_from_the_catalog_without_encoding(make: Make, tmp_path: Path) -> None:
    write(tmp_path, "a.md", "The talks began in Ottawa on Monday.")
    write(tmp_path, "b.md", "Lentils are the largest export of Saskatchewan.")
    first = make()
    first.sync()
    before, hits = passages_in(first.settings.index), first.search("talks in Ottawa").hits
    shutil.rmtree(tmp_path / "index" / FOLDER)
    forget_open_clients()
    with pytest.raises(IndexUnavailableError, match="assistant index"):
        make().search("talks in Ottawa")
    again = make()
    report = again.sync()
    assert (report.embedded, report.added, report.changed) == (0, 0, 0)
    check_whole(again)
    assert passages_in(again.settings.index) == before
    assert again.search("talks in Ottawa").hits == hits


def test_vectors_lost_again_while_they_are_put_back_are_put_back_by_the_next_run(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md", "The talks began in Ottawa on Monday.")
    make().sync()
    shutil.rmtree(tmp_path / "index" / FOLDER)
    forget_open_clients()
    with monkeypatch.context() as patch:
        patch.setattr(ChromaVectors, "put", interrupt)
        with pytest.raises(KeyboardInterrupt):
            make().sync()
    forget_open_clients()
    again = make()
    again.sync()
    check_whole(again)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_every_version_that_was_indexed_can_be_opened(make: Make, tmp_path: Path) -> None:
    one = make()
    versions = {}
    for text in ("The talks began.", "The talks ended.", "The talks began again."):
        write(tmp_path, "a.md", text)
        one.sync()
        versions[one.article("a.md").version] = text
    write(tmp_path, "b.md", "Lentils.")
    (tmp_path / "corpus" / "a.md").rename(tmp_path / "corpus" / "c.md")
    one.sync()
    (tmp_path / "corpus" / "c.md").unlink()
    one.sync()
    assert len(versions) == 3
    for version, text in versions.items():
        assert one.article("a.md", version).text == text
        assert one.article("a.md", version).version == version
    for path, missing in (("a.md", None), ("c.md", None), ("a.md", "0" * 16), ("b.md", "")):
        with pytest.raises(NotFoundError):
            one.article(path, missing)


def test_a_version_shared_by_two_files_is_opened_as_the_one_that_is_named(make: Make, tmp_path: Path) -> None:
    one = make()
    write(tmp_path, "first.txt", "The talks began.")
    write(tmp_path, "second.txt", "The talks began.")
    one.sync()
    version = one.article("first.txt").version
    assert [one.article(path, version).title for path in ("first.txt", "second.txt")] == ["First", "Second"]


V1 = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, version TEXT NOT NULL, content_hash TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, date TEXT, date_origin TEXT, source TEXT, author TEXT, url TEXT,
    indexed_at TEXT NOT NULL
) STRICT;
CREATE INDEX articles_by_version ON articles (version, path);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    settled INTEGER NOT NULL, content_hash TEXT NOT NULL, article_id INTEGER REFERENCES articles (id), failure TEXT
) STRICT;
CREATE TABLE vectors (key BLOB PRIMARY KEY, passage BLOB NOT NULL, sentences BLOB NOT NULL) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, sentences TEXT NOT NULL,
    vector_key BLOB NOT NULL REFERENCES vectors (key)
) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);
CREATE INDEX passages_by_vector ON passages (vector_key);
CREATE VIRTUAL TABLE full_text USING fts5 (header, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE journal (passage_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
PRAGMA user_version = 1;
"""


def to_version_1(index: Path) -> None:
    """Make of an index what version 1 of the schema had of it; its recipe did not say how files are read."""
    with closing(sqlite3.connect(index / FILE)) as db:
        tables = ["articles", "files", "vectors", "passages", "full_text", "journal", "meta"]
        columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in tables}
        columns["files"].remove("failed_since")
        columns["articles"] = [name for name in columns["articles"] if name not in ("language", "page_starts")]
        columns["full_text"] = ["rowid", *columns["full_text"]]
        rows = {table: db.execute(f"SELECT {', '.join(columns[table])} FROM {table}").fetchall() for table in tables}
    for file in index.glob(f"{FILE}*"):
        file.unlink()
    with closing(sqlite3.connect(index / FILE, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(V1)
        for table in tables:
            names, places = ", ".join(columns[table]), ", ".join("?" * len(columns[table]))
            db.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows[table])
        db.execute(
            "UPDATE meta SET value = replace(value, ?, '') WHERE name = 'recipe'", (f" reading={READER_FORMAT}",)
        )


def test_a_catalog_of_version_1_is_brought_up_and_nothing_is_encoded_again(make: Make, tmp_path: Path) -> None:
    for name, text in (("a.md", "The talks began."), ("b.md", "Lentils."), ("c.md", ""), ("d.md", "A storm came.")):
        write(tmp_path, name, text)
    first = make()
    first.sync()
    write(tmp_path, "b.md", "\0 broken")
    first.sync()
    version, before, hits = first.article("a.md").version, passages_in(tmp_path / "index"), first.search("talks").hits
    vectors = vectors_in(tmp_path / "index")
    make()  # closes the first
    forget_open_clients()
    to_version_1(tmp_path / "index")
    recipe = query(tmp_path / "index", "SELECT value FROM meta WHERE name = 'recipe'")[0][0]
    ChromaVectors(tmp_path / "index", recipe).put(list(vectors), np.stack(list(vectors.values())))
    one = make()
    assert one.article("a.md", version).text == "The talks began."
    assert one.search("talks").hits == hits, "it answers as it is"
    assert [(each.path, each.since is not None) for each in one.status().failed] == [("b.md", True), ("c.md", True)]
    assert passages_in(tmp_path / "index") == before
    SqliteCatalog(tmp_path / "new", create=True).close()
    tables = [f"PRAGMA table_info({table})" for table in ("files", "articles")]
    for statement in ("SELECT name FROM sqlite_master ORDER BY 1", "PRAGMA user_version", *tables):
        assert query(tmp_path / "index", statement) == query(tmp_path / "new", statement)
    report = one.sync()
    assert (report.embedded, report.articles, len(report.failed)) == (0, 3, 2)
    assert passages_in(tmp_path / "index") == before
    check_whole(one)


def drop_copies(db: sqlite3.Connection) -> None:
    for table in ("near_copies", "sketches"):
        db.execute(f"DROP TABLE {table}")


def test_a_catalog_of_version_3_gets_its_near_copies_with_the_next_sync(make: Make, tmp_path: Path) -> None:
    text = "The talks began in Ottawa on Monday and will go on until all of the ministers have signed the agreement."
    for name, source in (("a.md", "The Courier"), ("b.md", "Daily Post")):
        write(tmp_path, name, f"---\nsource: {source}\n---\n{text}")
    make().sync()
    make()  # closes the first
    with closing(sqlite3.connect(tmp_path / "index" / FILE, isolation_level=None)) as db:
        drop_copies(db)
        db.execute("PRAGMA user_version = 3")
    one = make()
    assert one.search("talks").hits
    assert one.store.catalog().copies.stories().count(["a.md", "b.md"]) == 2
    assert one.doctor().healthy
    report = one.sync()
    assert (report.embedded, report.unchanged) == (0, 2)
    assert one.store.catalog().copies.stories().count(["a.md", "b.md"]) == 1
    assert one.doctor().healthy
    check_whole(one)


def test_a_catalog_of_version_2_gets_the_columns_of_languages_and_pages(make: Make, tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nlanguage: en\n---\nThe talks began.")
    make().sync()
    make()  # closes the first
    with closing(sqlite3.connect(tmp_path / "index" / FILE, isolation_level=None)) as db:
        for column in ("language", "page_starts"):
            db.execute(f"ALTER TABLE articles DROP COLUMN {column}")
        db.execute("UPDATE meta SET value = replace(value, ?, ' reading=1')", (f" reading={READER_FORMAT}",))
        drop_copies(db)
        db.execute("PRAGMA user_version = 2")
    one = make()
    assert (one.article("a.md").language, one.article("a.md").page_starts) == (None, ())
    assert one.search("talks").hits[0].page is None
    assert one.sync().embedded == 0, "read anew, and nothing is encoded"
    assert one.article("a.md").language == "en"
    check_whole(one)


def test_a_catalog_that_cannot_be_brought_up_is_left_as_it_was(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.executescript(V1)
    failing = {**MIGRATIONS, 1: MIGRATIONS[1] + "CREATE TABLE meta (x);\n"}
    with pytest.raises(IndexUnavailableError):
        SqliteCatalog(tmp_path, create=False, migrations=failing)
    assert query(tmp_path, "PRAGMA user_version") == [(1,)]
    assert "failed_since" not in [row[1] for row in query(tmp_path, "PRAGMA table_info(files)")]
    opened = [threading.Thread(target=lambda: SqliteCatalog(tmp_path, create=False).close()) for _ in range(4)]
    for each in opened:
        each.start()
    for each in opened:
        each.join(20)
    SqliteCatalog(tmp_path / "new", create=True).close()
    assert query(tmp_path, "PRAGMA user_version") == query(tmp_path / "new", "PRAGMA user_version")


@pytest.mark.parametrize("version", [99, -1])
def test_a_catalog_of_another_schema_is_refused_in_one_line(tmp_path: Path, version: int) -> None:
    SqliteCatalog(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(IndexUnavailableError) as error:
        SqliteCatalog(tmp_path, create=True)
    assert "\n" not in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_a_file_that_is_no_catalog_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but longer than a header of one hundred bytes" * 3)
    with pytest.raises(IndexUnavailableError):
        SqliteCatalog(tmp_path, create=True)
    assert (tmp_path / FILE).read_bytes().startswith(b"not a database")


def test_asking_makes_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="assistant index"):
        SqliteCatalog(tmp_path / "index", create=False)
    assert not (tmp_path / "index").exists()


def test_only_its_owner_can_read_an_index(make: Make, tmp_path: Path) -> None:
    make().sync()
    assert (tmp_path / "index").stat().st_mode & 0o077 == 0


def test_a_snapshot_sees_one_state_whatever_is_written_meanwhile(make: Make, tmp_path: Path) -> None:
    write(tmp_path, "a.md", "The talks began.")
    one = make()
    one.sync()
    catalog = one.store.catalog()
    with catalog.snapshot():
        assert len(catalog.articles()) == 1  # a snapshot begins with its first read
        writer = threading.Thread(target=lambda: catalog.writer.remove(["a.md"]))
        writer.start()
        writer.join(10)
        assert not writer.is_alive(), "a write waits for a reader"
        assert len(catalog.articles()) == 1
    assert not catalog.writer.files()


# Full text


printable = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]))


@given(
    st.lists(
        st.one_of(
            printable, st.sampled_from(['"', '""', "*", "NEAR(", "OR", "^", "-", ":", "header:", "+", "{", "", " "])
        )
    )
)
@settings(max_examples=300)
@example([f"{a}{b}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"] * 2)
def test_full_text_syntax_in_a_word_is_just_text(assistant: Assistant, terms: list[str]) -> None:
    found = assistant.store.catalog().full_text.match(terms, 10)
    assert len(found) <= 10
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_match_finds_the_passages_that_hold_a_word(assistant: Assistant) -> None:
    catalog = assistant.store.catalog()
    rows = query(assistant.settings.index, "SELECT rowid, header, text FROM full_text")
    texts = {each: f"{header} {text}" for each, header, text in rows}
    for word in ("canola", "Jaishankar", "CEPA", "Mumbai"):
        holding = {each for each, text in texts.items() if word.lower() in text.lower()}
        assert holding
        assert {each for each, _ in catalog.full_text.match([word], 100)} == holding


def test_every_word_of_a_passage_finds_it(assistant: Assistant) -> None:
    catalog = assistant.store.catalog()
    rows = query(assistant.settings.index, "SELECT rowid, text FROM full_text")
    assert len(rows) == assistant.status().passages
    for each, text in rows:
        for word in content_words(text):
            assert each in {found for found, _ in catalog.full_text.match([word], 1000)}, word


def test_a_word_of_the_corpus_is_known_to_stand_in_it(assistant: Assistant) -> None:
    """Else the commonest name is weighed as if nobody had ever written it."""
    catalog = assistant.store.catalog()
    texts = [row[0] for row in query(assistant.settings.index, "SELECT text FROM full_text")]
    every = {word for text in texts for word in content_words(text)}
    counted = catalog.full_text.document_frequencies(sorted(every))
    assert counted.keys() == every
    assert min(counted.values()) > 0


def test_no_word_is_counted_in_more_passages_than_there_are(assistant: Assistant) -> None:
    catalog = assistant.store.catalog()
    counted = catalog.full_text.document_frequencies(["canada", "the", "nosuchword", '"', ""])
    assert counted["nosuchword"] == counted['"'] == counted[""] == 0
    assert 0 < counted["canada"] <= catalog.passage_count()
