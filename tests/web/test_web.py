"""The page: what it renders, whom it answers, and how it behaves in a real browser."""

import datetime as dt
import html
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import serving
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import AssistantError, IndexUnavailableError, NotFoundError, QuestionError, SettingsError, Stopped
from assistant.records import (
    Answer,
    Article,
    Citation,
    Diagnosis,
    Evidence,
    IndexStatus,
    Scope,
    SearchResult,
    Sentence,
    SyncReport,
)
from assistant.store.conversation_files import FileConversations as Conversations
from assistant.store.conversations import Choices, Conversation, Exchange, begin_conversation, clean
from assistant.web import render, server, tables, text
from assistant.web.asking import Asker
from assistant.web.conversations import export, history
from assistant.web.desk import Desk
from assistant.web.indexing import Indexer

ROOT = Path(__file__).parents[2]
RLO = serving.RLO


def strip_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def marked(markup: str) -> str:
    return html.unescape("".join(strip_tags(part) for part in re.findall(r"<mark>(.*?)</mark>", markup, re.DOTALL)))


def make_article(body: str = "One. Two.", **changes: Any) -> Article:
    known = {"path": "a.md", "title": "A title", "text": body, "content_hash": "0" * 64}
    return Article(**{**known, **changes})


def make_citation(number: int = 1, **changes: Any) -> Citation:
    known: dict[str, Any] = {
        "number": number,
        "article": "a.md",
        "version": "0" * 16,
        "title": "A title",
        "date": dt.date(2026, 1, 30),
        "source": "The Gazette",
        "url": None,
        "start": 5,
        "end": 9,
        "quote": "Two.",
    }
    return Citation(**{**known, **changes})


def make_evidence(**changes: Any) -> Evidence:
    known: dict[str, Any] = {
        **{"rank": 1, "passage_id": 1, "article": "b.md", "version": "1" * 16, "title": "Another", "date": None},
        **{"source": None, "url": None, "start": 0, "end": 4, "text": "Near", "sentences": ((0, 4),)},
        **{"score": 0.5, "cosine": 0.5, "dense_rank": 1, "lexical_rank": None},
    }
    return Evidence(**{**known, **changes})


def make_answer(**changes: Any) -> Answer:
    known: dict[str, Any] = {
        "question": "How many?",
        "searched": "How many?",
        "status": "answered",
        "sentences": (Sentence("The Gazette, 30 January 2026:", "Two.", (1,), "quoted"),),
        "citations": (make_citation(),),
        "also_retrieved": (make_evidence(),),
        "writer": "extractive",
        "timings_ms": {"total": 12.3},
    }
    return Answer(**{**known, **changes})


def turn(answer: Answer, number: int = 1) -> str:
    return render.turn_html(number, Exchange(answer.question, answer=answer))


class TestText:
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(-2, 40), st.integers(-2, 40))
    def test_no_character_of_an_article_is_lost_or_added(self, value: str, start: int, end: int) -> None:
        assert strip_tags(render.text_html(value, (start, end))) == value

    @given(st.text(alphabet="ab#<&\n \u202e", max_size=60), st.data())
    def test_exactly_the_span_is_marked(self, value: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(value)))
        end = data.draw(st.integers(start, len(value)))
        assert marked(render.text_html(value, (start, end))) == value[start:end]

    def test_a_mark_over_several_blocks_is_split_at_their_edges(self) -> None:
        markup = render.text_html("One two.\n\n# Head\n\nThree four.", (4, 22))
        assert markup == (
            '<p class="block" dir="auto">One <mark>two.\n</mark></p><mark>\n</mark>'
            '<p class="heading" dir="auto"><span class="hash"><mark># </mark></span><mark>Head\n</mark></p>'
            "<mark>\n</mark>"
            '<p class="block" dir="auto"><mark>Thre</mark>e four.</p>'
        )

    def test_words_that_stand_twice_are_marked_where_the_offsets_say(self) -> None:
        assert render.text_html("Same. Same.", (6, 11)) == '<p class="block" dir="auto">Same. <mark>Same.</mark></p>'

    def test_emphasis_counts_characters_before_escaping(self) -> None:
        assert render.tagged("<a> & 6.1% <b>", [(6, 10)], "strong") == (
            "&lt;a&gt; &amp; <strong>6.1%</strong> &lt;b&gt;"
        )

    def test_overlapping_and_foreign_spans_do_no_harm(self) -> None:
        assert render.tagged("abcdef", [(3, 99), (1, 2), (2, 4), (5, 5), (-4, 0)], "b") == "a<b>bcdef</b>"

    def test_what_reorders_text_reorders_nothing_but_itself(self) -> None:
        assert render.isolated(f"{RLO}<x>") == f"<bdi><bdi>{RLO}</bdi>&lt;x&gt;</bdi>"
        assert render.attribute(f'{RLO}"x"') == "&quot;x&quot;"

    @pytest.mark.parametrize(
        "url",
        ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//x.org", "http://", "http://[", "x"],
    )
    def test_only_web_addresses_are_links(self, url: str) -> None:
        assert "<a" not in render.url_html(url)

    def test_a_link_tells_the_other_site_nothing(self) -> None:
        assert 'rel="noopener noreferrer"' in render.url_html("https://example.org/?a=1&b=2")
        assert "?a=1&amp;b=2" in render.url_html("https://example.org/?a=1&b=2")


class TestAnswer:
    def test_a_mark_leads_to_its_place_and_names_its_source(self) -> None:
        mark = re.search(r"<button[^>]*data-citation.*?</button>", turn(make_answer(), 3))
        assert mark is not None
        for part in (
            'data-citation="1"',
            'data-turn="3"',
            'data-article="a.md"',
            f'data-version="{"0" * 16}"',
            'data-start="5"',
            'data-end="9"',
            'data-tip="The Gazette, 30 January 2026: A title"',
            'aria-label="Source 1: The Gazette, 30 January 2026: A title"',
        ):
            assert part in mark[0]

    def test_two_lists(self) -> None:
        markup = turn(make_answer(), 1)
        assert markup.index(f">{text.CITED}<") < markup.index(text.ALSO_RETRIEVED)
        assert '<details class="retrieved">' in markup

    @pytest.mark.parametrize("support", ["supported", "weak", "unsupported"])
    def test_support_is_said_in_words_unless_quoted(self, support: Any) -> None:
        sentence = Sentence("", "Two.", (1,), support)
        assert text.SUPPORT[support][0] in strip_tags(turn(make_answer(sentences=(sentence,)), 1))
        assert 'class="support"' not in turn(make_answer(), 1)

    def test_a_refusal_has_a_badge_and_shows_what_came_closest(self) -> None:
        refused = make_answer(status="refused", sentences=(), citations=(), message="Not in the corpus. Searched.")
        markup = turn(refused, 1)
        assert '<b class="badge">Not in the corpus</b> Searched.' in markup
        assert '<details class="retrieved" open>' in markup
        assert "data-citation" not in markup

    def test_how_it_was_searched_is_said_where_it_differs(self) -> None:
        assert text.SEARCHED_AS not in turn(make_answer(searched=" How  many?"), 1)
        assert f"{text.SEARCHED_AS}“How many dogs?”" in turn(make_answer(searched="How many dogs?"), 1)

    def test_the_note_of_an_answer_stands_once(self) -> None:
        assert turn(make_answer(note="Another model wrote this.")).count("Another model wrote this.") == 1

    def test_dropped_marks_are_counted(self) -> None:
        assert text.DROPPED_ONE in turn(make_answer(dropped_marks=1), 1)

    @given(st.text(alphabet="<>&\"'/=a \u202e", max_size=20))
    def test_nothing_from_outside_becomes_markup(self, evil: str) -> None:
        allowed = {"article", "h2", "span", "p", "div", "button", "bdi", "strong", "section", "h3", "ol", "ul", "li"}
        allowed |= {"details", "summary", "time", "header", "b", "aside"}
        sentence = Sentence(evil, evil, (1,), "quoted", ((0, 2),))
        citation = make_citation(title=evil, source=evil, quote=evil, article=evil)
        answer = make_answer(sentences=(sentence,), citations=(citation,), searched=evil, writer=evil)
        article = make_article(evil, title=evil, source=evil, author=evil, url=evil, path=evil, date_origin=evil)
        markup = turn(replace(answer, question=evil)) + render.article_html(article)
        markup += (
            render.notice_html("error", evil, evil) + render.note_html(evil, evil) + render.next_html([evil], evil)
        )
        kept = Conversation("0" * 16, evil, dt.datetime.now(dt.UTC))
        markup += render.conversations_html([kept], None, searched=False)
        row = tables.Row(evil, "failed", evil, evil, dt.date(2026, 3, 1), evil)
        markup += tables.corpus_html([row], tables.View(), evil) + tables.plot_html([row], tables.View())
        allowed |= {"table", "caption", "thead", "tr", "th", "tbody", "td", "a", "br"}
        tags = re.findall(r"<\s*/?\s*([a-z0-9]*)((?:\s[a-z-]+(?:=\"[^\"]*\")?)*)\s*>", markup)
        assert {name for name, _ in tags} <= allowed
        assert len(tags) == markup.count("<")
        assert not re.search(r"<[^>]*\son\w+=", markup)


@dataclass
class FakeAssistant:
    """Answers as told; ``sync`` waits until it is let go on."""

    answers: Any = None
    asked: list[Any] = field(default_factory=list)
    versions: dict[str, Article] = field(default_factory=dict)
    stored: dict[tuple[str, str], Article] = field(default_factory=dict)
    go_on: threading.Event = field(default_factory=threading.Event)
    runs: int = 0
    patient: list[bool] = field(default_factory=list)
    changed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    outcomes: tuple[tuple[str, str], ...] = (("a.md", "added"),)

    suffixes: tuple[str, ...] = (".md",)
    settings: Any = field(default_factory=lambda: SimpleNamespace(max_question_chars=2000, model="extractive"))

    def stream(self, question: str, history: Any = (), **_: Any) -> Iterator[Answer]:
        self.asked.append((question, list(history)))
        if isinstance(self.answers, Exception):
            raise self.answers
        assert isinstance(self.answers, Answer)
        yield replace(self.answers, sentences=(), citations=(), complete=False)
        yield self.answers

    def models(self) -> tuple[Any, ...]:
        return ()

    def status(self) -> IndexStatus:
        raise IndexUnavailableError("There is no index.")

    def indexed_at(self, path: str, version: str) -> dt.datetime | None:
        return None

    def article(self, path: str, version: str | None = None) -> Article:
        found = self.stored.get((path, version)) if version else self.versions.get(path)
        if found is None:
            raise NotFoundError(f"There is no article {path}.")
        return found

    def changes(self, stop: threading.Event) -> Iterator[None]:
        while not stop.is_set():
            if self.changed.acquire(timeout=0.01):
                yield

    def doctor(self, progress: Any, repair: bool) -> Diagnosis:
        while True:
            progress(40, 1000, "checking: passages")
            time.sleep(0.01)

    def sync(self, progress: Any, stop: threading.Event, patient: bool, retry: bool) -> SyncReport:
        self.runs += 1
        self.patient.append(patient)
        if self.outcomes:
            progress(1, 2, "a.md", 340, 4.0)
        while not self.go_on.wait(0.01):
            if stop.is_set():
                raise Stopped("Stopped; what was done is kept.")
        return SyncReport(len(self.outcomes), 0, 0, 0, 0, (), 1, 1, 1, 0.1, self.outcomes)


class TestDesk:
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.index = tmp_path

    def desk(self, assistant: FakeAssistant) -> Desk:
        kept = Conversations(self.index)
        return Desk(assistant, Indexer(assistant), kept, Asker(assistant, kept))  # type: ignore[arg-type]

    def ask(self, desk: Desk, question: str, conversation: str | None = None, **told: Any) -> tuple[str, Exchange]:
        begun = desk.ask({"question": question, "conversation": conversation, **told})
        place = begun["conversation"], begun["number"]
        deadline = time.monotonic() + 5
        while desk.asker.look(place) and time.monotonic() < deadline:
            time.sleep(0.005)
        return begun["conversation"], desk.conversations.get(begun["conversation"]).exchanges[begun["number"] - 1]

    def test_no_interleaving_of_tabs_loses_a_question(self) -> None:
        """Tabs ask, rename and delete at once; each question is kept where its tab was told, or was deleted there."""
        desk = self.desk(FakeAssistant(make_answer()))
        first, _ = self.ask(desk, "Where to begin?")
        doomed, _ = self.ask(desk, "What is deleted?")
        tabs, questions = 6, 8
        start, asked = threading.Barrier(tabs + 2), list[tuple[str, int, str]]()

        def tab(name: int) -> None:
            start.wait()
            for at in range(questions):
                question = f"Question {at} of tab {name}?"
                begun = desk.ask({"question": question, "conversation": first})
                asked.append((begun["conversation"], begun["number"], question))

        def rename() -> None:
            start.wait()
            for at in range(3 * questions):
                assert desk.rename_conversation({"conversation": first, "name": f"Name {at}"}) is None

        def delete() -> None:
            start.wait()
            desk.delete_conversation({"conversation": doomed})

        threads = [threading.Thread(target=tab, args=[name]) for name in range(tabs)]
        threads += [threading.Thread(target=rename), threading.Thread(target=delete)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        desk.asker.close(60)
        kept = Conversations(self.index)
        assert len(asked) == tabs * questions
        assert [kept.get(id_).exchanges[number - 1].question for id_, number, _ in asked] == [q for *_, q in asked]
        assert len(kept.get(first).exchanges) == 1 + tabs * questions
        assert kept.get(first).name == f"Name {3 * questions - 1}"
        assert [each.id for each in kept.find()] == [first]

    def test_a_question_to_a_conversation_deleted_meanwhile_begins_a_new_one(self) -> None:
        desk = self.desk(FakeAssistant(make_answer()))
        id_, _ = self.ask(desk, "One?")
        stale = desk.conversations.get(id_)
        desk.delete_conversation({"conversation": id_})
        conversation, number = desk.asker.begin(stale, "Two?", Choices(), 1)
        desk.asker.close(5)
        assert (conversation.id != id_, number) == (True, 1)
        assert [each.question for each in Conversations(self.index).get(conversation.id).exchanges] == ["Two?"]

    def test_a_follow_up_is_asked_with_the_turns_before_it_without_marks(self) -> None:
        assistant = FakeAssistant(make_answer())
        desk = self.desk(assistant)
        id_, _ = self.ask(desk, "How many?")
        self.ask(desk, "And now?", id_)
        question, history = assistant.asked[1]
        assert question == "And now?"
        assert [(turn.role, turn.content) for turn in history] == [
            ("user", "How many?"),
            ("assistant", "The Gazette, 30 January 2026: Two."),
        ]
        self.ask(desk, "And now?", id_, alone=True)
        assert assistant.asked[2] == ("And now?", [])

    def test_asked_again_it_takes_its_own_place_and_only_what_was_before_counts(self) -> None:
        assistant = FakeAssistant(make_answer())
        desk = self.desk(assistant)
        id_, _ = self.ask(desk, "How many?")
        self.ask(desk, "And now?", id_)
        self.ask(desk, "How few?", id_, number=1)
        assert assistant.asked[2] == ("How few?", [])
        assert [each.question for each in desk.conversations.get(id_).exchanges] == ["How few?", "And now?"]

    def test_an_error_is_one_line_and_nothing_a_follow_up_is_read_with(self) -> None:
        assistant = FakeAssistant(QuestionError("The question is too <long>."))
        _, exchange = self.ask(self.desk(assistant), "x")
        assert "The question is too &lt;long&gt;." in render.turn_html(1, exchange)
        assert history([exchange]) == []

    def test_an_unexpected_error_is_logged_and_not_shown(self, caplog: pytest.LogCaptureFixture) -> None:
        _, exchange = self.ask(self.desk(FakeAssistant(ValueError("secret"))), "x")
        assert "secret" not in render.turn_html(1, exchange)
        assert html.escape(text.UNEXPECTED) in render.turn_html(1, exchange)
        assert "secret" in caplog.text

    def test_what_a_restart_interrupted_is_said_to_be_so(self) -> None:
        kept = Conversations(self.index)
        kept.put(begin_conversation("Why?"), 1, Exchange("Why?"))
        (again,) = Conversations(self.index).find()
        assert text.INTERRUPTED in render.turn_html(1, again.exchanges[0])

    @pytest.mark.parametrize(
        "told", [{}, {"conversation": 1, "number": "x"}, {"conversation": "../x", "number": 10**9}]
    )
    def test_what_no_page_sends_is_answered_calmly(self, told: dict[str, Any]) -> None:
        desk = self.desk(FakeAssistant())
        for method in (desk.look, desk.open_conversation, desk.rename_conversation, desk.suggest, desk.stop):
            method(told)  # nothing is raised

    def test_a_check_of_the_index_tells_how_far_it_is_and_can_be_stopped(self) -> None:
        desk = self.desk(FakeAssistant())
        said: list[dict[str, Any]] = []
        running = threading.Thread(target=lambda: said.append(desk.check_index({"key": "one"})))
        running.start()
        while not (told := desk.checking({"key": "one"})):
            time.sleep(0.01)
        assert told == "checking: passages, 40 of 1,000"
        assert desk.checking({"key": "another", "stop": True}) == ""
        assert running.is_alive()
        desk.checking({"key": "one", "stop": True})
        running.join(5)
        assert text.CHECK_STOPPED in said[0]["html"]
        assert desk.checking({"key": "one"}) == ""

    def test_an_older_version_is_shown_with_a_note(self) -> None:
        old, new = make_article("Old words."), make_article("New words.", content_hash="1" * 64)
        assistant = FakeAssistant(versions={"a.md": new}, stored={("a.md", old.version): old})
        desk = self.desk(assistant)
        place = {"article": "a.md", "version": old.version, "start": "0", "end": "3"}
        shown = desk.open_article(place)
        assert text.OLDER_VERSION in shown
        assert marked(shown) == "Old"
        assert text.OLDER_VERSION not in desk.open_article({"article": "a.md"})
        del assistant.versions["a.md"]
        assert text.GONE in desk.open_article(place)

    @pytest.mark.parametrize("place", [{}, {"article": "../x"}, {"article": "a.md", "start": "x", "end": "2"}])
    def test_a_place_that_is_none_is_answered_calmly(self, place: dict[str, Any]) -> None:
        assert 'class="note"' in self.desk(FakeAssistant()).open_article(place)


class TestConversations:
    def test_they_survive_a_restart_as_they_were(self, tmp_path: Path) -> None:
        kept = Conversations(tmp_path)
        first = kept.put(
            begin_conversation("How  many?"), 1, Exchange("How  many?", Choices(any_day=True), make_answer())
        )
        assert Conversations(tmp_path).find() == [first]
        assert Conversations(tmp_path).find("two. MANY") == [first]
        assert Conversations(tmp_path).find("dogs") == []
        assert oct((tmp_path / "conversations").stat().st_mode)[-3:] == "700"

    def test_a_name_that_was_given_stays(self, tmp_path: Path) -> None:
        kept = Conversations(tmp_path)
        id_ = kept.put(begin_conversation("How many?"), 1, Exchange("How many?")).id
        kept.rename(id_, "  Cars  ")
        kept.put(kept.get(id_), 1, Exchange("How few?"))
        assert Conversations(tmp_path).get(id_).name == "Cars"
        kept.rename(id_, " ")
        assert kept.get(id_).name == "How few?"

    def test_a_deleted_one_is_gone_and_stays_gone(self, tmp_path: Path) -> None:
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
            kept, assistant = Conversations(index), FakeAssistant(make_answer())
            desk = Desk(assistant, Indexer(assistant), kept, Asker(assistant, kept))  # type: ignore[arg-type]
            told = [desk.list_conversations({}), str(desk.open_conversation({"conversation": held["id"]})["html"])]
            told.append(desk.export_conversation(held["id"]))
            begun = desk.ask({"question": f"{typed}?", "conversation": held["id"]})
            assert desk.rename_conversation({"conversation": held["id"], "name": typed}) is None
            desk.asker.close(5)
            told += [begun["html"], desk.list_conversations({}), desk.export_conversation(held["id"])]
            assert all('role="alert"' not in each and each.encode() for each in told)
            assert [each.id for each in Conversations(index).find()] == [held["id"]]

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
        assert not unescaped.findall(export(conversation))


class TestTables:
    def rows(self) -> list[tables.Row]:
        day = dt.date(2026, 3, 1)
        return [
            tables.Row("a.md", "indexed", "Alpha", "Gazette", day),
            tables.Row("b.md", "indexed", "Beta", None, None),
            tables.Row("c.md", "failed", reason="it is empty"),
            tables.Row("d.md", "indexed", "Delta", "Gazette", day.replace(month=1)),
        ]

    @given(
        st.builds(
            tables.View,
            words=st.sampled_from(["", "a", "gazette", "zz"]),
            state=st.sampled_from(["", "indexed", "failed"]),
            source=st.sampled_from([None, "", "Gazette"]),
            period=st.sampled_from(["", "2026-03", "2026", tables.UNDATED]),
            sort=st.sampled_from(list(text.COLUMNS)),
            down=st.booleans(),
        )
    )
    def test_a_view_hides_and_orders_and_adds_nothing(self, view: tables.View) -> None:
        rows = self.rows()
        chosen = tables.choose(rows, view)
        assert all(row in rows for row in chosen)
        assert len(set(chosen)) == len(chosen)
        for row in rows:
            fits = view.words in f"{row.title or ''} {row.source or ''} {row.path}".casefold()
            fits &= view.state in ("", row.state)
            fits &= view.source in (None, row.source or "")
            fits &= {"": True, "2026-03": bool(row.date and row.date.month == 3), "2026": bool(row.date)}.get(
                view.period, row.date is None
            )
            assert (row in chosen) == fits

    def test_every_article_is_counted_once_in_the_plot(self) -> None:
        markup = tables.plot_html(self.rows(), tables.View(period="2026-03"))
        assert [int(count) for count in re.findall(r"<b>(\d+)</b>", markup)] == [1, 1, 1]
        assert "Feb" in markup  # a month without articles has its place
        assert 'data-period="2026-03" aria-pressed="true"' in markup

    def test_many_years_are_counted_by_year(self) -> None:
        rows = [tables.Row(f"{year}.md", "indexed", "x", "y", dt.date(year, 5, 1)) for year in (1990, 2026)]
        assert re.findall(r'data-period="(\w+)"', tables.plot_html(rows, tables.View())) == ["1990", "2026"]

    def test_what_filtered_what_is_said(self) -> None:
        hit, march = make_evidence(), Scope("March 2026", dt.date(2026, 3, 1), dt.date(2026, 3, 31))
        found = SearchResult("q", "q", (hit,), {"total": 1.0}, march)
        assert "Dates kept 2 of 9 articles: March 2026." in tables.search_html(found, 2, 9)
        assert "all 9 articles were searched" in tables.search_html(replace(found, scope=None), 9, 9)


class TestIndexer:
    def wait(self, indexer: Indexer) -> None:
        deadline = time.monotonic() + 5
        while indexer.run.running and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not indexer.run.running

    def test_a_run_is_told_while_it_lasts_and_when_it_ends(self) -> None:
        assistant = FakeAssistant()
        indexer = Indexer(assistant)  # type: ignore[arg-type]
        indexer.start()
        while not indexer.run.total:
            time.sleep(0.01)
        told = tables.state_html(["No index yet."], indexer.run)
        assert 'value="1" max="2"' in told
        assert "Indexing: 1 of 2 (340 passages, 85/s, 4 s left)" in told
        assistant.go_on.set()
        self.wait(indexer)
        assert "a.md" in tables.run_html(indexer.run)

    def test_a_start_during_a_run_is_followed_by_another(self) -> None:
        assistant = FakeAssistant()
        indexer = Indexer(assistant)  # type: ignore[arg-type]
        indexer.start()
        indexer.start()
        assistant.go_on.set()
        self.wait(indexer)
        assert assistant.runs == 2

    def until(self, done: Any) -> None:
        deadline = time.monotonic() + 5
        while not done() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert done()

    def test_a_change_begins_a_run_that_waits_for_files_that_are_being_written(self) -> None:
        assistant = FakeAssistant()
        assistant.go_on.set()
        indexer = Indexer(assistant)  # type: ignore[arg-type]
        indexer.keep()
        assistant.changed.release()
        self.until(lambda: indexer.run.report is not None)
        indexer.start()
        self.wait(indexer)
        assert assistant.patient == [True, False]
        indexer.close(timeout=1)
        assistant.changed.release()
        time.sleep(0.1)
        assert assistant.runs == 2

    def test_a_run_that_finds_nothing_to_do_is_not_shown(self) -> None:
        assistant = FakeAssistant()
        assistant.go_on.set()
        indexer = Indexer(assistant)  # type: ignore[arg-type]
        indexer.start()
        self.wait(indexer)
        shown, assistant.outcomes = indexer.run, ()
        assistant.go_on.clear()
        indexer.keep()
        assistant.changed.release()
        self.until(lambda: assistant.runs == 2)
        assert indexer.run == shown
        assistant.go_on.set()
        indexer.close(timeout=1)
        assert indexer.run == shown

    def test_who_stops_a_run_is_not_given_another_until_one_is_asked_for(self) -> None:
        assistant = FakeAssistant()
        indexer = Indexer(assistant)  # type: ignore[arg-type]
        indexer.keep()
        indexer.start()
        self.until(lambda: indexer.run.total)
        indexer.stop()
        self.wait(indexer)
        assistant.changed.release()
        time.sleep(0.2)
        assert (assistant.runs, indexer.kept) == (1, False)
        assistant.go_on.set()
        indexer.start()
        self.until(lambda: indexer.run.report is not None)
        assert indexer.kept
        assistant.changed.release()
        self.until(lambda: assistant.runs == 3)
        indexer.close(timeout=1)

    def test_stopping_is_said(self) -> None:
        indexer = Indexer(FakeAssistant())  # type: ignore[arg-type]
        indexer.start()
        indexer.stop()
        self.wait(indexer)
        assert indexer.run.error == "Stopped; what was done is kept."
        indexer.close(timeout=1)
        indexer.start()
        assert not indexer.run.running


class TestServer:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
    def test_only_this_machine_is_served(self, host: str) -> None:
        with pytest.raises(SettingsError, match=r"reverse proxy with login") as told:
            server.listen(host, 0)
        assert "\n" not in str(told.value)

    def test_a_port_in_use_is_named(self) -> None:
        with server.listen("127.0.0.1", 0) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(AssistantError, match=rf"{port}.*--port"):
                server.listen("127.0.0.1", port)

    def test_the_package_imports_no_gradio_before_it_serves(self) -> None:
        code = "import sys, assistant.web; assert 'gradio' not in sys.modules and 'uvicorn' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_page_of_a_pdf_is_shown_where_it_is_cited_and_where_it_opens() -> None:
    assert '<span class="page">page 3</span>' in render.cited_html((make_citation(1, page=3),))
    assert 'class="page"' not in render.cited_html((make_citation(1),))
    article = make_article("One. Two.", page_starts=(0, 5))
    assert '<span class="page">page 2</span>' in render.article_html(article, (5, 9))
    assert 'class="page"' not in render.article_html(article)


class TestEnd:
    def test_it_stops_in_order_even_while_it_starts(self, tmp_path: Path) -> None:
        shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
        process, _ = serving.start(tmp_path, tmp_path / "stderr")
        time.sleep(1)
        serving.end(process, signal.SIGTERM)  # the end of the page all tests share is by SIGINT
        assert (tmp_path / "stderr").read_text() == ""
        assert list((tmp_path / "tmp").glob("assistant-uploads-*")) == []
