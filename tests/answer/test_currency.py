"""Whether an answer about the present says that its evidence is old."""

import datetime as dt
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from fakes import make_citation

from assistant.answer.currency import OLD, describe_age, is_about_now
from assistant.answer.question import Query, read_query
from assistant.assistant import Assistant
from assistant.records import Freshness

TODAY = dt.date(2026, 11, 27)
ROLES = ["head of the Harbour Board", "mayor of Dunmore", "owner of the Gormwick mill", "coach of Velden United"]
NOW = [
    "Who is the {0}?", "Who's the {0}?", "Who is now the {0}?", "How many people does the {0} employ?",
    "Which party does the {0} belong to?", "Where does the {0} live?", "Is Ada Thorne the {0}?",
    "How old is the {0}?", "What is the salary of the {0}?", "What is the latest on the {0}?",
    "How much does the {0} currently earn?", "Who is the {0} today?", "Who still opposes the {0}?",
]  # fmt: skip
THEN = [
    "Who was the {0}?", "Who was the {0} in 2019?", "Who became the {0}?", "When did Ada Thorne become the {0}?",
    "How many people did the {0} employ?", "Why is Ada Thorne the {0}?", "What did the {0} say?",
    "What does the {0} say about the ferries?", "Who were the rivals of the {0}?", "Who is the {0} who died?",
    "Which company does the {0} say was sold?", "Who is the {0} in 2019?", "What is meant by the {0}?",
    "How many people does the {0} claim died?", "Who was the {0} on 3 March 2024?", "When is the {0} due to leave?",
]  # fmt: skip


def read(question: str) -> Query:
    return read_query(question, (), TODAY)


@pytest.mark.parametrize("form", NOW)
def test_the_present_state_of_things_is_about_now(form: str) -> None:
    assert [role for role in ROLES if not is_about_now(read(form.format(role)), TODAY)] == []


@pytest.mark.parametrize("form", THEN)
def test_the_past_and_what_does_not_change_are_not(form: str) -> None:
    assert [role for role in ROLES if is_about_now(read(form.format(role)), TODAY)] == []


@pytest.mark.parametrize("words", ["in 2019", "in May 2024", "on 3 March 2024", "last year", "two years ago"])
def test_no_question_with_a_time_that_is_over_is_about_now(words: str) -> None:
    forms = [form.removesuffix("?") + f" {words}?" for form in NOW]
    assert [form for form, role in product(forms, ROLES) if is_about_now(read(form.format(role)), TODAY)] == []


@pytest.mark.parametrize(("age", "gap"), product([0, 1, OLD.days - 1, OLD.days, 400, 4000], repeat=2))
def test_evidence_is_old_by_its_distance_from_today_or_from_the_newest_article(age: int, gap: int) -> None:
    """age: days of the evidence before today. gap: days of the newest article before today."""
    found, newest = (TODAY - dt.timedelta(days=days) for days in (max(age, gap), gap))
    cited = [make_citation(date=found), make_citation(date=found - OLD)]
    said = describe_age(read("Who is the mayor of Dunmore?"), cited, Freshness(newest, None, 0), TODAY)
    assert bool(said) == (TODAY - found >= OLD)
    if said:
        assert f"{found.day} {found:%B %Y}; " in said
        assert f"{newest.day} {newest:%B %Y}." in said


def test_nothing_is_said_of_evidence_whose_age_is_not_known() -> None:
    old, undated = make_citation(date=TODAY - 2 * OLD), make_citation(date=None)
    question, freshness = read("Who is the mayor of Dunmore?"), Freshness(TODAY, None, 0)
    assert describe_age(question, [old], freshness, TODAY)
    for cited in ([], [undated], [old, undated]):
        assert describe_age(question, cited, freshness, TODAY) == ""
    assert describe_age(question, [old], Freshness(None, None, 0), TODAY) == ""


def test_evidence_of_the_days_asked_about_is_not_old() -> None:
    early = make_citation(date=dt.date(2026, 1, 3))
    freshness = Freshness(TODAY, None, 0)
    assert describe_age(read("Who is the mayor of Dunmore?"), [early], freshness, TODAY)
    assert describe_age(read("Who is the mayor of Dunmore this year?"), [early], freshness, TODAY) == ""


@pytest.mark.parametrize(("question", "warned"), [("Who is the mayor of Dunmore?", True),
                                                  ("Who was the mayor of Dunmore in March 2024?", False)])  # fmt: skip
def test_an_answer_says_how_old_its_newest_article_is(
    make: Callable[..., Assistant], tmp_path: Path, question: str, warned: bool
) -> None:
    corpus = tmp_path / "corpus"
    for day, words in {
        "2024-03-03": "Ada Thorne is the mayor of Dunmore. She opened the new quay.",
        "2026-11-20": "The Gormwick mill was sold to a bakery. It had stood empty for years.",
    }.items():
        (corpus / f"{day}.md").write_text(f"---\ntitle: News of the coast\ndate: {day}\n---\n{words}\n", "utf-8")
    assistant = make(today=TODAY)
    assistant.sync()
    answer = assistant.ask(question)
    assert answer.status == "answered"
    said = (
        "The newest article found for this is from 3 March 2024; the newest article of the corpus is from 20 November"
    )
    assert (said in answer.note) == warned
    near = assistant.ask(question, today=dt.date(2024, 3, 10))
    assert (said in near.note) == warned, "the corpus has newer articles, whatever the day"
