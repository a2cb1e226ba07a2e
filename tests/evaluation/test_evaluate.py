"""The figures of an evaluation, and the comparison of two runs."""

import datetime as dt
import itertools
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import outcome

from assistant import cli, contract, evaluation
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.evaluation import Evaluation, Outcome, Question, Saved
from assistant.records import Answer, SearchResult, Turn


def test_figures_are_counted_over_the_questions_they_are_defined_for() -> None:
    figures = evaluation.measure(
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
    figure = evaluation.share([True] * 8 + [False] * 2)  # 0.490 to 0.943, as tables of Wilson's interval have it
    assert figure is not None
    assert (round(figure.low, 3), round(figure.high, 3)) == (0.490, 0.943)
    assert evaluation.share([]) is None


def test_a_bad_line_of_a_question_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"question": "What?", "answerable": True}) + "\n{}\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="Line 2"):
        evaluation.read_questions(file)


def test_a_question_is_asked_on_the_day_its_line_names(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    line = {"question": "What happened last week?", "answerable": True, "today": "2026-03-02"}
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert [each.today for each in evaluation.read_questions(file)] == [dt.date(2026, 3, 2)]
    file.write_text(json.dumps(line | {"today": "2 March"}) + "\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="Line 1"):
        evaluation.read_questions(file)


TRUTH = st.sampled_from([True, False, None])
SAVED = st.builds(
    Saved,
    id=st.text(st.characters(), max_size=3),
    question=st.text(st.characters()),
    fingerprint=st.just("f"),
    passed=st.fixed_dictionaries(dict.fromkeys(evaluation.PASSED, TRUTH)),
    lost_in=st.sampled_from(["", "error", "retrieval", "refusal", "follow-up"]),
    ms=st.none() | st.floats(0, 1e6),
)
RUN = st.lists(SAVED, min_size=1, max_size=20, unique_by=lambda each: each.id)


def question_of(saved: Saved) -> Question:
    """The same question in a question file: its fingerprint is its own."""
    return Question(saved.id, saved.question, True)


def as_asked(run: Sequence[Saved]) -> list[Saved]:
    return [replace(each, fingerprint=question_of(each).fingerprint) for each in run]


@pytest.mark.parametrize(
    ("won", "lost", "p"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (8, 1, 0.0390625), (4, 4, 1.0), (2000, 0, 0.0)]
)
def test_mcnemar_is_the_known_value(won: int, lost: int, p: float) -> None:
    assert evaluation.mcnemar(won, lost) == p


@given(st.integers(0, 10), st.integers(0, 10))
def test_mcnemar_counts_the_tosses_at_least_as_uneven(won: int, lost: int) -> None:
    n = min(won + lost, 12)
    won = min(won, n)
    lost = n - won
    heads = [sum(tosses) for tosses in itertools.product((0, 1), repeat=n)]
    assert evaluation.mcnemar(won, lost) == sum(abs(2 * h - n) >= abs(won - lost) for h in heads) / len(heads)


@given(RUN)
def test_a_saved_run_is_read_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, run: list[Saved]) -> None:
    file = tmp_path_factory.mktemp("run") / "run.jsonl"
    run = as_asked(run)
    file.write_text(evaluation.to_lines(run), encoding="utf-8")
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(run)
    assert evaluation.read_run(file, [question_of(each) for each in run]) == run


@given(RUN, RUN)
def test_swapping_the_runs_swaps_won_and_lost_and_nothing_else(a: list[Saved], b: list[Saved]) -> None:
    there, back = evaluation.compare(a, b), evaluation.compare(b, a)
    assert there.paired.keys() == back.paired.keys()
    for name, each in there.paired.items():
        other = back.paired[name]
        assert (each.both, each.won, each.lost, each.neither) == (other.both, other.lost, other.won, other.neither)
        assert (each.then, each.now, each.p) == (other.now, other.then, other.p)
        assert {each.verdict, other.verdict} in ({"better", "worse"}, {"no difference shown"})
    assert {each.id for each in there.won} == {each.id for each in back.lost}
    assert {each.id for each in there.lost} == {each.id for each in back.won}
    assert (there.both, there.only_then, there.only_now) == (back.both, back.only_now, back.only_then)
    assert there.ms is None if back.ms is None else there.ms == pytest.approx(-back.ms)


@given(RUN)
def test_a_run_differs_in_nothing_from_itself(run: list[Saved]) -> None:
    compared = evaluation.compare(run, run)
    assert (compared.won, compared.lost, compared.both, compared.only_then, compared.only_now) == (
        (),
        (),
        len(run),
        0,
        0,
    )
    assert compared.ms in (None, 0.0)
    for name, each in compared.paired.items():
        assert (each.won, each.lost, each.p, each.verdict) == (0, 0, 1.0, "no difference shown")
        assert each.cases == sum(saved.passed[name] is not None for saved in run)


@given(RUN, RUN)
def test_the_figures_of_a_comparison_add_up(a: list[Saved], b: list[Saved]) -> None:
    then, now = ({each.id: each for each in run} for run in (a, b))
    empty = Evaluation({}, ())
    compared = evaluation.compare(a, b)
    printed = evaluation.to_json(empty, compared)["compared"]
    assert json.loads(contract.to_line(printed)) == printed
    assert printed["questions"] + printed["only_then"] + printed["only_now"] == len(then.keys() | now.keys())
    for each in printed["outcomes"].values():
        assert each["now"] - each["then"] == pytest.approx((each["won"] - each["lost"]) / each["cases"], abs=2e-4)
    assert all(then[each["id"]].lost_in == each["lost_in"] and not now[each["id"]].lost_in for each in printed["won"])
    assert all(now[each["id"]].lost_in == each["lost_in"] and not then[each["id"]].lost_in for each in printed["lost"])
    table = evaluation.to_table(empty, compared)
    assert all(f"{each.id}  then lost in {each.lost_in}" in table for each in compared.won)
    assert evaluation.to_json(empty)["compared"] is None


def test_a_question_passes_what_is_defined_for_it() -> None:
    passed = [
        list(each.passed.values())
        for each in evaluation.to_saved(
            Evaluation(
                {},
                (
                    outcome(ranked="ba"),  # right, found second
                    outcome(ranked="b", said=None),  # refused: a wrong answer, and nothing cited
                    outcome(ranked="a", status="asks"),  # a question back is no answer
                    outcome(ranked="b", answerable=False, said=None),
                ),
            )
        )
    ]
    assert list(evaluation.PASSED) == "hits@1 hits@4 answered refused answer@1 answer@3 cited evidence".split()
    assert passed == [
        [False, True, True, None, True, True, True, True],
        [False, False, False, None, False, False, None, None],
        [True, True, False, None, False, False, None, None],
        [None, None, None, True, None, None, None, None],
    ]


OTHER_RUNS = {
    "other ids": lambda saved: replace(saved, id="other"),
    "another text": lambda saved: replace(saved, fingerprint=Question(saved.id, "Who?", True).fingerprint),
    "another answer": lambda saved: replace(saved, fingerprint=Question("q", "What?", True, ("6.1%",)).fingerprint),
    "another history": lambda saved: replace(
        saved, fingerprint=Question("q", "What?", True, history=(Turn("user", "Who?"),)).fingerprint
    ),
}


@pytest.mark.parametrize("other", OTHER_RUNS)
def test_runs_over_other_questions_are_not_compared(tmp_path: Path, other: str) -> None:
    (saved,) = as_asked([Saved("q", "What?", "", {}, "", 1.0)])
    file = tmp_path / "run.jsonl"
    file.write_text(evaluation.to_lines([saved]), encoding="utf-8")
    assert evaluation.read_run(file, [question_of(saved), Question("q2", "Which?", True)]) == [saved]
    file.write_text(evaluation.to_lines([OTHER_RUNS[other](saved)]), encoding="utf-8")
    with pytest.raises(QuestionError, match="run"):
        evaluation.read_run(file, [question_of(saved)])


def test_questions_of_one_id_are_not_paired(tmp_path: Path) -> None:
    run = as_asked([Saved("q", "What?", "", {}, "", 1.0)])
    file = tmp_path / "run.jsonl"
    file.write_text(evaluation.to_lines(run * 2), encoding="utf-8")
    with pytest.raises(QuestionError, match="the id 'q'"):
        evaluation.read_run(file, [question_of(run[0])])
    file.write_text(evaluation.to_lines(run), encoding="utf-8")
    with pytest.raises(QuestionError, match="the id 'q'"):
        evaluation.read_run(file, [question_of(run[0])] * 2)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{", b"5", b"[]", b"\xff", b"[" * 100_000, None]
    + [
        json.dumps(asdict(Saved("q", "What?", "f", {}, "", 1.0)) | wrong).encode()
        for wrong in ({"ms": float("nan")}, {"ms": "?"}, {"ms": 10**400}, {"passed": 5}, {"passed": {"cited": 1}})
    ]
    + [b'{"id": "q", "question": "What?", "answerable": true}'],
    ids=lambda content: str(content)[-20:],
)
def test_a_file_that_is_not_a_saved_run_is_an_error_of_one_line(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "run.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(QuestionError, match=r"run\.jsonl") as raised:
        evaluation.read_run(file, [Question("q", "What?", True)])
    assert "\n" not in str(raised.value)


class Stub:
    """An assistant with given outcomes for some questions; it finds and answers nothing else."""

    def __init__(self, knows: dict[str, Outcome]) -> None:
        self.knows = knows
        self.asked: list[tuple[str, int]] = []

    def status(self) -> None:
        pass

    def search(self, query: str, k: int, history: Sequence[Turn], today: object = None) -> SearchResult | None:
        return self.knows.get(query, outcome(ranked="b", said=None)).result

    def ask(self, question: str, history: Sequence[Turn], today: object = None) -> Answer | None:
        self.asked.append((question, len(history)))
        return self.knows.get(question, outcome(ranked="b", said=None)).answer


RIGHT, WRONG, REFUSED = outcome(ranked="a"), outcome(ranked="a", said="Nobody knows."), outcome(ranked="a", said=None)
BACK = outcome(ranked="a", status="asks")


@pytest.mark.parametrize(
    ("as_follow_up", "alone", "lost_in"),
    [
        (None, RIGHT, "follow-up"),
        (WRONG, RIGHT, "follow-up"),
        (REFUSED, RIGHT, "follow-up"),
        (BACK, RIGHT, "follow-up"),
        (None, WRONG, "retrieval"),
        (None, None, "retrieval"),
        (WRONG, REFUSED, "sentence choice"),
        (REFUSED, BACK, "refusal"),
        (BACK, WRONG, "refusal"),
        (RIGHT, WRONG, ""),
    ],
)
def test_a_follow_up_that_is_lost_only_as_such_is_lost_in_follow_up(
    as_follow_up: Outcome | None, alone: Outcome | None, lost_in: str
) -> None:
    knows = {"And it?": as_follow_up, "What is the rate?": alone}
    stub = Stub({question: each for question, each in knows.items() if each})
    question = replace(
        RIGHT.question, question="And it?", history=(Turn("user", "Hi"),), standalone="What is the rate?"
    )
    others = [replace(question, history=()), replace(question, standalone="")]  # nothing to ask once more
    found = evaluation.evaluate(cast(Assistant, stub), [question, *others], lambda *_: None)
    assert found.outcomes[0].lost_in == lost_in
    assert "follow-up" not in [each.lost_in for each in found.outcomes[1:]]
    assert stub.asked == [
        ("And it?", 1),
        *([("What is the rate?", 0)] if lost_in else []),
        ("And it?", 0),
        ("And it?", 1),
    ]
    assert found.outcomes[0].answer == stub.ask("And it?", ())  # figures are of the follow-up as it was asked


def test_a_run_is_saved_and_compared_on_the_command_line(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*options: object) -> tuple[Any, str, str]:
        where = ("--corpus", assistant.settings.corpus, "--index", assistant.settings.index)
        monkeypatch.setattr(sys, "argv", ["assistant", "eval", *map(str, (*options, *where))])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    lines = (Path(__file__).parents[1] / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked, more = tmp_path / "asked.jsonl", tmp_path / "more.jsonl"
    asked.write_text("\n".join(lines[:2]), encoding="utf-8")
    more.write_text("\n".join(lines[1:4]), encoding="utf-8")
    saved = tmp_path / "run.jsonl"
    assert run(asked, "--save", saved)[0] == 0
    assert [json.loads(line)["id"] for line in saved.read_text(encoding="utf-8").splitlines()] == ["s001", "s002"]

    code, out, _ = run(more, "--against", saved, "--json")
    compared = json.loads(out)["compared"]
    assert (code, compared["questions"], compared["only_then"], compared["only_now"]) == (0, 1, 1, 2)
    assert (compared["won"], compared["lost"]) == ([], [])
    assert {each["p"] for each in compared["outcomes"].values()} == {1.0}
    assert "1 questions in both runs, 1 only then, 2 only now" in run(more, "--against", saved)[1]

    code, out, err = run(asked, "--against", asked)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--save" in err


@pytest.mark.parametrize("id_", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_that_json_cannot_hold_is_a_bad_line(id_: str) -> None:
    with pytest.raises(QuestionError, match="not JSON"):
        contract.read_asked(f'{{"id": {id_}, "question": "What?"}}')
    assert contract.id_in(f'{{"id": {id_}, "question": "What?"}}') is None
