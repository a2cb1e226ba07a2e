"""Ranked sentences -> Draft of verbatim sentences. Needs no chat model."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.question import COUNTED, Query
from assistant.answer.rank import NEAR_BEST_ELSEWHERE, UNREAD, Scored, answer_spans
from assistant.language import DEFAULT
from assistant.language.tokens import stems
from assistant.records import Draft, DraftSentence, Place, Quotable, Span, normalize_space
from assistant.verify.sources import make_lead

WRITER = "extractive"
SENTENCES = 3  # in an answer, at most; one brought by a pronoun not counted
WORDS = 120  # in an answer, at most, unless its first sentence has more
NEAR_BEST = 1.0  # a further sentence is shown if its score is this close to that of the best, and from its article;
SAME = 0.6  # of stems shared; two sentences with more say the same
SURE = 0.0  # log-odds at which the reader's words are those that answer


def write(query: Query, scored: Sequence[Scored], writer: str = WRITER) -> Draft:
    """A draft of the sentences that answer: few, none that says the same as another.

    Best first; newest first where the latest is asked for, or how something changed.
    """
    best = scored[0]
    near = [each for each in scored if best.score - each.score <= _reach(each, best)]
    if query.latest:
        near = newest_first(near)
    chosen: list[Scored] = []
    for each in near:
        if chosen and sum(len(other.quotable.text.split()) for other in _with_antecedents([*chosen, each])) > WORDS:
            continue
        if all(_overlap(each.quotable.text, other.quotable.text) < SAME for other in chosen):
            chosen.append(each)
        if len(chosen) == SENTENCES:
            break
    if DEFAULT.answers.change.search(query.text):
        chosen = newest_first(chosen)
    return draft_of(query, _with_antecedents(chosen), writer)


def _reach(scored: Scored, best: Scored) -> float:
    same = scored.quotable.evidence.article == best.quotable.evidence.article
    return NEAR_BEST if same else NEAR_BEST_ELSEWHERE


def newest_first(scored: Sequence[Scored]) -> list[Scored]:
    """By the date of their articles, those of one day as they were; those without a date last."""
    return sorted(scored, key=lambda each: each.quotable.evidence.date or dt.date.min, reverse=True)


def draft_of(query: Query, picked: Sequence[Scored], writer: str) -> Draft:
    """A draft that quotes these sentences one after another, each led by outlet and date where they change."""
    pattern, asked = DEFAULT.answers.holds.get(query.answer_type), stems(query.searched)
    quotables, sentences, led = [], [], ""
    for number, each in enumerate(picked, start=1):
        quotable = replace(each.quotable, number=number)
        lead = make_lead(quotable.evidence)
        text = normalize_space(quotable.text)
        emphasis = answer_spans(text, pattern, asked) if pattern else ()
        if each.answer and each.reading >= SURE:
            answer = _folded(quotable, each.answer)
            if query.answer_type not in COUNTED or any(a < answer[1] and answer[0] < b for a, b in emphasis):
                emphasis = (answer,)
        sentences.append(DraftSentence(text, (number,), lead if lead != led else "", emphasis))
        quotables.append(quotable)
        led = lead
    return Draft(tuple(sentences), tuple(quotables), writer)


def _folded(quotable: Quotable, span: Span) -> Span:
    """Offsets into an article as offsets into a sentence of it whose white space is folded."""
    before, words = (quotable.evidence.quote(part) for part in ((quotable.span[0], span[0]), span))
    start = len(normalize_space(before)) + (bool(normalize_space(before)) and before[-1:].isspace())
    return start, start + len(normalize_space(words))


def _with_antecedents(chosen: Sequence[Scored]) -> list[Scored]:
    """A sentence that begins with "He" or "It" brings the one before it in its passage, which says who; none twice."""
    sentences: dict[Place, Scored] = {}
    for each in chosen:
        spans = each.quotable.evidence.sentences
        at = spans.index(each.quotable.span)
        if at > 0 and DEFAULT.answers.leaning.match(each.quotable.text):
            quotable = Quotable(0, each.quotable.evidence, spans[at - 1])
            before = replace(each, quotable=quotable, reading=UNREAD, answer=None)
            sentences.setdefault(before.place, before)
        sentences[each.place] = each
    return list(sentences.values())


def _overlap(one: str, other: str) -> float:
    a, b = stems(one), stems(other)
    return len(a & b) / max(1, min(len(a), len(b)))
