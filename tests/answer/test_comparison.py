"""Two sides of a comparison: each is cited, in a column, and what they give differently is shown."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.language import DEFAULT
from assistant.records import Answer

ARTICLES = {
    "a.md": (
        "Kestrel Weekly",
        "2026-05-03",
        "Bridge falls",
        "At Tarn 40 people died when the old bridge collapsed. Rain fell.",
    ),
    "b.md": (
        "Harbour Post",
        "2026-05-04",
        "Collapse kills",
        "At Tarn 43 people died when the old bridge collapsed. Varn wept.",
    ),
    "c.md": ("Harbour Post", "2026-05-06", "Ferry runs", "The ferry to Orle carried 90 cars. Orle thanked its mayor."),
}


@pytest.fixture
def told(make: Callable[..., Assistant], tmp_path: Path) -> Callable[[str], Answer]:
    made = make(today=dt.date(2026, 5, 9))
    for name, (outlet, day, title, text) in ARTICLES.items():
        (tmp_path / "corpus" / name).write_text(f"---\ntitle: {title}\ndate: {day}\nsource: {outlet}\n---\n{text}\n")
    made.sync()
    return made.ask


def files_of(answer: Answer) -> list[set[str]]:
    """The articles cited in each column."""
    cited = {each.number: each.article for each in answer.citations}
    return [{cited[n] for at in each.sentences for n in answer.sentences[at].citations} for each in answer.columns]


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("How do Kestrel Weekly and Harbour Post report on the bridge?", [{"a.md"}, {"b.md"}]),
        ("Compare Kestrel Weekly and Harbour Post on the bridge", [{"a.md"}, {"b.md"}]),
        ("Compare the coverage of the bridge in Kestrel Weekly and Harbour Post", [{"a.md"}, {"b.md"}]),
        ("What did Harbour Post and Kestrel Weekly write about the bridge?", [{"b.md"}, {"a.md"}]),
        ("What is the difference between “Bridge falls” and “Collapse kills”?", [{"a.md"}, {"b.md"}]),
        ("Tarn vs Orle", [{"a.md", "b.md"}, {"c.md"}]),
        ("Compare Varn with Orle", [{"b.md"}, {"c.md"}]),
    ],
)
def test_each_side_is_cited_in_its_column(told: Callable[[str], Answer], question: str, files: list[set[str]]) -> None:
    answer = told(question)
    assert (answer.kind, answer.status) == ("comparison", "answered")
    assert files_of(answer) == files


def test_what_the_sides_give_differently_is_shown_newest_first(told: Callable[[str], Answer]) -> None:
    answer = told("How do Kestrel Weekly and Harbour Post report on the bridge?")
    cited = {each.number: each.article for each in answer.citations}
    assert [[(each.value, cited[each.citation]) for each in one.values] for one in answer.differences] == [
        [("43", "b.md"), ("40", "a.md")]
    ]


def test_a_sentence_that_names_both_sides_is_shown_for_neither_if_there_are_others(
    told: Callable[[str], Answer], make: Callable[..., Assistant], tmp_path: Path
) -> None:
    (tmp_path / "corpus" / "d.md").write_text("Varn met Dell. Varn slept. Dell ate.\n")
    made = make(today=dt.date(2026, 5, 9))
    made.sync()
    answer = made.ask("Varn vs Dell")
    assert len(answer.columns) == 2
    assert "Varn met Dell." not in {each.text for each in answer.sentences}


@pytest.mark.parametrize("question", ["Compare Tarn and Nowhere", "What is the difference between rain and snow?"])
def test_a_side_that_no_article_has_makes_it_a_fact(told: Callable[[str], Answer], question: str) -> None:
    assert told(question).kind == "fact"


def test_forms_of_comparison_do_not_take_questions_for_facts() -> None:
    forms = [form.pattern for form in DEFAULT.desk.side_forms]
    for question in (
        "What did Carney say about tariffs",
        "How did Japan react to the announcement on settlements",
        "How did the geography and resources of Tarn help it grow",
        "How do centripetal forces act in relation to vectors of velocity",
        "How does the composition of dust and gas vary between these types of stars",
    ):
        assert not any(form.fullmatch(question) for form in forms)
