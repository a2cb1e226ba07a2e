"""Nothing in a corpus, a question or a file name can control the terminal that shows it."""

import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from command import Run
from command import run as run
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from assistant import cli, contract, terminal
from assistant.assistant import Assistant
from assistant.cli import output, session

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\x7f\r\u202egnp\u2066 [red]bold[/red] [/]"


@given(st.text() | st.text(st.characters(max_codepoint=0x9F)) | st.text("\x1b[3m\x9b\u202e\u2069\n\t\r x"))
def test_text_is_made_harmless_and_nothing_else_is_changed(text: str) -> None:
    safe = terminal.sanitize(text)
    assert not HARMFUL.search(safe)
    assert terminal.sanitize(safe) == safe
    if "\\" not in text:
        assert re.sub(r"\\x[0-9a-f]{2}|\\u20[0-9a-f]{2}|\\r", "", safe) == HARMFUL.sub("", text)
    line = terminal.sanitize_line(text)
    assert not re.search(r"[\n\t]", line)
    if not HARMFUL.search(text):
        assert safe == text


def test_a_replacement_is_visible() -> None:
    assert terminal.sanitize("a\x1b[2J\tb\nc\u202ed\x9be") == "a\\x1b[2J\tb\nc\\u202ed\\x9be"
    assert terminal.sanitize_line("a\tb\nc") == "a\\tb\\nc"


@given(st.text())
def test_json_output_holds_no_character_that_a_terminal_obeys(text: str) -> None:
    line = contract.to_line({"text": text + EVIL})
    assert line.isprintable()
    assert json.loads(line)["text"] == text + EVIL


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    quoted = json.dumps(EVIL)
    name = "evil\x1b[31m\u202e\n[red].md"
    text = f"The harbour of Elmouth {EVIL} was dredged in 2019 at a cost of $12 million {EVIL}."
    (corpus / name).write_text(
        f"---\ntitle: {quoted}\nsource: {quoted}\nauthor: {quoted}\nurl: {quoted}\n---\n{text}\n", encoding="utf-8"
    )
    (corpus / "bad\x1b[2J.pdf").write_bytes(b"%PDF-1.4 no pdf")
    (corpus / "skipped\x1b[2J.xyz").write_text("x")
    question = {"id": EVIL, "question": "What of the harbour? " + EVIL, "answerable": True, "evidence": []}
    (folder / "questions.jsonl").write_text(json.dumps(question))
    return (name, str(folder / "questions.jsonl"), "--corpus", str(corpus), "--index", str(folder / "index"))


ASKED = "How much did it cost to dredge the harbour of Elmouth? " + EVIL
COMMANDS: dict[str, Callable[[str, str], list[str]]] = {
    "index": lambda *_: ["index", "--retry"],
    "search": lambda *_: ["search", ASKED],
    "ask": lambda *_: ["ask", ASKED],
    "ask plainly": lambda *_: ["ask", "How much did it cost to dredge the harbour of Elmouth?"],
    "refuse": lambda *_: ["ask", "Who painted the Mona Lisa? " + EVIL],
    "show": lambda name, _: ["show", name],
    "show nothing": lambda *_: ["show", "none" + EVIL],
    "status": lambda *_: ["status"],
    "doctor": lambda *_: ["doctor"],
    "eval": lambda _, file: ["eval", file],
    "eval of no file": lambda *_: ["eval", "none" + EVIL[:-4]],
    "batch of no file": lambda *_: ["ask", "--batch", "none" + EVIL[:-4]],
    "wrong option": lambda *_: ["ask", "--none" + EVIL],
    "wrong argument": lambda *_: ["ask", "a", EVIL],
    "wrong command": lambda *_: [EVIL],
}


@pytest.mark.skipif(sys.platform == "win32", reason="such names of files are not allowed")
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_what_a_terminal_obeys(run: Run, hostile: tuple[str, ...], command: str) -> None:
    name, file, *where = hostile
    run("index", *where)
    result = run(*COMMANDS[command](name, file), *([] if command == "wrong command" else where))
    printed = result.out + result.err
    assert printed
    assert not HARMFUL.search(printed), HARMFUL.findall(printed)
    if command in ("show", "search", "ask plainly"):
        assert "\\x1b[31m" in printed
        assert "[red]bold[/red] [/]" in printed  # markup is text


def test_a_progress_bar_shows_a_hostile_path_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("rich.console.Console", lambda **_: Console(file=screen, force_terminal=True, width=120))
    with session.show_progress() as progress:
        progress(1, 2, "a\x9b2J\x1b]0;x\x07\u202e[red]b[/]\nc.md")
    shown = re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", screen.getvalue())  # what rich itself draws with
    assert not re.search("[\x07\x9b\u202e]|\x1b", shown)
    assert "[red]b[/]" in shown


def test_an_unexpected_error_is_printed_harmlessly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OSError(5, EVIL, EVIL)

    monkeypatch.setattr(cli, "app", fail)
    result = run("status")
    assert result.code == 1
    assert "\\x1b[31m" in result.err, "the message is printed, with escapes"
    assert not HARMFUL.search(result.err)


@pytest.mark.parametrize("note", ["", "The model failed\x1b[2J: the articles' own sentences are given."])
def test_the_note_of_an_answer_is_printed_once(
    assistant: Assistant, capsys: pytest.CaptureFixture[str], note: str
) -> None:
    answer = replace(assistant.ask("How much trade with India is the goal for 2030?"), note=note)
    output.print_answer(answer)
    printed = capsys.readouterr()
    assert printed.out.count("The model failed") == bool(note)
    assert not HARMFUL.search(printed.out)
    assert contract.of_answer(answer)["note"] == (note or None)
