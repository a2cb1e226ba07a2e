"""The commands that read the index: search, ask, show; and batches of questions."""

import json
import logging
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import contract
from assistant.cli import output, session
from assistant.cli.options import Batch, Corpus, Explain, History, Index, Json, K, Kind
from assistant.errors import AssistantError, QuestionError

if TYPE_CHECKING:
    from assistant.answer.explanation import Explanation
    from assistant.assistant import Assistant
    from assistant.records import Turn
    from assistant.rpc import Remote

log = logging.getLogger(__name__)


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    k: K = 10,
    history: History = None,
    batch: Batch = None,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Find passages, best first."""
    with session.open_assistant(corpus, index, "search") as assistant:
        if batch is not None:
            _refuse_beside_batch(query, history)
            _answer_batch(
                batch,
                assistant,
                lambda asked: contract.of_search(
                    assistant.search(asked.question, k, asked.history, asked.today), asked.id
                ),
            )
            return
        result = assistant.search(_require(query), k, _read_history(history))
    if json_:
        output.print_json(contract.of_search(result))
    else:
        output.print_search(result)


def ask(
    question: Annotated[str | None, typer.Argument(help="A question.", show_default=False)] = None,
    history: History = None,
    batch: Batch = None,
    explain: Explain = False,
    kind: Kind = "",
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Answer a question from the corpus, each sentence with a citation, or say that the corpus has no answer."""
    with session.open_assistant(corpus, index, "ask") as assistant:
        if batch is not None:
            _refuse_beside_batch(question, history)
            _answer_batch(
                batch,
                assistant,
                lambda asked: {
                    **contract.of_answer(
                        assistant.ask(asked.question, asked.history, asked.today, kind=asked.kind or kind), asked.id
                    ),
                    **(_explain(assistant.explain(asked.question, asked.history, asked.today)) if explain else {}),
                },
            )
            return
        turns = _read_history(history)
        answer = assistant.ask(_require(question), turns, kind=kind)
        explanation = assistant.explain(_require(question), turns) if explain else None
    if json_:
        output.print_json({**contract.of_answer(answer), **(_explain(explanation) if explanation else {})})
        return
    output.print_answer(answer)
    if explanation:
        output.print_explanation(explanation)


def _explain(explanation: "Explanation") -> dict[str, Any]:
    """What ``ask --explain`` adds to the JSON of an answer: the fields of the record."""
    from assistant.answer.explanation import Explanation
    from assistant.packing import pack

    return {"explanation": pack(Explanation, explanation)}


def show(
    article: Annotated[str, typer.Argument(help="Path relative to the corpus.", show_default=False)],
    version: Annotated[str | None, typer.Option(help="The version that a citation names.", show_default=False)] = None,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Print an indexed article, also one that was changed or removed since."""
    with session.open_assistant(corpus, index, "show") as assistant:
        found = assistant.article(article, version)
    if json_:
        output.print_json(contract.of_article(found))
    else:
        output.print_article(found)


def _require(question: str | None) -> str:
    if question is None:
        raise typer.BadParameter("give a question, or --batch FILE")
    return question


def _refuse_beside_batch(question: str | None, history: Path | None) -> None:
    if question is not None or history is not None:
        raise typer.BadParameter("leave out the question and --history: with --batch they are in the lines of the file")


def _read_history(file: Path | None) -> "tuple[Turn, ...]":
    if file is None:
        return ()
    try:
        return contract.read_history(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError) as error:
        raise QuestionError(f"The history file {file} cannot be read ({error}): give a JSON list of turns.") from None


def _answer_batch(
    batch: str, assistant: "Assistant | Remote", answer: Callable[[contract.Asked], dict[str, Any]]
) -> None:
    """Print one line for each line of a batch. A bad line gets an error, and the next one is answered."""
    assistant.status()  # without an index it raises, before the first line
    if batch == "-":
        lines: Iterable[str] = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
        _answer_lines(lines, answer)
        return
    try:
        file = Path(batch).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - only opening it may fail here
    except OSError as error:
        raise QuestionError(f"The batch file {batch} cannot be read ({error.strerror}): check the path.") from None
    with file:
        _answer_lines(file, answer)


def _answer_lines(lines: Iterable[str], answer: Callable[[contract.Asked], dict[str, Any]]) -> None:
    for line in lines:
        try:
            reply = answer(contract.read_asked(line))
        except AssistantError as error:
            reply = {"id": contract.id_in(line), "error": str(error)}
        except Exception as error:  # a bug in one question must not end the batch
            log.exception("A question failed.")
            reply = {"id": contract.id_in(line), "error": f"It failed unexpectedly ({error!r})."}
        output.print_json(reply)
