"""Text for people on a terminal: the one place that prints it."""

import sys


def write(text: str, *, error: bool = False) -> None:
    """Print text, which may have several lines, to stdout or, if error, to stderr."""
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def write_line(text: str, *, error: bool = False) -> None:
    """Print one line; a line break in it is shown as an escape."""
    write(text.replace("\n", "\\n"), error=error)


def write_error(message: str) -> None:
    """Print an error in one line on stderr."""
    write_line(" ".join(message.split()), error=True)
