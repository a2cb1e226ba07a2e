"""Doctor names each kind of damage, mends what can be mended without encoding, and finds nothing in a healthy index."""

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import chromadb
import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from index_state import check_whole, passages_in, query

from assistant import cli
from assistant.assistant import Assistant
from assistant.documents import FileStat, read_article
from assistant.errors import IndexDamagedError
from assistant.index.checks import CHECKS
from assistant.index.encode import Encoder, unit
from assistant.index.recipe import make_key, make_recipe
from assistant.records import Passage
from assistant.reports import Check, Diagnosis, Finding
from assistant.settings import load_settings
from assistant.store import STORES
from assistant.store.chroma import ChromaVectors
from assistant.store.chroma_probe import ChromaProbe
from assistant.store.embedded import EmbeddedStore
from assistant.store.exact import Exact
from assistant.store.records import Encoded, FileState, NewArticle
from assistant.store.sqlite.catalog import SqliteCatalog
from assistant.store.sqlite.connection import FILE
from assistant.store.sqlite.repair import SqliteRepair
from assistant.store.sqlite.writing import SqliteWriter

ROOT = Path(__file__).parents[2]
QUESTIONS = ("What tariff did Canada agree to on Chinese electric vehicles?", "trade with India")
DAMAGED = 3  # the id of the passage that is damaged

Damage = Callable[[Path], None]


def quick_probe(index: Path, recipe: str, **options: Any) -> ChromaProbe:
    """Where it can be, Chroma's process is forked from one that has imported Chroma, which takes seconds."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return ChromaProbe(index, recipe, **options)
    multiprocessing.get_context("forkserver").set_forkserver_preload(["chromadb", "assistant.store.chroma_probe"])
    return ChromaProbe(index, recipe, start="forkserver", **options)


@pytest.fixture(autouse=True)
def _quick_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        STORES,
        "embedded",
        lambda settings: EmbeddedStore(settings.index, probe=quick_probe),
    )


def open_index(root: Path, probe: Callable[..., ChromaProbe] = quick_probe) -> Assistant:
    """As a new process would have it; search is of passages alone."""
    SharedSystemClient.clear_system_cache()
    settings = load_settings(corpus=root / "corpus", index=root / "index", reader="none")
    return Assistant(settings, store=EmbeddedStore(settings.index, probe=probe))


@pytest.fixture(scope="module")
def sample(assistant: Assistant) -> "Sample":
    assistant.close()  # its files are whole only then
    with closing(open_index(assistant.settings.corpus.parent)) as made:
        folder = assistant.settings.corpus.parent
        return Sample(folder, passages_in(folder / "index"), found(made))


@dataclass
class Sample:
    """The folder of the indexed sample, its passages and what is found in it."""

    folder: Path
    passages: list[Any]
    found: list[Any]


@pytest.fixture
def one(sample: Sample, tmp_path: Path) -> Iterator[Assistant]:
    """Over a copy of the indexed sample, which a test may damage."""
    shutil.copytree(sample.folder, tmp_path, dirs_exist_ok=True)
    made = open_index(tmp_path)
    made.sync()  # the copies have inodes of their own
    yield made
    made.close()
    SharedSystemClient.clear_system_cache()


@pytest.fixture
def no_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Encoder, *_: object) -> None:
        raise AssertionError("the encoder was used")

    monkeypatch.setattr(Encoder, "start_passages", refuse)


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line over ``tmp_path``, in this process."""

    def run_one(folder: Path, *arguments: str) -> Result:
        where = ["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]
        monkeypatch.setattr(sys, "argv", ["assistant", *arguments, *where])
        try:
            cli.main()
            code: Any = 0
        except SystemExit as end:
            code = end.code or 0
        return Result(code, *capsys.readouterr())

    return run_one


def reopened(assistant: Assistant) -> Assistant:
    """As a new process would have it."""
    assistant.close()
    return open_index(assistant.settings.corpus.parent)


def faulty(diagnosis: Diagnosis) -> set[str]:
    return {check.name for check in diagnosis.checks if not check.ok}


def notes(diagnosis: Diagnosis) -> str:
    return "\n".join(each.text for check in diagnosis.checks for each in check.found)


def found(assistant: Assistant) -> list[tuple[Any, ...]]:
    """What is found for some questions, ids aside."""
    hits = [hit for question in QUESTIONS for hit in assistant.search(question).hits]
    return [(hit.article, hit.version, hit.start, hit.end, hit.text, hit.dense_rank, hit.lexical_rank) for hit in hits]


def run_sql(*statements: str) -> Damage:
    def damage(index: Path) -> None:
        with closing(sqlite3.connect(index / FILE, isolation_level=None)) as db:
            for statement in statements:
                db.execute(statement)

    return damage


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix != ".sqlite3-shm"
    }


# A healthy index


def test_a_healthy_index_yields_nothing_and_is_not_written(one: Assistant, no_encoding: None) -> None:
    one.close()
    before = files_in(one.settings.index)
    one = reopened(one)
    diagnosis = one.doctor()
    assert [(check.name, check.found) for check in diagnosis.checks] == [(name, ()) for name, _ in CHECKS]
    assert diagnosis.healthy
    assert (diagnosis.repaired, diagnosis.pruned, diagnosis.way_out) == ((), None, None)
    assert (diagnosis.articles, diagnosis.passages) == (12, one.status().passages)
    one.close()
    after = {name: content for name, content in files_in(one.settings.index).items() if content or name in before}
    assert after == before


def test_repairing_a_healthy_index_changes_nothing(one: Assistant, no_encoding: None) -> None:
    before = query(one.settings.index, "SELECT * FROM passages"), files_in(one.settings.index / "chroma")
    assert one.doctor(repair=True).repaired == ()
    assert (query(one.settings.index, "SELECT * FROM passages"), files_in(one.settings.index / "chroma")) == before


def test_an_index_without_passages_is_healthy(make: Callable[..., Assistant]) -> None:
    empty = make()
    empty.sync()
    assert notes(empty.doctor(repair=True)) == ""


def test_files_that_differ_from_the_index_are_notes(one: Assistant) -> None:
    corpus, paths = one.settings.corpus, [row.path for row in one.articles()]
    (corpus / "new.md").write_text("Talks began.")
    (corpus / "broken.md").write_text("")
    (corpus / paths[0]).write_text("Another text.")
    (corpus / paths[1]).rename(corpus / "moved.md")
    (corpus / paths[2]).unlink()
    diagnosis = one.doctor()
    assert diagnosis.healthy
    assert {each.text.partition(":")[0] for check in diagnosis.checks for each in check.found} == {
        "2 files added (broken.md, new.md)",
        f"1 file changed or to be read again ({paths[0]})",
        f"1 file moved ({paths[1]} to moved.md)",
        f"1 file gone ({paths[2]})",
    }
    before = query(one.settings.index, "SELECT * FROM files")
    one.doctor()
    assert query(one.settings.index, "SELECT * FROM files") == before
    one.sync()
    diagnosis = one.doctor()
    assert notes(diagnosis) == "broken.md: the file is empty"
    assert diagnosis.healthy
    shutil.rmtree(corpus)
    diagnosis = one.doctor()
    assert diagnosis.healthy
    assert f"{corpus} does not exist" in notes(diagnosis)


def test_other_settings_than_the_index_was_built_with_are_a_note(one: Assistant, small_encoder: str) -> None:
    other = Assistant(load_settings(corpus=one.settings.corpus, index=one.settings.index, encoder=small_encoder))
    diagnosis = other.doctor()
    other.close()
    assert diagnosis.healthy
    assert "all-MiniLM-L6-v2" in notes(diagnosis)
    assert small_encoder in notes(diagnosis)


def test_an_index_of_another_version_is_left_alone(one: Assistant) -> None:
    run_sql("UPDATE meta SET value = replace(value, 'format=', 'format=9') WHERE name = 'recipe'")(one.settings.index)
    diagnosis = one.doctor(repair=True)
    assert diagnosis.healthy
    assert "another version" in notes(diagnosis)
    assert query(one.settings.index, "SELECT count(*) FROM passages") == [(diagnosis.passages,)]
    assert one.sync().articles == 12
    assert notes(one.doctor()) == ""


def test_what_is_encoded_for_a_rebuild_that_goes_on_is_kept(
    one: Assistant, small_encoder: str, no_encoding: None
) -> None:
    run_sql("INSERT INTO meta VALUES ('rebuilding', 'begun')", UNUSED)(one.settings.index)
    run_sql("DELETE FROM full_text WHERE rowid = 1")(one.settings.index)
    other = Assistant(load_settings(corpus=one.settings.corpus, index=one.settings.index, encoder=small_encoder))
    assert other.doctor(repair=True).healthy
    other.close()
    assert query(one.settings.index, "SELECT count(*) FROM vectors WHERE key = x'00'") == [(1,)]
    assert query(one.settings.index, "SELECT name FROM meta WHERE value = 'begun'") == [("rebuilding",)]
    assert faulty(one.doctor()) == {"leftovers"}, "with its own settings the index has no rebuild to go on with"


# Damage that is mended at once

UNUSED = "INSERT INTO vectors VALUES (x'00', zeroblob(1536), x'')"
OF_DAMAGED = f"(SELECT vector_key FROM passages WHERE id = {DAMAGED})"


def lose_index_entry(index: Path) -> None:
    """A row that one of the file's indexes does not know."""
    with closing(sqlite3.connect(index / FILE, isolation_level=None)) as db:
        rows = db.execute("SELECT * FROM sqlite_master WHERE name = 'passages_by_article'").fetchall()
        passage = db.execute(f"SELECT * FROM passages WHERE id = {DAMAGED}").fetchone()
        db.execute(f"DELETE FROM passages WHERE id = {DAMAGED}")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_master WHERE name = 'passages_by_article'")
    with closing(sqlite3.connect(index / FILE, isolation_level=None)) as db:
        db.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", passage)
        db.execute("PRAGMA writable_schema = ON")
        db.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", rows)


def open_chroma(index: Path, do: Callable[[Any], object]) -> None:
    with chromadb.PersistentClient(
        str(index / "chroma"), settings=chromadb.config.Settings(anonymized_telemetry=False)
    ) as client:
        do(client)


def in_chroma(do: Callable[[Any], object]) -> Damage:
    return lambda index: open_chroma(index, lambda client: do(client.list_collections()[0]))


def overwrite(name: str, at: int, length: int) -> Damage:
    def damage(index: Path) -> None:
        (file,) = index.glob(f"chroma/{name}")
        content = bytearray(file.read_bytes())
        content[at : at + length] = bytes(byte ^ 0xFF for byte in content[at : at + length])
        file.write_bytes(content)

    return damage


def truncate(name: str, to: int) -> Damage:
    return lambda index: os.truncate(next(index.glob(f"chroma/{name}")), to)


MENDED: dict[str, tuple[Damage, set[str]]] = {
    "a sketch altered": (run_sql("UPDATE sketches SET sketch = zeroblob(8) WHERE article_id = 2"), {"near-copies"}),
    "a pair made up": (run_sql("INSERT INTO near_copies VALUES (2, 1)"), {"near-copies"}),
    "a sketch lost with its pairs": (
        run_sql("INSERT INTO near_copies VALUES (2, 1)", "DELETE FROM sketches WHERE article_id = 2"),
        {"near-copies", "references"},
    ),
    "a journal left": (run_sql("INSERT INTO journal VALUES (999)"), {"leftovers"}),
    "refilling begun": (run_sql("INSERT INTO meta VALUES ('refilling', 'begun')"), {"leftovers"}),
    "rebuilding begun": (run_sql("INSERT INTO meta VALUES ('rebuilding', 'begun')"), {"leftovers"}),
    "a vector nobody uses": (run_sql(UNUSED), {"leftovers"}),
    "a folder of a repair": (lambda index: (index / "chroma.old" / "deep").mkdir(parents=True), {"leftovers"}),
    "an index entry lost": (lose_index_entry, {"catalog"}),
    "full text without a passage": (run_sql(f"DELETE FROM full_text WHERE rowid = {DAMAGED}"), {"full text"}),
    "full text with one too many": (run_sql("INSERT INTO full_text (rowid, text) VALUES (999, 'x')"), {"full text"}),
    "full text of other words": (run_sql(f"UPDATE full_text SET text = 'x' WHERE rowid = {DAMAGED}"), {"full text"}),
    "full text of another header": (run_sql("UPDATE full_text SET header = 'x'"), {"full text"}),
    "full text without words": (run_sql("DELETE FROM full_text_content WHERE id = 5"), {"full text"}),
    "full text of other words than its index": (run_sql("UPDATE full_text_content SET c1 = 'x'"), {"full text"}),
    "full text without its index": (run_sql("DELETE FROM full_text_data"), {"full text"}),
    "full text of another format": (run_sql("UPDATE full_text_config SET v = 99"), {"full text"}),
    "full text with noise in its index": (
        run_sql("UPDATE full_text_data SET block = randomblob(length(block))"),
        {"full text"},
    ),
    "no full text": (run_sql("DROP TABLE full_text"), {"full text"}),
    "full text that is no UTF-8": (
        run_sql(f"UPDATE full_text_content SET c1 = CAST(x'ff' || c1 AS TEXT) WHERE id = {DAMAGED}"),
        {"full text"},
    ),
    "Chroma with a strange vector": (
        in_chroma(lambda held: held.add(ids=["999"], embeddings=unit(np.ones((1, 384))))),
        {"chroma"},
    ),
    "Chroma with a strange name": (
        in_chroma(lambda held: held.add(ids=["who?"], embeddings=unit(np.ones((1, 384))))),
        {"chroma"},
    ),
    "Chroma without a vector": (in_chroma(lambda held: held.delete(ids=[str(DAMAGED)])), {"chroma"}),
    "Chroma with another vector": (
        in_chroma(lambda held: held.update(ids=[str(DAMAGED)], embeddings=unit(np.ones((1, 384))))),
        {"chroma"},
    ),
    "Chroma with another collection": (lambda index: open_chroma(index, add_collection), {"chroma"}),
    "Chroma without its collection": (lambda index: open_chroma(index, drop_collection), {"chroma"}),
    "no Chroma": (lambda index: shutil.rmtree(index / "chroma"), {"chroma"}),
    "Chroma without its database": (lambda index: (index / "chroma" / "chroma.sqlite3").unlink(), {"chroma"}),
    "Chroma's database cut off": (truncate("chroma.sqlite3", 50_000), {"chroma"}),
    "Chroma's database empty": (truncate("chroma.sqlite3", 0), {"chroma"}),
    "Chroma's database no database": (overwrite("chroma.sqlite3", 0, 100), {"chroma"}),
    "Chroma's database with noise": (overwrite("chroma.sqlite3", 4096, 100_000), {"chroma"}),
}


def add_collection(client: Any) -> None:
    client.create_collection("passages-of-another", embedding_function=None)


def drop_collection(client: Any) -> None:
    client.delete_collection(client.list_collections()[0].name)


@pytest.mark.parametrize("name", MENDED)
def test_damage_is_named_and_mended_without_encoding(
    one: Assistant, sample: Sample, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    damage, checks = MENDED[name]
    index = one.settings.index
    kept = query(index, "SELECT * FROM passages")
    one = reopened(one)
    damage(index)
    SharedSystemClient.clear_system_cache()
    with monkeypatch.context() as patch:
        patch.setattr(Encoder, "start_passages", lambda *_: pytest.fail("the encoder was used"))
        diagnosis = one.doctor(repair=True)
    assert notes(diagnosis) == ""
    assert {line.partition(":")[0] for line in diagnosis.repaired} == checks
    one = reopened(one)
    check_whole(one)
    assert sorted(each.name for each in index.iterdir() if each.is_dir()) == ["chroma", "locks"]
    assert query(index, "SELECT * FROM passages") == kept
    assert (passages_in(index), found(one)) == (sample.passages, sample.found)
    one.close()


@pytest.fixture
def through_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma is searched, as in an index that is too large to be searched in memory."""
    monkeypatch.setattr(Exact.__init__, "__defaults__", (0,))


@pytest.mark.usefixtures("through_chroma")
def test_who_has_the_vectors_open_goes_on_with_the_repaired_ones(one: Assistant, sample: Sample) -> None:
    """A server repairs the index it answers from."""
    assert found(one) == sample.found
    in_chroma(lambda held: held.delete(ids=[str(each) for each in range(1, 21)]))(one.settings.index)
    assert found(one) != sample.found
    assert one.doctor(repair=True).healthy
    assert found(one) == sample.found
    (one.settings.corpus / "new.md").write_text("The walruses of the north sleep on the ice in winter.")
    one.sync()
    assert (one.search("animals asleep on ice").hits[0].article, one.doctor().healthy) == ("new.md", True)
    check_whole(reopened(one))


# Damage that needs a file to be read again


def blob(values: np.ndarray) -> str:
    return f"x'{values.astype(np.float32).tobytes().hex()}'"


LOST: dict[str, tuple[Damage, set[str]]] = {
    "a vector missing": (run_sql(f"DELETE FROM vectors WHERE key = {OF_DAMAGED}"), {"vectors"}),
    "a vector not finite": (
        run_sql(f"UPDATE vectors SET passage = {blob(np.full(384, np.nan))} WHERE key = {OF_DAMAGED}"),
        {"vectors"},
    ),
    "a vector not of unit length": (
        run_sql(f"UPDATE vectors SET passage = {blob(np.ones(384))} WHERE key = {OF_DAMAGED}"),
        {"vectors"},
    ),
    "a vector cut off": (
        run_sql(f"UPDATE vectors SET passage = substr(passage, 1, 100) WHERE key = {OF_DAMAGED}"),
        {"vectors"},
    ),
    "vectors of sentences lost": (
        run_sql(f"UPDATE vectors SET sentences = zeroblob(length(sentences)) WHERE key = {OF_DAMAGED}"),
        {"vectors"},
    ),
    "an offset altered": (run_sql(f"UPDATE passages SET start = start + 1 WHERE id = {DAMAGED}"), {"passages"}),
    "sentences altered": (run_sql(f"UPDATE passages SET sentences = '[[0, 1]]' WHERE id = {DAMAGED}"), {"passages"}),
    "sentences lost": (run_sql(f"UPDATE passages SET sentences = 'what' WHERE id = {DAMAGED}"), {"passages"}),
    "a passage lost": (run_sql(f"DELETE FROM passages WHERE id = {DAMAGED}"), {"passages"}),
    "passages of an article lost": (run_sql("DELETE FROM passages WHERE article_id = 2"), {"passages"}),
    "an article altered": (
        run_sql("UPDATE articles SET text = 'x' || text WHERE id = 2"),
        {"passages", "near-copies"},
    ),
    "an article that is no UTF-8": (
        run_sql("UPDATE articles SET text = CAST(x'ff' || text AS TEXT) WHERE id = 2"),
        {"passages"},
    ),
    "an article with a date that is none": (run_sql("UPDATE articles SET date = 'soon' WHERE id = 2"), {"passages"}),
    "an article lost": (run_sql("DELETE FROM articles WHERE id = 2"), {"passages", "references"}),
    "a file lost": (run_sql("DELETE FROM files WHERE article_id = 2"), {"passages"}),
}


@pytest.mark.parametrize("name", LOST)
def test_what_the_catalog_has_lost_is_taken_out_and_read_again(
    one: Assistant, sample: Sample, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    damage, checks = LOST[name]
    index = one.settings.index
    one = reopened(one)
    damage(index)
    with monkeypatch.context() as patch:
        patch.setattr(Encoder, "start_passages", lambda *_: pytest.fail("the encoder was used"))
        diagnosis = one.doctor(repair=True)
    assert diagnosis.healthy
    named = {line.partition(":")[0] for line in diagnosis.repaired}
    assert checks <= named <= checks | {"leftovers", "full text", "chroma", "references"}
    assert "assistant index" in notes(diagnosis), "that a file is to be read again is said"
    one = reopened(one)
    check_whole(one)
    assert {text for *_, text in passages_in(index)} < {text for *_, text in sample.passages}
    one = reopened(one)
    one.search(QUESTIONS[0])  # answers in between are no errors
    assert one.sync().embedded in (1, 2, 3)
    assert (passages_in(index), found(one)) == (sample.passages, sample.found)
    check_whole(reopened(one))


# Damage of files that hold more than Chroma keeps in its database


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of 1,500 made-up passages: Chroma writes its own files from 1,000 on."""
    root, count, dimensions = tmp_path_factory.mktemp("large"), 1500, 64
    (root / "corpus").mkdir()
    recipe = make_recipe(Encoder("all-MiniLM-L6-v2"), 200)
    catalog, vectors = SqliteCatalog(root / "index", create=True), ChromaVectors(root / "index", recipe)
    catalog.writer.start_recipe(recipe)
    made = unit(np.random.default_rng(1).normal(size=(count, dimensions)))
    articles, encoded = [], {}
    ids = catalog.writer.reserve(count)
    for id_, vector in zip(ids, made, strict=True):
        text = f"Article {id_} is about word{id_}."
        (root / "corpus" / f"{id_}.md").write_text(text)
        article = read_article(f"{id_}.md", text.encode())
        passage = Passage(0, len(text), article.title, text, ((0, len(text)),))
        key = make_key(recipe, passage)
        encoded[key] = Encoded(vector, vector[None])
        state = FileState(FileStat(0, 0, 0), False, article.content_hash, None, None)
        articles.append(NewArticle(article, (passage,), (id_,), (key,), state))
    vectors.put(ids, made)
    catalog.writer.write(articles, encoded)
    catalog.close()
    vectors.close()
    return root


NATIVE: dict[str, Damage] = {
    "lengths": overwrite("*/length.bin", 0, 1000),
    "lengths cut off": truncate("*/length.bin", 0),
    "header": overwrite("*/header.bin", 0, 64),
    "header that ends the process": overwrite("*/header.bin", 50, 25),
    "vectors": overwrite("*/data_level0.bin", 0, 50_000),
    "vectors cut off": truncate("*/data_level0.bin", 1000),
    "names": overwrite("*/index_metadata.pickle", 0, 64),
    "names cut off": truncate("*/index_metadata.pickle", 1000),
    "a file lost": lambda index: next(index.glob("chroma/*/link_lists.bin")).unlink(),
    "all files lost": lambda index: shutil.rmtree(next(index.glob("chroma/*/"))),
}


@pytest.mark.parametrize("name", NATIVE)
def test_damage_of_chromas_own_files_is_named_and_mended(
    large: Path, tmp_path: Path, no_encoding: None, name: str
) -> None:
    shutil.copytree(large, tmp_path, dirs_exist_ok=True)
    index = tmp_path / "index"
    before = passages_in(index)
    NATIVE[name](index)
    one = open_index(tmp_path)
    diagnosis = one.doctor(repair=True)
    assert diagnosis.healthy
    assert {line.partition(":")[0] for line in diagnosis.repaired} == {"chroma"}
    check_whole(one := reopened(one))
    assert passages_in(index) == before
    one.close()


def test_a_search_that_misses_what_is_near_is_named(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(large, tmp_path, dirs_exist_ok=True)
    one = open_index(tmp_path)
    assert one.doctor().healthy
    nearest = ChromaProbe.nearest
    monkeypatch.setattr(ChromaProbe, "nearest", lambda *arguments: nearest(*arguments)[:9])
    diagnosis = one.doctor()
    one.close()
    assert faulty(diagnosis) == {"chroma"}
    assert "90%" in notes(diagnosis)


def hang(*_: object) -> None:
    time.sleep(60)


def crash(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.mark.parametrize(("reply", "patience", "word"), [(hang, 3, "no answer within 3 s"), (crash, 60, "SIGSEGV")])
def test_a_chroma_that_hangs_or_ends_its_process_is_a_finding(
    one: Assistant, tmp_path: Path, reply: Callable[..., None], patience: int, word: str
) -> None:
    with closing(open_index(tmp_path, partial(quick_probe, serve=reply, patience=patience))) as opened:
        diagnosis = opened.doctor()
    assert faulty(diagnosis) == {"chroma"}
    assert word in notes(diagnosis)


# A catalog that cannot be mended


@pytest.mark.parametrize("at", [0, 20_000], ids=["no database", "a database with noise"])
def test_a_damaged_catalog_is_said_in_one_line_with_the_way_out(
    one: Assistant, sample: Sample, run: Run, tmp_path: Path, at: int
) -> None:
    one.close()
    file = one.settings.index / FILE
    content = file.read_bytes()
    file.write_bytes(content[:at] + os.urandom(50_000) + content[at + 50_000 :])
    for options in ([], ["--repair", "--prune"], ["--json"]):
        done = run(tmp_path, "doctor", *options)
        assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
        assert f"mv {one.settings.index} {one.settings.index}.damaged" in done.err
    result = json.loads(done.out)
    assert (result["healthy"], [check["name"] for check in result["checks"]]) == (False, ["catalog"])
    shutil.move(one.settings.index, f"{one.settings.index}.damaged")
    one = open_index(tmp_path)
    one.sync()
    assert passages_in(one.settings.index) == sample.passages
    assert notes(one.doctor()) == ""
    one.close()


def test_a_catalog_that_cannot_be_opened_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but longer than a header of one hundred bytes" * 3)
    with pytest.raises(IndexDamagedError):
        SqliteCatalog(tmp_path, create=False)


# Repairs that are killed


STEPS = [
    (SqliteRepair, "mend"),
    (SqliteWriter, "drop_unused_vectors"),
    (ChromaVectors, "put"),
    (ChromaVectors, "close"),
    (Path, "rename"),
    (SqliteWriter, "clear_journal"),
    (SqliteWriter, "clear_mark"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=lambda step: getattr(step, "__name__", step))
@pytest.mark.parametrize("then", ["doctor", "index"])
def test_a_repair_that_dies_at_any_write_is_finished_by_the_next_run(
    one: Assistant, sample: Sample, monkeypatch: pytest.MonkeyPatch, owner: type, name: str, when: str, then: str
) -> None:
    index = one.settings.index
    one = reopened(one)
    for damage in ("a journal left", "a vector missing", "full text without its index"):
        {**MENDED, **LOST}[damage][0](index)
    real = getattr(owner, name)

    def dying(*args: object, **named: object) -> object:
        if when == "after":
            real(*args, **named)
        raise KeyboardInterrupt

    SharedSystemClient.clear_system_cache()
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, dying)
        with pytest.raises(KeyboardInterrupt):
            one.doctor(repair=True)
    one = reopened(one)
    if then == "doctor" or (name, when) == ("mend", "before"):  # nothing is mended yet
        assert one.doctor(repair=True).healthy
        one = reopened(one)
    one.sync()
    one = reopened(one)
    assert (passages_in(index), found(one)) == (sample.passages, sample.found)
    check_whole(one := reopened(one))
    one.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("wait", [0.05, 0.6])
def test_a_repair_that_is_killed_is_finished_by_the_next(large: Path, tmp_path: Path, wait: float) -> None:
    shutil.copytree(large, tmp_path, dirs_exist_ok=True)
    index = tmp_path / "index"
    before = passages_in(index)
    truncate("chroma.sqlite3", 50_000)(index)
    run_sql("DELETE FROM full_text")(index)
    where = ["--corpus", str(tmp_path / "corpus"), "--index", str(index)]
    repairing = subprocess.Popen(
        [sys.executable, "-m", "assistant", "doctor", "--repair", *where],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not (index / "chroma.new").exists() and repairing.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(wait)
    repairing.kill()
    repairing.wait(60)
    one = open_index(tmp_path)
    assert one.doctor(repair=True).healthy
    one.close()
    check_whole(one := open_index(tmp_path))
    one.close()
    assert passages_in(index) == before


# Pruning


def test_only_pruning_removes_texts_that_no_file_holds(one: Assistant) -> None:
    corpus, index = one.settings.corpus, one.settings.index
    paths = [row.path for row in one.articles()]
    changed, removed = one.article(paths[0]), one.article(paths[1])
    (corpus / paths[0]).write_text("Another text. " * 2000)
    one.sync()
    (corpus / paths[0]).write_text("Yet another text.")
    (corpus / paths[1]).unlink()
    one.sync()
    before, answers = passages_in(index), found(one)
    one.doctor(repair=True)
    assert one.article(paths[0], changed.version) == changed
    assert one.article(paths[1], removed.version) == removed
    diagnosis = one.doctor(prune=True)
    assert diagnosis.pruned == 3
    assert diagnosis.freed > 20_000
    assert query(index, "SELECT count(*) FROM articles") == [(11,)]
    assert one.doctor(prune=True).pruned == 0
    assert (passages_in(index), found(one)) == (before, answers)
    check_whole(one := reopened(one))
    assert one.sync().unchanged == 11
    one.close()


def test_pruning_keeps_what_a_damaged_index_still_names(one: Assistant) -> None:
    index = one.settings.index
    run_sql("DELETE FROM passages WHERE article_id = 2", "DELETE FROM files WHERE article_id = 3")(index)
    assert one.doctor(prune=True).pruned == 0
    diagnosis = one.doctor(repair=True, prune=True)
    assert (diagnosis.healthy, diagnosis.pruned) == (True, 1), "the article no file holds"
    assert query(index, "SELECT count(*) FROM articles WHERE id = 2") == [(1,)]


# The command


def test_the_command_says_what_is_wrong_and_exits_by_it(one: Assistant, run: Run, tmp_path: Path) -> None:
    one.close()
    healthy = run(tmp_path, "doctor")
    assert (healthy.code, healthy.err) == (0, "")
    assert "12 articles" in healthy.out
    run_sql(f"DELETE FROM full_text WHERE rowid = {DAMAGED}")(one.settings.index)
    result = run(tmp_path, "doctor", "--json")
    assert result.code == 1
    (line,) = result.err.splitlines()
    assert "assistant doctor --repair" in line
    report = json.loads(result.out)
    assert list(report) == ["healthy", "checks", "repaired", "pruned", "articles", "passages", "seconds"]
    assert (report["healthy"], report["repaired"], report["pruned"]) == (False, [], None)
    wrong = [check for check in report["checks"] if not check["ok"]]
    assert wrong == [{"name": "full text", "ok": False, "found": ["1 passage missing from it"]}]
    mended = run(tmp_path, "doctor", "--repair", "--prune", "--json")
    assert (mended.code, mended.err) == (0, "")
    report = json.loads(mended.out)
    assert (report["healthy"], report["repaired"]) == (True, ["full text: 1 passage missing from it"])
    assert report["pruned"] == 0


def test_what_cannot_be_repaired_is_said(
    one: Assistant, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.close()
    shutil.rmtree(one.settings.index / "chroma")
    monkeypatch.setattr(EmbeddedStore, "replace_vectors", lambda *_: None)
    result = run(tmp_path, "doctor", "--repair")
    assert result.code == 1
    (line,) = result.err.splitlines()
    assert line.startswith("Not everything could be repaired (chroma)")


def test_without_an_index_the_command_that_makes_one_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for options in ([], ["--repair"]):
        done = run(tmp_path, "doctor", *options)
        assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
        assert "assistant index" in done.err
        assert not (tmp_path / "index").exists()


def test_a_check_is_ok_unless_a_fault_is_found() -> None:
    assert Check("corpus", (Finding("1 file added", fault=False),)).ok
    assert not Check("chroma", (Finding("it is gone"),)).ok


def test_what_is_searched_while_chroma_is_replaced_leaves_nothing_on_the_old_folder(
    one: Assistant, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that comes between closing and replacing Chroma's folder waits, and is answered from the new one."""
    before = found(one)
    ids = [each[0] for each in query(one.settings.index, "SELECT id FROM passages")]
    open_chroma(one.settings.index, lambda client: client.list_collections()[0].delete(ids=[str(ids[0])]))
    askers: list[threading.Thread] = []
    rename = Path.rename

    def rename_and_ask(self: Path, target: Path) -> Path:
        if self.name == "chroma":
            askers.append(threading.Thread(target=one.search, args=["harbour"]))
            askers[-1].start()
            askers[-1].join(0.5)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_and_ask)
    assert one.doctor(repair=True).healthy
    for asker in askers:
        asker.join(30)
    assert len(askers) == 2
    assert found(one) == before == sample.found
    (one.settings.corpus / "new.md").write_text("The harbour of Zorblax was opened.\n", "utf-8")
    assert one.sync().added == 1
    assert one.search("Who opened the harbour of Zorblax?").hits[0].article == "new.md"


@pytest.mark.usefixtures("through_chroma")
def test_a_question_that_has_the_vectors_open_while_they_are_replaced_is_answered(
    one: Assistant, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the page: a repair replaces Chroma's folder between the two steps of a question."""
    before = found(one)
    open_chroma(one.settings.index, lambda client: client.list_collections()[0].delete(ids=[str(DAMAGED)]))
    replace, look_up = EmbeddedStore.replace_vectors, chromadb.Collection.query
    has_handle, replaced, asked = threading.Event(), threading.Event(), list[Any]()

    def wait_and_look_up(self: chromadb.Collection, **arguments: Any) -> Any:
        has_handle.set()
        assert replaced.wait(60)
        return look_up(self, **arguments)

    def replace_meanwhile(self: EmbeddedStore, *arguments: Any) -> None:
        asker = threading.Thread(target=lambda: asked.append(found(one)))
        monkeypatch.setattr(chromadb.Collection, "query", wait_and_look_up)
        asker.start()
        assert has_handle.wait(60)
        replace(self, *arguments)
        replaced.set()
        asker.join(60)

    monkeypatch.setattr(EmbeddedStore, "replace_vectors", replace_meanwhile)
    assert one.doctor(repair=True).healthy
    assert asked == [before] == [sample.found]
