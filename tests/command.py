"""The command line, run in the process of the tests."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from assistant import cli


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on the one line of standard output."""
        assert self.code == 0, self.err
        (line,) = self.out.splitlines()
        return load(line)

    @property
    def lines(self) -> list[dict[str, Any]]:
        assert self.code == 0, self.err
        return [load(line) for line in self.out.splitlines()]


def load(line: str) -> dict[str, Any]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    value = json.loads(line, parse_constant=refuse)
    assert isinstance(value, dict)
    return value


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command line in this process, which has the encoder loaded."""

    def run_one(*arguments: object, stdin: str | bytes = b"") -> Result:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        try:
            cli.main()
            code: Any = 0
        except SystemExit as end:
            code = end.code or 0
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Result(code, captured.out, captured.err)

    yield run_one
    logging.disable(logging.NOTSET)


def check_failure(result: Result, *words: str) -> None:
    """Exit 1, nothing on standard output, and one line for the user."""
    assert (result.code, result.out) == (1, ""), result
    assert result.err.endswith("\n")
    assert result.err.count("\n") == 1, result.err
    assert all(word in result.err for word in words), result.err
