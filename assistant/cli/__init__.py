"""The command line. Scripts rely on it: names, exit codes and JSON are a contract (README.md, "Command line").

Exit 0, or 1 with one line on stderr when there is something to do for the user, or 2 when the call itself is wrong.
"""

import io
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from assistant import __version__, contract
from assistant.errors import (
    STOPPED,
    AssistantError,
    CorpusError,
    IndexBusyError,
    IndexUnavailableError,
    QuestionError,
    Stopped,
)
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.records import (
        Answer,
        Diagnosis,
        Evidence,
        Failure,
        Progress,
        Scope,
        Skipped,
        SyncReport,
        Turn,
    )
    from assistant.rpc import Remote

logger = logging.getLogger(__name__)

GRACE_SECONDS = 1.5  # after Ctrl-C for what is under way; then it is cut off, which the next run mends
LINES = 5  # skipped files listed one by one; more of one reason are counted

app = typer.Typer(
    help="Ask a folder of documents; every sentence of an answer cites the exact words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Corpus = Annotated[Path | None, typer.Option(help="Folder of documents.  [default: corpus]", show_default=False)]
Index = Annotated[Path | None, typer.Option(help="Folder of the index.  [default: .assistant]", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on one line.")]
Batch = Annotated[
    str | None, typer.Option(help="A file of JSON lines, or - for standard input: one line out per line.")
]
History = Annotated[Path | None, typer.Option(help="A JSON list of earlier turns: [{role, content}].")]
K = Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")]


class CutOff(BaseException):
    """Raised wherever the run is, when it is to end at once."""


def main() -> None:
    """Run the command line; an error a user can act on is one line and exit 1, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.CRITICAL, format="%(message)s")
    logging.getLogger("assistant").setLevel(logging.WARNING)
    try:
        app()
    except AssistantError as error:
        sys.exit(_say(str(error)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        sys.exit(_say(f"{error.filename or 'A file'}: {error.strerror or error}."))
    except Exception as error:  # a fault of ours, or of a disk: still one line
        sys.exit(
            _say(
                f"It failed unexpectedly ({error!r}). Run `assistant doctor`, which says what is wrong, then try again."
            )
        )


def _say(line: str) -> int:
    print(" ".join(line.split()), file=sys.stderr)
    return 1


@contextmanager
def _opened(corpus: Path | None, index: Path | None, command: str) -> "Iterator[Assistant | Remote]":
    """The page that serves the index, if one does; else an Assistant of this process."""
    settings = load_settings(corpus=corpus, index=index)
    from assistant import rpc

    assistant = rpc.find_remote(settings) or _make(settings, f"`assistant {command}`")
    try:
        yield assistant
    except (KeyboardInterrupt, CutOff):
        raise Stopped(STOPPED) from None
    finally:
        assistant.close()


def _make(settings: Settings, name: str) -> "Assistant":
    from assistant.assistant import Assistant

    return Assistant(settings, name)


@app.command(epilog="Example: assistant index --corpus articles")
def index(
    corpus: Corpus = None,
    index: Index = None,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Go on though all or most indexed articles are gone.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read failed files again though they are as they were.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the whole index anew, beside the old one, which stays until then.")
    ] = False,
    json_: Json = False,
) -> None:
    """Make the index equal to the corpus."""
    with _opened(corpus, index, "index") as assistant, _stoppable() as stop, _progress(stop) as progress:
        report = assistant.sync(progress, stop, allow_removals=allow_removals, retry=retry, rebuild=rebuild)
    if json_:
        print(contract.to_line(contract.of_sync(report)))
        return
    print(
        f"{report.articles} articles, {report.passages} passages: {report.added} added, {report.changed} changed, "
        f"{report.moved} moved, {report.removed} removed, {report.unchanged} unchanged; "
        f"{report.embedded} passages embedded in {report.seconds:.1f} s"
    )
    _print_unread(report.failed, report.skipped, sys.stderr)


@app.command(epilog="Example: assistant watch --corpus articles")
def watch(corpus: Corpus = None, index: Index = None) -> None:
    """Index the corpus, then keep the index equal to it as files change, until Ctrl-C."""
    from assistant import rpc

    settings = load_settings(corpus=corpus, index=index)
    if page := rpc.find_page(settings.index):
        raise IndexBusyError(f"The page at {page.address} keeps {settings.index} equal to the corpus already.")
    said: str | None = None  # the error of the last round, which is said once; "" if it had none
    assistant = _make(settings, "`assistant watch`")
    with closing(assistant), _stoppable() as stop:
        print(f"Watching {settings.corpus} (Ctrl-C stops it)", flush=True)
        try:
            for _ in assistant.changes(stop):
                try:
                    with _progress(stop) as progress:
                        report = assistant.sync(progress, stop, patient=True)
                except (CorpusError, IndexBusyError) as error:
                    if said is None and not settings.corpus.is_dir():
                        raise
                    if said != str(error):
                        _say(str(error))
                    said = str(error)
                    continue
                if report.outcomes or said != "":
                    print(f"{time.strftime('%H:%M:%S')}  {_describe_round(report)}", flush=True)
                said = ""
        except (Stopped, CutOff):
            return


@app.command(epilog='Example: assistant search "electric vehicle tariff" -k 5')
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
    with _opened(corpus, index, "search") as assistant:
        if batch is not None:
            _batch_alone(query, history)
            _answer_lines(
                batch,
                assistant,
                lambda asked: contract.of_search(
                    assistant.search(asked.question, k, asked.history, asked.today), asked.id
                ),
            )
            return
        result = assistant.search(_needed(query), k, _read_history(history))
    if json_:
        print(contract.to_line(contract.of_search(result)))
        return
    _print_scope(result.scope)
    for hit in result.hits:
        print(f"{hit.rank:>3}  {hit.score:.2f}  {_about(hit)}\n     {' '.join(hit.text.split())[:300]}")
    if not result.hits:
        print("Nothing found.")


@app.command(epilog='Example: assistant ask "How much trade with India is the goal for 2030?"')
def ask(
    question: Annotated[str | None, typer.Argument(help="A question.", show_default=False)] = None,
    history: History = None,
    batch: Batch = None,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Answer a question from the corpus, each sentence with its citation, or say that it is not there."""
    with _opened(corpus, index, "ask") as assistant:
        if batch is not None:
            _batch_alone(question, history)
            _answer_lines(
                batch,
                assistant,
                lambda asked: contract.of_answer(assistant.ask(asked.question, asked.history, asked.today), asked.id),
            )
            return
        answer = assistant.ask(_needed(question), _read_history(history))
    if json_:
        print(contract.to_line(contract.of_answer(answer)))
    else:
        _print_answer(answer)


@app.command(epilog="Example: assistant show 2026-01-30-ev-tariff-canola.md")
def show(
    article: Annotated[str, typer.Argument(help="Path relative to the corpus.", show_default=False)],
    version: Annotated[str | None, typer.Option(help="A version a citation names.", show_default=False)] = None,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Print an indexed article, also one that has been changed or removed since."""
    with _opened(corpus, index, "show") as assistant:
        found = assistant.article(article, version)
    if json_:
        print(contract.to_line(contract.of_article(found)))
        return
    date = f"{found.date.isoformat()} (from its {found.date_origin})" if found.date else "no date"
    print(" · ".join(filter(None, [found.title, found.source, found.author, date, found.url])))
    print(f"\n{found.text.strip()}")


@app.command(epilog="Example: assistant status --json")
def status(corpus: Corpus = None, index: Index = None, json_: Json = False) -> None:
    """Say what the index holds."""
    with _opened(corpus, index, "status") as assistant:
        state = assistant.status()
    if json_:
        print(contract.to_line(contract.of_status(state)))
        return
    when = state.last_sync.astimezone().strftime("%Y-%m-%d %H:%M") if state.last_sync else "never finished"
    print(f"{state.articles} articles, {state.passages} passages; encoder {state.encoder}; last indexed {when}")
    print(f"files: {state.articles} indexed, {len(state.failed)} failed, {len(state.skipped)} skipped")
    _print_unread(state.failed, state.skipped, sys.stdout)


@app.command(epilog="Example: assistant doctor --repair")
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is wrong; nothing is embedded.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove texts of replaced and removed articles; citations of them close.")
    ] = False,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Check the index against itself and the corpus; exit 1 if anything is wrong with it."""
    with _opened(corpus, index, "doctor") as assistant, _progress() as progress:
        diagnosis = assistant.doctor(progress, repair=repair, prune=prune)
    if json_:
        print(contract.to_line(contract.of_diagnosis(diagnosis)))
    else:
        _print_diagnosis(diagnosis)
    if not diagnosis.healthy:
        raise IndexUnavailableError(diagnosis.way_out or _what_to_do(diagnosis, repair))


@app.command(epilog="Example: assistant serve --port 7861")
def serve(
    host: Annotated[str | None, typer.Option(help="Address.  [default: 127.0.0.1]", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port.  [default: 7860]", show_default=False)
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Serve the page, and index the corpus in the background."""
    settings = load_settings(corpus=corpus, index=index, host=host, port=port)
    from assistant.web import serve as serve_page

    assistant = _make(settings, "the page")
    try:
        serve_page(assistant, settings.host, settings.port)
    finally:
        assistant.close()


@app.command(name="eval", epilog="Example: assistant eval tests/questions.jsonl --failures failures.txt")
def evaluate(
    file: Annotated[
        Path, typer.Argument(help="JSON lines: question, answers, answerable, evidence, history, standalone.")
    ],
    failures: Annotated[Path | None, typer.Option(help="Write the failures here, to be read.")] = None,
    save: Annotated[Path | None, typer.Option(help="Save the run here, to compare a later one with it.")] = None,
    against: Annotated[Path | None, typer.Option(help="Compare with a run saved under other settings.")] = None,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Measure retrieval, answers, citations, refusals and time on a file of questions."""
    from assistant import evaluation

    questions = evaluation.read_questions(file)
    then = evaluation.read_run(against, questions) if against else None
    with _opened(corpus, index, "eval") as assistant, _progress() as progress:
        result = evaluation.evaluate(assistant, questions, progress)
    now = evaluation.to_saved(result)
    if failures:
        failures.write_text(evaluation.describe_failures(result), encoding="utf-8")
    if save:
        save.write_text(evaluation.to_lines(now), encoding="utf-8")
    compared = evaluation.compare(then, now) if then else None
    print(contract.to_line(evaluation.to_json(result, compared)) if json_ else evaluation.to_table(result, compared))


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit


def _needed(question: str | None) -> str:
    if question is None:
        raise typer.BadParameter("give a question, or --batch FILE")
    return question


def _batch_alone(question: str | None, history: Path | None) -> None:
    if question is not None or history is not None:
        raise typer.BadParameter("with --batch, questions and their history stand in its lines")


def _read_history(file: Path | None) -> "tuple[Turn, ...]":
    if file is None:
        return ()
    try:
        return contract.read_history(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError) as error:
        raise QuestionError(f"The history file {file} cannot be read ({error}).") from None


def _answer_lines(
    batch: str, assistant: "Assistant | Remote", answer: Callable[[contract.Asked], dict[str, Any]]
) -> None:
    """One line out for each line in; a bad one yields its error and the run goes on."""
    assistant.status()  # no index: said once, and exit 1, before the first line
    if batch == "-":
        lines: Iterable[str] = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
        _print_lines(lines, answer)
        return
    try:
        file = Path(batch).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - what printing raises is not its fault
    except OSError as error:
        raise QuestionError(f"The batch file {batch} cannot be read ({error.strerror}).") from None
    with file:
        _print_lines(file, answer)


def _print_lines(lines: Iterable[str], answer: Callable[[contract.Asked], dict[str, Any]]) -> None:
    for line in lines:
        try:
            told = answer(contract.read_asked(line))
        except AssistantError as error:
            told = {"id": contract.id_in(line), "error": str(error)}
        except Exception as error:  # a fault of ours with one question must not lose the rest
            logger.exception("A question failed.")
            told = {"id": contract.id_in(line), "error": f"It failed unexpectedly ({error!r})."}
        print(contract.to_line(told), flush=True)


@contextmanager
def _progress(stop: threading.Event | None = None) -> "Iterator[Progress]":
    """A bar on stderr while something long runs; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from assistant.records import describe_pace

    console = Console(stderr=True)
    shown = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()]
    pace = TextColumn("{task.fields[pace]}", markup=False)
    with Progress(*shown, pace, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("looking", total=None, pace="")

        def tell(done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
            doing = "Stopping ..." if stop and stop.is_set() else what[-40:]
            pace = describe_pace(done, total, passages, seconds)
            bar.update(task, completed=done, total=total, description=doing, pace=pace)

        yield tell


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, for a run that looks at it between two steps.

    A second Ctrl-C ends the run wherever it is, and so does a step that takes longer than ``GRACE_SECONDS``.
    """
    stop = threading.Event()
    cut_off = threading.Timer(GRACE_SECONDS, _interrupt)
    cut_off.daemon = True

    def ask_to_stop(*_: object) -> None:
        if stop.is_set():
            raise CutOff
        stop.set()
        cut_off.start()
        if os.isatty(2):
            os.write(2, b"\nStopping ...\n")

    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        cut_off.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt() -> None:
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:  # to the thread that waits, so that it wakes
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def _print_unread(failed: "Iterable[Failure]", skipped: "Iterable[Skipped]", stream: TextIO) -> None:
    """A line for each failed file and each skipped one; of many skipped for one reason only their number."""
    from assistant.records import count_reasons

    lines = []
    for each in failed:
        since = f" (since {each.since.astimezone():%Y-%m-%d %H:%M})" if each.since else ""
        lines.append(f"failed  {each.path}: {each.reason}{since}")
    for reason, paths in count_reasons(skipped):
        names = paths if len(paths) <= LINES else [f"{len(paths):,} files"]
        lines += [f"skipped  {name}: {reason}" for name in names]
    for line in lines:
        print(line.replace("\n", "\\n"), file=stream)


def _describe_round(report: "SyncReport") -> str:
    """What a round of ``watch`` changed, in one line."""
    reasons = {failure.path: f": {failure.reason}" for failure in report.failed}
    parts = []
    for name in ("added", "changed", "moved", "removed", "failed"):
        paths = [f"{path}{reasons.get(path, '')}" for path, outcome in report.outcomes if outcome == name]
        if paths:
            more = ", ..." if len(paths) > LINES else ""
            parts.append(f"{len(paths)} {name} ({', '.join(paths[:LINES])}{more})")
    told = ", ".join(parts) or "nothing changed"
    return f"{told}; {report.articles} articles, {report.passages} passages".replace("\n", "\\n")


def _about(evidence: "Evidence") -> str:
    told = [evidence.title, evidence.source, contract.of_date(evidence.date), evidence.article, _page(evidence.page)]
    return " · ".join(filter(None, told))


def _page(number: int | None) -> str:
    return f"page {number}" if number else ""


def _print_scope(scope: "Scope | None") -> None:
    if scope:
        print(f"({' '.join(filter(None, [f'{scope.label}.', scope.note]))})\n")


def _print_diagnosis(diagnosis: "Diagnosis") -> None:
    for check in diagnosis.checks:
        for number, line in enumerate([each.text for each in check.found] or ["ok"]):
            print(f"{'' if number else check.name:<13} {line}".replace("\n", "\\n"))
    for line in diagnosis.repaired:
        print(f"repaired      {line}")
    if diagnosis.pruned is not None:
        print(
            f"pruned        {diagnosis.pruned} texts of replaced and removed articles, {diagnosis.freed / 1e6:.1f} MB"
        )
    if not diagnosis.way_out:
        print(f"{diagnosis.articles} articles, {diagnosis.passages} passages, checked in {diagnosis.seconds:.1f} s")


def _what_to_do(diagnosis: "Diagnosis", repaired: bool) -> str:
    names = ", ".join(check.name for check in diagnosis.checks if not check.ok)
    if not repaired:
        return f"The index is not whole ({names}): run `assistant doctor --repair`."
    return (
        f"Not everything could be repaired ({names}): move the index folder away, run `assistant index`, and put the "
        "conversations folder back that was in it."
    )


def _print_answer(answer: "Answer") -> None:
    if answer.searched != answer.question:
        print(f"(searched as: {answer.searched})\n")
    _print_scope(answer.scope)
    print(answer.text)
    for citation in answer.citations:
        where = ", ".join(filter(None, [citation.source, contract.of_date(citation.date), _page(citation.page)]))
        print(f"\n[{citation.number}] {citation.title}{f' ({where})' if where else ''}\n    {citation.article}")
    if answer.status != "answered" and answer.also_retrieved:
        print("\nClosest passages:")
        for evidence in answer.also_retrieved[:3]:
            print(f"  - {_about(evidence)}")
