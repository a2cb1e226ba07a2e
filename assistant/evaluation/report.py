"""An evaluation as JSON, as a table, and as a list of failed questions."""

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.evaluation.comparison import Comparison, Saved
from assistant.evaluation.figures import Figure
from assistant.evaluation.run import Evaluation
from assistant.evaluation.variants import FORMS
from assistant.evaluation.verdicts import FEW, MEANINGS, NOT_COUNTED, Verdicts
from assistant.records import normalize_space

WILSON = "Wilson 1927, doi:10.1080/01621459.1927.10502953"  # whose score interval is printed


def to_json(evaluation: Evaluation, compared: Comparison | None = None) -> dict[str, Any]:
    """What ``eval --json`` prints: figures with intervals, questions lost by stage, and the comparison."""
    return {
        "questions": len(evaluation.outcomes),
        "figures": {name: _figure_to_json(figure) for name, figure in evaluation.figures.items()},
        "lost": _lost(evaluation),
        "compared": _compared_to_json(compared) if compared else None,
        **_verdicts_to_json(evaluation.verdicts),
    }


def _figure_to_json(figure: Figure) -> dict[str, Any]:
    return {**{name: round(getattr(figure, name), 4) for name in ("value", "low", "high")}, "cases": figure.cases}


def _verdicts_to_json(verdicts: Verdicts) -> dict[str, Any]:
    return {
        "verdicts": {
            verdict: {"count": verdicts.count(verdict), **_figure_to_json(figure)}
            for verdict, figure in verdicts.shares.items()
        },
        "not_counted": dict(verdicts.not_counted),
        "notes": list(verdicts.notes),
    }


def _compared_to_json(compared: Comparison) -> dict[str, Any]:
    def listed(questions: Iterable[Saved]) -> list[dict[str, str]]:
        return [{"id": saved.id, "question": saved.question, "lost_in": saved.lost_in} for saved in questions]

    return {
        "questions": compared.both,
        "only_then": compared.only_then,
        "only_now": compared.only_now,
        "outcomes": {
            name: {
                "then": round(paired.then, 4),
                "now": round(paired.now, 4),
                "won": paired.won,
                "lost": paired.lost,
                "cases": paired.cases,
                "p": paired.p,
                "verdict": paired.verdict,
            }
            for name, paired in compared.paired.items()
        },
        "ms": None if compared.ms is None else round(compared.ms, 2),
        "won": listed(compared.won),
        "lost": listed(compared.lost),
    }


def variants_to_json(asked: Evaluation, variants: Mapping[str, Evaluation], seed: int) -> dict[str, Any]:
    """What ``eval --variants --json`` adds: what became of the questions in each form."""
    return {
        "seed": seed,
        "forms": {
            form: {
                "questions": len(evaluation.outcomes),
                "found_as_asked": _found_as_asked(asked, evaluation),
                "lost": _lost(evaluation),
                **_verdicts_to_json(evaluation.verdicts),
            }
            for form, evaluation in variants.items()
        },
    }


def _found_as_asked(asked: Evaluation, variant: Evaluation) -> int:
    """How many of the answerable questions of a form are found in the form they were asked in."""
    found = {outcome.question.id for outcome in asked.outcomes if outcome.verdict == "found"}
    return sum(outcome.question.answerable and outcome.question.id in found for outcome in variant.outcomes)


def variants_to_table(asked: Evaluation, variants: Mapping[str, Evaluation], seed: int) -> str:
    """What ``eval --variants`` adds: the verdicts of each form side by side, each share over its 95 % interval."""
    columns = {"as asked": asked, **variants}
    lines = [f"{'':16}" + "".join(f"{name:>15}" for name in columns)]
    for verdict in MEANINGS:
        counts, intervals = "", ""
        for evaluation in columns.values():
            figure = evaluation.verdicts.shares.get(verdict)
            count = f"{evaluation.verdicts.count(verdict)}/{figure.cases} {figure.value:4.0%}" if figure else "-"
            counts += f"{count:>15}"
            intervals += f"{f'{figure.low:.0%} - {figure.high:.0%}' if figure else '':>15}"
        lines += [f"{verdict:16}{counts}", f"{'':16}{intervals}".rstrip()]
    for form, (_, meaning) in FORMS.items():
        evaluation = variants[form]
        line = f"{form:10}{len(evaluation.outcomes):4} of {len(asked.outcomes)} questions have this form: {meaning}"
        if "found" in evaluation.verdicts.shares:
            line += f"; found {evaluation.verdicts.count('found')}, and {_found_as_asked(asked, evaluation)} as asked"
        lines.append(line)
    few = [form for form, evaluation in variants.items() if 0 < len(evaluation.outcomes) < FEW]
    rough = [f"Fewer than {FEW} questions, so the figures are rough: {', '.join(few)}."] if few else []
    return "\n".join([*lines, f"Made with --seed {seed}.", *rough])


def to_table(evaluation: Evaluation, compared: Comparison | None = None) -> str:
    """What ``eval`` prints: the verdicts, a line for each figure, and the comparison."""
    lines = [*_verdicts_to_lines(evaluation.verdicts), ""]
    lines += [f"{len(evaluation.outcomes)} questions{'':10}  95 % interval   cases"]
    for name, f in evaluation.figures.items():
        form = "8.1f" if name.endswith("_ms") else "8.3f"
        lines.append(f"{name:16}{f.value:{form}}  {f.low:{form}} -{f.high:{form}}  {f.cases:6}")
    lines += [f"lost in {stage}: {count}" for stage, count in _lost(evaluation).items()]
    return "\n".join(lines + (_compared_to_lines(compared) if compared else []))


def _verdicts_to_lines(verdicts: Verdicts) -> list[str]:
    lines = [f"{'':16}          share  95 % interval"]
    for verdict, (_, meaning) in MEANINGS.items():
        if figure := verdicts.shares.get(verdict):
            counts = f"{verdicts.count(verdict):4} of {figure.cases:<4}"
            lines.append(f"{verdict:16}{counts}{figure.value:6.0%}  {figure.low:4.0%} to {figure.high:4.0%}  {meaning}")
    lines += [f"{verdict:16}{count:4}  {NOT_COUNTED[verdict]}" for verdict, count in verdicts.not_counted.items()]
    return [*lines, f"Intervals: {WILSON}.", *verdicts.notes]


def _compared_to_lines(compared: Comparison) -> list[str]:
    asked = f"{compared.both} questions in both runs, {compared.only_then} only then, {compared.only_now} only now"
    return [
        f"\n{asked}\n{'':16}    then     now   won  lost   cases  McNemar's p",
        *(
            f"{name:16}{paired.then:8.3f}{paired.now:8.3f}{paired.won:6}{paired.lost:6}{paired.cases:8}{paired.p:13.3g}"
            f"  {paired.verdict}"
            for name, paired in compared.paired.items()
        ),
        *([] if compared.ms is None else [f"median difference in time: {compared.ms:+.1f} ms"]),
        *(
            f"{what}  {saved.id}  {when} lost in {saved.lost_in}: {normalize_space(saved.question)[:80]}"
            for what, when, questions in (("won ", "then", compared.won), ("lost", "now", compared.lost))
            for saved in questions
        ),
    ]


def _lost(evaluation: Evaluation) -> dict[str, int]:
    stages = [outcome.lost_in for outcome in evaluation.outcomes if outcome.lost_in]
    return {stage: stages.count(stage) for stage in sorted(set(stages))}


def describe_failures(evaluation: Evaluation) -> str:
    """List every lost question, by stage, with the expected and the given answer."""
    return "\n".join(
        f"{lost.lost_in}  {lost.question.id}  {lost.question.kind}\n"
        f"  asked     {lost.question.question}\n"
        + (f"  searched  {lost.answer.searched}\n" if lost.answer else f"  error     {lost.error}\n")
        + f"  expected  {' | '.join(lost.question.answers) or '(no short answer)'}\n"
        + "".join(f"  evidence  {path}: {normalize_space(text)[:300]}\n" for path, text in lost.question.evidence[:3])
        + (f"  said      {lost.answer.text}\n" if lost.answer else "")
        for lost in sorted(evaluation.outcomes, key=lambda outcome: outcome.lost_in)
        if lost.lost_in
    )
