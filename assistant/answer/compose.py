"""What is found -> growing answers of checked sentences: the stages write and verify."""

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answer.answer_run import AnswerRun
from assistant.answer.assess import untrusted_places
from assistant.answer.parts import Parts
from assistant.answer.rank import PASSAGES
from assistant.answer.retrieve import SentenceVectors
from assistant.answer.write import extractive, generative, models
from assistant.errors import AssistantError, ModelError
from assistant.records import Answer, Quotable, Sentence
from assistant.verify.verifier import Similarity, Verifier

logger = logging.getLogger(__name__)

EXTRACTIVE_INSTEAD = "The articles' own sentences are given instead."
STOPPED_WRITING = "Stopped; these are the sentences checked by then."


def compose(run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """Growing answers by a chat model, if one is asked for and does not fail; else by the articles' own sentences."""
    if run.request.model != extractive.WRITER and not run.note:
        try:
            for answer in compose_with_model(run, parts):
                yield answer
                if answer.complete:
                    return
        except Exception as error:
            run.note = explain_failure(error, run.request.model, parts)
    yield from compose_from_articles(run, parts)


def compose_from_articles(run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """Growing answers of the articles' own sentences."""
    draft = extractive.write(run.assessment.query, run.assessment.scored)
    run.clock.lap("write")
    verifier = _verifier(draft.quotables, None, parts)
    sentences: list[Sentence] = []
    for at, written in enumerate(draft.sentences, start=1):
        if (checked := verifier.check(written)).support == "quoted":
            sentences.append(checked)
        run.clock.lap("verify")
        if sentences and at < len(draft.sentences):
            yield run.partial(sentences, verifier, draft.writer)
    run.clock.lap("verify")
    yield run.finished(sentences, verifier, draft.writer)


def compose_with_model(run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """Growing answers of the sentences that hold. Raises ModelError if too few do, or the model fails."""
    name, found = run.request.model, run.assessment
    writing = generative.Writing(parts.chat_models.get(name), name, parts.settings.model_timeout, run.stop)
    untrusted = untrusted_places(found.evidence[: PASSAGES * 2], parts)
    quotables = generative.choose(found.evidence[:PASSAGES], untrusted, writing.room)
    verifier = _verifier(quotables, SentenceVectors(parts.catalog, parts.encoder), parts)
    sentences: list[Sentence] = []
    written = unsupported = 0
    for draft in writing.write(found.query, quotables, run.request.history):
        run.clock.lap("write")
        checked = verifier.check(draft)
        run.clock.lap("verify")
        written, unsupported = written + 1, unsupported + (checked.support == "unsupported")
        if any(each.text == checked.text for each in sentences):
            continue
        if checked.support != "unsupported" or parts.settings.unsupported == "show":
            sentences.append(checked)
            run.call_tokens = writing.tokens
            yield run.partial(sentences, verifier, name)
        else:
            run.drop(checked.text, verifier.why[-1])
    run.clock.lap("write")
    run.count(writing.tokens)
    if writing.none:
        run.note = f"{name} says that no sentence found answers."
        yield run.refused(name)
    elif run.stop.is_set():
        run.note = STOPPED_WRITING
        yield run.finished(sentences, verifier, name)
    elif unsupported * 3 > written or not any(each.support != "unsupported" for each in sentences):
        raise ModelError(f"{unsupported} of {written} sentences of {name} are not supported by the articles.")
    else:
        yield run.finished(sentences, verifier, name)


def explain_failure(error: Exception, name: str, parts: Parts) -> str:
    """One line on why the articles' own sentences are given instead of a model's; the log has it too, without keys."""
    if isinstance(error, AssistantError):
        why = models.conceal(str(error), parts.settings.secrets())
    else:
        why = models.explain(error, name, parts.settings.secrets())
    logger.warning("%s", why)
    return f"{why} {EXTRACTIVE_INSTEAD}"


def _verifier(quotables: Sequence[Quotable], similarity: Similarity | None, parts: Parts) -> Verifier:
    entail = parts.entailer.judge if similarity and parts.entailer else None
    return Verifier(quotables, lru_cache(maxsize=None)(parts.article), similarity, entail)
