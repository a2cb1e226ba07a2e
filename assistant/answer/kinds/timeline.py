"""A timeline: what articles tell of something, by the days on which it happened, oldest first."""

import datetime as dt
from collections.abc import Iterator, Sequence

from assistant.answer import gather
from assistant.answer.answer_run import AnswerRun
from assistant.answer.frames import Frame
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.count import count_in_words
from assistant.answer.mentions import find_mentions
from assistant.answer.parts import Parts
from assistant.answer.results import result_of, sentence_of
from assistant.answer.timeline import Event, describe, make_timeline
from assistant.records import Answer, Citation, Sentence

CITED = 3  # articles that an event is cited from, at most
LEAST = 3  # events of a question that may ask how something works: "How did X develop?"


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """The events, each with its day; the result has the articles that tell them, by the day they were published."""
    terms, events = frame.terms, list[Event]()
    if terms and (passages := gather.of_terms(parts.catalog, terms, frame.limits)):
        with parts.encoder.asking():
            vector = parts.encoder.encode_question(gather.words_of(terms))
        events = make_timeline(passages, gather.namer(terms), vector)
    run.clock.lap("retrieve")
    if not terms or (frame.act == "unfold" and len({event.days for event in events}) < LEAST):
        run.kind = fact.FACT.name
        yield from fact.FACT.answer(frame, run, parts)
        return
    if not events:
        found = find_mentions(terms, frame.limits, parts.catalog)
        none = " No sentence of them says when something happened." if found else ""
        yield run.told(frame, count_in_words(frame, found) + none, result_of(frame, ()))
        return
    used = {quotable.evidence.article for event in events for quotable in event.quotables}
    told = [
        gather.mentions_in(parts.article(source.path, source.version), source, terms)
        for source in parts.catalog.sources().articles
        if source.path in used and source.date
    ]
    told.sort(key=lambda each: (each.article.date or dt.date.max, each.article.path))
    sentences, citations = quote(events, parts)
    words = f"{terms.shown[0].upper()}{terms.shown[1:]}: {describe(events)}"
    yield run.told(frame, words, result_of(frame, told), sentences, citations)


def quote(events: Sequence[Event], parts: Parts) -> tuple[list[Sentence], list[Citation]]:
    """A sentence for each event, led by its day, cited from each article that tells it."""
    sentences, citations = list[Sentence](), list[Citation]()
    for event in events:
        own: list[Citation] = []
        for quotable in event.quotables[:CITED]:
            article = parts.article(quotable.evidence.article, quotable.evidence.version)
            number = len(citations) + len(own) + 1
            sentence, citation = sentence_of(article, quotable.span, (), number, f"{event.when}:")
            if not own:
                first = sentence
            own.append(citation)
        sentences.append(Sentence(first.lead, first.text, tuple(each.number for each in own), first.support))
        citations += own
    return sentences, citations


TIMELINE = Kind("timeline", frozenset({"timeline", "unfold"}), answer, default="timeline")
