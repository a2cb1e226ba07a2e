"""What the reader reads for a question, and the sentences with what it made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.rank import Scored, best_first
from assistant.answer.read import Reader, Reading, Window
from assistant.index.chunk import written_date
from assistant.records import Evidence, Place, Span

EXCERPTS = 4  # that are read
EXCERPT_CHARS = 480  # about a hundred tokens


def read_sentences(question: str, scored: Sequence[Scored], reader: Reader) -> list[Scored]:
    """The sentences with what a reader made of the best of them, best first. Raises ReaderError."""
    excerpts = choose_excerpts(scored)
    return weigh_readings(scored, excerpts, reader.read([each.window(question) for each in excerpts]))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Consecutive sentences of one passage, which are read together."""

    evidence: Evidence
    sentences: tuple[Span, ...]

    def window(self, question: str) -> Window:
        evidence = self.evidence
        parts = [evidence.title, evidence.source, written_date(evidence.date) if evidence.date else None]
        text = evidence.quote((self.sentences[0][0], self.sentences[-1][1]))
        return Window(question, " | ".join(filter(None, parts)), text)


def choose_excerpts(scored: Sequence[Scored]) -> list[Excerpt]:
    """What to read: the best sentences with their neighbours, best first, no sentence twice."""
    chosen: list[Excerpt] = []
    covered: set[Place] = set()
    for each in scored:
        evidence = each.quotable.evidence
        if each.place in covered:
            continue
        spans = evidence.sentences
        first = last = spans.index(each.quotable.span)
        grows = True
        while grows:
            grows = False
            for lower, upper in ((first - 1, last), (first, last + 1)):
                if lower < 0 or upper == len(spans) or spans[upper][1] - spans[lower][0] > EXCERPT_CHARS:
                    continue
                if not {(evidence.passage_id, spans[lower]), (evidence.passage_id, spans[upper])} & covered:
                    first, last, grows = lower, upper, True
                    break
        chosen.append(Excerpt(evidence, spans[first : last + 1]))
        covered |= {(evidence.passage_id, span) for span in spans[first : last + 1]}
        if len(chosen) == EXCERPTS:
            break
    return chosen


def weigh_readings(scored: Sequence[Scored], excerpts: Sequence[Excerpt], readings: Sequence[Reading]) -> list[Scored]:
    """The sentences with what a reader made of them, best first."""
    read: dict[Place, tuple[Span, float]] = {}
    for excerpt, reading in zip(excerpts, readings, strict=True):
        shift = excerpt.sentences[0][0]
        for start, end in excerpt.sentences:
            if best := reading.best((start - shift, end - shift)):
                (first, last), odds = best
                read[excerpt.evidence.passage_id, (start, end)] = (first + shift, last + shift), odds
    weighed = [
        replace(each, answer=read[each.place][0], reading=read[each.place][1]) if each.place in read else each
        for each in scored
    ]
    return best_first(weighed)
