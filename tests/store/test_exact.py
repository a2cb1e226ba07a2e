"""Exact search among the articles of some days, against brute force over the catalog's own vectors."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import FileStat
from assistant.index.encode import unit
from assistant.records import Article, Passage
from assistant.store.base import Catalog
from assistant.store.exact import Exact
from assistant.store.records import Encoded, FileState, NewArticle
from assistant.store.sqlite.catalog import SqliteCatalog

DAYS = [None, dt.date(2024, 5, 1), dt.date(2024, 5, 2), dt.date(2025, 1, 1)]
DIMENSIONS = 8
bounds = st.sampled_from([None, dt.date(2024, 4, 30), *DAYS[1:], dt.date(2026, 1, 1)])
articles = st.lists(st.sampled_from(DAYS), min_size=1, max_size=6)


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    with TemporaryDirectory() as folder:
        made = SqliteCatalog(Path(folder), create=True)
        yield made
        made.close()


def add(catalog: Catalog, path: str, date: dt.date | None, rng: np.random.Generator, text: str = "Talks began.") -> int:
    """One article of one passage, its vector by chance; the passage's id."""
    vector = unit(rng.normal(size=DIMENSIONS))
    article = Article(path, path, text, f"{path:0>64}", date, None, None, None, None)
    (number,) = catalog.writer.reserve(1)
    key = f"{path} {number}".encode()
    passage = Passage(0, len(text), "", text, ((0, len(text)),))
    file = FileState(FileStat(1, 1, 1), True, article.content_hash, None, None)
    catalog.writer.write(
        [NewArticle(article, (passage,), (number,), (key,), file)], {key: Encoded(vector, vector[None, :])}
    )
    return number


def brute_force(
    catalog: Catalog, vector: np.ndarray, start: dt.date | None, end: dt.date | None
) -> list[tuple[int, float]]:
    found = []
    for ids, matrix in catalog.all_vectors():
        for each, stored in zip(ids, matrix, strict=True):
            date = catalog.evidence([each])[each][0].date
            if date and (start or date) <= date <= (end or date):
                found.append((each, float(stored @ vector)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


@given(st.lists(articles, min_size=1, max_size=3), st.lists(st.integers(0, 17), max_size=4), bounds, bounds)
@settings(max_examples=40)
def test_exact_search_is_brute_force_after_any_history(
    rounds: list[list[dt.date | None]], removed: list[int], start: dt.date | None, end: dt.date | None
) -> None:
    rng = np.random.default_rng(1)
    with TemporaryDirectory() as folder:
        catalog = SqliteCatalog(Path(folder), create=True)
        exact, paths = Exact(catalog), list[str]()
        for days in rounds:
            for date in days:
                paths.append(f"{len(paths)}.md")
                add(catalog, paths[-1], date, rng)
            gone = [f"{number}.md" for number in removed if f"{number}.md" in paths]
            catalog.writer.remove(gone)
            for k in (1, 3, 100):
                vector = unit(rng.normal(size=DIMENSIONS))
                expected = brute_force(catalog, vector, start, end)[:k]
                found = exact.table().nearest(vector, k, start, end)
                assert [each for each, _ in found] == [each for each, _ in expected]
                assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-5)
                every_day = {
                    each: stored for ids, some in catalog.all_vectors() for each, stored in zip(ids, some, strict=True)
                }
                small, cosines = exact.small(), {each: stored @ vector for each, stored in every_day.items()}
                assert small is not None
                nearest = sorted(cosines, key=lambda each: (-cosines[each], each))[:k]
                assert [each for each, _ in small.nearest_of_all(vector, k)] == nearest
                known = small.vectors(list(range(40)))
                assert known.keys() == every_day.keys()
                assert all(np.array_equal(known[each], every_day[each]) for each in known)
            every = np.arange(0, 40)
            within = {each for each, _ in brute_force(catalog, vector, start, end)}
            assert set(every[exact.table().keep(every, start, end)].tolist()) == within
        catalog.close()


def test_what_is_not_in_the_catalog_is_not_found(catalog: Catalog) -> None:
    exact = Exact(catalog)
    assert exact.table().nearest(np.ones(DIMENSIONS, np.float32), 5, None, None) == []
    assert not exact.table().keep(np.array([1, 2]), None, None).any()
    assert exact.table().nearest_of_all(np.ones(DIMENSIONS, np.float32), 5) == []
    assert exact.table().vectors([1, 2]) == {}


def test_a_large_index_is_not_small(catalog: Catalog) -> None:
    rng = np.random.default_rng(1)
    for number in range(3):
        add(catalog, f"{number}.md", None, rng)
    assert Exact(catalog, most_small=3).small() is not None
    assert Exact(catalog, most_small=2).small() is None


def test_in_a_large_index_the_rarest_words_are_searched_for(tmp_path: Path) -> None:
    catalog = SqliteCatalog(tmp_path, create=True)
    rng = np.random.default_rng(1)
    for number, about in enumerate(["canola", "lentils", *10 * ["trade"]]):
        add(catalog, f"{number}.md", None, rng, f"Talks on {about}.")
    every = ["talks", "canola", "lentils"]
    assert len(catalog.full_text.match(every, 20)) == 12, "a small index searches for every word"
    catalog.close()
    large = SqliteCatalog(tmp_path, create=False, most_scored=11)
    assert {each for each, _ in large.full_text.match(every, 20)} == {1, 2}
    assert len(large.full_text.match(["talks"], 20)) == 12, "unless there is no other"
    large.close()
    huge = SqliteCatalog(tmp_path, create=False, most_scored=1)
    assert [each for each, _ in huge.full_text.match(every[:2], 20)] == [1]
    huge.close()
