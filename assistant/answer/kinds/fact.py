"""A question for a fact: answered by sentences of the passages that fit it best. Any question may be one."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import decide
from assistant.answer.answer_run import AnswerRun
from assistant.answer.assess import Assessment, assess
from assistant.answer.compose import compose
from assistant.answer.disagreement import with_disagreement
from assistant.answer.frames import Frame
from assistant.answer.kinds.base import Kind
from assistant.answer.parts import Parts
from assistant.answer.question import Query
from assistant.answer.write import extractive
from assistant.language.periods import Period, is_near
from assistant.records import Answer, Evidence

ALONE = 0.1  # probability by which an answer without context must be better
OUTSIDE = "The answer is from outside the time asked about."
NONE_OF_THESE_DAYS = "No article of these days answers it; articles of any day were searched."
NONE_OF_THESE_SOURCES = "No article of these sources answers it; all articles were searched."


def answer(_: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """What was found, then an answer for each further checked sentence, or a refusal."""
    with parts.encoder.asking():
        found, scope_note = find(run.query, parts)
    run.clock.lap("retrieve")
    run.query = replace(run.query, context=found.query.context)
    run.begin(found, scope_note)
    yield run.partial()
    if found.is_enough:
        is_limited = run.query.sources or run.query.period  # then other articles may well tell of other things
        for composed in compose(run, parts):
            whole = composed.complete and composed.writer == extractive.WRITER and not is_limited
            yield with_disagreement(composed, run.assessment, parts) if whole else composed
    else:
        yield run.refused()


def find(query: Query, parts: Parts) -> tuple[Assessment, str]:
    """What is found, and a note if it is not of the days or sources that were asked for.

    All is searched if the articles of a hard period, or of hard sources, do not answer.
    """
    found, note = find_best(query, parts), ""
    if found.is_enough:
        if query.period and lies_outside(query.period, found.scored[0].quotable.evidence, parts):
            note = OUTSIDE
        return found, note
    for wider, why in widen(query):
        found, note = find_best(wider, parts), why
        if found.is_enough:
            break
    return found, note


def widen(query: Query) -> Iterator[tuple[Query, str]]:
    """The question without its hard period, without its hard sources, and without both, each with a note."""
    days = bool(query.period and query.period.hard)
    sources = bool(query.sources and query.sources.hard)
    if days:
        yield replace(query, period=None), NONE_OF_THESE_DAYS
    if sources:
        yield replace(query.subject, sources=None), NONE_OF_THESE_SOURCES
    if days and sources:
        yield replace(query.subject, period=None, sources=None), f"{NONE_OF_THESE_DAYS} {NONE_OF_THESE_SOURCES}"


def lies_outside(period: Period, evidence: Evidence, parts: Parts) -> bool:
    """True if the article of a passage is neither of a period, or of the week beside it, nor names a day of it."""
    text = parts.article(evidence.article, evidence.version).text
    return not is_near(period, evidence.date, text, evidence.article)


def find_best(query: Query, parts: Parts) -> Assessment:
    """What is found for a question with the sources it names.

    It is searched without their names, which their articles need not hold. If the sources are not hard, it is searched
    with the names too, which other articles must hold; what answers better is taken.
    """
    sources = query.sources
    if not sources or sources.hard or query.subject == query:
        return find_in_context(query.subject, parts)
    found, of_sources = find_in_context(query, parts), find_in_context(query.subject, parts)
    if not of_sources.scored or of_sources.scored[0].quotable.evidence.article not in sources.articles:
        return found
    return max(found, of_sources, key=lambda each: (each.is_enough, _surplus(each)))


def find_in_context(query: Query, parts: Parts) -> Assessment:
    """What is found for a question with its context or, if it may stand alone, without: whichever answers it better."""
    if query.whole:
        part = find_in_context(replace(query, whole=None), parts)
        if part.is_enough:
            return part
        whole = find_in_context(query.whole, parts)
        return whole if whole.is_enough else part
    found = assess(query, parts)
    if not (query.context and query.may_stand_alone):
        return found
    alone = assess(replace(query, context=""), parts)
    if not found.is_enough:  # then the question as it was asked is the one to be shown
        return alone
    return alone if alone.is_enough and _surplus(alone) - _surplus(found) >= ALONE else found


def _surplus(found: Assessment) -> float:
    return decide.surplus(found.features, found.query)


FACT = Kind("fact", frozenset({"fact"}), answer, default="fact")
