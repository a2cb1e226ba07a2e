"""The documents name what exists: links, files and settings."""

import re
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
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
