"""Near-copies have one vote: an answer's places are not filled with one text twice, and the original is cited."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import contract
from assistant.answer.stories import one_vote
from assistant.assistant import Assistant
from assistant.cli.output import print_answer
from assistant.records import Answer, Copy, Evidence
from assistant.store.conversations import Exchange
from assistant.store.records import Stories
from assistant.web.render.turn import turn_html

FERRY = (
    "The ferry Aurora ran aground off Skagen harbour on Tuesday with 214 people on board. All passengers were brought "
    "ashore by two lifeboats within three hours, the coast guard said. A diver found a crack of four metres in the "
    "hull. The captain, Ingrid Holm, told investigators that the rudder had failed."
)
BRIDGE = (
    "The mayor of Skagen opened a new bridge over the harbour on Tuesday. It cost 30 million crowns and has two lanes. "
    "Cyclists asked for a path of their own."
)
OUTLETS = ("Northern Wire", "The Courier", "Daily Post", "Evening Herald")


def put(folder: Path, name: str, text: str, source: str, day: int = 4) -> None:
    (folder / "corpus" / name).write_text(
        f"---\ntitle: As {source} has it\nsource: {source}\ndate: 2026-05-{day:02}\n---\n{text}\n"
    )


@pytest.fixture
def desk(make: Callable[..., Assistant], tmp_path: Path) -> Assistant:
    """One story in four outlets, the original the earliest; one of them has another lead. And another story."""
    for number, source in enumerate(OUTLETS):
        lead = "Rescue boats came to the help of a ship. " if source == "Daily Post" else ""
        put(tmp_path, f"{'dbca'[number]}.md", lead + FERRY, source, 4 + number)
    put(tmp_path, "bridge.md", BRIDGE, "Harbour News")
    one = make()
    one.sync()
    return one


def test_an_answer_cites_the_original_and_says_where_else_its_story_is(desk: Assistant) -> None:
    answer = desk.ask("How many people were on board the ferry Aurora?")
    assert answer.status == "answered"
    assert "214" in answer.text
    assert {each.article for each in answer.citations} == {"d.md"}
    for citation in answer.citations:
        assert citation.quote == desk.article("d.md").text[citation.start : citation.end]
        assert [copy.source for copy in citation.also_in] == list(OUTLETS[1:]), "the earliest first"
    assert [each.article for each in answer.also_retrieved] == ["bridge.md"], "no copy"
    made = contract.of_answer(answer)
    assert made["citations"][0]["also_in"] == ["b.md", "c.md", "a.md"]
    assert made["also_retrieved"][0]["also_in"] == []


def test_a_search_finds_a_story_once(desk: Assistant) -> None:
    found = desk.search("ferry Aurora ran aground")
    assert [hit.article for hit in found.hits] == ["d.md", "bridge.md"]
    assert [hit.rank for hit in found.hits] == [1, 2]
    assert contract.of_search(found)["hits"][0]["also_in"] == ["b.md", "c.md", "a.md"]


def test_a_source_that_is_asked_for_is_cited_though_it_is_a_copy(desk: Assistant) -> None:
    answer = desk.ask("Only from The Courier: how many people were on board the ferry Aurora?")
    assert {each.article for each in answer.citations} == {"b.md"}
    assert [copy.article for copy in answer.citations[0].also_in] == ["d.md", "c.md", "a.md"]


def test_copies_that_fill_every_place_of_a_search_leave_room_for_other_stories(
    make: Callable[..., Assistant], tmp_path: Path
) -> None:
    for number in range(70):
        put(tmp_path, f"{number:02}.md", FERRY, f"Outlet {number}")
    put(tmp_path, "bridge.md", BRIDGE, "Harbour News")
    one = make()
    one.sync()
    hits = one.search("the ferry Aurora with people on board off Skagen harbour").hits
    assert [hit.article for hit in hits] == ["00.md", "bridge.md"]
    assert len(hits[0].also_in) == 69


def test_the_page_and_the_terminal_say_where_else_a_story_is(
    desk: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = desk.ask("How many people were on board the ferry Aurora?")
    print_answer(answer)
    assert "also in The Courier, Daily Post, Evening Herald" in capsys.readouterr().out
    html = turn_html(1, Exchange(answer.question, answer=answer))
    assert "<summary>also in The Courier, Daily Post, Evening Herald</summary>" in html
    for path in "abc":
        assert f'class="open" data-article="{path}.md"' in html
    odd = tuple(replace(each, also_in=(Copy("x.md", "<b>", None, "<i>"),)) for each in answer.citations)
    assert "<b>" not in turn_html(1, Exchange(answer.question, answer=replace(answer, citations=odd))).replace(
        '<b class="badge', ""
    )


def test_an_answer_keeps_its_copies_in_a_conversation(desk: Assistant) -> None:
    from assistant.packing import pack, unpack

    answer = desk.ask("How many people were on board the ferry Aurora?")
    assert unpack(Answer, pack(Answer, answer)).citations == answer.citations


# Passages of one story


def evidence_of(article: str, text: str, score: float) -> Evidence:
    return Evidence(
        rank=0, passage_id=hash((article, text)), article=article, version="0" * 16, title=article, date=None,
        source=None, url=None, start=0, end=len(text), text=text, sentences=((0, len(text)),), score=score,
        cosine=score, dense_rank=None, lexical_rank=None,
    )  # fmt: skip


MEMBERS = tuple(Copy(f"{each}.md", each, dt.date(2026, 5, 4), each) for each in ("original", "copy", "late"))
STORIES = Stories({each.article: MEMBERS for each in MEMBERS})


def kept(*evidence: Evidence, originals: bool = True) -> list[tuple[str, str, float]]:
    found = one_vote(evidence, STORIES, originals=originals)
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    return [(each.article, each.text, each.score) for each in found]


def test_the_original_takes_the_place_of_the_best_copy_unless_something_is_preferred() -> None:
    copies = [
        evidence_of("late.md", FERRY, 0.9),
        evidence_of("other.md", BRIDGE, 0.8),
        evidence_of("original.md", FERRY, 0.7),
    ]
    assert kept(*copies) == [("original.md", FERRY, 0.9), ("other.md", BRIDGE, 0.8)]
    assert kept(*copies, originals=False) == [("late.md", FERRY, 0.9), ("other.md", BRIDGE, 0.8)]
    assert one_vote(copies, Stories(), originals=True) == [replace(each, rank=at) for at, each in enumerate(copies, 1)]


def test_what_a_copy_says_besides_is_kept() -> None:
    more = "The owner of the ship, asked about the rudder, promised an inquiry by experts from abroad."
    other_figure = FERRY.replace("214", "241")
    assert len(kept(evidence_of("original.md", FERRY, 0.9), evidence_of("copy.md", more, 0.8))) == 2
    assert len(kept(evidence_of("original.md", FERRY, 0.9), evidence_of("copy.md", other_figure, 0.8))) == 2
    first, second = FERRY[: len(FERRY) // 2], FERRY[len(FERRY) // 2 :]
    assert len(kept(evidence_of("original.md", first, 0.9), evidence_of("original.md", second, 0.8))) == 2
    cut_elsewhere = FERRY[len(FERRY) // 4 : -len(FERRY) // 4]
    halves = [evidence_of("original.md", first, 0.9), evidence_of("original.md", second, 0.8)]
    assert [article for article, _, _ in kept(*halves, evidence_of("copy.md", cut_elsewhere, 0.7))] == [
        "original.md"
    ] * 2
