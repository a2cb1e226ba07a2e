"""Kinds of question: each question is answered as the first kind that recognises it."""

import threading
from collections.abc import Iterator

import pytest

from assistant.answer import kinds
from assistant.answer.answer_run import AnswerRun, Request
from assistant.answer.frames import Frame
from assistant.answer.kinds.base import Kind
from assistant.answer.parts import Parts
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.language import DEFAULT
from assistant.records import Answer, Dropped, Sentence


def count_articles(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """A count from the catalog, without a search."""
    count = len(parts.catalog.articles())
    yield run.finished([Sentence("", f"There are {count} articles.", (), "quoted")], None, "catalog")


COUNT = Kind("tally", frozenset({"count"}), count_articles, default="count")


def test_a_kind_put_into_the_table_answers_the_questions_it_recognises(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "KINDS", [COUNT, *kinds.KINDS])
    answer = assistant.ask("How many articles are there?")
    assert (answer.status, answer.writer, answer.complete) == ("answered", "catalog", True)
    assert answer.text == f"There are {assistant.status().articles} articles."
    assert assistant.ask("What tariff did Canada agree to on Chinese electric vehicles?").writer == "extractive"


def test_a_growing_answer_has_its_note_from_the_first_sentence_on() -> None:
    run = AnswerRun(Request("Why?", (), None, "extractive"), threading.Event())
    run.note = "The model failed."
    sentence = Sentence("", "Two.", (), "quoted")
    growing = [run.partial(), run.partial([sentence]), run.finished([sentence], None, "extractive")]
    assert [answer.note for answer in growing] == ["", run.note, run.note]


def test_a_question_that_fits_no_form_is_for_a_fact() -> None:
    assert kinds.kind_of(None) is kinds.find_kind("fact")


def test_each_act_belongs_to_one_kind_and_each_form_to_a_kind() -> None:
    acts = [act for kind in kinds.KINDS for act in kind.acts]
    assert len(acts) == len(set(acts))
    assert {form.act for form in DEFAULT.desk.forms} <= set(acts)
    assert all(kind.default in kind.acts for kind in kinds.KINDS)


def test_a_question_is_answered_as_the_kind_that_is_asked_for(assistant: Assistant) -> None:
    question = "How many articles mention Canada?"
    assert [assistant.ask(question, kind=kind).kind for kind in ("", "fact", "list")] == ["count", "fact", "list"]
    with pytest.raises(QuestionError, match="no kind of question 'poem': take one of help, corpus, count"):
        assistant.ask(question, kind="poem")


def test_a_sentence_that_a_model_repeats_is_left_out_once() -> None:
    run = AnswerRun(Request("Why?", (), None, "extractive"), threading.Event())
    for why in ("it has another number", "it names nobody"):
        run.drop("It rose 9%.", why)
    assert run.partial().dropped == (Dropped("It rose 9%.", "it has another number"),)
