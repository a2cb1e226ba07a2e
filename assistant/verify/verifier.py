"""Draft -> Answer: every mark resolved to a citation, every sentence checked against the words it cites.

A sentence is ``quoted`` if its words are an article's; else ``supported`` if nothing in it goes beyond the sentences it
cites (see ``judge``), ``weak`` if they support it in part, and ``unsupported`` otherwise. Where its own marks do not
support it and other retrieved sentences do, theirs take their place. Nothing lowers these bounds until one passes.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.language.instructions import find_instructions, untrusted_sentences
from assistant.records import (
    Article,
    ArticlePath,
    Citation,
    Draft,
    DraftSentence,
    Place,
    Quotable,
    Sentence,
    Span,
    Support,
    Version,
    normalize_space,
)
from assistant.verify.context import Source
from assistant.verify.direction import clauses, content_stems
from assistant.verify.entail import Entailment
from assistant.verify.judge import BOUNDS, Verdict, core_stems, is_stated, judge
from assistant.verify.sources import make_lead
from assistant.verify.tables import is_checked

logger = logging.getLogger(__name__)

CITED = 6  # marks of a sentence that are checked; with more, not all can be meant
CLOSE = 0.5  # share of a claim's words; a sentence with more of them can contradict the claim
APART = 0.3  # share of a clause's words that the sentence it is from has at least
FAR = 0.2  # share of a claim's words; a sentence with fewer of them is not tried
TRIED = 6  # other sentences that may support it, the closest first
BEFORE_CHARS = 400  # before a cited sentence, in which the name for a pronoun is searched
CONTRADICTS, FOLLOWS = 0.5, 0.3  # probabilities of an entailment model that lower what the checks let pass
ORDER: Mapping[Support, int] = {"quoted": 3, "supported": 2, "weak": 1, "unsupported": 0}
PLAIN = str.maketrans("[]<>【】［］‹›", "()()()()()")

OpenArticle = Callable[[ArticlePath, Version], Article]


class Similarity(Protocol):
    """Vectors of unit length of sentences that may be cited, and of any text."""

    def of(self, quotables: Sequence[Quotable]) -> NDArray[np.float32]: ...

    def encode(self, text: str) -> NDArray[np.float32]: ...


class Verifier:
    """Checks the sentences of one draft as they come, and numbers their citations 1..N by first mention."""

    def __init__(
        self,
        quotables: Sequence[Quotable],
        open_article: OpenArticle,
        similarity: Similarity | None = None,
        entail: Callable[[str, str], Entailment] | None = None,
    ) -> None:
        """similarity: None keeps to words. entail: premise and hypothesis -> their entailment."""
        self._by_number = {each.number: each for each in quotables}
        self._open, self._similarity, self._entail = open_article, similarity, entail
        self._citations: dict[tuple[ArticlePath, Version, Span], Citation] = {}
        self._sources: dict[tuple[int, ...], Source] = {}
        self._encoded: dict[str, NDArray[np.float32]] = {}
        self._judged: dict[tuple[str | int, ...], Verdict] = {}
        self._rows = {each.number: row for row, each in enumerate(quotables)}
        self._vectors: NDArray[np.float32] | None = None
        self._trusted: dict[int, bool] = {}
        self._plain: dict[int, str] | None = None  # the words of each, as they are compared
        self.dropped = 0  # marks that named no sentence
        self.why: list[str] = []  # why sentences were not supported

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def check(self, written: DraftSentence) -> Sentence:
        """A sentence with its support and the citations for it.

        One that cites only articles in languages without checks is "unchecked", unless it repeats one word for word
        or has a long number that they do not have.
        """
        named = list(dict.fromkeys(written.marks))
        self.dropped += sum(mark not in self._by_number for mark in written.marks)
        cited = [self._by_number[mark] for mark in named if mark in self._by_number and self._is_trusted(mark)][:CITED]
        if quoted := self._find_quoted(written, cited):
            text = normalize_space(self._words(quoted))
            return Sentence(
                written.lead, text, (self._cite(quoted),), "quoted", written.emphasis if text == written.text else ()
            )
        if cited and not any(is_checked(self._article(each).language) for each in cited):
            if not _long_numbers(written.text) <= _long_numbers(" ".join(self._words(each) for each in cited)):
                self._note_why("unsupported", "it has a number that its source does not have", written.text)
                return Sentence(written.lead, written.text, (), "unsupported")
            return Sentence(written.lead, written.text, tuple(map(self._cite, cited)), "unchecked", written.emphasis)
        support, supporting, why = self._find_support(written.text, cited)
        if support != "supported":
            self._note_why(support, why, written.text)
        if support == "unsupported":
            return Sentence(written.lead, written.text, (), support)
        return Sentence(
            written.lead, written.text, tuple(dict.fromkeys(map(self._cite, supporting))), support, written.emphasis
        )

    def _note_why(self, support: Support, why: str, text: str) -> None:
        self.why.append(why)
        logger.info("A sentence is %s, for %s: %s", support, why, text)

    # Verbatim

    def _find_quoted(self, written: DraftSentence, cited: Sequence[Quotable]) -> Quotable | None:
        wanted = written.text.translate(PLAIN)
        if self._plain is None:
            self._plain = {
                each.number: normalize_space(each.text).translate(PLAIN) for each in self._by_number.values()
            }
        if wanted not in self._plain.values():
            return None
        rest = [each for each in self._by_number.values() if each not in cited]
        for each in [*cited, *rest]:
            if self._plain[each.number] != wanted or not self._is_trusted(each.number):
                continue
            if normalize_space(self._words(each)) == normalize_space(each.text):
                return each
        return None

    def _words(self, quotable: Quotable) -> str:
        return self._article(quotable).text[slice(*quotable.span)]

    def _article(self, quotable: Quotable) -> Article:
        return self._open(quotable.evidence.article, quotable.evidence.version)

    # Supported

    def _find_support(self, text: str, cited: Sequence[Quotable]) -> tuple[Support, Sequence[Quotable], str]:
        """How far a sentence is supported, and by which sentences: those it cites, or others that support it better.

        A sentence that is farther away does not outweigh a closer one that says otherwise, or less.
        """
        alone = [(each, self._judge(text, [each])) for each in cited]
        good = [each for each, verdict in alone if verdict.support == "supported"]
        if good:
            return "supported", good, ""
        limited = any(verdict.limits for _, verdict in alone)
        together = len(cited) > 1 and not limited and self._is_parted(text, cited)
        if together and self._judge(text, cited).support == "supported":
            return "supported", cited, ""
        near = self._nearest(text, by_meaning=not cited)
        singles = [*alone, *((each, self._judge(text, [each])) for each in near if each not in cited)]
        limits = [(self._closeness(text, each), verdict) for each, verdict in singles if verdict.limits]
        closest, limiting = max(limits, key=lambda pair: pair[0], default=(0.0, None))
        own: list[tuple[list[Quotable], Verdict]] = []
        for group, verdict in [*(([each], verdict) for each, verdict in singles), *self._together(text, cited, near)]:
            close = max(self._closeness(text, each) for each in group)
            if limiting and close <= closest and ORDER[verdict.support] > ORDER[limiting.support]:
                verdict = limiting
            if verdict.support == "supported":
                return "supported", group, ""
            if not cited or all(each in cited for each in group):
                own.append((list(group), verdict))
        return self._best(text, own)

    def _best(self, text: str, own: Sequence[tuple[list[Quotable], Verdict]]) -> tuple[Support, list[Quotable], str]:
        """The first of the groups that support a sentence most, none of which does so in full."""
        best, chosen = Verdict("unsupported", "it cites nothing that says so"), list[Quotable]()
        for group, unsettled in own:
            if chosen and ORDER[unsettled.support] <= ORDER[best.support]:
                continue
            verdict = unsettled.settle(partial(self._cosine, text, group))
            if ORDER[verdict.support] > ORDER[best.support] or not chosen:
                best, chosen = verdict, group
        return best.support, chosen, best.why

    def _together(
        self, text: str, cited: Sequence[Quotable], near: Sequence[Quotable]
    ) -> Iterator[tuple[list[Quotable], Verdict]]:
        """Groups of sentences that may support a claim: all it cites, and the nearest ones with their neighbours."""
        groups = [list(cited)] if len(cited) > 1 else []
        for each in [*cited, *near[:2]]:
            groups += [sorted(pair, key=lambda quotable: quotable.number) for pair in self._with_neighbours(each)]
        seen: set[tuple[int, ...]] = set()
        for group in groups:
            key = tuple(each.number for each in group)
            if key in seen:
                continue
            seen.add(key)
            if not self._is_parted(text, group):
                continue
            verdict = self._judge(text, group)
            alone = [self._judge(text, [each]) for each in group if self._closeness(text, each) >= CLOSE]
            yield group, min([verdict, *(each for each in alone if each.limits)], key=lambda each: ORDER[each.support])

    def _is_parted(self, text: str, group: Sequence[Quotable]) -> bool:
        """True if each clause of a claim is stated by one sentence of a group, with its figures.

        Else the subject of one may have been given the other's predicate, which is in neither.
        """
        for clause in clauses(text):
            own = core_stems(clause.text)
            if len(own) > 1 and not any(is_stated(clause.text, self._source([each])) for each in group):
                return False
            figures = re.findall(r"\d[\d.,]*\d|\d", clause.text)
            if figures and not any(
                all(figure in each.text for figure in figures) and self._closeness(clause.text, each) > APART
                for each in group
            ):
                return False
        return True

    def _with_neighbours(self, quotable: Quotable) -> Iterator[list[Quotable]]:
        for number in (quotable.number - 1, quotable.number + 1):
            other = self._by_number.get(number)
            if other and other.evidence.article == quotable.evidence.article and self._is_trusted(number):
                yield [quotable, other]

    def _closeness(self, text: str, quotable: Quotable) -> float:
        """The share of a text's content words that a sentence has."""
        own = content_stems(text)
        return len(own & content_stems(quotable.text)) / max(1, len(own))

    def _nearest(self, text: str, *, by_meaning: bool) -> list[Quotable]:
        """The closest sentences by words; by vectors if none has many of the words and ``by_meaning`` is set."""
        close = {
            each.number: self._closeness(text, each)
            for each in self._by_number.values()
            if self._is_trusted(each.number)
        }
        if max(close.values(), default=0.0) < CLOSE and self._similarity and close and by_meaning:
            cosines = self._matrix() @ self._vector(text)
            close = {number: float(cosines[self._rows[number]]) for number in close}
        ranked = sorted((number for number in close if close[number] >= FAR), key=lambda number: -close[number])
        return [self._by_number[number] for number in ranked[:TRIED]]

    def _matrix(self) -> NDArray[np.float32]:
        if self._vectors is None:
            assert self._similarity
            self._vectors = self._similarity.of(list(self._by_number.values()))
        return self._vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        if text not in self._encoded:
            assert self._similarity
            self._encoded[text] = self._similarity.encode(text)
        return self._encoded[text]

    def _cosine(self, text: str, group: Sequence[Quotable]) -> float:
        """The cosine of a claim and a group; that of the index's vectors if it is low already."""
        if not self._similarity:
            return 0.0
        middle = self._matrix()[[self._rows[each.number] for each in group]].mean(axis=0)
        in_context = float(middle @ self._vector(text) / max(float(np.linalg.norm(middle)), 1e-9))
        return (
            in_context
            if in_context < BOUNDS.weak_cosine
            else float(self._vector(self._source(group).text) @ self._vector(text))
        )

    def _judge(self, text: str, group: Sequence[Quotable]) -> Verdict:
        key: tuple[str | int, ...] = (text, *(each.number for each in group))
        if key not in self._judged:
            self._judged[key] = self._judge_anew(text, group)
        return self._judged[key]

    def _judge_anew(self, text: str, group: Sequence[Quotable]) -> Verdict:
        source = self._source(group)
        cosine_of = partial(self._cosine, text, group)
        verdict = judge(text, source, cosine_of)
        if verdict.limits or self._entail:
            verdict = verdict.settle(cosine_of)
        if self._entail and verdict.support in ("supported", "weak"):
            judged = self._entail(source.text, text)
            if judged.contradicts >= CONTRADICTS:
                return Verdict("unsupported", "it contradicts what it cites", limits=True)
            if judged.follows < FOLLOWS:
                return Verdict("weak", "it does not follow")
        return verdict

    def _source(self, group: Sequence[Quotable]) -> Source:
        key = tuple(each.number for each in group)
        if key not in self._sources:
            self._sources[key] = self._make_source(group)
        return self._sources[key]

    def _make_source(self, group: Sequence[Quotable]) -> Source:
        articles = [self._open(each.evidence.article, each.evidence.version) for each in group]
        pairs = list(zip(group, articles, strict=True))
        heads = [
            ". ".join(
                filter(
                    None,
                    [
                        "" if find_instructions(article.title) else article.title,
                        make_lead(each.evidence),
                        article.author or "",
                    ],
                )
            )
            for each, article in pairs
        ]
        whole = {article.path: trusted(article.text) for article in articles}
        before = [whole[article.path][max(0, each.span[0] - BEFORE_CHARS) : each.span[0]] for each, article in pairs]
        return Source(
            text=" ".join(normalize_space(article.text[slice(*each.span)]) for each, article in pairs),
            header="\n".join(dict.fromkeys(heads)),
            before="\n".join(before),
            whole="\n".join(whole.values()),
            published=group[0].evidence.date,
        )

    def _is_trusted(self, number: int) -> bool:
        """False for a sentence in a block with instructions to a model: it supports nothing."""
        if number not in self._trusted:
            evidence = self._by_number[number].evidence
            whole = self._open(evidence.article, evidence.version).text
            untrusted: set[Place] = untrusted_sentences(evidence, whole)
            for each in self._by_number.values():
                if each.evidence.passage_id == evidence.passage_id:
                    self._trusted[each.number] = (evidence.passage_id, each.span) not in untrusted
        return self._trusted[number]

    # Citations

    def _cite(self, quotable: Quotable) -> int:
        evidence = quotable.evidence
        key = (evidence.article, evidence.version, quotable.span)
        if key not in self._citations:
            article = self._open(evidence.article, evidence.version)
            self._citations[key] = make_citation(quotable, len(self._citations) + 1, article)
        return self._citations[key].number


def verify(draft: Draft, open_article: OpenArticle) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], int]:
    """The supported sentences of a draft, their citations, and the number of dropped marks. See ``Verifier``."""
    verifier = Verifier(draft.quotables, open_article)
    checked = [verifier.check(written) for written in draft.sentences]
    kept = tuple(sentence for sentence in checked if sentence.support != "unsupported")
    return kept, verifier.citations, verifier.dropped


def _long_numbers(text: str) -> set[str]:
    """The numbers of three digits or more, without separators: these are written in digits in every language."""
    found = (re.sub(r"\D", "", number) for number in re.findall(r"\d+(?:[.,'’\s]\d{3})*(?:[.,]\d+)?", text))
    return {number for number in found if len(number) > 2}


@lru_cache(maxsize=200)
def trusted(text: str) -> str:
    """A text with spaces in the place of instructions to a model."""
    for start, end in find_instructions(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def make_citation(quotable: Quotable, number: int, article: Article) -> Citation:
    """The citation of a sentence, with the words of the article."""
    evidence = quotable.evidence
    start, end = quotable.span
    return Citation(
        number=number,
        article=evidence.article,
        version=evidence.version,
        title=evidence.title,
        date=evidence.date,
        source=evidence.source,
        url=evidence.url,
        start=start,
        end=end,
        quote=article.text[start:end],
        page=article.page(start),
        suspicious=evidence.suspicious,
        also_in=evidence.also_in,
    )
