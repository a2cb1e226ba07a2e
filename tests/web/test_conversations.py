"""Conversations: how they are kept, found and exported."""

import datetime as dt
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAssistant, make_answer, make_citation
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import NotFoundError
from assistant.records import Scope, Sentence, normalize_space
from assistant.store.conversation_files import FileConversations as Conversations
from assistant.store.conversations import Choices, Conversation, Exchange, begin_conversation, clean
from assistant.web.answering import Answering
from assistant.web.ask import AskTab
from assistant.web.conversations import export
from assistant.web.indexing import Indexer


class TestConversations:
    def test_conversations_are_the_same_after_a_restart(self, tmp_path: Path) -> None:
        kept = Conversations(tmp_path)
        first = kept.put(
            begin_conversation("How  many?"), 1, Exchange("How  many?", Choices(any_day=True), make_answer())
        )
        assert Conversations(tmp_path).find() == [first]
        assert Conversations(tmp_path).find("two. MANY") == [first]
        assert Conversations(tmp_path).find("dogs") == []
        assert oct((tmp_path / "conversations").stat().st_mode)[-3:] == "700"

    def test_a_given_name_stays(self, tmp_path: Path) -> None:
        kept = Conversations(tmp_path)
        id_ = kept.put(begin_conversation("How many?"), 1, Exchange("How many?")).id
        kept.rename(id_, "  Cars  ")
        kept.put(kept.get(id_), 1, Exchange("How few?"))
        assert Conversations(tmp_path).get(id_).name == "Cars"
        kept.rename(id_, " ")
        assert kept.get(id_).name == "How few?"

    def test_a_deleted_conversation_stays_deleted(self, tmp_path: Path) -> None:
        kept = Conversations(tmp_path)
        id_ = kept.put(begin_conversation("How many?"), 1, Exchange("How many?")).id
        kept.delete(id_)
        kept.change(id_, 1, lambda exchange: exchange)
        assert list((tmp_path / "conversations").iterdir()) == []
        with pytest.raises(NotFoundError):
            kept.get(id_)

    @pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"format": 99, "conversation": {}}', b"[" * 10_000])
    def test_a_file_that_cannot_be_read_is_left_alone(
        self, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "conversations").mkdir()
        file = tmp_path / "conversations" / f"{'0' * 16}.json"
        file.write_bytes(content)
        assert Conversations(tmp_path).find() == []
        assert file.read_bytes() == content
        assert str(file) in caplog.text

    def keep_golden(self, folder: Path) -> dict[str, Any]:
        """Put the conversation that format 1 was first released with into an index; returns it as JSON."""
        (folder / "conversations").mkdir()
        content = (Path(__file__).parent / "golden" / "conversation_1.json").read_text(encoding="utf-8")
        held: dict[str, Any] = json.loads(content)["conversation"]
        (folder / "conversations" / f"{held['id']}.json").write_text(content, encoding="utf-8")
        return held

    def test_a_conversation_of_format_1_opens_whole(self, tmp_path: Path) -> None:
        held = self.keep_golden(tmp_path)
        (kept,) = Conversations(tmp_path).find()
        assert (kept.id, kept.name, kept.named) == (held["id"], "Numbers", True)
        first, second, third = kept.exchanges
        assert first.choices == Choices(alone=True, writer="extractive")
        assert first.answer is not None
        assert second.answer is not None
        assert first.answer.sentences == (Sentence("The Gazette, 30 January 2026:", "Two.", (1,), "quoted", ((0, 3),)),)
        assert first.answer.citations == (make_citation(),)
        assert first.answer.scope == Scope("January 2026", dt.date(2026, 1, 1), dt.date(2026, 1, 31), "")
        assert (second.answer.status, second.answer.message) == ("refused", "Not in the corpus.")
        assert third.error == "It failed."
        assert "Two\\." in export(kept)

    def test_a_renamed_field_is_carried_over(self, tmp_path: Path) -> None:
        """As if a later format had renamed "title" to "name": files of the one before are upgraded as they are read."""
        held = self.keep_golden(tmp_path)
        file = tmp_path / "conversations" / f"{held['id']}.json"
        file.write_text(json.dumps({"format": 1, "conversation": {"title": held.pop("name"), **held, "later": 1}}))
        kept = Conversations(tmp_path, format=2, upgrades={1: lambda old: {**old, "name": old["title"]}})
        assert kept.get(held["id"]).name == "Numbers"
        kept.rename(held["id"], "Changed")
        assert json.loads(file.read_text())["format"] == 2

    @given(st.text(alphabet="ab \ud83d\ude00\udfff\x00\x07\x1b\x7f\x9b\u202e\n", max_size=20))
    def test_half_characters_and_controls_break_nothing(self, typed: str) -> None:
        """Not what is asked or given as a name now, and not what an earlier version has stored."""
        assert not re.search("[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x9f]", clean(typed))
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder)
            held = self.keep_golden(index)
            held["name"] = held["exchanges"][0]["question"] = held["exchanges"][0]["answer"]["searched"] = typed
            file = index / "conversations" / f"{held['id']}.json"
            file.write_text(json.dumps({"format": 1, "conversation": held}), encoding="utf-8")
            assistant: Any = FakeAssistant(make_answer())
            kept = Conversations(index)
            answering = Answering(assistant, kept)
            tab, this = AskTab(assistant, Indexer(assistant), kept, answering), {"conversation": held["id"]}
            shown = [tab.list_conversations({}), str(tab.open_conversation(this)["html"])]
            shown += tab.export_conversation(held["id"])
            begun = tab.ask({"question": f"{typed}?", **this})
            assert tab.rename_conversation({"name": typed, **this}) is None
            answering.close(5)
            shown += [begun["html"], tab.list_conversations({}), *tab.export_conversation(held["id"])]
            assert all('role="alert"' not in part for part in shown)
            assert "".join(shown).encode()  # no half characters
            assert [conversation.id for conversation in Conversations(index).find()] == [held["id"]]

    def test_footnotes_are_numbered_through_the_whole_of_an_export(self, tmp_path: Path) -> None:
        kept = Conversations(tmp_path)
        two = make_answer(
            sentences=(Sentence("", "A *b* [1].", (2, 1), "quoted"),), citations=(make_citation(1), make_citation(2))
        )
        conversation = kept.put(begin_conversation("One?"), 1, Exchange("One?", answer=make_answer()))
        markdown = export(kept.put(conversation, 2, Exchange("Two?", answer=two)))
        assert "A \\*b\\* \\[1\\]\\.[^3][^2]" in markdown
        assert re.findall(r"^\[\^(\d)\]:", markdown, re.MULTILINE) == ["1", "2", "3"]

    @given(st.text(alphabet="<>&*_`[](){}#!|~\\-+=. a1\n", max_size=30))
    def test_nothing_from_outside_becomes_markdown(self, evil: str) -> None:
        citation = make_citation(title=evil, quote=evil, url=evil, article=evil)
        sentence = Sentence(evil, evil, (1,), "quoted")
        answer = make_answer(sentences=(sentence,), citations=(citation,), searched=evil, question=evil)
        conversation = Conversation("0" * 16, evil, dt.datetime.now(dt.UTC), (Exchange(evil, answer=answer),))
        unescaped = re.compile(r"(?<!\\)(?:\\\\)*[<*_`{}|~]")
        exported = export(conversation)
        assert not unescaped.findall(exported)
        shown = re.sub(r"\\(.)", r"\1", exported)
        assert shown.count(normalize_space(evil)) >= 4, "what came from outside is shown as text"
