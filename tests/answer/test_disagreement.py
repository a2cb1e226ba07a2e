"""A question for a fact on which articles disagree shows both figures; one on which they agree, or differ, does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.records import Answer

FORMS = (
    "At {place} {count} people died when the old {thing} collapsed.",
    "The old {thing} at {place} collapsed and {count} people died.",
)
EVENTS = [("Tarn", "bridge", 40, 43), ("Orle", "stand", 12, 17), ("Varn", "crane", 7, 9)]


@pytest.fixture
def ask(make: Callable[..., Assistant], tmp_path: Path) -> Callable[..., Answer]:
    def asked(question: str, *texts: str) -> Answer:
        made = make()
        for number, text in enumerate(texts, start=1):
            head = f"---\ntitle: Report {number}\ndate: 2026-05-0{number}\nsource: Post {number}\n---\n"
            rest = f"It rained on day {number} of the month."
            (tmp_path / "corpus" / f"{number}.md").write_text(f"{head}{text}\n\n{rest}\n")
        made.sync()
        return made.ask(question)

    return asked


@pytest.mark.parametrize(("place", "thing", "count", "other"), EVENTS)
def test_another_figure_for_the_same_thing_is_shown_and_cited(
    ask: Callable[..., Answer], place: str, thing: str, count: int, other: int
) -> None:
    texts = [form.format(place=place, thing=thing, count=n) for form, n in zip(FORMS, (count, other), strict=True)]
    answer = ask(f"How many people died when the old {thing} collapsed at {place}?", *texts)
    assert answer.status == "answered"
    (difference,) = answer.differences
    assert [value.value for value in difference.values] == [str(other), str(count)], "newest first"
    cited = {citation.number: citation for citation in answer.citations}
    assert [cited[value.citation].article for value in difference.values] == ["2.md", "1.md"]
    assert {number for sentence in answer.sentences for number in sentence.citations} == set(cited)
    assert sorted(cited) == list(range(1, len(cited) + 1))


@pytest.mark.parametrize(
    "second",
    [
        "The old {thing} at {place} collapsed and {count} people died.",
        "The old {thing} at {place} collapsed and {other} people were hurt.",
        "The old {thing} at Hollow Ridge collapsed and {other} people died.",
    ],
)
@pytest.mark.parametrize(("place", "thing", "count", "other"), EVENTS)
def test_the_same_figure_and_a_figure_of_another_thing_are_no_disagreement(
    ask: Callable[..., Answer], place: str, thing: str, count: int, other: int, second: str
) -> None:
    slots = {"place": place, "thing": thing, "count": count, "other": other}
    answer = ask(
        f"How many people died when the old {thing} collapsed at {place}?",
        FORMS[0].format(**slots),
        second.format(**slots),
    )
    assert answer.status == "answered"
    assert not answer.differences
