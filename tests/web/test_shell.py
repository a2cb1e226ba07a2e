"""The reader of articles, as its script asks for it."""

from typing import Any

import pytest
from fakes import FakeAssistant, make_article, marked

from assistant.web import text
from assistant.web.indexing import Indexer
from assistant.web.shell import Shell


def make_shell(**articles: Any) -> Shell:
    assistant: Any = FakeAssistant(**articles)
    return Shell(assistant, Indexer(assistant))


def test_an_older_version_is_shown_with_a_note() -> None:
    old, new = make_article("Old words."), make_article("New words.", content_hash="1" * 64)
    current = {"a.md": new}
    shell = make_shell(current=current, earlier={("a.md", old.version): old})
    cited = {"article": "a.md", "version": old.version, "start": "0", "end": "3"}
    shown = shell.open_article(cited)
    assert text.OLDER_VERSION in shown
    assert marked(shown) == "Old"
    newest = shell.open_article({"article": "a.md"})
    assert "New words." in newest
    assert text.OLDER_VERSION not in newest
    del current["a.md"]
    gone = shell.open_article(cited)
    assert text.GONE in gone
    assert marked(gone) == "Old"


@pytest.mark.parametrize("data", [{}, {"article": "../x"}, {"article": "a.md", "start": "x", "end": "2"}])
def test_data_that_names_no_place_gets_a_note(data: dict[str, Any]) -> None:
    assert 'class="note"' in make_shell().open_article(data)
