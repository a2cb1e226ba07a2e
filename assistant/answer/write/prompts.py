"""Prompts are files, one each; their placeholders are checked when they are loaded."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

from assistant.errors import SettingsError

REPOSITORY = Path(__file__).parents[3] / "prompts"  # a checkout; an installed wheel carries them in the package


@cache
def _read(name: str) -> str:
    packaged = files("assistant").joinpath("prompts", f"{name}.md")
    source = packaged if packaged.is_file() else REPOSITORY / f"{name}.md"
    try:
        return source.read_text(encoding="utf-8")
    except OSError:
        raise SettingsError(f"The prompt {name}.md is missing: install the package again.") from None


def load_prompt(name: str, placeholders: set[str]) -> Template:
    """The prompt of this name. Raises SettingsError unless its placeholders are exactly these."""
    template = Template(_read(name))
    found = set(template.get_identifiers())
    if not template.is_valid() or found != placeholders:
        expected = ", ".join(sorted(f"${each}" for each in placeholders))
        raise SettingsError(f"The prompt {name}.md must have the placeholders {expected}, and no other $ features.")
    return template
