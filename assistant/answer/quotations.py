"""Words that a question has in quotation marks, and where they stand in the articles, letter by letter.

Letters, digits and signs of currency and percentage are compared, without case and accents. White space and
punctuation of any kind between them are all alike.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.language.tokens import content_words, words
from assistant.records import ArticlePath, Evidence, Span, Version
from assistant.store.base import Catalog

# Opening mark -> the marks that may close it.
MARKS = {'"': '"', "“": '”“"', "”": "”", "„": '“”"', "«": "»", "»": "«", "‘": "’", "‚": "‘’", "'": "'", "‹": "›"}
GAP = re.compile(r"[^\w$€£%]+|_+")  # between words
LEFT_OUT = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*")
NEAR = 4  # passages that have most of an absent quotation's words
EDGES = " .,;:!?'-"  # punctuation that belongs to the question as often as to the quotation


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotations of a question, and where they stand."""

    places: Mapping[tuple[ArticlePath, Version], Sequence[Span]] = field(default_factory=dict)  # in articles' texts
    passages: tuple[Evidence, ...] = ()  # that hold these places, or words of one that is absent; without scores
    absent: tuple[str, ...] = ()  # those that stand nowhere
    rest: str = ""  # the question without its quotations

    def holds(self, evidence: Evidence, sentence: Span) -> bool:
        """True if a sentence has words of a quotation."""
        spans = self.places.get((evidence.article, evidence.version), ())
        return any(start < sentence[1] and sentence[0] < end for start, end in spans)


NOTHING_QUOTED = Quoted()


def quoted_spans(text: str) -> list[Span]:
    """Where words stand in quotation marks, without the marks. A mark inside a word is an apostrophe."""
    spans: list[Span] = []
    at = 0
    while at < len(text):
        closing = MARKS.get(text[at])
        if closing and not (at and text[at - 1].isalnum()) and text[at + 1 : at + 2].strip():
            end = _closing(text, at + 1, closing)
            if end:
                spans.append((at + 1, end))
                at = end
        at += 1
    return spans


def _closing(text: str, start: int, closing: str) -> int:
    """Where quoted words end; 0 if they do not."""
    for end in range(start + 1, len(text)):
        if text[end] in closing and not text[end - 1].isspace() and not text[end + 1 : end + 2].isalnum():
            return end
    return 0


def quotations(question: str) -> tuple[list[str], str]:
    """The words of a question in quotation marks, and the rest of it; none if it has no other words."""
    spans = quoted_spans(question)
    ends = [0, *(end + 1 for _, end in spans)]
    starts = [*(start - 1 for start, _ in spans), len(question)]
    rest = " ".join(question[end:start].strip() for end, start in zip(ends, starts, strict=True)).strip()
    if not words(rest):
        return [], question
    return [question[start:end] for start, end in spans if words(question[start:end])], rest


def look_up(question: str, catalog: Catalog, among: Collection[ArticlePath] | None = None) -> Quoted:
    """Where the quotations of a question stand in the current articles.

    A quotation with words left out ("the ferry ... ran aground") stands where all its parts stand in one article. One
    that is the name of an article, an outlet or an author counts as found, but has no place.

    among: the articles that are asked for; None: all.
    """
    quoted, rest = quotations(question)
    if not quoted:
        return NOTHING_QUOTED
    places: dict[tuple[ArticlePath, Version], list[Span]] = {}
    passages: dict[int, Evidence] = {}
    absent = []
    for each in quoted:
        found = _find(each, catalog, among)
        for evidence, spans in found:
            passages[evidence.passage_id] = evidence
            known = places.setdefault((evidence.article, evidence.version), [])
            known += [span for span in spans if span not in known]
        if not found and not _is_header(each, catalog):
            absent.append(each.strip(EDGES + '“”‘’"'))
    return Quoted(places, tuple(passages.values()), tuple(absent), rest)


def _find(quotation: str, catalog: Catalog, among: Collection[ArticlePath] | None) -> list[tuple[Evidence, list[Span]]]:
    """The passages with words of a quotation, best first by BM25, and where it stands in their articles."""
    terms = content_words(quotation)
    counts = catalog.full_text.document_frequencies(terms)
    rarest = min(terms, key=lambda term: counts[term])
    ids = [each for each, _ in catalog.full_text.match([rarest], max(1, counts[rarest]))]
    known = catalog.evidence(ids)
    spans_of: dict[tuple[ArticlePath, Version], list[Span]] = {}
    for each in ids:
        if each not in known:
            continue
        place = known[each][0].article, known[each][0].version
        if place not in spans_of and (among is None or place[0] in among):
            spans_of[place] = find_all(quotation, catalog.article(*place).text)
    standing = {path: spans for (path, _), spans in spans_of.items() if spans}
    if not standing:
        return []
    own = catalog.passages_of(standing)
    near = {**known, **catalog.evidence([each for each in own if each not in known])}
    order = {each: at for at, each in enumerate(ids)}
    found = [near[each][0] for each in sorted(own, key=lambda each: order.get(each, len(order))) if each in near]
    return [
        (evidence, standing[evidence.article])
        for evidence in found
        if any(start < evidence.end and evidence.start < end for start, end in standing[evidence.article])
    ]


def find_all(quotation: str, text: str) -> list[Span]:
    """Where a quotation stands in a text; nowhere, unless all its parts do."""
    parts = [folded for part in LEFT_OUT.split(quotation) if (folded := fold(part).strip())]
    whole = fold(text)
    found = [[match.span(1) for match in _whole_words(part).finditer(whole)] for part in parts]
    if not found or not all(found):
        return []
    offsets = _offsets(text)
    return [(offsets[start], offsets[end - 1] + 1) for spans in found for start, end in spans]


def _whole_words(folded: str) -> re.Pattern[str]:
    """Where some whole words stand, as group 1; places may overlap."""
    return re.compile(rf"(?<!\w)(?=({re.escape(folded)})(?!\w))")


def fold(text: str) -> str:
    """A text with single spaces for all that stands between words, and without case and accents."""
    return re.sub(r" +", " ", GAP.sub(" ", _folded(text)))


def _folded(text: str) -> str:
    plain = text.replace("\u00ad", "").casefold()  # without soft hyphens
    if plain.isascii():
        return plain
    return "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))


def _offsets(text: str) -> list[int]:
    """For each character of the folded text, the offset of the one it is made of."""
    return list(_each_offset(text))


def _each_offset(text: str) -> Iterator[int]:
    after_space = False
    for offset, character in enumerate(text):
        for each in _folded(character):
            is_space = bool(GAP.fullmatch(each))
            if not (is_space and after_space):
                yield offset
            after_space = is_space


def _is_header(quotation: str, catalog: Catalog) -> bool:
    """True if a quotation stands in what an article, its outlet, author or file is called."""
    part = _whole_words(fold(quotation).strip())
    return any(
        part.search(fold(name))
        for each in catalog.sources().articles
        for name in (each.title, each.outlet, each.author, each.path)
        if name
    )
