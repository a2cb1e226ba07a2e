"""A question for a fact: answered by sentences of the passages that fit it best. Any question may be one."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.answer.answer_run import AnswerRun
from assistant.answer.assess import Assessment, assess
from assistant.answer.compose import compose
from assistant.answer.kinds.base import Kind
from assistant.answer.parts import Parts
from assistant.answer.question import Query
from assistant.records import Answer

NONE_OF_THESE_DAYS = "No article of these days answers it; articles of any day were searched."


def answer(run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """What was found, then an answer for each further checked sentence, or a refusal."""
    with parts.encoder.asking():
        found, scope_note = find(run.query, parts)
    run.clock.lap("retrieve")
    run.begin(found, scope_note)
    yield run.partial()
    if found.is_enough:
        yield from compose(run, parts)
    else:
        yield run.refused()


def find(query: Query, parts: Parts) -> tuple[Assessment, str]:
    """What is found; articles of any day if those of the days asked for answer nothing, which is then said."""
    found = assess(query, parts)
    if query.period and not found.is_enough:
        return assess(replace(query, period=None), parts), NONE_OF_THESE_DAYS
    return found, ""


FACT = Kind("fact", lambda _: True, answer)
