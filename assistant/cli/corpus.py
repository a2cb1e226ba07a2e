"""The commands that keep the index: index, watch, status, doctor."""

import time
from contextlib import closing
from typing import Annotated

import typer

from assistant import contract, terminal
from assistant.cli import output, session
from assistant.cli.options import Corpus, Index, Json
from assistant.errors import CorpusError, IndexBusyError, IndexUnavailableError, Stopped


def index(
    corpus: Corpus = None,
    index: Index = None,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Continue although all or most indexed articles are gone.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read failed files again, although they did not change.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the index anew; the old one answers until the new one is complete.")
    ] = False,
    json_: Json = False,
) -> None:
    """Make the index equal to the corpus."""
    with (
        session.open_assistant(corpus, index, "index") as assistant,
        session.stop_on_signal() as stop,
        session.show_progress(stop) as progress,
    ):
        report = assistant.sync(progress, stop, allow_removals=allow_removals, retry=retry, rebuild=rebuild)
    if json_:
        output.print_json(contract.of_sync(report))
    else:
        output.print_report(report)


def watch(corpus: Corpus = None, index: Index = None) -> None:
    """Index the corpus, then keep the index equal to it as files change, until Ctrl-C."""
    from assistant import rpc

    settings = session.read_settings(corpus=corpus, index=index)
    if page := rpc.find_page(settings.index):
        raise IndexBusyError(
            f"The page at {page.address} keeps {settings.index} equal to the corpus: `assistant watch` is not needed."
        )
    last_error: str | None = None  # of the last round, to print it once; "" for none, None before the first
    assistant = session.make_assistant(settings, "`assistant watch`")
    with closing(assistant), session.stop_on_signal() as stop:
        terminal.write_line(f"Watching {settings.corpus} (Ctrl-C stops it)")
        try:
            for _ in assistant.changes(stop):
                try:
                    with session.show_progress(stop) as progress:
                        report = assistant.sync(progress, stop, patient=True)
                except (CorpusError, IndexBusyError) as error:
                    if last_error is None and not settings.corpus.is_dir():
                        raise
                    if last_error != str(error):
                        terminal.write_error(str(error))
                    last_error = str(error)
                    continue
                if report.outcomes or last_error != "":
                    terminal.write_line(f"{time.strftime('%H:%M:%S')}  {output.describe_round(report)}")
                last_error = ""
        except (Stopped, session.CutOff):
            return


def status(corpus: Corpus = None, index: Index = None, json_: Json = False) -> None:
    """Print what the index holds, and which files failed or were skipped."""
    with session.open_assistant(corpus, index, "status") as assistant:
        state = assistant.status()
    if json_:
        output.print_json(contract.of_status(state))
    else:
        output.print_status(state)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Repair the index, without embedding anything.")] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Remove texts of replaced and removed articles; their citations no longer open."),
    ] = False,
    corpus: Corpus = None,
    index: Index = None,
    json_: Json = False,
) -> None:
    """Check the index, and compare it with the corpus; exit 1 if anything is wrong."""
    with session.open_assistant(corpus, index, "doctor") as assistant, session.show_progress() as progress:
        diagnosis = assistant.doctor(progress, repair=repair, prune=prune)
    if json_:
        output.print_json(contract.of_diagnosis(diagnosis))
    else:
        output.print_diagnosis(diagnosis)
    if not diagnosis.healthy:
        raise IndexUnavailableError(diagnosis.way_out or output.describe_remedy(diagnosis, repair))
