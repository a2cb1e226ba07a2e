"""The index equals the corpus: after any change of files, and after a crash at any point of a run."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from fakes import wait_until
from hypothesis import given, settings
from hypothesis import strategies as st
from index_state import check_whole, passages_in, passages_of, query, recipe_of
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.documents import READER_FORMAT, read_article
from assistant.errors import CorpusError, ReadError, Stopped
from assistant.index import reading, recipe
from assistant.index import sync as sync_module
from assistant.index.plan import plan_sync
from assistant.records import Article
from assistant.reports import SyncReport
from assistant.settings import load_settings
from assistant.store.chroma import ChromaVectors
from assistant.store.sqlite.full_text import SqliteFullText
from assistant.store.sqlite.writing import SqliteWriter

Make = Callable[..., Assistant]

LONG_AGO = 1_700_000_000  # s; well before any run
A = "# Talks begin\n\nCanada and India began talks in Ottawa. They go on until Friday.\n"
B = "Lentils are the largest export of Saskatchewan. Steel is next.\n"
C = "A storm closed the port of Halifax. It opened again on Sunday.\n"


@pytest.fixture
def corpus(tmp_path: Path, make: Make) -> Path:
    return tmp_path / "corpus"


def put(file: Path, text: str | bytes, *, age: int = 0) -> None:
    """Write a file; every version has a time of its own, long ago, so that no run takes it for unsettled."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(file, (LONG_AGO + age, LONG_AGO + age))


def counts(report: SyncReport) -> tuple[int, int, int, int, int]:
    return (report.added, report.changed, report.moved, report.removed, report.unchanged)


def check_equals_corpus(assistant: Assistant, corpus: Path, *, but: tuple[str, ...] = ()) -> None:
    """The index is what a fresh one of this corpus would be, ids aside."""
    articles = [
        read_article(file.relative_to(corpus).as_posix(), file.read_bytes())
        for file in corpus.rglob("*")
        if file.is_file() and file.name not in but
    ]
    assert passages_in(assistant.settings.index) == passages_of(articles, assistant)
    assert {row.path for row in assistant.articles()} == {article.path for article in articles}
    check_whole(assistant)


# The plan, which is pure

states = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("1234"))


@given(states, states)
@settings(max_examples=300)
def test_the_plan_turns_what_is_known_into_what_is_found(known: dict[str, str], found: dict[str, str]) -> None:
    plan = plan_sync(known, found)
    state = dict(known)
    for path in plan.removed:
        del state[path]
    taken = {new: state.pop(old) for old, new in plan.moved}
    state |= taken | {path: found[path] for path in (*plan.added, *plan.changed)}
    assert state == found


@given(states, states)
@settings(max_examples=300)
def test_every_path_is_in_one_class_of_the_plan(known: dict[str, str], found: dict[str, str]) -> None:
    plan = plan_sync(known, found)
    new, old = [each for _, each in plan.moved], [each for each, _ in plan.moved]
    assert sorted([*plan.added, *plan.changed, *plan.unchanged, *new]) == sorted(found)
    assert sorted([*plan.removed, *plan.changed, *plan.unchanged, *old]) == sorted(known)
    assert all(known[a] == found[b] and a not in found and b not in known for a, b in plan.moved)
    assert not {known[each] for each in plan.removed} & {found[each] for each in plan.added}, "a move was missed"
    assert all(known[each] == found[each] for each in plan.unchanged)
    assert all(known[each] != found[each] for each in plan.changed)


# Each kind of change


def test_a_first_run_indexes_everything_and_a_second_changes_nothing(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "deep" / "b.txt", B)
    one = make()
    report = one.sync()
    assert counts(report) == (2, 0, 0, 0, 0)
    assert (report.articles, report.passages, report.failed) == (2, report.embedded, ())
    assert report.outcomes == (("a.md", "added"), ("deep/b.txt", "added"))
    check_equals_corpus(one, corpus)
    before = query(one.settings.index, "SELECT * FROM passages")
    again = make().sync()
    assert counts(again) == (0, 0, 0, 0, 2)
    assert (again.embedded, again.outcomes) == (0, ())
    assert query(one.settings.index, "SELECT * FROM passages") == before


def test_a_changed_file_is_embedded_alone_and_its_old_version_is_kept(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    old = one.article("a.md")
    put(corpus / "a.md", A.replace("Friday", "Sunday"), age=1)
    report = one.sync()
    assert counts(report) == (0, 1, 0, 0, 1)
    assert report.embedded == 1
    check_equals_corpus(one, corpus)
    assert one.article("a.md", old.version) == old


def test_a_file_changed_twice_within_its_time_stamp_is_seen(make: Make, corpus: Path) -> None:
    one = make()
    (corpus / "a.md").write_text("They talk on Monday.")
    stamp = (corpus / "a.md").stat().st_mtime_ns
    one.sync()
    with (corpus / "a.md").open("r+") as file:
        file.write("They talk on Friday.")
    os.utime(corpus / "a.md", ns=(stamp, stamp))
    assert counts(one.sync()) == (0, 1, 0, 0, 0)
    assert "Friday" in one.article("a.md").text


def test_a_file_put_in_place_of_another_with_its_size_and_time_is_seen(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", "They talk on Monday.")
    one = make()
    one.sync()
    put(corpus / "new.md", "They talk on Friday.")
    (corpus / "new.md").rename(corpus / "a.md")
    assert counts(one.sync()) == (0, 1, 0, 0, 0)


def test_a_touched_file_is_unchanged_and_embeds_nothing(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    before = query(one.settings.index, "SELECT * FROM passages")
    put(corpus / "a.md", A, age=5)
    report = one.sync()
    assert (counts(report), report.embedded) == ((0, 0, 0, 0, 1), 0)
    assert query(one.settings.index, "SELECT * FROM passages") == before
    assert query(one.settings.index, "SELECT mtime_ns FROM files") == [((LONG_AGO + 5) * 10**9,)]


def test_a_moved_file_is_not_encoded_again_and_its_citations_open(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    version = one.article("a.md").version
    ids = query(one.settings.index, "SELECT id FROM passages")
    (corpus / "later").mkdir()
    (corpus / "a.md").rename(corpus / "later" / "c.md")
    report = one.sync()
    assert (counts(report), report.embedded) == ((0, 0, 1, 0, 0), 0)
    assert query(one.settings.index, "SELECT id FROM passages") == ids
    check_equals_corpus(one, corpus)
    assert one.article("a.md", version).text == one.article("later/c.md").text == A


def test_a_copy_is_an_article_of_its_own_and_is_not_encoded(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    put(corpus / "b.md", A)
    report = one.sync()
    assert (counts(report), report.embedded) == ((1, 0, 0, 0, 1), 0)
    check_equals_corpus(one, corpus)
    (corpus / "a.md").unlink()
    one.sync()
    check_equals_corpus(one, corpus)


def test_a_text_file_whose_title_is_its_name_has_a_new_title_once_renamed(make: Make, corpus: Path) -> None:
    put(corpus / "2026-03-01-old_name.txt", B)
    one = make()
    one.sync()
    (corpus / "2026-03-01-old_name.txt").rename(corpus / "2026-04-02-new_name.txt")
    report = one.sync()
    assert counts(report) == (0, 0, 1, 0, 0)
    check_equals_corpus(one, corpus)
    article = one.article("2026-04-02-new_name.txt")
    assert (article.title, str(article.date)) == ("New name", "2026-04-02")
    assert one.search("lentils").hits[0].title == "New name"


def test_two_files_that_swap_their_texts_swap_their_articles(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    put(corpus / "a.md", B, age=1)
    put(corpus / "b.md", A, age=1)
    assert counts(one.sync()) == (0, 2, 0, 0, 0)
    check_equals_corpus(one, corpus)


def test_adding_and_removing_a_file_leaves_the_index_as_it_was(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    tables = ("files", "passages", "full_text", "vectors")
    before = {table: query(one.settings.index, f"SELECT * FROM {table}") for table in tables}
    put(corpus / "b.md", B)
    one.sync()
    version = one.article("b.md").version
    (corpus / "b.md").unlink()
    assert counts(one.sync()) == (0, 0, 0, 1, 1)
    assert {table: query(one.settings.index, f"SELECT * FROM {table}") for table in tables} == before
    check_equals_corpus(one, corpus)
    assert not [hit for hit in one.search("lentils of Saskatchewan").hits if hit.article == "b.md"]
    assert one.article("b.md", version).text == B


def test_two_articles_of_one_title_are_two_articles(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", f"# Briefs\n\n{B}")
    put(corpus / "b.md", f"# Briefs\n\n{C}")
    one = make()
    one.sync()
    assert [(row.path, row.title) for row in one.articles()] == [("a.md", "Briefs"), ("b.md", "Briefs")]
    assert one.search("lentils").hits[0].article == "a.md"
    assert one.search("storm in Halifax").hits[0].article == "b.md"


# Files that cannot be read


def test_a_bad_file_is_reported_and_does_not_stop_the_run(make: Make, corpus: Path) -> None:
    put(corpus / "a-empty.md", "")
    put(corpus / "b.md", B)
    put(corpus / "c-broken.md", "---\ntitle: a: b\n---\nWords.\n")
    put(corpus / "d.odt", b"%PDF")
    put(corpus / "e.md", C)
    one = make()
    report = one.sync()
    bad = ["a-empty.md", "c-broken.md"]
    assert [failure.path for failure in report.failed] == bad
    assert [skipped.path for skipped in report.skipped] == ["d.odt"]
    assert counts(report) == (2, 0, 0, 0, 0)
    check_equals_corpus(one, corpus, but=(*bad, "d.odt"))
    again = one.sync()
    assert [failure.path for failure in again.failed] == bad, "a file that still fails is listed at every run"
    assert counts(again) == (0, 0, 0, 0, 2)
    put(corpus / "a-empty.md", A, age=1)
    (corpus / "d.odt").unlink()
    report = one.sync()
    assert ([failure.path for failure in report.failed], report.skipped) == (["c-broken.md"], ())
    assert counts(report) == (0, 1, 0, 0, 2), "a file that is skipped is not one that is removed"
    check_equals_corpus(one, corpus, but=("c-broken.md",))


@pytest.mark.parametrize(
    "fields",
    ["title: !!timestamp never", 'title: "\\ud83d"', "title: 0x" + "f" * 5000],
    ids=["bad tag", "half a surrogate", "huge number"],
)
def test_front_matter_nobody_expects_does_not_stop_the_run(make: Make, corpus: Path, fields: str) -> None:
    put(corpus / "a.md", f"---\n{fields}\n---\n{A}")
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    assert one.article("b.md").text == B


def test_a_file_name_that_is_no_utf_8_does_not_stop_the_run(make: Make, corpus: Path) -> None:
    try:
        put(corpus / os.fsdecode(b"caf\xe9.md"), A)
    except OSError:
        pytest.skip("this file system has no such names")
    put(corpus / "b.md", B)
    one = make()
    report = one.sync()
    assert one.article("b.md").text == B
    assert report.articles + len(report.failed) in (1, 2)


def test_a_changed_file_that_cannot_be_read_keeps_its_last_good_version(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    put(corpus / "a.md", b"\x00\x01", age=1)
    for _ in range(2):
        report = one.sync()
        assert [failure.path for failure in report.failed] == ["a.md"]
        assert (report.articles, report.unchanged, report.removed) == (2, 1, 0)
        assert one.article("a.md").text == A
        check_whole(one)
    assert one.search("talks in Ottawa").hits[0].article == "a.md"
    put(corpus / "a.md", A, age=2)
    report = one.sync()
    assert (report.failed, report.embedded) == ((), 0)
    check_equals_corpus(one, corpus)


def test_a_file_over_the_limit_is_failed_and_indexed_once_the_limit_is_raised(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", B * 40)
    put(corpus / "b.md", C)
    report = make(max_file_mb=0.001).sync()
    assert [failure.path for failure in report.failed] == ["a.md"]
    assert "ASSISTANT_MAX_FILE_MB" in report.failed[0].reason
    one = make()
    assert (one.sync().failed, one.sync().failed) == ((), ())
    check_equals_corpus(one, corpus)


def test_what_is_no_document_of_the_corpus_is_not_indexed(make: Make, corpus: Path, tmp_path: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / ".hidden.md", B)
    put(corpus / ".git" / "b.md", B)
    put(tmp_path / "outside.md", B)
    (corpus / "link.md").symlink_to(tmp_path / "outside.md")
    one = make(index=corpus / "index")
    one.sync()
    put(corpus / "index" / "note.md", B)
    assert counts(one.sync()) == (0, 0, 0, 0, 1)
    assert [row.path for row in one.articles()] == ["a.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_stop_a_run_for_ever(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    os.mkfifo(corpus / "pipe.md")
    reports: list[SyncReport] = []
    run = threading.Thread(target=lambda: reports.append(one.sync()), daemon=True)
    run.start()
    run.join(60)
    if not reports:
        (corpus / "pipe.md").open("w").close()
        run.join(60)
        raise AssertionError("it waited for somebody to write to the pipe")
    assert counts(reports[0]) == (0, 0, 0, 0, 1)


# What must not empty an index


def test_a_missing_corpus_is_an_error_and_changes_nothing(make: Make, corpus: Path, tmp_path: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    before = passages_in(one.settings.index)
    corpus.rename(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="does not exist"):
        one.sync()
    corpus.write_text("a file")
    with pytest.raises(CorpusError):
        one.sync()
    assert passages_in(one.settings.index) == before
    with pytest.raises(CorpusError):
        make(corpus=tmp_path / "nowhere", index=tmp_path / "other").sync()
    assert not (tmp_path / "other").exists()


def test_a_run_that_would_remove_every_article_stops(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    before = passages_in(one.settings.index)
    shutil.rmtree(corpus)
    corpus.mkdir()
    put(corpus / "c.md", C)
    with pytest.raises(CorpusError, match="--allow-removals"):
        one.sync()
    assert passages_in(one.settings.index) == before
    assert counts(one.sync(allow_removals=True)) == (1, 0, 0, 2, 0)
    check_equals_corpus(one, corpus)


def test_a_run_that_would_remove_most_of_many_articles_stops(make: Make, corpus: Path) -> None:
    for number in range(20):
        put(corpus / f"{number}.md", f"Article {number}.")
    one = make()
    one.sync()
    for number in range(10):
        (corpus / f"{number}.md").unlink()
    assert counts(one.sync()) == (0, 0, 0, 10, 10), "half of them is not most of them"
    for number in range(20, 30):
        put(corpus / f"{number}.md", f"Article {number}.")
    one.sync()
    (corpus / "deep").mkdir()
    for number in range(10, 21):
        (corpus / f"{number}.md").rename(corpus / "deep" / f"{number}.md")
    assert one.sync().moved == 11, "a moved file is not a removed one"
    shutil.rmtree(corpus / "deep")
    with pytest.raises(CorpusError, match=r"11 of 20"):
        one.sync()
    assert one.status().articles == 20


def test_an_unmounted_corpus_does_not_empty_an_index_of_another_recipe(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    make().sync()
    (corpus / "a.md").unlink()
    with pytest.raises(CorpusError, match="--allow-removals"):
        make(passage_tokens=100).sync()
    one = make()
    assert one.status().passages > 0


# Another recipe

LONG = "# Talks\n\n" + " ".join(
    f"The minister of country {n} came to the talks in Ottawa on Monday." for n in range(30)
)


def test_another_passage_size_builds_the_index_anew_and_never_a_mix(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", LONG)
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    version, before = one.article("a.md").version, passages_in(one.settings.index)
    hits = one.search("talks").hits
    small = make(passage_tokens=64)
    assert small.search("talks").hits == hits, "until it is built, the old index answers"
    assert small.sync().passages > len(before)
    check_equals_corpus(small, corpus)
    assert small.article("a.md", version).text == LONG


def test_a_file_that_can_no_longer_be_read_outlives_another_recipe(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", LONG)
    put(corpus / "b.md", B)
    make().sync()
    (corpus / "a.md").write_bytes(b"\x00\x01 broken")
    make().sync()
    one = make(passage_tokens=64)
    report = one.sync()
    assert [failure.path for failure in report.failed] == ["a.md"]
    assert (report.articles, one.article("a.md").text) == (2, LONG)
    assert {hit.article for hit in one.search("talks in Ottawa").hits} >= {"a.md"}


def fail(*_: object) -> Article:
    raise ReadError("the parser is tired")


def test_a_failed_file_is_read_again_only_when_it_changed_or_that_is_asked_for(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_article", fail)
        (a, b) = make().sync().failed
    assert (a.reason, b.reason) == ("the parser is tired", "the parser is tired")
    assert a.since
    with closing(sqlite3.connect(corpus.parent / "index" / "catalog.sqlite3")) as db, db:
        db.execute("UPDATE files SET failed_since = '2026-03-01T12:00:00+00:00'")
    (a, b) = make().status().failed
    put(corpus / "b.md", B, age=9)  # another time stamp, the same bytes
    for _ in range(2):
        report = make().sync()
        assert (report.failed, report.outcomes) == ((a, b), ())
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_article", fail)
        report = make().sync(retry=True)
        assert (report.failed, counts(report)) == ((a, b), (0, 0, 0, 0, 0)), "it fails since it first failed so"
    report = make().sync(retry=True)
    assert (report.failed, counts(report), report.embedded) == ((), (0, 2, 0, 0, 0), 2)
    check_equals_corpus(make(), corpus)


def refuse(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Files that may not be opened, also by root."""
    real = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self.name in names:
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)


def test_a_file_that_may_not_be_opened_is_tried_again_at_each_run(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", A)
    with monkeypatch.context() as patch:
        refuse(patch, "a.md")
        one = make()
        first, second = one.sync(), one.sync()
        assert first.failed == second.failed
        assert (first.failed[0].reason, second.outcomes) == ("it cannot be opened (Permission denied)", ())
        put(corpus / "a.md", A * 40)
        again = make(max_file_mb=0.001).sync().failed[0]
        assert "ASSISTANT_MAX_FILE_MB" in again.reason
    assert make().sync().failed == ()
    check_equals_corpus(make(), corpus)


BROKEN = b"\x00\x01 broken"


@pytest.mark.parametrize("recipe", ["the same", "another", "built anew"])
@pytest.mark.parametrize(
    ("why", "seen_before"),  # what broke and moved between two runs cannot be told from another file
    [("broken", True), ("refused", True), ("refused", False)],
    ids=["broken before", "refused before", "refused as it moves"],
)
def test_a_failed_file_that_moves_takes_its_last_good_version_along(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch, why: str, seen_before: bool, recipe: str
) -> None:
    put(corpus / "a.md", LONG)
    put(corpus / "b.md", B)
    make().sync()
    if why == "refused":
        refuse(monkeypatch, "a.md", "c.md")
    if seen_before:
        put(corpus / "a.md", BROKEN if why == "broken" else LONG, age=1)
        assert [failure.path for failure in make().sync().failed] == ["a.md"]
    (corpus / "in").mkdir()
    (corpus / "a.md").rename(corpus / "in" / "c.md")
    one = make(passage_tokens=64 if recipe == "another" else 200)
    for _ in range(2):
        report = one.sync(rebuild=recipe == "built anew")
        assert [failure.path for failure in report.failed] == ["in/c.md"]
        assert [row.path for row in one.articles()] == ["b.md", "in/c.md"]
        assert one.article("in/c.md").text == LONG
        assert one.search("talks in Ottawa").hits[0].article == "in/c.md"
        check_whole(one)
    if why == "refused":
        monkeypatch.undo()
        assert one.sync().failed == ()
        check_equals_corpus(one, corpus)
    put(corpus / "in" / "c.md", C, age=5)
    assert one.sync().failed == ()
    check_equals_corpus(one, corpus)


def test_a_broken_file_that_is_renamed_and_can_then_be_read_is_read(make: Make, corpus: Path) -> None:
    put(corpus / "a.html", b"<html><body></body></html>")
    put(corpus / "b.md", B)
    one = make()
    assert [failure.path for failure in one.sync().failed] == ["a.html"]
    (corpus / "a.html").rename(corpus / "a.txt")
    assert one.sync().failed == ()
    check_equals_corpus(one, corpus)


def test_a_broken_file_put_back_as_it_was_is_failed_no_longer(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", LONG)
    put(corpus / "b.md", B)
    make().sync()
    put(corpus / "a.md", BROKEN, age=1)
    read: list[str] = []

    def read_and_note(path: str, *rest: Any) -> Article:
        read.append(path)
        return read_article(path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_article", read_and_note)
        assert [failure.path for failure in make(passage_tokens=64).sync().failed] == ["a.md"]
    assert read == ["a.md", "b.md"], "once each"
    put(corpus / "a.md", LONG, age=2)
    one = make(passage_tokens=64)
    assert (one.sync().failed, one.sync().failed) == ((), ())
    check_equals_corpus(one, corpus)


# Files that are being written


def test_a_patient_run_leaves_what_is_being_written_to_the_next(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    one = make()
    one.sync()
    (corpus / "a.md").write_text("Half of a")
    (corpus / "c.md").write_text("Half of a")
    (corpus / "b.md").unlink()
    report = one.sync(patient=True)
    assert counts(report) == (0, 0, 0, 1, 1)
    assert {row.path: one.article(row.path).text for row in one.articles()} == {"a.md": A}
    put(corpus / "a.md", C, age=1)
    put(corpus / "c.md", B, age=1)
    future = time.time() + 60  # by the clock of a file server
    os.utime(corpus / "c.md", (future, future))
    assert counts(one.sync(patient=True)) == (1, 1, 0, 0, 0)
    check_equals_corpus(one, corpus)


def test_vectors_lost_with_a_journal_left_are_put_back(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    one.sync()
    one.store.catalog().writer.reserve(3)
    shutil.rmtree(one.settings.index / "chroma")
    SharedSystemClient.clear_system_cache()
    again = make()
    again.sync()
    check_whole(again)


def test_a_crash_while_another_recipe_is_built_leaves_the_old_index_whole(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", LONG)
    one = make()
    one.sync()
    hits = one.search("talks").hits
    with monkeypatch.context() as patch:
        patch.setattr(ChromaVectors, "put", interrupt)
        with pytest.raises(KeyboardInterrupt):
            make(passage_tokens=64).sync()
    assert make().search("talks").hits == hits
    small = make(passage_tokens=64)
    small.sync()
    check_equals_corpus(small, corpus)


def test_an_encoder_of_other_dimensions_builds_the_index_anew(make: Make, corpus: Path, small_encoder: str) -> None:
    put(corpus / "a.md", LONG)
    make().sync()
    other = make(encoder=small_encoder)
    other.sync()
    check_equals_corpus(other, corpus)
    assert other.search("talks").hits
    back = make()
    back.sync()
    check_equals_corpus(back, corpus)


# The same recipe, built anew


def test_a_rebuild_encodes_everything_again_while_the_old_index_answers(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", LONG)
    put(corpus / "b.md", B)
    one = make()
    first = one.sync()
    before, keys = passages_in(one.settings.index), query(one.settings.index, "SELECT key FROM vectors")
    hits = one.search("talks").hits
    answered: list[bool] = []
    put_vectors = ChromaVectors.put

    def ask_meanwhile(vectors: ChromaVectors, ids: Sequence[int], made: NDArray[np.float32]) -> None:
        put_vectors(vectors, ids, made)
        answered.append(one.search("talks").hits == hits)

    with monkeypatch.context() as patch:
        patch.setattr(sync_module, "GROUP", 1)
        patch.setattr(ChromaVectors, "put", ask_meanwhile)
        report = one.sync(rebuild=True)
    assert answered
    assert all(answered)
    assert (report.embedded, report.changed) == (first.embedded, 2)
    assert passages_in(one.settings.index) == before
    assert not set(keys) & set(query(one.settings.index, "SELECT key FROM vectors"))
    check_equals_corpus(one, corpus)
    assert counts(one.sync()) == (0, 0, 0, 0, 2)
    assert one.sync(rebuild=True).embedded == first.embedded


@pytest.mark.parametrize("asked_again", [True, False])
def test_a_rebuild_that_was_killed_leaves_the_old_index_and_the_next_run_goes_on(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch, asked_again: bool
) -> None:
    for number in range(4):
        put(corpus / f"{number}.md", f"Talks of round {number} began in Ottawa.")
    one = make()
    one.sync()
    before, hits = query(one.settings.index, "SELECT * FROM passages"), one.search("talks").hits
    with monkeypatch.context() as patch:
        patch.setattr(sync_module, "GROUP", 1)
        crash(patch, SqliteWriter, "keep_vectors", 3, "before")
        with pytest.raises(KeyboardInterrupt):
            make().sync(rebuild=True)
    two = make()
    assert query(two.settings.index, "SELECT * FROM passages") == before
    assert two.search("talks").hits == hits
    report = two.sync(rebuild=asked_again)
    assert (report.embedded, report.changed) == (2, 4), "what was encoded is kept"
    check_equals_corpus(two, corpus)
    assert counts(two.sync()) == (0, 0, 0, 0, 4)


def test_a_rebuild_of_nothing_is_a_first_run(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    one = make()
    assert counts(one.sync(rebuild=True)) == (1, 0, 0, 0, 0)
    check_equals_corpus(one, corpus)


def test_better_reading_builds_the_index_anew_and_encodes_only_what_it_changes(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.txt", B)
    put(corpus / "c.md", "")
    make().sync()
    monkeypatch.setattr(recipe, "READER_FORMAT", READER_FORMAT + 1)
    monkeypatch.setattr(reading, "read_article", read_better)
    one = make()
    report = one.sync()
    assert (report.failed, report.embedded, one.article("b.txt").title) == ((), 2, "Better")
    assert counts(one.sync()) == (0, 0, 0, 0, 3)
    check_whole(one)


def read_better(path: str, content: bytes, *_: object) -> Article:
    article = read_article(path, content or b"Something after all.")
    return replace(article, title="Better") if path == "b.txt" else article


# Crashes, and stops


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def crash(patch: pytest.MonkeyPatch, owner: type, name: str, at: int, when: str) -> None:
    """The run dies at the ``at``-th call of a write, before or after it is done."""
    real, calls = getattr(owner, name), iter(range(1, 1000))

    def dying(*args: object, **named: object) -> object:
        dies = next(calls) == at
        if dies and when == "before":
            raise KeyboardInterrupt
        result = real(*args, **named)
        if dies:
            raise KeyboardInterrupt
        return result

    patch.setattr(owner, name, dying)


STEPS = [
    (SqliteWriter, "reserve"),
    (ChromaVectors, "put"),
    (SqliteWriter, "write"),
    (ChromaVectors, "delete"),
    (SqliteWriter, "clear_journal"),
    (SqliteWriter, "remove"),
    (SqliteWriter, "move"),
    (SqliteWriter, "touch"),
    (SqliteWriter, "finish_sync"),
]


@pytest.fixture(scope="module")
def half_changed(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Path:
    """A folder with an index and a corpus that has been changed in every way since."""
    root = tmp_path_factory.mktemp("half")
    corpus = root / "corpus"
    for file, text in (("a.md", A), ("b.md", B), ("moving.md", "# Moving\n\nThey move."), ("name.txt", "No title.\n")):
        put(corpus / file, text)
    one = Assistant(load_settings(corpus=corpus, index=root / "index"))
    one.sync()
    one.close()
    put(corpus / "a.md", A.replace("Friday", "Sunday"), age=1)
    (corpus / "b.md").unlink()
    (corpus / "moving.md").rename(corpus / "moved.md")
    (corpus / "name.txt").rename(corpus / "other.txt")
    put(corpus / "new.md", C)
    put(corpus / "bad.md", "")
    return root


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=lambda step: getattr(step, "__name__", step))
def test_a_crash_at_any_write_is_mended_by_the_next_run(
    make: Make, tmp_path: Path, half_changed: Path, monkeypatch: pytest.MonkeyPatch, owner: type, name: str, when: str
) -> None:
    monkeypatch.setattr(sync_module, "GROUP", 1)  # each article is a group
    shutil.copytree(half_changed, tmp_path, dirs_exist_ok=True)
    with monkeypatch.context() as patch:
        crash(patch, owner, name, 1, when)
        with pytest.raises(KeyboardInterrupt):
            make().sync()
    make().search("talks in Ottawa")  # answers in between are no errors
    one = make()
    report = one.sync()
    assert [failure.path for failure in report.failed] == ["bad.md"]
    check_equals_corpus(one, tmp_path / "corpus", but=("bad.md",))
    assert one.search("storm in Halifax").hits[0].article == "new.md"


def test_answers_between_a_crash_and_its_repair_hold_no_passage_the_catalog_does_not_know(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus / "a.md", A)
    make().sync()
    put(corpus / "a.md", C, age=1)
    with monkeypatch.context() as patch:
        crash(patch, SqliteWriter, "write", 1, "before")
        with pytest.raises(KeyboardInterrupt):
            make().sync()
    one = make()
    assert one.store.vectors(recipe_of(one)).count() == 2
    for question in ("talks in Ottawa", "storm in Halifax"):
        assert {one.article(hit.article, hit.version).text for hit in one.search(question).hits} == {A}


def test_a_stop_keeps_what_was_done_and_the_next_run_goes_on(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_module, "GROUP", 1)
    for number in range(6):
        put(corpus / f"{number}.md", f"Talks of round {number} began in Ottawa.")
    one, stop = make(), threading.Event()

    def progress(done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
        if what == "3.md":
            stop.set()

    with pytest.raises(Stopped):
        one.sync(progress, stop)
    kept = one.status().articles
    assert 2 <= kept <= 4
    check_whole(one)
    report = one.sync()
    assert (report.added, report.unchanged, report.embedded) == (6 - kept, kept, 6 - kept)
    check_equals_corpus(one, corpus)


def test_progress_ends_at_its_total(make: Make, corpus: Path) -> None:
    put(corpus / "a.md", A)
    put(corpus / "b.md", B)
    steps: list[tuple[int, int]] = []
    make().sync(lambda done, total, what, *_: steps.append((done, total)))
    assert steps[-1] == (2, 2)
    assert all(0 <= done <= total for done, total in steps)


def test_people_can_ask_while_a_run_goes_on(make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is of a complete state: the articles of a question are all there, each in one version."""
    monkeypatch.setattr(sync_module, "GROUP", 1)
    put(corpus / "a.md", "They talk in round 0 in Ottawa.")
    one = make()
    one.sync()
    wrong: list[object] = []
    right: list[str] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                hits = one.search("they talk in Ottawa").hits
                if len(hits) != 1 or one.article("a.md", hits[0].version).text != hits[0].text:
                    wrong.append(hits)
                right.append(one.ask("Where do they talk?").status)
            except Exception as error:
                wrong.append(error)

    def answered_since(count: int) -> bool:
        return len(right) > count or bool(wrong)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for each in asking:
        each.start()
    try:
        for number in range(1, 9):
            put(corpus / "a.md", f"They talk in round {number} in Ottawa.", age=number)
            one.sync()
            wait_until(partial(answered_since, len(right)))
    finally:
        over.set()
        for each in asking:
            each.join(20)
    assert not wrong
    check_equals_corpus(one, corpus)


@pytest.mark.parametrize(
    ("owner", "name"), [(ChromaVectors, "nearest"), (SqliteFullText, "match")], ids=["vectors", "full text"]
)
def test_a_change_in_the_middle_of_a_search_is_seen_whole_or_not_at_all(
    make: Make, corpus: Path, monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    """The same as above at its worst moment, as on the page: a run ends between two reads of one search."""
    put(corpus / "a.md", "They talk in round 0 in Ottawa.")
    put(corpus / "b.md", "Lentils grow.")
    one = make()
    one.sync()
    real = getattr(owner, name)
    texts = [f"They talk in round {number} in Ottawa." for number in range(1, 3)]

    def read_then_change(*args: object) -> object:
        found = real(*args)
        if len(texts) == 2:
            put(corpus / "a.md", texts.pop(), age=1)
            one.sync()
        return found

    monkeypatch.setattr(owner, name, read_then_change)
    with one.writing():
        hits = one.search("negotiations in the capital").hits  # no word of theirs
    assert [hit.article for hit in hits] == ["a.md", "b.md"]
    assert one.article("a.md", hits[0].version).text == hits[0].text


# Any history of changes

TEXTS = ["Talks began.", "Lentils grow.", "A storm came.", "# Port\n\nIt opened again.", "\x00", ""]
NAMES = ["a.md", "b.md", "c.txt", "in/d.txt", "2026-03-01-e.md"]
changes = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("copy"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


@given(st.lists(st.lists(changes, min_size=1, max_size=4), min_size=1, max_size=5))
@settings(max_examples=12)
def test_the_index_equals_the_corpus_after_any_history(
    folder: Path, history: list[list[tuple[str, str, str | None]]]
) -> None:
    root = folder / str(time.monotonic_ns())
    corpus = root / "corpus"
    (corpus / "in").mkdir(parents=True)
    one = Assistant(load_settings(corpus=corpus, index=root / "index"))
    good: dict[str, bytes] = {}  # the last content of each file that could be read
    for steps in history:
        for what, name, other in steps:
            file = corpus / name
            if what == "write":
                file.write_text(other or "")
            elif file.exists() and what == "remove":
                file.unlink()
            elif file.exists() and other != name:
                (shutil.move if what == "move" else shutil.copy)(file, corpus / str(other))
        report = one.sync(allow_removals=True)
        now = {each.relative_to(corpus).as_posix(): each.read_bytes() for each in corpus.rglob("*") if each.is_file()}
        good = {path: _readable(path, content) or good.get(path, b"") for path, content in now.items()}
        articles = [read_article(path, content) for path, content in good.items() if content]
        assert passages_in(root / "index") == passages_of(articles, one)
        assert {each.path for each in report.failed} == {path for path in now if not _readable(path, now[path])}
        check_whole(one)
    one.close()


def _readable(path: str, content: bytes) -> bytes | None:
    try:
        read_article(path, content)
    except ReadError:
        return None
    return content
