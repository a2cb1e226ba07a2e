"""What every store must do, whatever it is made of; see ``assistant/store/base.py``."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory import MemoryStore, open_memory

from assistant.assistant import Assistant
from assistant.documents import FileStat
from assistant.errors import IndexUnavailableError, NotFoundError
from assistant.index.encode import unit
from assistant.records import Answer, Article, Freshness, Passage
from assistant.reports import Skipped
from assistant.settings import load_settings
from assistant.store import STORES, open_store
from assistant.store.base import Catalog, Store, UnreadableVectorsError
from assistant.store.conversations import Conversation, Exchange, begin_conversation
from assistant.store.embedded import EmbeddedStore
from assistant.store.exact import Exact
from assistant.store.records import ArticleSource, Encoded, FileState, NewArticle

KINDS = {**STORES, "memory": open_memory}
DIMENSIONS = 8
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
TEXTS = (
    "Canada and India began trade talks in Ottawa.",
    "Lentils are traded at 30.8 dollars. Trade in lentils grows.",
    "A storm closed the port of Montréal.",
    "Talks on steel ended without a deal; the talks go on in May.",
)
DAYS = (dt.date(2026, 5, 1), None, dt.date(2026, 5, 2), dt.date(2025, 1, 1))


@pytest.fixture(params=KINDS)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the store of an index, each time as a new process would."""
    chosen = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    opened: list[Store] = []

    def open_again() -> Store:
        for each in opened:
            each.close()
        opened.append(KINDS[request.param](chosen))
        return opened[-1]

    yield open_again
    for each in opened:
        each.close()


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()


@pytest.fixture
def catalog(store: Store) -> Catalog:
    """A new catalog of some recipe, without files."""
    made = store.catalog(create=True)
    made.writer.start_recipe("encoder passages=200")
    return made


def vector_of(seed: int) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=DIMENSIONS))


def state_of(article: Article | None = None, **changed: Any) -> FileState:
    return replace(FileState(FileStat(1, 2, 3), True, article.content_hash if article else "", None, None), **changed)


def article_of(path: str, text: str, date: dt.date | None = None) -> Article:
    number = sum(map(ord, path + text))
    return Article(path, f"Title of {path}", text, f"{number:0>16x}{path.encode().hex():0>48}", date, None, "Gazette")


def new_article(catalog: Catalog, article: Article, header: str = "") -> tuple[NewArticle, dict[bytes, Encoded]]:
    """An article of one passage of one sentence, and its vectors."""
    (id_,) = catalog.writer.reserve(1)
    key = f"{article.path} {article.version}".encode()
    text = article.text
    passage = Passage(0, len(text), header, text, ((0, len(text)),))
    vector = vector_of(id_)
    return NewArticle(article, (passage,), (id_,), (key,), state_of(article)), {key: Encoded(vector, vector[None, :])}


def add(catalog: Catalog, path: str, text: str, date: dt.date | None = None, header: str = "") -> int:
    """Write an article; the id of its passage."""
    new, vectors = new_article(catalog, article_of(path, text, date), header)
    catalog.writer.clear_journal(catalog.writer.write([new], vectors))
    return new.passage_ids[0]


def fill(catalog: Catalog) -> list[int]:
    return [add(catalog, f"{at}.md", text, day) for at, (text, day) in enumerate(zip(TEXTS, DAYS, strict=True))]


# The catalog


def test_a_store_without_an_index_says_so_and_makes_none(store: Store, reopen: Callable[[], Store]) -> None:
    for _ in range(2):
        with pytest.raises(IndexUnavailableError, match="assistant index"):
            store.catalog()
    assert not store.has_vectors()
    store.catalog(create=True)
    assert reopen().catalog().recipe() is None


def test_what_is_written_is_read_again_also_by_a_new_process(catalog: Catalog, reopen: Callable[[], Store]) -> None:
    ids = fill(catalog)
    catalog.writer.touch({"bad.md": state_of(failure="it is empty", failed_since=NOON, settled=False)})
    catalog.writer.skip({"b.zip": "no document", "a.zip": "no document"})
    catalog.writer.finish_sync(NOON)
    for number in range(2):
        again = catalog if number == 0 else reopen().catalog()
        assert again.recipe() == "encoder passages=200"
        assert again.passage_count() == len(ids)
        assert [again.article(f"{at}.md").text for at in range(4)] == list(TEXTS)
        assert [row.path for row in again.articles()] == ["2.md", "0.md", "3.md", "1.md"]
        assert {row.passages for row in again.articles()} == {1}
        files = again.writer.files()
        assert files["0.md"] == replace(
            state_of(article_of("0.md", TEXTS[0])), article_id=files["0.md"].article_id, failed_since=None
        )
        status = again.status()
        assert (status.articles, status.passages, status.encoder, status.last_sync) == (4, 4, "encoder", NOON)
        assert [(each.path, each.reason, each.since) for each in status.failed] == [("bad.md", "it is empty", NOON)]
        assert again.freshness() == Freshness(max(day for day in DAYS if day), NOON, 1)
        assert status.skipped == (Skipped("a.zip", "no document"), Skipped("b.zip", "no document"))
        evidence, encoded = again.evidence([ids[0], 999])[ids[0]]
        assert (evidence.article, evidence.text, evidence.sentences) == ("0.md", TEXTS[0], ((0, len(TEXTS[0])),))
        assert (evidence.date, evidence.source, evidence.rank, evidence.score) == (DAYS[0], "Gazette", 0, 0)
        assert encoded.passage == pytest.approx(vector_of(ids[0]))
        assert encoded.sentences[0] == pytest.approx(vector_of(ids[0]), abs=1e-3)
        assert list(again.evidence([999])) == list(again.passage_vectors([999])) == list(again.dated_texts([999])) == []
        assert again.dated_texts(ids[:1]) == {ids[0]: (DAYS[0], f"Title of 0.md\n{TEXTS[0]}")}
        found, days = again.passage_days()
        assert (found.tolist(), days.tolist()) == (ids, [day.toordinal() if day else 0 for day in DAYS])


def test_sources_and_the_passages_of_articles(catalog: Catalog) -> None:
    assert catalog.sources().articles == ()
    ids = fill(catalog)
    known = catalog.sources()
    assert [each.path for each in known.articles] == ["2.md", "0.md", "3.md", "1.md"], "newest first"
    assert known.articles[0] == ArticleSource(
        "2.md", "Title of 2.md", "Gazette", None, DAYS[2], known.articles[0].version
    )
    assert catalog.sources() is known, "it is read once"
    assert catalog.passages_of(["3.md", "0.md", "none.md"]) == [ids[0], ids[3]]
    words = TEXTS[0].split()
    found = dict(catalog.full_text.match(words, 10))
    assert dict(catalog.full_text.match(words, 10, among=ids)) == pytest.approx(found)
    assert [id_ for id_, _ in catalog.full_text.match(words, 10, among=[ids[0], 999])] == [ids[0]]
    assert catalog.full_text.match(words, 10, among=[]) == []
    catalog.writer.clear_journal(catalog.writer.remove(["0.md"]))
    assert [each.path for each in catalog.sources().articles] == ["2.md", "3.md", "1.md"]
    assert catalog.passages_of(["0.md"]) == []


def test_an_article_that_is_replaced_leaves_its_version_and_nothing_to_be_found(catalog: Catalog) -> None:
    old_id = add(catalog, "a.md", "The talks began.")
    old = catalog.article("a.md")
    new, vectors = new_article(catalog, article_of("a.md", "The talks ended."))
    assert set(catalog.writer.journal()) == set(new.passage_ids)
    assert catalog.writer.write([new], vectors) == [old_id]
    assert catalog.writer.journal() == [old_id], "until its vector is gone too"
    assert catalog.article("a.md", old.version) == catalog.article("elsewhere.md", old.version) == old
    assert catalog.indexed_at("a.md", old.version) is not None
    assert catalog.article("a.md").text == "The talks ended."
    assert not catalog.full_text.match(["began"], 5)
    assert list(catalog.evidence([old_id])) == []
    assert catalog.repair.unused_vectors() == 0
    for path, version in (("b.md", None), ("a.md", "0" * 16)):
        with pytest.raises(NotFoundError):
            catalog.article(path, version)
    assert catalog.indexed_at("a.md", "0" * 16) is None


def test_a_version_that_comes_back_is_kept_once(catalog: Catalog) -> None:
    for text in ("One.", "Two.", "One."):
        add(catalog, "a.md", text)
    assert catalog.article("a.md").text == "One."
    assert catalog.repair.prune()[0] == 1, "the other one"


def test_a_file_that_goes_or_moves_takes_its_passages_along(catalog: Catalog) -> None:
    first, second, *_ = fill(catalog)
    version = catalog.article("0.md").version
    assert catalog.writer.remove(["0.md", "unknown.md"]) == [first]
    assert catalog.writer.journal() == [first]
    assert "0.md" not in catalog.writer.files()
    assert catalog.article("0.md", version).text == TEXTS[0]
    catalog.writer.move("1.md", "in/new.md", state_of(content_hash="moved"))
    assert catalog.article("in/new.md").text == TEXTS[1]
    assert catalog.evidence([second])[second][0].article == "in/new.md"
    assert catalog.writer.files()["in/new.md"].content_hash == "moved"


def test_a_file_that_fails_keeps_the_article_it_holds(catalog: Catalog) -> None:
    fill(catalog)
    catalog.writer.touch({"0.md": state_of(failure="broken")})
    assert catalog.writer.files()["0.md"].failure == "broken"
    assert catalog.article("0.md").text == TEXTS[0]
    assert catalog.full_text.match(["Ottawa"], 5)
    catalog.writer.touch({})


def test_no_passage_id_is_ever_used_twice(catalog: Catalog, reopen: Callable[[], Store]) -> None:
    seen = [*catalog.writer.reserve(3), add(catalog, "a.md", "Talks.")]
    catalog.writer.clear_journal(catalog.writer.journal())
    catalog.writer.remove(["a.md"])
    catalog.writer.clear_journal(catalog.writer.journal())
    again = reopen().catalog()
    new = again.writer.reserve(2)
    assert min(new) > seen[-1]
    assert again.writer.reserve(0) == []
    assert again.writer.journal() == new


def test_a_recipe_replaces_files_and_passages_and_keeps_versions(catalog: Catalog) -> None:
    fill(catalog)
    version = catalog.article("0.md").version
    new, vectors = new_article(catalog, article_of("new.md", "Lentils."))
    catalog.writer.keep_vectors(vectors)
    catalog.writer.start_recipe("other", [new], {"bad.md": state_of(failure="broken")})
    assert (catalog.recipe(), catalog.passage_count(), catalog.writer.journal()) == ("other", 1, [])
    assert set(catalog.writer.files()) == {"new.md", "bad.md"}
    assert [id_ for id_, _ in catalog.full_text.match(["lentils"], 5)] == list(new.passage_ids)
    assert catalog.article("0.md", version).text == TEXTS[0]
    catalog.writer.drop_unused_vectors()
    assert set(catalog.writer.known_vectors([*vectors, b"0.md"])) == set(vectors)


def test_vectors_kept_ahead_stay_until_unused_ones_are_dropped(catalog: Catalog) -> None:
    vectors = {b"ahead": Encoded(vector_of(1), vector_of(2)[None, :])}
    catalog.writer.keep_vectors(vectors)
    catalog.writer.keep_vectors({b"ahead": Encoded(vector_of(3), vector_of(3)[None, :])})
    add(catalog, "a.md", "Talks.")
    catalog.writer.remove(["a.md"])
    assert catalog.writer.known_vectors([b"ahead", b"none"])[b"ahead"].passage == pytest.approx(vector_of(1))
    assert catalog.repair.unused_vectors() == 1
    catalog.writer.drop_unused_vectors()
    assert catalog.writer.known_vectors([b"ahead"]) == {}


def test_marks_stay_after_a_run_that_does_not_end(catalog: Catalog, reopen: Callable[[], Store]) -> None:
    writer = catalog.writer
    with writer.marked("refilling"):
        assert writer.is_marked("refilling")
        assert not writer.is_marked("rebuilding")
    assert not writer.is_marked("refilling")
    with pytest.raises(KeyboardInterrupt), writer.marked("rebuilding"):
        raise KeyboardInterrupt
    again = reopen().catalog().writer
    assert again.is_marked("rebuilding")
    again.clear_mark("rebuilding")
    again.clear_mark("rebuilding")
    assert not again.is_marked("rebuilding")
    assert (again.build(), again.start_build(), again.build()) == (0, 1, 1)


def test_a_write_that_fails_changes_nothing(catalog: Catalog) -> None:
    fill(catalog)

    def failing(paths: Iterable[str]) -> Iterator[str]:
        yield from paths
        raise KeyboardInterrupt

    for write in (catalog.writer.remove, lambda paths: catalog.repair.mend([], paths, None)):
        before = catalog.writer.files(), catalog.passage_count(), catalog.writer.journal()
        with pytest.raises(KeyboardInterrupt):
            write(failing(["0.md", "1.md"]))
        assert (catalog.writer.files(), catalog.passage_count(), catalog.writer.journal()) == before
    assert catalog.full_text.match(["Ottawa"], 5)


def test_a_snapshot_sees_one_state_and_no_write_waits_for_it(catalog: Catalog) -> None:
    first, *_ = fill(catalog)
    with catalog.snapshot():
        assert len(catalog.articles()) == 4
        writer = threading.Thread(target=lambda: catalog.writer.remove(["0.md"]))
        writer.start()
        writer.join(10)
        assert not writer.is_alive()
        assert len(catalog.articles()) == 4
        assert first in catalog.passage_days()[0]
        assert list(catalog.passage_vectors([first])) == [first]
    assert len(catalog.articles()) == 3


def test_the_generation_is_another_one_after_each_write(catalog: Catalog) -> None:
    seen = {catalog.generation()}
    assert catalog.generation() in seen
    for write in (
        lambda: add(catalog, "a.md", "Talks."),
        lambda: catalog.writer.touch({"a.md": state_of(failure="broken")}),
        lambda: catalog.writer.remove(["a.md"]),
        lambda: catalog.writer.start_recipe("other"),
    ):
        write()
        assert catalog.generation() not in seen
        seen.add(catalog.generation())


def test_all_vectors_come_in_batches_by_id(catalog: Catalog) -> None:
    ids = fill(catalog)
    for batch, without, after in ((1, (), 0), (3, ids[1:2], 0), (2, (), ids[0]), (100, ids, 0), (100, (), ids[-1])):
        found = list(catalog.all_vectors(batch, without, after))
        wanted = [each for each in ids if each > after and each not in without]
        assert [each for some, _ in found for each in some] == wanted
        assert all(0 < len(some) <= batch for some, _ in found)
        for some, matrix in found:
            assert matrix == pytest.approx(np.stack([vector_of(each) for each in some]))


def test_exact_search_follows_the_catalog(catalog: Catalog) -> None:
    ids, exact = fill(catalog), Exact(catalog)
    start, end = dt.date(2026, 5, 1), dt.date(2026, 5, 2)
    assert {each for each, _ in exact.table().nearest(vector_of(ids[0]), 5, start, end)} == {ids[0], ids[2]}
    catalog.writer.remove(["0.md"])
    late = add(catalog, "late.md", "Late news.", end)
    assert {each for each, _ in exact.table().nearest(vector_of(ids[0]), 5, start, end)} == {ids[2], late}


# Full text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["ottawa"], [0]),
        (["OTTAWA", "Ottawa"], [0]),
        (["montreal"], [2]),
        (["Montréal"], [2]),
        (["trading"], [1, 0]),
        (["30.8"], [1]),
        (["8.30"], []),
        (["talk", "port"], [2, 3, 0]),
        (["nosuchword"], []),
        (['"', "*", "NEAR(", ""], []),
        ([], []),
    ],
)
def test_words_are_found_by_their_stems_best_first(catalog: Catalog, words: list[str], found: list[int]) -> None:
    ids = fill(catalog)
    assert [ids.index(each) for each, _ in catalog.full_text.match(words, 10)] == found
    assert len(catalog.full_text.match(words, 1)) == min(1, len(found))


def test_full_text_keeps_to_days(catalog: Catalog) -> None:
    ids = fill(catalog)

    def talks(*days: dt.date | None) -> list[int]:
        return [ids.index(each) for each, _ in catalog.full_text.match(["talks"], 10, *days)]

    assert talks() == [3, 0]
    assert talks(dt.date(2026, 5, 1), dt.date(2026, 5, 1)) == [0]
    assert talks(None, dt.date(2025, 1, 1)) == [3]
    assert talks(dt.date(2026, 5, 2), None) == []
    assert [id_ for id_, _ in catalog.full_text.match(["lentils"], 10, dt.date(2000, 1, 1), None)] == []


def test_words_are_counted_by_passage_and_headers_count_too(catalog: Catalog) -> None:
    fill(catalog)
    words = ["talks", "trade", "lentil", "30.8", "nosuchword", ""]
    counts = {"talks": 2, "trade": 2, "lentil": 1, "30.8": 1, "nosuchword": 0, "": 0}
    assert catalog.full_text.document_frequencies(words) == counts
    add(catalog, "late.md", "Late news.", header="Talks of May")
    assert catalog.full_text.document_frequencies(["talks"]) == {"talks": 3}
    assert len(catalog.full_text.match(["talks"], 10)) == 3


vocabulary = st.sampled_from("talks talk trade traded lentils steel port may canada montréal 30.8".split())
passages = st.lists(st.lists(vocabulary, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=8)


@pytest.fixture(params=STORES)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Catalog, Callable[[], Catalog]]]:
    chosen = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    opened = open_store(chosen, request.param)
    yield opened.catalog(create=True), lambda: MemoryStore().catalog(create=True)
    opened.close()


def test_each_store_scores_words_as_the_simplest_one_does(pair: tuple[Catalog, Callable[[], Catalog]]) -> None:
    @given(passages, st.lists(vocabulary, min_size=1, max_size=4, unique=True))
    @settings(max_examples=40)
    def check(texts: list[str], words: list[str]) -> None:
        scores = []
        for catalog in (pair[0], pair[1]()):
            catalog.writer.start_recipe("recipe")
            ids = [add(catalog, f"{at}.md", text, header="A header") for at, text in enumerate(texts)]
            scores.append({ids.index(id_): score for id_, score in catalog.full_text.match(words, 100)})
        assert scores[0] == pytest.approx(scores[1], abs=1e-4)

    check()


# Repair


def test_a_whole_catalog_has_no_fault(catalog: Catalog) -> None:
    ids = fill(catalog)
    repair = catalog.repair
    assert (repair.check_file(), repair.check_full_text(), repair.dangling()) == (([], []), None, {})
    assert (repair.unheld_passages(), repair.unused_vectors(), repair.dimensions()) == ([], 0, DIMENSIONS)
    assert {id_: text for id_, _, text in repair.full_text_rows()} == dict(zip(ids, TEXTS, strict=True))
    holdings = {each.path: each for each in repair.holdings()}
    assert [holdings[f"{at}.md"].article for at in range(4)] == [catalog.article(f"{at}.md") for at in range(4)]
    for at, id_ in enumerate(ids):
        (row,) = holdings[f"{at}.md"].passages
        assert (row.id, row.start, row.end, row.sentences) == (id_, 0, len(TEXTS[at]), ((0, len(TEXTS[at])),))
        assert row.vector == pytest.approx(vector_of(id_))
        assert row.sentence_vectors == pytest.approx(vector_of(id_), abs=1e-3)
    repair.reindex()
    assert repair.prune()[0] == 0
    assert "\n" not in repair.describe_damage("why")


def test_mending_drops_passages_and_has_files_read_again(catalog: Catalog) -> None:
    ids = fill(catalog)
    rows = [row for row in catalog.repair.full_text_rows() if row[0] != ids[0]]
    catalog.repair.mend([ids[0]], ["0.md"], rows)
    assert catalog.passage_count() == 3
    assert catalog.writer.journal() == [ids[0]]
    assert not catalog.full_text.match(["Ottawa"], 5)
    assert catalog.full_text.match(["storm"], 5)
    assert {each.path for each in catalog.repair.holdings() if each.to_be_read} == {"0.md"}
    assert not catalog.writer.files()["0.md"].settled
    assert catalog.repair.unused_vectors() == 0


# Vectors


def test_vectors_are_found_by_cosine_replaced_and_deleted(store: Store) -> None:
    vectors = store.vectors("recipe")
    assert (vectors.count(), vectors.nearest(vector_of(1), 5)) == (0, [])
    matrix = np.stack([vector_of(seed) for seed in range(1, 31)])
    vectors.put(range(1, 31), matrix)
    assert store.has_vectors()
    found = vectors.nearest(matrix[4], 30)
    cosines = matrix @ matrix[4]
    assert [each for each, _ in found] == (np.argsort(-cosines) + 1).tolist()
    assert [cosine for _, cosine in found] == pytest.approx(sorted(cosines, reverse=True), abs=1e-4)
    vectors.put([5], matrix[:1])
    vectors.delete([1, 999])
    assert vectors.nearest(matrix[0], 1)[0][0] == 5
    assert (vectors.count(), len(vectors.nearest(matrix[0], 100))) == (29, 29)
    vectors.empty()
    assert (vectors.count(), vectors.nearest(matrix[0], 5)) == (0, [])


def test_vectors_of_two_recipes_do_not_mix(store: Store) -> None:
    old, new = store.vectors("old"), store.vectors("new")
    old.put([1], vector_of(1)[None, :])
    new.put([2], unit(np.ones((1, 2 * DIMENSIONS))))
    assert (old.count(), new.count()) == (1, 1)
    new.drop_other_recipes()
    assert [each for each, _ in new.nearest(unit(np.ones(2 * DIMENSIONS)), 5)] == [2]
    with pytest.raises(IndexUnavailableError):
        old.nearest(vector_of(1), 5)
    assert store.vectors("old").count() == 0


def test_a_handle_stays_good_when_vectors_are_forgotten_emptied_or_replaced(store: Store) -> None:
    handle = store.vectors("recipe")
    handle.put([1, 2], np.stack([vector_of(1), vector_of(2)]))
    store.forget()
    assert handle.nearest(vector_of(1), 1)[0][0] == 1
    store.replace_vectors("recipe", [([3], vector_of(3)[None, :]), ([4], vector_of(4)[None, :])])
    assert {each for each, _ in handle.nearest(vector_of(3), 5)} == {3, 4}
    assert handle.count() == 2
    store.vectors("recipe").empty()
    assert handle.nearest(vector_of(3), 5) == []
    handle.put([5], vector_of(5)[None, :])
    assert store.vectors("recipe").count() == 1
    assert store.leftovers() == []
    store.remove_leftovers()


def test_replaced_vectors_are_all_there_are(store: Store, reopen: Callable[[], Store]) -> None:
    store.vectors("other").put([1], vector_of(1)[None, :])
    store.replace_vectors("recipe", [([7], vector_of(7)[None, :])])
    again = reopen()
    [(id_, cosine)] = again.vectors("recipe").nearest(vector_of(7), 5)
    assert id_ == 7
    assert cosine == pytest.approx(1, abs=1e-4)
    with again.inspect("recipe") as inspection:
        assert (inspection.names(), inspection.other_recipes(), inspection.damage()) == (["7"], 0, [])
        assert inspection.stored([7]) == pytest.approx(vector_of(7)[None, :], abs=1e-5)
        assert inspection.nearest(vector_of(7), 5) == again.vectors("recipe").nearest(vector_of(7), 5)


def test_vectors_that_are_not_there_cannot_be_inspected(store: Store) -> None:
    with pytest.raises(UnreadableVectorsError), store.inspect("recipe"):
        pass


# Conversations


def test_conversations_are_kept_found_renamed_and_deleted(store: Store, reopen: Callable[[], Store]) -> None:
    kept = store.conversations()
    first, number = kept.add(begin_conversation("How  many talks?"), Exchange("How  many talks?"))
    assert (number, first.name, kept.find()) == (1, "How many talks?", [first])
    kept.change(first.id, 1, lambda exchange: replace(exchange, error="It failed."))
    kept.change(first.id, 2, lambda exchange: pytest.fail("there is none"))
    _, number = kept.add(first, Exchange("And now?"))
    assert number == 2
    _, number = kept.add(first, Exchange("How few?"), 1)
    assert number == 1
    second, _ = kept.add(begin_conversation("Lentils?"), Exchange("Lentils?"))
    kept.rename(second.id, "  Pulses  ")
    again = reopen().conversations()
    assert [each.id for each in again.find()] == [second.id, first.id]
    assert [each.question for each in again.get(first.id).exchanges] == ["How few?", "And now?"]
    assert [each.id for each in again.find("NOW few")] == [first.id]
    assert [each.name for each in again.find("lentils")] == ["Pulses"]
    assert again.find("dogs") == []
    again.delete(first.id)
    again.delete(first.id)
    for call in (again.get, lambda id_: again.rename(id_, "x")):
        with pytest.raises(NotFoundError):
            call(first.id)
    again.change(first.id, 1, lambda exchange: exchange)
    moved, number = again.add(first, Exchange("Still there?"), 2)
    assert (moved.id != first.id, number) == (True, 1)
    assert {each.id for each in reopen().conversations().find()} == {second.id, moved.id}


def test_exchanges_added_by_many_threads_are_all_kept(store: Store) -> None:
    kept = store.conversations()
    conversation, _ = kept.add(begin_conversation("First?"), Exchange("First?"))
    added: list[tuple[Conversation, int]] = []

    def add_some() -> None:
        added.extend(kept.add(conversation, Exchange("More?")) for _ in range(10))

    threads = [threading.Thread(target=add_some) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(number for _, number in added) == list(range(2, 42))
    assert len(store.conversations().get(conversation.id).exchanges) == 41


# The whole product over another store

QUESTIONS = (
    "What tariff did Canada agree to on Chinese electric vehicles?",
    "What was reported about canola in articles published in January 2026?",
    "Who won the chess championship on Mars?",
)


def test_the_table_of_stores_opens_each_by_its_name(tmp_path: Path) -> None:
    chosen = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    assert isinstance(open_store(chosen), EmbeddedStore)
    assert not (tmp_path / "index").exists(), "nothing is opened yet"


def test_a_store_of_one_file_and_one_line_in_the_table_indexes_and_answers_as_the_embedded_one(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STORES, "toy", open_memory)
    chosen = load_settings(corpus=assistant.settings.corpus, index=tmp_path / "index")
    toy = Assistant(chosen, store=open_store(chosen, "toy"))
    assert toy.sync().articles == assistant.status().articles
    assert toy.sync().unchanged == assistant.status().articles
    for question in QUESTIONS:
        assert without_ids(toy.ask(question)) == without_ids(assistant.ask(question))
        mine, theirs = toy.search(question).hits, assistant.search(question).hits
        assert [(hit.article, hit.start, hit.end) for hit in mine] == [
            (hit.article, hit.start, hit.end) for hit in theirs
        ]
        assert [hit.score for hit in mine] == pytest.approx([hit.score for hit in theirs], abs=1e-4)
    assert toy.doctor(repair=True).healthy
    rebuilt = toy.sync(rebuild=True)
    assert rebuilt.embedded == rebuilt.passages
    assert without_ids(toy.ask(QUESTIONS[0])) == without_ids(assistant.ask(QUESTIONS[0]))
    assert [file.name for file in (tmp_path / "index").iterdir()] == ["locks"], "nothing else is on the disk"
    toy.close()


def without_ids(answer: Answer) -> tuple[object, ...]:
    """What an answer says, ids aside."""
    citations = [(each.number, each.article, each.start, each.end) for each in answer.citations]
    return answer.status, answer.message, answer.sentences, citations
