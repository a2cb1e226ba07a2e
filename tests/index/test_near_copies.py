"""Near-copies are found whatever was done to them, different stories are not, and an index has what a fresh one has."""

import datetime as dt
import hashlib
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory import MemoryCatalog

from assistant.assistant import Assistant
from assistant.documents import FileStat
from assistant.index.near_copies import Compared, are_near_copies, containment, find_near_copies, read_shingles
from assistant.records import Article
from assistant.store.base import Catalog
from assistant.store.records import FileState, NewArticle, Stories
from assistant.store.sqlite.catalog import SqliteCatalog

DAY = dt.date(2026, 5, 4)
WORDS = [
    f"{a}{b}{c}" for a in ("bar", "cel", "dom", "fen", "gul", "hap") for b in "aeiou" for c in ("n", "rt", "sk", "m")
]


def write_text(seed: int, length: int) -> str:
    """Sentences of words by chance, no two texts with a run of words in common but by chance."""
    rng = random.Random(seed)
    words = [rng.choice(WORDS) for _ in range(length)]
    return " ".join(
        f"{word.capitalize()}" if at % 9 == 0 else f"{word}." if at % 9 == 8 else word for at, word in enumerate(words)
    )


def article_of(path: str, text: str, date: dt.date | None = DAY, source: str | None = None) -> Article:
    version = hashlib.sha256(f"{path} {text} {date} {source}".encode()).hexdigest()
    return Article(path, path, text, version, date, source=source or f"Outlet of {path}")


def near(one: str, other: str, *, apart: int = 0, source: str = "") -> bool:
    articles = [article_of("one", one, source=source), article_of("other", other, DAY + dt.timedelta(apart), source)]
    compared = [Compared(each) for each in articles]
    assert are_near_copies(*compared) == are_near_copies(*reversed(compared))
    return are_near_copies(*compared)


lengths, seeds = st.integers(40, 400), st.integers(0, 10**6)


@given(seeds, lengths, st.floats(0.3, 1.0))
def test_a_text_retitled_cut_or_written_with_other_signs_is_a_near_copy(seed: int, length: int, share: float) -> None:
    text = write_text(seed, length)
    words = text.split()
    kept = words[: max(12, int(share * length))]
    assert near(text, text)
    assert near(text, " ".join(kept))
    assert near(text, " ".join(words[-len(kept) :]))
    assert near(text, f"# Another title\n\n{text.upper()}")
    assert near(text, re.sub(r"\b(\w)(\w+)\b", "“\\1́\\2”", text)), "with accents and quotation marks"
    assert near(text, f"From our correspondents.\n\n{text}\n\nFirst published at 12:30.")


@given(seeds, lengths)
def test_a_text_with_another_lead_or_some_other_words_is_a_near_copy(seed: int, length: int) -> None:
    words, rng = write_text(seed, length).split(), random.Random(seed)
    assert near(" ".join(words), " ".join([*write_text(seed + 1, length // 4).split(), *words[length // 4 :]]))
    edited = [rng.choice(WORDS) if at % 25 == 12 else word for at, word in enumerate(words)]
    assert near(" ".join(words), " ".join(edited))


@given(seeds, lengths)
def test_different_texts_of_one_day_are_none(seed: int, length: int) -> None:
    one, other, shared = (write_text(seed + at, length) for at in range(3))
    assert not near(one, other)
    part = " ".join(shared.split()[: length // 3])
    assert not near(f"{one}\n\n{part}", f"{other}\n\n{part}"), "though they end in the same paragraph"
    round_up = "\n\n".join([one, *(write_text(seed + at, length) for at in range(3, 9))])
    assert not near(one, round_up)


def test_what_comes_again_with_other_figures_or_later_or_in_one_source_is_none() -> None:
    text = write_text(1, 200).split()
    some = " ".join([*text[:130], *write_text(2, 70).split()])
    whole = " ".join(text)
    assert near(whole, some)
    assert not near(whole, some, apart=30)
    assert not near(whole, some, source="The Courier")
    assert near(whole, whole, apart=30)
    assert near(whole, whole, source="The Courier")
    tables = [" ".join(f"{word} {rng.randrange(1000)}" if at % 14 == 0 else word for at, word in enumerate(text))
              for rng in (random.Random(1), random.Random(2))]  # fmt: skip
    assert containment(*(read_shingles(each).hashes for each in tables)) > 0.5
    assert not near(*tables)


def test_texts_without_words_are_no_copies_of_one_another() -> None:
    assert not near("", "")
    assert not near("—", "…")
    assert near("One word.", "one word")
    assert len(read_shingles("a \ud800 b").hashes) == 1


# In a catalog


def write(catalog: Catalog, articles: list[Article]) -> None:
    catalog.writer.write(
        [
            NewArticle(each, (), (), (), FileState(FileStat(1, 2, 3), True, each.content_hash, None, None))
            for each in articles
        ],
        {},
    )


def fresh(articles: list[Article]) -> Stories:
    catalog = MemoryCatalog()
    catalog.writer.start_recipe("recipe")
    write(catalog, articles)
    find_near_copies(catalog.copies)
    return catalog.copies.stories()


def brute_force(articles: list[Article]) -> set[tuple[str, str]]:
    compared = [Compared(each) for each in articles]
    return {
        (one.article.path, other.article.path)
        for one in compared
        for other in compared
        if one is not other and are_near_copies(one, other)
    }


@pytest.fixture(params=["embedded", "memory"])
def new_catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Catalog]:
    numbers = iter(range(1000))

    def make() -> Catalog:
        catalog: Catalog = (
            MemoryCatalog() if request.param == "memory" else SqliteCatalog(tmp_path / str(next(numbers)), create=True)
        )
        catalog.writer.start_recipe("recipe")
        return catalog

    return make


def versions(rng: random.Random) -> str:
    """The text of one of a few stories, as some outlet prints it."""
    words = write_text(rng.randrange(4), 160).split()
    start, end = rng.choice(((0, 160), (0, 60), (40, 160), (0, 110), (100, 160)))
    kept = [*write_text(rng.randrange(100, 110), rng.choice((0, 0, 25))).split(), *words[start:end]]
    return " ".join(kept)


def test_after_any_changes_the_stories_are_those_of_a_fresh_index(new_catalog: Callable[[], Catalog]) -> None:
    @given(st.integers(0, 10**6))
    @settings(max_examples=30, deadline=None)
    def check(seed: int) -> None:
        rng, catalog = random.Random(seed), new_catalog()
        now: dict[str, Article] = {}
        for _ in range(rng.randrange(1, 9)):
            path = f"{rng.randrange(8)}.md"
            change = rng.choice(("write", "write", "write", "remove", "move"))
            if change == "write":
                date = rng.choice((DAY, DAY, DAY + dt.timedelta(1), DAY - dt.timedelta(40), None))
                now[path] = article_of(path, versions(rng), date, rng.choice((None, "The Courier")))
                write(catalog, [now[path]])
            elif path in now and change == "remove":
                del now[path]
                catalog.writer.remove([path])
            elif path in now:
                file = catalog.writer.files()[path]
                catalog.writer.move(path, f"moved-{path}", file)
                catalog.writer.remove([f"moved-{path}"])
                del now[path]
            if rng.random() < 0.5:
                find_near_copies(catalog.copies)
        find_near_copies(catalog.copies)
        assert catalog.copies.stories().members == fresh(list(now.values())).members
        assert len(catalog.copies.pairs()) * 2 == len(brute_force(list(now.values()))), "candidates miss none"

    check()


def test_a_story_has_its_original_first_and_counts_once(new_catalog: Callable[[], Catalog]) -> None:
    text, catalog = write_text(1, 120), new_catalog()
    later = DAY + dt.timedelta(1)
    write(
        catalog,
        [
            article_of("b.md", text, later),
            article_of("c.md", text[:400], DAY),
            article_of("a.md", f"{text} It goes on.", DAY),
            article_of("undated.md", text, None),
            article_of("other.md", write_text(2, 120), DAY),
        ],
    )
    assert catalog.copies.stories().members == {}
    find_near_copies(catalog.copies)
    stories = catalog.copies.stories()
    assert catalog.copies.stories() is stories, "it is read once"
    assert [each.article for each in stories.members["b.md"]] == ["a.md", "c.md", "b.md", "undated.md"]
    assert stories.members["a.md"][0].source == "Outlet of a.md"
    assert (stories.original("undated.md"), stories.original("other.md"), stories.original("?")) == (
        "a.md",
        "other.md",
        "?",
    )
    assert [each.article for each in stories.others("a.md")] == ["c.md", "b.md", "undated.md"]
    assert stories.others("other.md") == ()
    assert stories.count(["b.md", "c.md", "other.md"]) == 2
    catalog.writer.remove(["a.md"])
    assert catalog.copies.stories().original("b.md") == "c.md", "without another run"
    catalog.copies.forget()
    assert (catalog.copies.stories().members, catalog.copies.pairs()) == ({}, [])


def test_an_article_with_a_damaged_date_stays_in_its_story(tmp_path: Path) -> None:
    catalog = SqliteCatalog(tmp_path, create=True)
    catalog.writer.start_recipe("recipe")
    write(catalog, [article_of("a.md", write_text(1, 100)), article_of("b.md", write_text(1, 100))])
    find_near_copies(catalog.copies)
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite3", isolation_level=None)) as db:
        db.execute("UPDATE articles SET date = 'soon' WHERE path = 'a.md'")
    assert [each.article for each in catalog.copies.stories().members["a.md"]] == ["b.md", "a.md"]


def test_articles_of_which_each_is_near_to_the_next_are_not_one_story(new_catalog: Callable[[], Catalog]) -> None:
    words, catalog = write_text(3, 600).split(), new_catalog()
    write(catalog, [article_of(f"{at}.md", " ".join(words[at * 50 : at * 50 + 100])) for at in range(8)])
    find_near_copies(catalog.copies)
    stories = catalog.copies.stories()
    assert stories.original("0.md") != stories.original("7.md")


def test_a_run_that_is_stopped_goes_on(new_catalog: Callable[[], Catalog], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.index.near_copies.BATCH", 2)
    articles = [article_of(f"{at}.md", write_text(at % 3, 100)) for at in range(9)]
    catalog = new_catalog()
    write(catalog, articles)

    def stop() -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            find_near_copies(catalog.copies, stop)
    find_near_copies(catalog.copies)
    assert catalog.copies.stories().members == fresh(articles).members
    assert catalog.copies.stories().count([each.path for each in articles]) == 3


def test_a_sync_finds_near_copies_and_encodes_nothing_for_them(make: Callable[..., Assistant], tmp_path: Path) -> None:
    text = write_text(1, 120)
    for name in ("a.md", "b.md"):
        (tmp_path / "corpus" / name).write_text(f"---\nsource: Outlet {name}\ndate: 2026-05-04\n---\n{text}")
    one = make()
    one.sync()
    stories = one.store.catalog().copies.stories
    assert stories().count(["a.md", "b.md"]) == 1
    (tmp_path / "corpus" / "b.md").rename(tmp_path / "corpus" / "c.md")
    assert one.sync().moved == 1
    assert stories().original("c.md") == "a.md"
    one.sync(rebuild=True)
    assert stories().original("c.md") == "a.md"
    (tmp_path / "corpus" / "c.md").write_text(f"---\nsource: Outlet c\ndate: 2026-05-04\n---\n{write_text(2, 120)}")
    one.sync()
    assert stories().members == {}
    assert one.doctor().healthy
