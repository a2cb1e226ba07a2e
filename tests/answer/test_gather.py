"""The passages from which an article, a topic or a period is summarised."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import gather
from assistant.answer.frames import Limits, Terms, read_terms
from assistant.answer.gather import (
    Found,
    beginnings,
    evenly,
    find_furniture,
    named_articles,
    namer,
    near,
    of_articles,
    of_mentions,
    of_same_outlet,
    of_terms,
)
from assistant.answer.mentions import find_mentions
from assistant.answer.summary import summarize
from assistant.assistant import Assistant
from assistant.index.opened import Index
from assistant.language.periods import Period
from assistant.store.records import ArticleSource, KnownSources

from passages import make_passage  # isort: skip - lies beside the folder of this file

ANY = Limits()
FEBRUARY = Limits(Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28), (0, 0), "published", hard=True))


@pytest.fixture
def index(assistant: Assistant) -> Iterator[Index]:
    with assistant.parts.index.opened() as opened:
        assert opened
        yield opened


def terms_of(text: str) -> Terms:
    terms = read_terms(text, topic=True)
    assert terms
    return terms


def about(index: Index, text: str, limits: Limits = ANY) -> Found:
    return of_terms(index.catalog, terms_of(text), limits)


def articles_of(found: Found) -> set[str]:
    return {evidence.article for evidence, _ in found}


def test_the_passages_of_a_term_name_it_and_each_article_that_does_is_there(index: Index, assistant: Assistant) -> None:
    found = about(index, "India")
    assert found
    assert all("India" in evidence.text or "India" in evidence.title for evidence, _ in found)
    texts = {row.path: assistant.article(row.path).text for row in assistant.articles()}
    assert articles_of(found) == {path for path, text in texts.items() if "India" in text}
    assert max(Counter(evidence.article for evidence, _ in found).values()) <= gather.PER_ARTICLE


def test_a_term_is_looked_for_in_some_days_only(index: Index) -> None:
    everywhere, dated = about(index, "Carney"), about(index, "Carney", FEBRUARY)
    assert 0 < len(articles_of(dated)) < len(articles_of(everywhere))
    assert all(evidence.date and (evidence.date.year, evidence.date.month) == (2026, 2) for evidence, _ in dated)


def test_of_many_articles_those_go_first_that_are_about_a_term(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST", 3 * gather.LEADING)
    mentions = find_mentions(terms_of("India"), Limits(), index.catalog)
    often = {each.article.path for each in mentions if each.in_title or len(each.places) > 1}
    assert len(often) >= 3
    terms = terms_of("India")
    assert articles_of(of_mentions(index.catalog, mentions, namer(terms))) <= often


def test_an_article_has_a_term_of_each_group_and_none_that_is_left_out(index: Index, assistant: Assistant) -> None:
    texts = {row.path: assistant.article(row.path).text for row in assistant.articles()}
    both = {path for path, text in texts.items() if "India" in text and "Japan" in text}
    assert articles_of(about(index, "India and Japan")) == both
    assert articles_of(about(index, "India but not Japan")) == {path for path in texts if "India" in texts[path]} - both


@pytest.mark.parametrize("limits", [Limits(), FEBRUARY])
def test_passages_near_a_topic_in_meaning(index: Index, assistant: Assistant, limits: Limits) -> None:
    found = near(index, assistant.encoder.encode_question("a trade mission to New Delhi"), limits)
    assert "India" in found[0][0].text
    assert near(index, assistant.encoder.encode_question("recipes for sourdough bread"), limits) == []


def test_a_period_has_the_beginning_of_each_of_its_articles(index: Index) -> None:
    articles = [each.article for each in find_mentions(None, FEBRUARY, index.catalog)]
    found = beginnings(index.catalog, articles)
    expected = {article.path for article in articles}
    assert articles_of(found) == expected
    assert {evidence.article for evidence, _ in found if evidence.start <= 200} == expected
    assert max(Counter(evidence.article for evidence, _ in found).values()) <= gather.LEADING


def test_an_article_has_all_its_passages_up_to_the_limit(
    index: Index, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = max(assistant.articles(), key=lambda row: row.passages)
    assert len(of_articles(index.catalog, [row.path])) == row.passages
    monkeypatch.setattr(gather, "MOST", 1)
    assert len(of_articles(index.catalog, [row.path])) == 1


@given(st.lists(st.integers(), max_size=60), st.integers(1, 20))
def test_items_at_even_distances_keep_their_order_and_the_first(items: list[int], most: int) -> None:
    kept = evenly(list(enumerate(items)), most)
    assert len(kept) == min(most, len(items))
    assert kept == sorted(set(kept))
    assert kept[:1] == list(enumerate(items))[:1]


def test_what_articles_share_that_are_no_copies_is_furniture() -> None:
    line = "Read by thousands every morning, the Courier is free."
    first, second = (
        "The ferry sank. Nobody was hurt. It was raining.",
        "Taxes rise in May. Shops will close. Rents fall.",
    )
    found = [
        make_passage(f"{first} {line}", "a.md"),
        make_passage(f"{second}\n{line}", "b.md"),
        make_passage(f"{first} Boats are old.", "copy.md"),
    ]
    assert find_furniture(found) == {line}
    assert find_furniture(found[:1]) == set()


def test_the_line_under_the_sample_briefs_is_in_no_summary(index: Index, assistant: Assistant) -> None:
    line = "Sample brief, written for the demonstration corpus from public reporting."
    row = assistant.articles()[0]
    found = of_articles(index.catalog, [row.path])
    assert any(line in evidence.text for evidence, _ in found)
    furniture = find_furniture([*found, *of_same_outlet(index.catalog, row.path)])
    assert line in furniture
    assert line not in [each.text for each in summarize(found, furniture=furniture)]


def test_a_topic_is_named_by_its_words_in_any_form_and_a_name_as_it_is() -> None:
    is_named = namer(terms_of("electric cars or Kestrel"))
    assert is_named("An electric car for the city.")
    assert is_named("Kestrel's owners sold it.")
    assert not is_named("A car for the Kestrels of the city.")


KNOWN = KnownSources(
    (
        ArticleSource("a/ferry-runs-late.md", "Ferry runs late all week | Courier", "Courier", None),
        ArticleSource("a/tuesday.md", "Tuesday", "Courier", None),
        ArticleSource("b/tuesday.txt", "Tuesday", "Post", None),
        ArticleSource("b/pier.txt", "Pier closes for repairs in May 2024, the Post says", "Post", None),
    )
)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Ferry runs late all week | Courier", ["a/ferry-runs-late.md"]),
        ("“ferry runs late all week”", ["a/ferry-runs-late.md"]),
        ("a/ferry-runs-late.md", ["a/ferry-runs-late.md"]),
        ("Tuesday", ["a/tuesday.md", "b/tuesday.txt"]),
        ("Pier closes for repairs", ["b/pier.txt"]),
        ("Pier closes", []),
        ("the ferry", []),
        ("", []),
    ],
)
def test_an_article_is_named_by_its_title_or_file(text: str, paths: list[str]) -> None:
    assert [article.path for article in named_articles(text, KNOWN)] == paths
