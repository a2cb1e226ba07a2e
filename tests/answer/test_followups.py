"""Follow-ups of questions that count and list: each changes one thing of the frame before it, and keeps the rest."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from catalogs import add, new_catalog

from assistant.answer.followups import frame_in
from assistant.answer.frames import Frame, Term, Terms, read_frame
from assistant.records import Turn
from assistant.store.base import Catalog

TODAY = dt.date(2026, 6, 10)
FIRST = {
    "count": "How many articles mention {name}?",
    "list": "Which stories mention {name}?",
    "times": "How often is {name} mentioned?",
    "every": "Show me every mention of {name}",
}
TAILS = ["", " since May", " in the Lakeside Courier"]
NAMES = ["Zorbak", "Lake Varn"]
LIST_THEM = ["list them", "Show me those", "which ones?", "Which articles?", "please list them", "show me the articles"]
FACTS = ["Who runs Zorbak Industries?", "When did Zorbak Industries close?"]


@pytest.fixture(scope="module")
def catalog() -> Iterator[Catalog]:
    with new_catalog() as made:
        add(
            made,
            "a.md",
            "Zorbak wins",
            ["Zorbak won at Lake Varn."],
            dt.date(2026, 5, 1),
            "Lakeside Courier",
            "Mia Reyes",
        )
        add(made, "b.md", "Rain falls", ["Zorbak lost."], dt.date(2026, 4, 1), "The Sun", "Ole Winther")
        add(made, "c.md", "Undated", ["Lake Varn froze."], None, "reuters.com")
        yield made


def turns(*questions: str) -> list[Turn]:
    return [turn for text in questions for turn in (Turn("user", text), Turn("assistant", "2 articles."))]


def after(catalog: Catalog, *questions: str) -> Frame | None:
    """The frame of the last question after those before it."""
    return frame_in(questions[-1], turns(*questions[:-1]), TODAY, catalog)


def first_questions(catalog: Catalog) -> Iterator[tuple[str, Frame]]:
    for form, tail, name in itertools.product(FIRST.values(), TAILS, NAMES):
        question = form.format(name=name).rstrip("?") + tail
        frame = read_frame(question, TODAY, catalog.sources())
        assert frame is not None
        yield question, frame


@pytest.mark.parametrize("follow", LIST_THEM)
def test_list_them_lists_what_was_asked_for(catalog: Catalog, follow: str) -> None:
    for question, frame in first_questions(catalog):
        found = after(catalog, question, follow)
        assert found is not None
        assert (found.act, found.terms, found.limits) == ("list", frame.terms, frame.limits), question


@pytest.mark.parametrize(
    ("follow", "act"),
    [
        ("how many?", "count"),
        ("And how many are there?", "count"),
        ("how often?", "times"),
        ("which outlets?", "outlets"),
        ("who wrote them?", "authors"),
        ("and the first one?", "first"),
        ("what was the latest?", "last"),
    ],
)
def test_a_follow_up_may_change_what_is_asked_for(catalog: Catalog, follow: str, act: str) -> None:
    for question, frame in first_questions(catalog):
        found = after(catalog, question, follow)
        assert found == replace(frame, act=act), question


@pytest.mark.parametrize("lead", ["and in {}?", "What about {}?", "only {}", "{}?"])
def test_another_time_takes_the_place_of_the_one_before(catalog: Catalog, lead: str) -> None:
    for question, frame in first_questions(catalog):
        found = after(catalog, question, lead.format("April 2026"))
        assert found is not None, question
        assert found.limits.period is not None
        assert (found.limits.period.start, found.limits.period.end) == (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
        assert (found.act, found.terms, found.limits.articles) == (frame.act, frame.terms, frame.limits.articles)


@pytest.mark.parametrize("source", ["The Sun", "reuters", "Mia Reyes"])
@pytest.mark.parametrize("lead", ["only {}", "and in {}?", "just those from {}", "what about {}?"])
def test_another_source_takes_the_place_of_the_one_before(catalog: Catalog, lead: str, source: str) -> None:
    own = {"The Sun": {"b.md"}, "reuters": {"c.md"}, "Mia Reyes": {"a.md"}}[source]
    for question, frame in first_questions(catalog):
        found = after(catalog, question, lead.format(source))
        assert found is not None, question
        assert (found.act, found.terms, found.limits.period) == (frame.act, frame.terms, frame.limits.period), question
        assert found.limits.articles == frozenset(own)


@pytest.mark.parametrize("lead", ["and {}?", "What about {}?", "how about {}"])
def test_another_name_takes_the_place_of_the_one_before(catalog: Catalog, lead: str) -> None:
    for question, frame in first_questions(catalog):
        assert after(catalog, question, lead.format("Quorn Bridge")) == replace(
            frame, terms=Terms(((Term("Quorn Bridge"),),)), slots=frame.slots
        )


@pytest.mark.parametrize("by", ["month", "outlet", "author"])
@pytest.mark.parametrize("lead", ["by {}", "and per {}?", "group them by {}"])
def test_a_grouping_is_added(catalog: Catalog, lead: str, by: str) -> None:
    for question, frame in first_questions(catalog):
        found = after(catalog, question, lead.format(by))
        assert found is not None, question
        assert (found.by, found.act, found.terms, found.limits) == (by, frame.act, frame.terms, frame.limits)


def test_follow_ups_follow_one_another(catalog: Catalog) -> None:
    asked = ["How many articles mention Zorbak?", "list them", "only The Sun", "and in April 2026?"]
    found = after(catalog, *asked)
    assert found is not None
    assert (found.act, found.limits.outlets) == ("list", ("The Sun",))
    assert found.limits.period is not None
    assert found.terms == Terms(((Term("Zorbak"),),))


@pytest.mark.parametrize(
    "follow", [*LIST_THEM[:3], "how many?", "only The Sun", "and in April 2026?", "by month", "and Quorn?"]
)
@pytest.mark.parametrize("before", [[], [FACTS[0]]])
def test_what_follows_nothing_that_counts_is_no_such_follow_up(
    catalog: Catalog, follow: str, before: list[str]
) -> None:
    assert after(catalog, *before, follow) is None


@pytest.mark.parametrize("question", FACTS)
def test_a_pronoun_means_the_name_asked_for_before(catalog: Catalog, question: str) -> None:
    for follow, act in (("How many articles mention it?", "count"), ("Which stories mention them?", "list")):
        found = after(catalog, question, follow)
        assert found is not None
        assert (found.act, found.terms) == (act, Terms(((Term("Zorbak Industries"),),)))


def test_a_question_of_its_own_is_read_as_if_it_were_asked_first(catalog: Catalog) -> None:
    for (before, _), (question, frame) in itertools.product(first_questions(catalog), first_questions(catalog)):
        assert after(catalog, before, question) == frame
    for fact in (*FACTS, "How many people died in the flood?", "Why did the bridge close?"):
        assert after(catalog, "How many articles mention Zorbak?", fact) is None


@pytest.mark.parametrize("lead", ["And ", "and ", "But "])
@pytest.mark.parametrize(
    "question",
    ["what is the CPTPP?", "who runs Zorbak Industries?", "when did it close?", "is Lake Varn frozen?", "why?"],
)
def test_a_question_for_a_fact_behind_an_and_is_none_that_counts(catalog: Catalog, lead: str, question: str) -> None:
    for first, _ in first_questions(catalog):
        assert after(catalog, first, lead + question) is None, first


@pytest.mark.parametrize("name", ["Will Zorbak", "Who Else Ltd"])
def test_a_name_may_be_a_question_word(catalog: Catalog, name: str) -> None:
    frame = after(catalog, "How many articles mention Zorbak?", f"and {name}?")
    assert frame is not None
    assert frame.terms == Terms(((Term(name),),))
