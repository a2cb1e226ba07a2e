"""The command line. Scripts rely on it: names, exit codes and JSON are a contract (docs/usage.md, "Command line").

Exit codes: 0; 1 for an error, with one line on stderr that says what to do; 2 for a wrong call.
"""

import io
import os
import sys
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException

from assistant import __version__, terminal
from assistant.cli import corpus, evaluate, questions, serve
from assistant.errors import AssistantError

app = typer.Typer(
    help="Ask a folder of documents; every sentence of an answer cites the exact words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(epilog="Example: assistant index --corpus articles")(corpus.index)
app.command(epilog="Example: assistant watch --corpus articles")(corpus.watch)
app.command(epilog='Example: assistant search "electric vehicle tariff" -k 5')(questions.search)
app.command(epilog='Example: assistant ask "How much trade with India is the goal for 2030?"')(questions.ask)
app.command(epilog="Example: assistant show 2026-01-30-ev-tariff-canola.md")(questions.show)
app.command(epilog="Example: assistant status --json")(corpus.status)
app.command(epilog="Example: assistant doctor --repair")(corpus.doctor)
app.command(epilog="Example: assistant serve --port 7861")(serve.serve)
app.command("eval", epilog="Example: assistant eval tests/questions.jsonl --failures failures.txt")(evaluate.evaluate)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        terminal.write_line(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line. An error is one line on stderr and exit code 1, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        usage = io.StringIO()
        cast(Any, error).show(usage)  # each error that Typer raises has it, but the class it exports does not
        terminal.write(usage.getvalue().rstrip("\n"), error=True)
        sys.exit(error.exit_code)
    except AssistantError as error:
        _fail(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'A file'}: {error.strerror or error}.")
    except Exception as error:  # a bug, or a failing disk: still one line
        _fail(f"It failed unexpectedly ({error!r}). Run `assistant doctor`, which says what is wrong, then try again.")


def _fail(message: str) -> None:
    terminal.write_error(message)
    sys.exit(1)
