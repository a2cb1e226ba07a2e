"""The sentences that a writer may cite, and the words for their outlet and date."""

import datetime as dt
from collections.abc import Sequence

from assistant.index.chunk import written_date
from assistant.language.tokens import words
from assistant.records import Evidence, Quotable


def number_sentences(evidence: Sequence[Evidence]) -> list[Quotable]:
    """Every citable sentence of the evidence, numbered from 1 in order; fragments of under three words left out."""
    spans = [(each, span) for each in evidence for span in each.sentences if len(words(each.quote(span))) > 2]
    return [Quotable(number, each, span) for number, (each, span) in enumerate(spans, start=1)]


def make_lead(evidence: Evidence) -> str:
    """The lead of a sentence of a passage, as ``lead_of`` has it."""
    return lead_of(evidence.source, evidence.date)


def lead_of(source: str | None, date: dt.date | None) -> str:
    """Who reports it and when: "Sample Briefs, 24 February 2026:"; what is not known is left out."""
    parts = [*([source] if source else []), *([written_date(date)] if date else [])]
    return ", ".join(parts) + ":" if parts else ""
