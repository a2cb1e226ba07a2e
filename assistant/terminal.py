"""Text for a terminal: what commands print, and the log.

Articles, titles, paths and questions are data: a control character in one of them must not move the cursor, set
colours or reverse the direction of the text.
"""

import logging
import re
import sys
from collections.abc import Sequence

# C0 but tab and newline, DEL, C1, the line separators, and the marks that embed, override or isolate a direction.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LAYOUT = re.compile("[\t\n]")


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def sanitize(text: str) -> str:
    r"""Replace each character that controls a terminal by its escape, as in ``\x1b``.

    Newlines and tabs are kept.
    """
    return _HARMFUL.sub(_escape, text)


def sanitize_line(text: str) -> str:
    """Replace newlines and tabs as well, so that the text is one line."""
    return _LAYOUT.sub(_escape, sanitize(text))


def write(text: str, *, error: bool = False) -> None:
    """Print text, which may have several lines, to stdout, or with ``error`` to stderr."""
    print(sanitize(text), file=sys.stderr if error else sys.stdout, flush=True)


def write_line(text: str, *, error: bool = False) -> None:
    """Print one line. A line break inside it is shown as an escape."""
    write(sanitize_line(text), error=error)


def write_error(message: str) -> None:
    """Print an error in one line on stderr."""
    write_line(" ".join(message.split()), error=True)


class _LogFormatter(logging.Formatter):
    """Formats records with their time, without control characters and without keys."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return sanitize(text)


class _LogHandler(logging.Handler):
    """Prints records to ``sys.stderr``, also if it is replaced later."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:
            self.handleError(record)


def configure_logging(level: str, secrets: Sequence[str] = ()) -> None:
    """Log to stderr: records of this package from ``level`` up. May be called again. ``secrets`` are never printed.

    At the levels debug and info, warnings of other packages are logged too; otherwise only their critical records.
    """
    root = logging.getLogger()
    handler = next((handler for handler in root.handlers if isinstance(handler, _LogHandler)), None)
    if handler is None:
        handler = _LogHandler()
        root.addHandler(handler)
    handler.setFormatter(_LogFormatter(secrets))
    root.setLevel(logging.WARNING if level in ("debug", "info") else logging.CRITICAL)
    logging.getLogger("assistant").setLevel(level.upper())
