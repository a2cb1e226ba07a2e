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
from assistant.answer.followups import frame_in
from assistant.answer.frames import Frame, Limits
from assistant.answer.kinds import kind_of
from assistant.answer.kinds.fact import OUTSIDE, find, lies_outside, widen
from assistant.answer.parts import Parts
from assistant.answer.question import Query, check_question, clean
from assistant.answer.scope import read_scope, words_of_sources
from assistant.answer.spelling import correct, respell
from assistant.answer.write import extractive, generative
from assistant.language.letters import plain
from assistant.records import Answer, ArticlePath, SearchResult, Turn


def answer(request: Request, parts: Parts, stop: threading.Event) -> Generator[Answer, None, None]:
    """Growing answers, the last one complete. ``stop`` is set when they end, and ends them when it is set before.

    Raises QuestionError, IndexUnavailableError, EncoderError or ReaderError.
    """
    run = AnswerRun(request, stop)
    try:
        with parts.encoder.asking():
            run.query = read_request(run, parts)
        run.clock.lap("question")
        kind, frame = kind_of(run.query, frame_of(request, parts), request.kind)
        run.kind, run.freshness = kind.name, parts.catalog.freshness()
        yield from kind.answer(frame, run, parts)
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
    return replace(query.subject, period=None, sources=None) if request.any_day else query


def frame_of(request: Request, parts: Parts) -> Frame | None:
    """What a question asks of the corpus as a whole; None if it asks for a fact."""
    today = request.today or parts.settings.today or dt.date.today()
    frame = frame_in(clean(request.question), request.history, today, parts.catalog)
    return replace(frame, limits=Limits()) if frame and request.any_day else frame


def read_question(question: str, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> Query:
    """A question with what it needs of the conversation. Raises QuestionError."""
    asked = check_question(question, parts.settings.max_question_chars)
    known, spellings = parts.catalog.sources(), tuple[str, ...]()
    if parts.catalog.passage_count():
        names, lexicon = words_of_sources(asked, known), parts.lexicon

        def is_known(word: str) -> bool:
            return plain(word) in names or lexicon.is_ordinary(word)

        asked, spellings = respell(asked, lexicon.frequencies, is_known, lexicon.is_written)
        asked = correct(asked, lexicon.frequencies, is_known, lexicon.is_written)

    def holds(word: str, path: ArticlePath | None) -> bool:
        among = parts.catalog.passages_of([path]) if path else None
        return bool(parts.catalog.full_text.match([word], 1, among=among))

    query = read_scope(asked, history, today or parts.settings.today or dt.date.today(), known, holds)
    return replace(query, spellings=spellings)


def explain_answer(question: str, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> Explanation:
    """Why a question is answered or refused, as it is read without a chat model. Raises as ``answer``."""
    query = read_question(question, history, today, parts)
    with parts.encoder.asking():
        found, note = find(query, parts)
    kind, _ = kind_of(query, frame_of(Request(question, history, today, extractive.WRITER), parts))
    return explain(query, kind.name, found, note)


def search(question: str, k: int, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> SearchResult:
    """The ``k`` best passages. Raises QuestionError or IndexUnavailableError."""
    clock = Clock()
    query = read_question(question, history, today, parts)
    clock.lap("question")
    hard = bool(query.sources and query.sources.hard)
    found, note = assess(query.subject if hard else query, parts, k, read=False), ""
    if found.evidence and query.period and lies_outside(query.period, found.evidence[0], parts):
        note = OUTSIDE
    for wider, why in widen(query):
        if not found.evidence:
            found, note = assess(wider, parts, k, read=False), why
    clock.lap("retrieve")
    return SearchResult(question, query.searched, found.evidence[:k], clock.timings(), scope_of(query, note))
