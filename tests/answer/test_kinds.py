"""Kinds of question: the table decides who answers, and a new kind is one object in it."""

from collections.abc import Iterator

import pytest

from assistant.answer.answer_run import AnswerRun
from assistant.answer.kinds import KINDS, kind_of
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.fact import FACT
from assistant.answer.parts import Parts
from assistant.answer.question import Query
from assistant.assistant import Assistant
from assistant.records import Answer


def count_articles(run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    yield Answer(
        question=run.request.question,
        searched=run.query.searched,
        status="answered",
        sentences=(),
        citations=(),
        also_retrieved=(),
        writer="count",
        message=f"There are {len(parts.catalog.articles())} articles.",
    )


COUNT = Kind("count", lambda query: query.text.startswith("How many articles"), count_articles)


def test_a_new_kind_is_one_line_in_the_table(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.answer.kinds.KINDS", [COUNT, *KINDS])
    counted = assistant.ask("How many articles are there?")
    assert counted.writer == "count"
    assert counted.message == f"There are {len(assistant.articles())} articles."
    assert assistant.ask("How much canola goes to China?").writer == "extractive"


def test_any_question_may_be_for_a_fact() -> None:
    assert KINDS[-1] is FACT
    assert kind_of(Query("…")) is FACT
