"""The documents name what exists: links, files, commands, settings and figures."""

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from assistant.assistant import Assistant
from assistant.cli import app
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
MADE = ("conversations/", "removed/", "locks/", ".assistant/")  # folders that the program makes
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, heading = link.partition("#")
        if not link.startswith("http"):
            target = document.parent / path if path else document
            assert target.exists(), f"{document.name} links to {link}"
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if heading else []
            anchors = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
            assert not heading or heading in anchors, f"{document.name} links to {link}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_the_repository_that_is_named_exists(document: Path) -> None:
    """Paths are of the repository or of the package; a name in capitals stands for any."""
    if document.name == "CHANGELOG.md":  # tells of files that are gone
        return
    text = document.read_text("utf-8")
    for path in re.findall(r"`((?:[a-z_]+/)+(?:[a-z_.]+\.(?:py|md|json|jsonl))?)`", text):
        assert path in MADE or (ROOT / path).exists() or (ROOT / "assistant" / path).exists(), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_named_exists(document: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    text = document.read_text("utf-8")
    for name, rest in re.findall(r"(?:^    (?:\$ )?|`)(?:\.venv/bin/)?assistant ([a-z]+)([^`\n]*)", text, re.MULTILINE):
        assert name in commands, f"{document.name} names `assistant {name}`"
        options = {option for each in commands[name].params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options | {"--help"}, f"{document.name}: assistant {name}{rest}"


def test_the_figures_of_refusals_are_those_of_the_fit() -> None:
    text = (ROOT / "docs" / "quality.md").read_text("utf-8")
    table = text.partition("**left out** of the fit")[2].partition("`confidence.json` also")[0]
    fit = json.loads((ROOT / "assistant" / "answer" / "confidence.json").read_text("utf-8"))
    shown = re.findall(r"\| (\.\d\d) \| (\.\d\d) \| (\.\d\d) \|", table)
    held_out = fit["models"]["alone"]["held_out"].values()
    assert shown == [
        tuple(f"{each[name]:.2f}".lstrip("0") for name in ("refused", "false_refusal", "auc")) for each in held_out
    ]


def test_the_settings_of_the_docs_are_those_of_the_program() -> None:
    named = set(
        re.findall(r"^\| `(ASSISTANT_.*?)` \|", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    )
    documented = {name for row in named for name in row.replace("`", "").split(", ")}
    assert documented == {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"ASSISTANT_[A-Z_]+", example)) >= documented


def test_the_first_answer_of_the_readme_is_the_one_given(assistant: Assistant) -> None:
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    answer = assistant.ask("What tariff did Canada agree to on Chinese electric vehicles?")
    assert " ".join(answer.text.split()) in readme
