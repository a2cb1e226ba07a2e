"""Where terms stand in the whole corpus, against a plain matcher that reads generated articles letter by letter."""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from catalogs import add, new_catalog
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer.frames import Limits, Term, Terms, read_terms
from assistant.answer.mentions import Mentions, find_mentions, total
from assistant.language.periods import Period
from assistant.records import Span
from assistant.store.base import Catalog

# What articles are made of: terms as they may be written, and what only looks like them.
PIECES = [
    *["Zorbak", "zorbak", "ZORBAK", "Zörbak", "Zorbak's", "Zorbak’s", "Zorbakian"],
    *["preZorbak", "Zorbak-based", "(Zorbak)"],
    *["Lake Varn", "Lake\nVarn", "Lake  Varn", "lake varn", "Lake Varna", "Lake of Varn", "Varn Lake", "Lake Varn’s"],
    *["Apple", "apple", "apples", "Apple's", "pine-apple"],
    *["Saint-Luc", "Saint–Luc", "saint luc", "it's over", "it’s over", "Café Noir", "Cafe Noir", "Cafe\u0301 Noir"],
    *["10.5", "10.50", "G7", "G70", "U.S.", "“", "”", ".", ",", "and", "the", "—"],
]  # fmt: skip
TERMS = [
    *["Zorbak", "zorbak", "Lake Varn", "lake varn", "Apple", "apple", "Saint-Luc", "it's over", "it’s over"],
    *["Café Noir", "cafe noir", "G7", "Varn", "Ulm"],
]  # fmt: skip
paragraphs = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
articles = st.tuples(paragraphs, st.lists(paragraphs, min_size=1, max_size=3))
terms = st.sampled_from(TERMS)


@contextmanager
def catalog_of(written: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Catalog]:
    with new_catalog() as catalog:
        for number, (title, parts) in enumerate(written):
            add(catalog, f"{number}.md", title, parts)
        yield catalog


def plain(letter: str) -> str:
    """A letter without case and accent, a sign in its plain form."""
    if letter in "‘’":
        return "'"
    if letter in "“”":
        return '"'
    if letter in "–—":
        return "-"
    base = unicodedata.normalize("NFD", letter.lower())[0]
    return "" if unicodedata.combining(base) else base


def places_in(text: str, term: str, capital: bool = False) -> list[Span]:
    """The places of a term, found by trying every start and every end; white space of any length is one space."""
    wanted = "".join(map(plain, " ".join(term.split())))
    found: list[Span] = []
    for start in range(len(text)):
        if (start and text[start - 1].isalnum()) or (found and start < found[-1][1]) or text[start].isspace():
            continue
        for end in range(start + 1, min(len(text), start + len(term) + 4) + 1):
            if end < len(text) and (text[end].isalnum() or unicodedata.combining(text[end])):
                continue
            if text[end - 1].isspace() or (capital and text[start].islower()):
                continue
            if "".join(map(plain, " ".join(text[start:end].split()))) == wanted:
                found.append((start, end))
                break
    return found


def has_small_form(term: str, written: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """True if a word with a capital stands in small letters too, on its own, in some text."""
    if " " in term or not term.isalpha() or not term[0].isupper():
        return False
    signs = set("-@#/.")
    for _, parts in written:
        text = "\n\n".join(parts)
        for start, end in places_in(text, term):
            around = {text[start - 1 : start], text[end : end + 1]} & signs - {"."}
            if text[start:end] == term.lower() and not around and text[start - 1 : start] != ".":
                return True
    return False


def expected(term: str, written: Sequence[tuple[str, Sequence[str]]]) -> dict[str, tuple[list[Span], int]]:
    """The articles with a term: its places in the text, and how many there are in the title."""
    capital = has_small_form(term, written)
    found = {}
    for number, (title, parts) in enumerate(written):
        spans, in_title = places_in("\n\n".join(parts), term, capital), len(places_in(title, term, capital))
        if spans or in_title:
            found[f"{number}.md"] = (spans, in_title)
    return found


def one(term: str) -> Terms:
    return Terms(((Term(term),),))


@given(st.lists(articles, min_size=1, max_size=3), terms)
@settings(max_examples=250)
def test_a_term_is_found_where_a_plain_matcher_finds_it(written: list[tuple[str, list[str]]], term: str) -> None:
    with catalog_of(written) as catalog:
        found = find_mentions(one(term), Limits(), catalog)
        told = {each.article.path: (list(each.places), each.in_title) for each in found}
        assert told == expected(term, written)
        for each in found:
            text = catalog.article(each.article.path).text
            assert all(text[start:end].strip() == text[start:end] for start, end in each.places)


@given(st.lists(articles, min_size=1, max_size=3), terms, terms, terms)
@settings(max_examples=100)
def test_alternatives_add_articles_and_exclusions_take_them_away(
    written: list[tuple[str, list[str]]], first: str, second: str, unwanted: str
) -> None:
    own, other, bad = (set(expected(term, written)) for term in (first, second, unwanted))
    with catalog_of(written) as catalog:

        def paths(groups: Sequence[Sequence[str]], without: Sequence[str] = ()) -> set[str]:
            wanted = Terms(tuple(tuple(map(Term, group)) for group in groups), tuple(map(Term, without)))
            return {each.article.path for each in find_mentions(wanted, Limits(), catalog)}

        assert paths([[first, second]]) == own | other
        assert paths([[first]], [unwanted]) == own - bad
        assert paths([[first, second]], [unwanted]) == (own | other) - bad
        assert paths([[first], [second, unwanted]]) == own & (other | bad)


@given(st.lists(articles, min_size=1, max_size=3), terms)
@settings(max_examples=60)
def test_the_total_is_of_texts_and_of_titles_without_a_text(written: list[tuple[str, list[str]]], term: str) -> None:
    with catalog_of(written) as catalog:
        sought = expected(term, written).values()
        assert total(find_mentions(one(term), Limits(), catalog)) == sum(len(s) or title for s, title in sought)


@pytest.mark.parametrize("name", ["Apple", "Turkey", "March", "Target"])
def test_case_counts_where_the_corpus_has_the_word_in_small_letters(name: str) -> None:
    both = [("A", [f"{name} said so. An {name.lower()} fell."]), ("B", [f"The {name.lower()} was red."])]
    with catalog_of(both) as catalog:
        assert [each.article.path for each in find_mentions(one(name), Limits(), catalog)] == ["0.md"]
        assert total(find_mentions(one(name), Limits(), catalog)) == 1
        assert total(find_mentions(one(name.lower()), Limits(), catalog)) == 3
    with catalog_of([("A", [f"{name} said so.", f"{name.upper()} IS HERE."])]) as catalog:
        assert total(find_mentions(one(name), Limits(), catalog)) == 2


def test_two_names_that_the_corpus_joins_are_one() -> None:
    joined = [("A", ["Smith and Wesson makes them."]), ("B", ["Smith and Wesson rose."]), ("C", ["Ulm and Varn rose."])]
    with catalog_of([*joined, ("D", ["Ulm fell. Then Varn."]), ("E", ["Varn and rain."])]) as catalog:

        def paths(text: str) -> list[str]:
            read = read_terms(text)
            assert read
            return sorted(each.article.path for each in find_mentions(read, Limits(), catalog))

        assert paths("Smith and Wesson") == ["0.md", "1.md"]
        assert paths("Ulm and Varn") == ["2.md", "3.md"]


@pytest.mark.parametrize("start", [None, dt.date(2026, 5, 2)])
@pytest.mark.parametrize("end", [None, dt.date(2026, 5, 2)])
@pytest.mark.parametrize("among", [None, {"1.md", "2.md", "3.md"}, set[str]()])
@pytest.mark.parametrize("term", ["Zorbak", None])
def test_days_and_sources_limit_what_is_found_newest_first_undated_last(
    start: dt.date | None, end: dt.date | None, among: set[str] | None, term: str | None
) -> None:
    days = [dt.date(2026, 5, 1), dt.date(2026, 5, 2), dt.date(2026, 5, 3), None]
    period = Period(start, end, (0, 0), "published", True) if start or end else None
    limits = Limits(period, articles=None if among is None else frozenset(among))
    with new_catalog() as catalog:
        for number, day in enumerate(days):
            add(catalog, f"{number}.md", "Title", ["Zorbak won."], day)
        found = [each.article for each in find_mentions(one(term) if term else None, limits, catalog)]
    wanted = [
        f"{number}.md"
        for number, day in enumerate(days)
        if (among is None or f"{number}.md" in among)
        and (period is None or (day and (start or day) <= day <= (end or day)))
    ]
    assert sorted(article.path for article in found) == wanted
    dates = [article.date for article in found if article.date]
    assert dates == sorted(dates, reverse=True)
    assert [article.date is None for article in found] == sorted(article.date is None for article in found)


@given(
    st.lists(st.sampled_from(["tariff", "tariffs", "Tariff", "steel", "steels", "of", "wheat", "tariffed"]), max_size=8)
)
@settings(max_examples=40)
def test_a_topic_is_found_in_any_form_of_its_words(words: list[str]) -> None:
    topic = Terms(((Term("steel tariffs", topic=True),),))
    low = {word.lower() for word in words}
    has_all = bool(low & {"tariff", "tariffs", "tariffed"}) and bool(low & {"steel", "steels"})
    with catalog_of([("A", [" ".join(words)])]) as catalog:
        found = find_mentions(topic, Limits(), catalog)
        assert bool(found) == has_all
        assert all(isinstance(each, Mentions) and each.places for each in found)
