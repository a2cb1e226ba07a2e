"""A question, from top to bottom: read it, see what kind it is, and answer it as that kind is answered."""

import datetime as dt
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace

from assistant.answer.answer_run import AnswerRun, Clock, Request, scope_of
from assistant.answer.assess import assess
from assistant.answer.compose import explain_failure
from assistant.answer.explain import explain
from assistant.answer.explanation import Explanation
from assistant.answer.kinds import kind_of
from assistant.answer.kinds.fact import NONE_OF_THESE_DAYS, OUTSIDE, find, lies_outside
from assistant.answer.parts import Parts
from assistant.answer.question import Query, check_question, read_query
from assistant.answer.spelling import correct
from assistant.answer.write import extractive, generative
from assistant.records import Answer, SearchResult, Turn


def answer(request: Request, parts: Parts, stop: threading.Event) -> Generator[Answer, None, None]:
    """Growing answers, the last one complete. ``stop`` is set when they end, and ends them when it is set before.

    Raises QuestionError, IndexUnavailableError, EncoderError or ReaderError.
    """
    run = AnswerRun(request, stop)
    try:
        with parts.encoder.asking():
            run.query = read_request(run, parts)
        run.clock.lap("question")
        kind = kind_of(run.query)
        run.kind, run.freshness = kind.name, parts.catalog.freshness()
        yield from kind.answer(run, parts)
    finally:
        stop.set()


def read_request(run: AnswerRun, parts: Parts) -> Query:
    """The question as it is searched: a follow-up rewritten by the model, if that brings nothing nobody said."""
    request = run.request
    query = read_question(request.question, request.history, request.today, parts)
    if query.context and request.model != extractive.WRITER:
        try:
            model = parts.chat_models.get(request.model)
            writing = generative.Writing(model, request.model, parts.settings.model_timeout, run.stop)
            rewritten = writing.rewrite(query, request.history)
            run.count(writing.tokens)
            if rewritten:
                alone = read_question(rewritten, (), request.today, parts)
                query = replace(alone, period=query.period or alone.period, latest=query.latest or alone.latest)
        except Exception as error:
            run.note = explain_failure(error, request.model, parts)
    return replace(query, period=None) if request.any_day else query


def read_question(question: str, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> Query:
    """A question with what it needs of the conversation. Raises QuestionError."""
    asked = check_question(question, parts.settings.max_question_chars)
    if parts.catalog.passage_count():
        lexicon = parts.lexicon
        asked = correct(asked, lexicon.frequencies, lexicon.is_ordinary, lexicon.is_written)
    return read_query(asked, history, today or parts.settings.today or dt.date.today())


def explain_answer(question: str, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> Explanation:
    """Why a question is answered or refused, as it is read without a chat model. Raises as ``answer``."""
    query = read_question(question, history, today, parts)
    with parts.encoder.asking():
        found, note = find(query, parts)
    return explain(query, kind_of(query).name, found, note)


def search(question: str, k: int, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> SearchResult:
    """The ``k`` best passages. Raises QuestionError or IndexUnavailableError."""
    clock = Clock()
    query, note = read_question(question, history, today, parts), ""
    clock.lap("question")
    found = assess(query, parts, k, read=False)
    if query.period and query.period.hard and not found.evidence:
        found, note = assess(replace(query, period=None), parts, k, read=False), NONE_OF_THESE_DAYS
    elif query.period and found.evidence and lies_outside(query.period, found.evidence[0], parts):
        note = OUTSIDE
    clock.lap("retrieve")
    return SearchResult(question, query.searched, found.evidence[:k], clock.timings(), scope_of(query, note))
