"""Text for people on a terminal. Everything a command prints for people goes through ``write``.

Articles, titles, paths and questions are data: a control character in one of them must not move the cursor, set
colours or reverse the direction of the text.
"""

import re
import sys

# C0 but tab and newline, DEL, C1, the line separators, and the marks that embed, override or isolate a direction.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LAYOUT = re.compile("[\t\n]")


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def sanitize(text: str) -> str:
    r"""The text with each character that steers a terminal replaced by its escape, as in ``\x1b``.

    Newlines and tabs are kept.
    """
    return _HARMFUL.sub(_escape, text)


def sanitize_line(text: str) -> str:
    """The text as one line: newlines and tabs are replaced as well."""
    return _LAYOUT.sub(_escape, sanitize(text))


def write(text: str, *, error: bool = False) -> None:
    """Print text, which may have several lines, to stdout or, if error, to stderr."""
    print(sanitize(text), file=sys.stderr if error else sys.stdout, flush=True)


def write_line(text: str, *, error: bool = False) -> None:
    """Print one line. A line break inside it is shown as an escape."""
    write(sanitize_line(text), error=error)


def write_error(message: str) -> None:
    """Print an error in one line on stderr."""
    write_line(" ".join(message.split()), error=True)
