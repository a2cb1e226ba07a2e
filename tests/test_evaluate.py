"""The figures are those one works out by hand."""

import json
from pathlib import Path

import pytest

from assistant import evaluate, wire
from assistant.errors import QuestionError
from assistant.evaluate import Outcome, Question
from assistant.records import Answer, Citation, Evidence, SearchResult, Sentence


def hit(article: str) -> Evidence:
    return Evidence(1, 1, article, "v", "T", None, None, None, 0, 4, "Text", ((0, 4),), 1.0, 1.0, 1, None)


def outcome(
    *, ranked: str, answerable: bool = True, said: str | None = "It is 6.1%.", cited: str = "a", answers: str = "6.1%"
) -> Outcome:
    question = Question("q", "What?", answerable, (answers,), ((("a"), "It is 6.1%."),) if answerable else ())
    citation = Citation(1, cited, "v", "T", None, None, None, 0, 11, said or "")
    answer = Answer(
        question="What?",
        searched="What?",
        status="answered" if said else "refused",
        sentences=(Sentence("", said, (1,), "quoted"),) if said else (),
        citations=(citation,) if said else (),
        also_retrieved=(),
        writer="extractive",
        timings_ms={"total": 10.0},
    )
    return Outcome(question, SearchResult("What?", "What?", tuple(map(hit, ranked)), {}), answer)


def test_figures_are_counted_over_the_questions_they_are_defined_for() -> None:
    figures = evaluate.measure(
        [
            outcome(ranked="aab"),  # right
            outcome(ranked="ccba", said="Nobody knows.", cited="c"),  # found third, wrong sentence and article
            outcome(ranked="a", said=None),  # refused though answerable
            outcome(ranked="b", answerable=False, said=None),  # refused, rightly
            outcome(ranked="b", answerable=False),  # answered though not there
        ]
    )
    values = {name: (round(figure.value, 4), figure.cases) for name, figure in figures.items()}
    assert values["hits@1"] == (0.6667, 3)
    assert values["hits@4"] == (1.0, 3)
    assert values["mrr"] == (round((1 + 1 / 3 + 1) / 3, 4), 3)
    assert values["false_refusal"] == (0.3333, 3)
    assert values["refused"] == (0.5, 2)
    assert values["answer@1"] == (0.5, 2)
    assert values["precision"] == (0.5, 2)
    assert values["evidence"] == (0.5, 2)
    assert values["p50_ms"] == (10.0, 5)


def test_a_lost_question_names_the_stage_that_lost_it() -> None:
    lost = [
        outcome(ranked="a").lost_in,
        outcome(ranked="bcdea").lost_in,
        outcome(ranked="a", said=None).lost_in,
        outcome(ranked="a", said="Nobody knows.").lost_in,
        outcome(ranked="a", answerable=False).lost_in,
    ]
    assert lost == ["", "retrieval", "refusal", "sentence choice", "answered what is not there"]


def test_the_interval_of_a_share_is_wilsons() -> None:
    figure = evaluate.share([True] * 8 + [False] * 2)  # 0.490 to 0.943, as tables of Wilson's interval have it
    assert figure is not None
    assert (round(figure.low, 3), round(figure.high, 3)) == (0.490, 0.943)
    assert evaluate.share([]) is None


def test_a_bad_line_of_a_question_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"question": "What?", "answerable": True}) + "\n{}\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="Line 2"):
        evaluate.read_questions(file)


@pytest.mark.parametrize("id_", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_that_json_cannot_hold_is_a_bad_line(id_: str) -> None:
    with pytest.raises(QuestionError, match="not JSON"):
        wire.read_asked(f'{{"id": {id_}, "question": "What?"}}')
    assert wire.id_in(f'{{"id": {id_}, "question": "What?"}}') is None
