"""A summary of an article, a topic or a period: few sentences that cover it, in order, each cited."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import gather
from assistant.answer.answer_run import AnswerRun
from assistant.answer.assess import Assessment
from assistant.answer.compose import compose_with_model, explain_failure
from assistant.answer.frames import Frame, Terms, read_terms
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.kinds.count import count_in_words
from assistant.answer.mentions import find_mentions
from assistant.answer.parts import Parts
from assistant.answer.question import clean
from assistant.answer.rank import PASSAGES
from assistant.answer.results import of_article, plural, scope_of_limits, sentence_of, within
from assistant.answer.summary import summarize
from assistant.answer.write import extractive
from assistant.language import DEFAULT
from assistant.records import Answer, Citation, Evidence, Quotable, Sentence
from assistant.store.records import ArticleSource, Encoded
from assistant.verify.sources import lead_of

OPENING_WORDS = 8  # before the words that ask for a summary, at most: "could you please"


@dataclass(frozen=True, slots=True)
class Material:
    """What is summarised, and the sentences that cover it."""

    message: str  # what it is, in words
    found: Sequence[tuple[Evidence, Encoded]] = ()
    chosen: Sequence[Quotable] = ()


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """Sentences of what is asked for; a chat model writes them if one is set and does not fail."""
    material = find_material(frame, run, parts)
    run.clock.lap("retrieve")
    if material is None:
        run.kind = fact.FACT.name
        yield from fact.FACT.answer(frame, run, parts)
        return
    if run.request.model != extractive.WRITER and not run.note and material.chosen:
        run.begin(Assessment(run.query, evidence_of(material), (), None), "")
        try:
            for written in compose_with_model(run, parts):
                if written.status != "answered":  # it says that nothing answers, and there is something
                    break
                yield replace(written, scope=scope_of_limits(frame.limits))
                if written.complete:
                    return
        except Exception as error:
            run.note = explain_failure(error, run.request.model, parts)
    sentences, citations = quote(material.chosen, parts)
    yield run.told(frame, material.message, None, sentences, citations)


def find_material(frame: Frame, run: AnswerRun, parts: Parts) -> Material | None:
    """What a question asks to be summarised; None if it is a question for a fact."""
    if frame.terms:
        return of_topic(frame, frame.terms, parts)
    asked = frame.slots.get("topic") or frame.slots.get("article")
    if not asked:
        return of_period(frame, parts)
    for title in (asked_for(run.request.question), frame.slots.get("article", "")):  # the other of a follow-up
        if articles := gather.named_articles(title, parts.catalog.sources()):
            return of_articles(articles, parts)
    terms = read_terms(asked, topic=True)
    return of_topic(frame, terms, parts) if terms else None


def asked_for(question: str) -> str:
    """The title that a question may name, as it is written, dates and outlets included; "" if it names none."""
    text = clean(question).rstrip(" ?.!")
    forms = [form for form in DEFAULT.desk.forms if form.act in SUMMARY.acts]
    for start in [match.start() for match in re.finditer(r"\S+", text)][:OPENING_WORDS]:
        for form in forms:
            if (match := form.pattern.fullmatch(text, start)) and (slot := match.groupdict().get("article")):
                return slot
    return ""


def of_articles(articles: Sequence[ArticleSource], parts: Parts) -> Material:
    """The articles of one title."""
    catalog = parts.catalog
    found = gather.of_articles(catalog, [article.path for article in articles])
    furniture = gather.find_furniture([*found, *gather.of_same_outlet(catalog, articles[0].path)])
    named = " and ".join(of_article(article) for article in articles)
    return Material(f"{named}:", found, summarize(found, furniture=furniture))


def of_topic(frame: Frame, terms: Terms, parts: Parts) -> Material:
    """The articles that mention something or, if its words name a topic that none has, those near it in meaning."""
    where, names = within(frame.limits), gather.namer(terms)
    found = gather.of_terms(parts.catalog, terms, frame.limits)
    if not found and not any(term.topic for group in terms.groups for term in group):
        return Material(count_in_words(Frame(frame.act, terms, frame.limits), ()))
    with parts.encoder.asking():
        vector = parts.encoder.encode_question(gather.words_of(terms))
    if found:
        message = f"From articles{where} with {terms.shown}:"
        return Material(message, found, summarize(found, names, gather.find_furniture(found), vector))
    with parts.index.opened() as index:
        found = gather.near(index, vector, frame.limits) if index else []
    if not found:
        return Material(f"No article{where} is about {terms.shown}.")
    articles = plural(len({evidence.article for evidence, _ in found}), "article")
    message = f"No article{where} names {terms.shown}. From {articles} near it in meaning:"
    return Material(message, found, summarize(found, None, gather.find_furniture(found), vector))


def of_period(frame: Frame, parts: Parts) -> Material | None:
    """The articles of some days or sources; None if the question may be about the days themselves."""
    articles = find_mentions(None, frame.limits, parts.catalog)
    if frame.act == "happened" and not (frame.limits.period and articles):
        return None
    words = count_in_words(frame, articles)
    found = gather.beginnings(parts.catalog, [each.article for each in articles])
    return Material(words, found, summarize(found, furniture=gather.find_furniture(found)))


def evidence_of(material: Material) -> tuple[Evidence, ...]:
    """The passages that a chat model is shown: those of the chosen sentences first."""
    chosen = [quotable.evidence for quotable in material.chosen]
    return tuple(dict.fromkeys((*chosen, *(evidence for evidence, _ in material.found))))[:PASSAGES]


def quote(chosen: Sequence[Quotable], parts: Parts) -> tuple[list[Sentence], list[Citation]]:
    """The sentences with their citations; where there are several articles, each led by its outlet and date."""
    several = len({each.evidence.article for each in chosen}) > 1
    sentences, citations, last = list[Sentence](), list[Citation](), ""
    for number, each in enumerate(chosen, start=1):
        article = parts.article(each.evidence.article, each.evidence.version)
        lead = lead_of(article.source, article.date) if several and article.path != last else ""
        sentence, citation = sentence_of(article, each.span, (), number, lead)
        sentences.append(sentence)
        citations.append(citation)
        last = article.path
    return sentences, citations


SUMMARY = Kind("summary", frozenset({"summary", "happened"}), answer, default="summary")
