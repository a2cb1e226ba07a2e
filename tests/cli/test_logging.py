"""The program's log: ASSISTANT_LOG, one handler on stderr, time stamps, and no keys."""

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run
from command import run as run

from assistant import terminal
from assistant.errors import SettingsError
from assistant.settings import load_settings

ROOT = Path(__file__).parents[2]
KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("assistant")
    before = root.level, own.level, list(root.handlers)
    yield
    root.setLevel(before[0])
    own.setLevel(before[1])
    root.handlers[:] = before[2]


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_records_below_the_level_are_left_out(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.configure_logging(level)
    levels = ["debug", "info", "warning", "error"]
    for each in levels:
        getattr(logging.getLogger("assistant.part"), each)("at %s", each)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.findall(r"at (\w+)$", printed.err, re.M) == levels[levels.index(level) :]
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* ", line) for line in printed.err.splitlines())


def test_configuring_twice_prints_each_record_once(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.configure_logging("info")
    terminal.configure_logging("info")
    logging.getLogger("assistant.part").info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_keys_and_control_characters_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.configure_logging("debug", (KEY,))
    try:
        raise ValueError(f"key {KEY}")
    except ValueError:
        logging.getLogger("assistant.part").exception("with %s\x1b[2J", KEY)
    printed = capsys.readouterr().err
    assert "ValueError: key ***" in printed
    assert KEY not in printed
    assert "\x1b" not in printed


def test_a_command_logs_at_the_level_of_the_setting(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load_settings().log == "warning"
    monkeypatch.setenv("ASSISTANT_LOG", "debug")
    run("status", "--index", tmp_path / "index", "--corpus", tmp_path)
    assert logging.getLogger("assistant").getEffectiveLevel() == logging.DEBUG
    monkeypatch.setenv("ASSISTANT_LOG", "loud")
    with pytest.raises(SettingsError, match="ASSISTANT_LOG=loud"):
        load_settings()


def test_importing_the_program_configures_no_logging() -> None:
    code = (
        "import logging, app, assistant.cli, assistant.assistant\n"
        "assert not logging.getLogger().handlers and not logging.getLogger('assistant').handlers\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
