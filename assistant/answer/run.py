"""A question, from top to bottom: read it, see what kind it is, and answer it as that kind is answered."""

import datetime as dt
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from assistant.answer.answer_run import AnswerRun, Clock, Request, scope_of
from assistant.answer.assess import assess
from assistant.answer.compose import explain_failure
from assistant.answer.explain import explain
from assistant.answer.explanation import Explanation
from assistant.answer.followups import frame_in
from assistant.answer.frames import Frame, Limits, read_as
from assistant.answer.join import join_answers, join_searches
from assistant.answer.kinds import find_kind, kind_of
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.fact import OUTSIDE, find, lies_outside, widen
from assistant.answer.message import read_message
from assistant.answer.parts import Parts
from assistant.answer.question import Query, check_question, clean
from assistant.answer.quotations import quotations
from assistant.answer.scope import read_scope, words_of_sources
from assistant.answer.spelling import correct, respell
from assistant.answer.write import extractive, generative
from assistant.language.letters import plain
from assistant.language.tokens import words
from assistant.records import Answer, ArticlePath, SearchResult, Turn


def answer(request: Request, parts: Parts, stop: threading.Event) -> Generator[Answer, None, None]:
    """Growing answers, the last one complete. ``stop`` is set when they end, and ends them when it is set before.

    Raises QuestionError, IndexUnavailableError, EncoderError or ReaderError.
    """
    request = replace(request, today=_today(request, parts))
    try:
        asked = split_request(request, parts)
        answers: list[Answer] = []
        for at, (each, frame) in enumerate(asked, start=1):
            for grown in answer_one(each, frame, parts, stop):
                is_last = at == len(asked) or (grown.complete and stop.is_set())
                yield join_answers(request.question, [*answers, grown], complete=is_last)
            if is_last:
                break
            answers.append(grown)
    finally:
        stop.set()


def answer_one(request: Request, frame: Frame | None, parts: Parts, stop: threading.Event) -> Iterator[Answer]:
    """Growing answers to one question."""
    run = AnswerRun(request, stop)
    with parts.encoder.asking():
        run.query = read_request(run, parts, may_rewrite=frame is None)
    run.clock.lap("question")
    kind, frame = choose_kind(request, frame, parts)
    run.kind, run.freshness = kind.name, parts.catalog.freshness()
    yield from kind.answer(frame, run, parts)


def split_request(request: Request, parts: Parts) -> list[tuple[Request, Frame | None]]:
    """A request for each question of a message, with what it asks of the corpus as a whole. Raises QuestionError.

    A message that has a form as a whole is one question.
    """
    check_question(request.question, parts.settings.max_question_chars)
    today, whole = _today(request, parts), clean(request.question)
    if frame := frame_in(whole, request.history, today, parts.catalog):
        return [(request, frame)]
    requests = []
    for asked in read_message(request.question, first=not request.history):
        said = [Turn("user", asked.around)] if asked.around else []
        history, may_stand_alone = [*request.history, *said], bool(said) and asked.may_stand_alone
        each = replace(
            request, question=asked.text, history=history, may_stand_alone=may_stand_alone, whole=asked.whole
        )
        changed = said or asked.text != whole
        requests.append((each, frame_in(asked.text, history, today, parts.catalog) if changed else None))
    return requests


def _today(request: Request, parts: Parts) -> dt.date:
    return request.today or parts.settings.today or dt.date.today()


def read_request(run: AnswerRun, parts: Parts, *, may_rewrite: bool = True) -> Query:
    """The question as it is searched: a follow-up rewritten by the model, if that brings nothing nobody said."""
    request = run.request
    query = read_question(request.question, request.history, request.today, parts)
    if request.may_stand_alone:
        query = replace(query, may_stand_alone=True)
    if request.whole:
        earlier = [turn for turn in request.history if turn.content not in request.whole]
        query = replace(query, whole=read_question(request.whole, earlier, request.today, parts))
    if may_rewrite and query.context and request.model != extractive.WRITER:
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
    return of_any_day(query) if request.any_day else query


def of_any_day(query: Query) -> Query:
    """A question without the days and sources it names."""
    return replace(query.subject, period=None, sources=None)


def choose_kind(request: Request, frame: Frame | None, parts: Parts) -> tuple[Kind, Frame]:
    """The kind of a question and the frame it is answered by: as it is asked for, or else as it is recognised.

    Raises QuestionError if a kind is asked for that there is not.
    """
    kind = find_kind(request.kind) if request.kind else kind_of(frame)
    if frame is None and not request.kind:
        return kind, Frame(kind.default)
    if frame and frame.terms and frame.act not in kind.acts:
        frame = replace(frame, act=kind.default)
    elif frame is None or frame.act not in kind.acts:
        frame = read_as(kind.default, clean(request.question), _today(request, parts), parts.catalog.sources())
    return kind, replace(frame, limits=Limits()) if request.any_day else frame


def read_question(question: str, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> Query:
    """A question with what it needs of the conversation. Raises QuestionError."""
    asked = check_question(question, parts.settings.max_question_chars)
    known, spellings = parts.catalog.sources(), tuple[str, ...]()
    if parts.catalog.passage_count():
        names, lexicon = words_of_sources(asked, known), parts.lexicon
        quoted = {word for each in quotations(asked)[0] for word in words(each)}

        def is_known(word: str) -> bool:
            return word in quoted or plain(word) in names or lexicon.is_ordinary(word)

        asked, spellings = respell(asked, lexicon.frequencies, is_known, lexicon.is_written)
        asked = correct(asked, lexicon.frequencies, is_known, lexicon.is_written)

    def holds(word: str, path: ArticlePath | None) -> bool:
        among = parts.catalog.passages_of([path]) if path else None
        return bool(parts.catalog.full_text.match([word], 1, among=among))

    query = read_scope(asked, history, today or parts.settings.today or dt.date.today(), known, holds)
    return replace(query, spellings=spellings)


def explain_answer(
    question: str, history: Sequence[Turn], today: dt.date | None, parts: Parts, *, any_day: bool = False
) -> Explanation:
    """Why the first question of a message is answered or refused, as it is read without a chat model.

    Raises as ``answer``.
    """
    request = Request(question, history, today, extractive.WRITER, any_day)
    (first, frame), *_ = split_request(request, parts)
    query = read_request(AnswerRun(first, threading.Event()), parts)
    with parts.encoder.asking():
        found, note = find(query, parts)
    kind, _ = choose_kind(first, frame, parts)
    return explain(query, kind.name, found, note)


def search(question: str, k: int, history: Sequence[Turn], today: dt.date | None, parts: Parts) -> SearchResult:
    """The ``k`` best passages for the questions of a message. Raises QuestionError or IndexUnavailableError."""
    asked = split_request(Request(question, history, today, extractive.WRITER), parts)
    return join_searches(question, [search_one(each, k, parts) for each, _ in asked], k)


def search_one(request: Request, k: int, parts: Parts) -> SearchResult:
    """The ``k`` best passages for one question."""
    clock = Clock()
    query = read_request(AnswerRun(request, threading.Event()), parts)
    clock.lap("question")
    hard = bool(query.sources and query.sources.hard)
    found, note = assess(query.subject if hard else query, parts, k, read=False), ""
    if found.evidence and query.period and lies_outside(query.period, found.evidence[0], parts):
        note = OUTSIDE
    for wider, why in widen(query):
        if not found.evidence:
            found, note = assess(wider, parts, k, read=False), why
    clock.lap("retrieve")
    return SearchResult(request.question, query.searched, found.evidence[:k], clock.timings(), scope_of(query, note))
