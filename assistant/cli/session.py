"""What commands share: the assistant they call, how they are stopped, and their progress bar."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.errors import STOPPED, Stopped
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.progress import Progress
    from assistant.rpc import Remote

GRACE_SECONDS = (
    1.5  # that the current step may take after Ctrl-C; then it is cut off, and the next run repairs the index
)


class CutOff(BaseException):
    """Raised in the main thread when a run must end at once."""


def read_settings(**overrides: object) -> Settings:
    """Read the settings, with the options of the command in place of them, and configure logging."""
    settings = load_settings(**overrides)
    terminal.configure_logging(settings.log, settings.secrets())
    return settings


@contextmanager
def open_assistant(corpus: Path | None, index: Path | None, command: str) -> "Iterator[Assistant | Remote]":
    """The running page of the index, if there is one; else an Assistant in this process."""
    settings = read_settings(corpus=corpus, index=index)
    from assistant import rpc

    assistant = rpc.find_remote(settings) or make_assistant(settings, f"`assistant {command}`")
    try:
        yield assistant
    except (KeyboardInterrupt, CutOff):
        raise Stopped(STOPPED) from None
    finally:
        assistant.close()


def make_assistant(settings: Settings, name: str) -> "Assistant":
    """An Assistant in this process. name: shown by other processes that must wait for it."""
    from assistant.assistant import Assistant

    return Assistant(settings, name)


@contextmanager
def show_progress(stop: threading.Event | None = None) -> "Iterator[Progress]":
    """A progress bar on stderr; nothing if stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from assistant.progress import describe_pace

    console = Console(stderr=True)
    columns = [TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()]
    pace_column = TextColumn("{task.fields[pace]}", markup=False)
    with Progress(*columns, pace_column, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Looking", total=None, pace="")

        def update(done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
            description = "Stopping ..." if stop and stop.is_set() else terminal.sanitize_line(what)[-40:]
            pace = describe_pace(done, total, passages, seconds)
            bar.update(task, completed=done, total=total, description=description, pace=pace)

        yield update


@contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """Set an event on Ctrl-C or SIGTERM. The run checks it between two steps.

    A second Ctrl-C ends the run at once, and so does a step that takes longer than ``GRACE_SECONDS``.
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
    else:  # to the main thread, so that it wakes
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
