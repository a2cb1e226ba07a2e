"""The command ``eval``."""

from pathlib import Path
from typing import Annotated

import typer

from assistant import terminal
from assistant.cli import output, session
from assistant.cli.options import Corpus, Index, Json


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON lines (question, answers, answerable, evidence, history, standalone), or a CSV or XLSX file "
            "with the columns question, answer, article, answerable."
        ),
    ],
    failures: Annotated[Path | None, typer.Option(help="Write the failed questions to this file.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Save the run to this file, to compare a later run with it.")
    ] = None,
    against: Annotated[Path | None, typer.Option(help="Compare with a run saved under other settings.")] = None,
    variants: Annotated[
        bool, typer.Option("--variants", help="Also ask the questions in harder forms, and print them side by side.")
    ] = False,
    seed: Annotated[int, typer.Option(help="For --variants: another seed makes other forms.")] = 0,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Measure retrieval, answers, citations, refusals and time on a file of questions."""
    from assistant import evaluation

    questions = evaluation.read_questions(file, lambda line: terminal.write_line(line, error=True))
    earlier = evaluation.read_run(against, questions) if against else None
    with session.open_assistant(corpus, index, "eval") as assistant, session.show_progress() as progress:
        evaluation.require_articles(file, questions, assistant)
        result = evaluation.evaluate(assistant, questions, progress)
        forms = evaluation.evaluate_variants(assistant, questions, seed, progress) if variants else {}
    run = evaluation.to_saved(result)
    if failures:
        lost = [f"{form}\n\n{evaluation.describe_failures(each)}" for form, each in forms.items()]
        failures.write_text("\n".join([evaluation.describe_failures(result), *lost]), encoding="utf-8")
    if save:
        save.write_text(evaluation.to_lines(run), encoding="utf-8")
    comparison = evaluation.compare(earlier, run) if earlier else None
    if json_:
        added = {"variants": evaluation.variants_to_json(result, forms, seed)} if variants else {}
        output.print_json({**evaluation.to_json(result, comparison), **added})
        return
    terminal.write(evaluation.to_table(result, comparison))
    if variants:
        terminal.write("\n" + evaluation.variants_to_table(result, forms, seed))
