"""What became of each question: each is counted once, and no figure looks exact that is not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import outcome

from assistant import evaluation
from assistant.evaluation import Evaluation, Outcome

RIGHT, OTHER = outcome(ranked="a"), outcome(ranked="a", said="Nobody knows.", cited="c")
REFUSED, BACK = outcome(ranked="b", said=None), outcome(ranked="a", status="asks")
RIGHTLY, WRONG = outcome(ranked="b", answerable=False, said=None), outcome(ranked="b", answerable=False)


def knowing(given_: Outcome, **known: object) -> Outcome:
    return replace(given_, question=replace(given_.question, **known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdict", "given_"),
    [
        ("found", RIGHT),
        ("missed", OTHER),
        ("refused wrongly", REFUSED),
        ("refused wrongly", BACK),
        ("refused rightly", RIGHTLY),
        ("wrong", WRONG),
        ("failed", Outcome(RIGHT.question, None, None, "too long")),
        ("found", knowing(RIGHT, answers=())),  # cites the article, and no more is known
        ("missed", knowing(OTHER, answers=())),
        ("missed", knowing(OTHER, evidence=())),
        ("not judged", knowing(RIGHT, answers=(), evidence=())),
        ("refused wrongly", knowing(REFUSED, answers=(), evidence=())),
    ],
)
def test_the_verdict_on_an_answer(verdict: str, given_: Outcome) -> None:
    assert given_.verdict == verdict


ANY = st.sampled_from([RIGHT, OTHER, REFUSED, RIGHTLY, WRONG, Outcome(WRONG.question, None, None, "too long")])


@given(st.lists(ANY, max_size=70))
def test_every_question_is_counted_once_and_few_are_called_rough(outcomes: list[Outcome]) -> None:
    printed = evaluation.to_json(Evaluation({}, tuple(outcomes)))
    verdicts, notes = printed["verdicts"], " ".join(printed["notes"])
    counted = sum(each["count"] for each in verdicts.values()) + sum(printed["not_counted"].values())
    assert counted == len(outcomes)
    for verdict, figure in verdicts.items():
        assert figure["count"] == sum(each.verdict == verdict for each in outcomes)
        assert figure["value"] == pytest.approx(figure["count"] / figure["cases"], abs=1e-4)
        assert figure["low"] <= figure["value"] <= figure["high"]
    for names, which in ((("found", "missed", "refused wrongly"), "articles answer"), (("wrong",), "be refused")):
        cases = sum(each.verdict in names or (which == "be refused" and each is RIGHTLY) for each in outcomes)
        assert (f"{which}: their figures are rough" in notes) == (0 < cases < 30)
        assert (f"{which}: nothing is measured" in notes) == (cases == 0)
    table = evaluation.to_table(Evaluation({}, tuple(outcomes)))
    assert "doi:10.1080/01621459.1927.10502953" in table
    assert all(note in table for note in printed["notes"])
    for verdict, figure in verdicts.items():
        (line,) = [line for line in table.splitlines() if line.startswith(verdict.ljust(16))]
        assert line.split(verdict)[1].split()[:3] == [str(figure["count"]), "of", str(figure["cases"])]
