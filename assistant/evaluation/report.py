"""An evaluation -> JSON, a table, and a list of its failures."""

from collections.abc import Iterable
from typing import Any

from assistant.evaluation.comparison import Comparison, Saved
from assistant.evaluation.run import Evaluation
from assistant.records import normalize_space


def to_json(evaluation: Evaluation, compared: Comparison | None = None) -> dict[str, Any]:
    """For ``eval --json``: each figure with its interval, how many questions each stage lost, and the comparison."""
    return {
        "questions": len(evaluation.outcomes),
        "figures": {
            name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4), "cases": f.cases}
            for name, f in evaluation.figures.items()
        },
        "lost": _lost(evaluation),
        "compared": _compared_to_json(compared) if compared else None,
    }


def _compared_to_json(compared: Comparison) -> dict[str, Any]:
    def listed(questions: Iterable[Saved]) -> list[dict[str, str]]:
        return [{"id": each.id, "question": each.question, "lost_in": each.lost_in} for each in questions]

    return {
        "questions": compared.both,
        "only_then": compared.only_then,
        "only_now": compared.only_now,
        "outcomes": {
            name: {
                "then": round(each.then, 4),
                "now": round(each.now, 4),
                "won": each.won,
                "lost": each.lost,
                "cases": each.cases,
                "p": each.p,
                "verdict": each.verdict,
            }
            for name, each in compared.paired.items()
        },
        "ms": None if compared.ms is None else round(compared.ms, 2),
        "won": listed(compared.won),
        "lost": listed(compared.lost),
    }


def to_table(evaluation: Evaluation, compared: Comparison | None = None) -> str:
    """For people: a line a figure, and what is different from the run compared with."""
    lines = [f"{len(evaluation.outcomes)} questions{'':10}  95 % interval   cases"]
    for name, f in evaluation.figures.items():
        form = "8.1f" if name.endswith("_ms") else "8.3f"
        lines.append(f"{name:16}{f.value:{form}}  {f.low:{form}} -{f.high:{form}}  {f.cases:6}")
    lines += [f"lost in {stage}: {count}" for stage, count in _lost(evaluation).items()]
    return "\n".join(lines + (_compared_to_lines(compared) if compared else []))


def _compared_to_lines(compared: Comparison) -> list[str]:
    asked = f"{compared.both} questions in both runs, {compared.only_then} only then, {compared.only_now} only now"
    return [
        f"\n{asked}\n{'':16}    then     now   won  lost   cases  McNemar's p",
        *(
            f"{name:16}{each.then:8.3f}{each.now:8.3f}{each.won:6}{each.lost:6}{each.cases:8}{each.p:13.3g}"
            f"  {each.verdict}"
            for name, each in compared.paired.items()
        ),
        *([] if compared.ms is None else [f"median difference in time: {compared.ms:+.1f} ms"]),
        *(
            f"{what}  {each.id}  {when} lost in {each.lost_in}: {normalize_space(each.question)[:80]}"
            for what, when, questions in (("won ", "then", compared.won), ("lost", "now", compared.lost))
            for each in questions
        ),
    ]


def _lost(evaluation: Evaluation) -> dict[str, int]:
    stages = [each.lost_in for each in evaluation.outcomes if each.lost_in]
    return {stage: stages.count(stage) for stage in sorted(set(stages))}


def describe_failures(evaluation: Evaluation) -> str:
    """Every question that was lost, by stage, with what was expected and what was said."""
    return "\n".join(
        f"{each.lost_in}  {each.question.id}  {each.question.kind}\n"
        f"  asked     {each.question.question}\n"
        + (f"  searched  {each.answer.searched}\n" if each.answer else f"  error     {each.error}\n")
        + f"  expected  {' | '.join(each.question.answers) or '(no short answer)'}\n"
        + "".join(f"  evidence  {path}: {normalize_space(text)[:300]}\n" for path, text in each.question.evidence[:3])
        + (f"  said      {each.answer.text}\n" if each.answer else "")
        for each in sorted(evaluation.outcomes, key=lambda each: each.lost_in)
        if each.lost_in
    )
