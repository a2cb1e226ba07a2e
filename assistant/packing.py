"""Records as JSON has them, and back. Imports pydantic at first use only."""

from functools import cache
from typing import Any


def pack(kind: Any, value: Any) -> Any:
    """A value of some type as JSON has it."""
    return _adapter(kind).dump_python(value, mode="json")


def unpack(kind: Any, value: Any) -> Any:
    """The value that ``pack`` was given. Raises ValueError if it is not of that type."""
    return _adapter(kind).validate_python(value)


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
