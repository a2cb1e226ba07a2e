"""The passages from which an article, a topic or a period is summarised."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import gather
from assistant.answer.gather import (
    Found,
    evenly,
    find_furniture,
    naming,
    of_articles,
    of_period,
    of_same_outlet,
    of_topic,
)
from assistant.answer.summary import summarize
from assistant.assistant import Assistant
from assistant.index.opened import Index

from passages import make_passage  # isort: skip - lies beside the folder of this file

FEBRUARY = (dt.date(2026, 2, 1), dt.date(2026, 2, 28))


@pytest.fixture
def index(assistant: Assistant) -> Iterator[Index]:
    with assistant.parts.index.opened() as opened:
        assert opened
        yield opened


def names(word: str) -> Callable[[str], bool]:
    return lambda text: bool(re.search(rf"\b{word}\b", text))


def about(
    index: Index,
    assistant: Assistant,
    topic: str,
    start: dt.date | None = None,
    end: dt.date | None = None,
    among: list[str] | None = None,
) -> Found:
    vector = assistant.encoder.encode_question(topic)
    return of_topic(index, topic, vector, names(topic), start, end, among)


def articles_of(found: Found) -> set[str]:
    return {evidence.article for evidence, _ in found}


def test_the_passages_of_a_topic_name_it_and_each_article_that_does_is_there(
    index: Index, assistant: Assistant
) -> None:
    found = about(index, assistant, "India")
    assert found
    assert all("India" in evidence.text for evidence, _ in found)
    texts = {row.path: assistant.article(row.path).text for row in assistant.articles()}
    assert articles_of(found) == {path for path, text in texts.items() if names("India")(text)}
    assert max(Counter(evidence.article for evidence, _ in found).values()) <= gather.PER_ARTICLE


def test_a_topic_is_looked_for_in_some_days_and_some_articles_only(index: Index, assistant: Assistant) -> None:
    everywhere = about(index, assistant, "Carney")
    dated = about(index, assistant, "Carney", *FEBRUARY)
    assert 0 < len(dated) < len(everywhere)
    assert all(evidence.date and FEBRUARY[0] <= evidence.date <= FEBRUARY[1] for evidence, _ in dated)
    one = next(iter(articles_of(dated)))
    assert articles_of(about(index, assistant, "Carney", among=[one])) == {one}


@pytest.mark.parametrize(("start", "end"), [(None, None), FEBRUARY])
def test_a_topic_that_no_article_names_is_found_by_its_meaning(
    index: Index, assistant: Assistant, start: dt.date | None, end: dt.date | None
) -> None:
    found = about(index, assistant, "a trade mission to New Delhi", start, end)
    assert "India" in found[0][0].text
    assert about(index, assistant, "recipes for sourdough bread", start, end) == []


def test_a_period_has_the_beginning_of_each_of_its_articles(index: Index, assistant: Assistant) -> None:
    found = of_period(index.catalog, *FEBRUARY)
    expected = {row.path for row in assistant.articles() if row.date and FEBRUARY[0] <= row.date <= FEBRUARY[1]}
    assert articles_of(found) == expected
    assert {evidence.article for evidence, _ in found if evidence.start <= 200} == expected
    assert max(Counter(evidence.article for evidence, _ in found).values()) <= gather.LEADING
    assert articles_of(of_period(index.catalog, None, None)) == {row.path for row in assistant.articles()}
    assert of_period(index.catalog, dt.date(1900, 1, 1), dt.date(1900, 1, 2)) == []


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


def test_a_topic_is_named_by_its_words_in_any_form() -> None:
    is_named = naming("electric cars")
    assert is_named("An electric car for the city.")
    assert not is_named("A car for the city.")
