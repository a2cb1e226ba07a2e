"""Errors of the page's handlers: each becomes one line that a person can read."""

import logging
from collections.abc import Callable
from typing import TypeVar

from assistant.errors import AssistantError
from assistant.web import text

T = TypeVar("T")
log = logging.getLogger(__name__)


def guarded(action: Callable[[], T], on_error: Callable[[str], T]) -> T:
    """Return the result of ``action``, or of ``on_error`` with one line for the reader if it fails.

    An unexpected error is logged with its traceback, and the line says only that something went wrong.
    """
    try:
        return action()
    except AssistantError as error:
        return on_error(str(error))
    except Exception:
        log.exception("something on the page failed")
        return on_error(text.UNEXPECTED)
