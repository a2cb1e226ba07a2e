"""Draft -> Answer: every mark resolved to a citation, every sentence checked against the words it cites.

A sentence is ``quoted`` if its words are an article's; else ``supported`` if nothing in it goes beyond the sentences it
cites (see ``checks``), ``weak`` if they support it in part, and ``unsupported`` otherwise. Where its own marks do not
support it and other retrieved sentences do, theirs take their place. Nothing lowers these bounds until something passes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.chat.checks.judge import Source, Verdict, judge
from assistant.chat.extract import Place, make_lead
from assistant.chat.instructions import find_instructions, untrusted_sentences
from assistant.chat.nli import Entailment
from assistant.records import (
    Article,
    ArticlePath,
    Citation,
    Draft,
    DraftSentence,
    Quotable,
    Sentence,
    Span,
    Support,
    Version,
    fold,
)

CITED = 6  # marks of a sentence that are looked at; more cannot all be meant
TRIED = 6  # other sentences that may support it, the closest first
BEFORE_CHARS = 400  # in front of a cited sentence, in which what "he" stands for is looked for
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
        self._rows = {each.number: row for row, each in enumerate(quotables)}
        self._vectors: NDArray[np.float32] | None = None
        self._trusted: dict[int, bool] = {}
        self.dropped = 0  # marks that named no sentence
        self.why: list[str] = []  # why sentences were not supported

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def check(self, written: DraftSentence) -> Sentence:
        """A sentence with how far it is supported, and the citations that support it."""
        named = list(dict.fromkeys(written.marks))
        self.dropped += sum(mark not in self._by_number for mark in written.marks)
        cited = [self._by_number[mark] for mark in named if mark in self._by_number and self._is_trusted(mark)][:CITED]
        if quoted := self._find_quoted(written, cited):
            text = fold(self._words(quoted))
            return Sentence(
                written.lead, text, (self._cite(quoted),), "quoted", written.emphasis if text == written.text else ()
            )
        support, supporting, why = self._find_support(written.text, cited)
        if support != "supported":
            self.why.append(why)
        if support == "unsupported":
            return Sentence(written.lead, written.text, (), support)
        return Sentence(
            written.lead, written.text, tuple(dict.fromkeys(map(self._cite, supporting))), support, written.emphasis
        )

    # Verbatim

    def _find_quoted(self, written: DraftSentence, cited: Sequence[Quotable]) -> Quotable | None:
        wanted = written.text.translate(PLAIN)
        rest = [each for each in self._by_number.values() if each not in cited]
        for each in [*cited, *rest]:
            told = fold(each.text)
            if told.translate(PLAIN) == wanted and self._is_trusted(each.number) and fold(self._words(each)) == told:
                return each
        return None

    def _words(self, quotable: Quotable) -> str:
        article = self._open(quotable.evidence.article, quotable.evidence.version)
        return article.text[slice(*quotable.span)]

    # Supported

    def _find_support(self, text: str, cited: Sequence[Quotable]) -> tuple[Support, Sequence[Quotable], str]:
        """How far a sentence is supported, and by which: its own marks, or others that do better."""
        vector = self._similarity.encode(text) if self._similarity else None
        alone = [(each, self._judge(text, [each], vector)) for each in cited]
        good = [each for each, verdict in alone if verdict.support == "supported"]
        if good:
            return "supported", good, ""
        best, chosen = Verdict("unsupported", "it cites nothing that says so"), list[Quotable]()
        for group, verdict in [*(([each], verdict) for each, verdict in alone), *self._further(text, cited, vector)]:
            if verdict.support == "supported":
                return "supported", group, ""
            is_own = not cited or all(each in cited for each in group)
            if is_own and (ORDER[verdict.support] > ORDER[best.support] or not chosen):
                best, chosen = verdict, list(group)
        return best.support, chosen, best.why

    def _further(
        self, text: str, cited: Sequence[Quotable], vector: NDArray[np.float32] | None
    ) -> Iterator[tuple[list[Quotable], Verdict]]:
        """Groups of sentences that may support one: all it cites, those with their neighbours, others, pairs of them."""
        if len(cited) > 1:
            yield list(cited), self._judge(text, list(cited), vector)
        near = self._nearest(text, vector)
        seen = {(each.number,) for each in cited} | {tuple(sorted(each.number for each in cited))}
        groups = [[each] for each in near if each not in cited]
        groups += [
            sorted(pair, key=lambda each: each.number)
            for each in [*cited, *near[:2]]
            for pair in self._with_neighbours(each)
        ]
        groups += [list(pair) for pair in combinations([*cited[:2], *near[:3]], 2)]
        for group in groups:
            key = tuple(sorted({each.number for each in group}))
            if key not in seen and len(key) == len(group):
                seen.add(key)
                yield group, self._judge(text, group, vector)

    def _with_neighbours(self, quotable: Quotable) -> Iterator[list[Quotable]]:
        for number in (quotable.number - 1, quotable.number + 1):
            other = self._by_number.get(number)
            if other and other.evidence.article == quotable.evidence.article and self._is_trusted(number):
                yield [quotable, other]

    def _nearest(self, text: str, vector: NDArray[np.float32] | None) -> list[Quotable]:
        trusted = [each for each in self._by_number.values() if self._is_trusted(each.number)]
        if vector is None:
            own = set(text.lower().split())
            return sorted(trusted, key=lambda each: -len(own & set(each.text.lower().split())))[:TRIED]
        cosines = self._matrix() @ vector
        return sorted(trusted, key=lambda each: -cosines[self._rows[each.number]])[:TRIED]

    def _matrix(self) -> NDArray[np.float32]:
        if self._vectors is None:
            assert self._similarity
            self._vectors = self._similarity.of(list(self._by_number.values()))
        return self._vectors

    def _judge(self, text: str, group: Sequence[Quotable], vector: NDArray[np.float32] | None) -> Verdict:
        source = self._source(group)
        cosine = 0.0
        if vector is not None:
            rows = self._matrix()[[self._rows[each.number] for each in group]]
            total = rows.sum(axis=0)
            cosine = float(max((rows @ vector).max(), total @ vector / max(float(np.linalg.norm(total)), 1e-6)))
        verdict = judge(text, source, cosine)
        if self._entail and verdict.support in ("supported", "weak"):
            judged = self._entail(source.text, text)
            if judged.contradicts >= CONTRADICTS:
                return Verdict("unsupported", "it contradicts what it cites")
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
            for each, article in zip(group, articles, strict=True)
        ]
        before = [
            article.text[max(0, each.span[0] - BEFORE_CHARS) : each.span[0]]
            for each, article in zip(group, articles, strict=True)
        ]
        whole = {article.path: article.text for article in articles}
        return Source(
            text=" ".join(fold(article.text[slice(*each.span)]) for each, article in zip(group, articles, strict=True)),
            header="\n".join(dict.fromkeys(heads)),
            before="\n".join(before),
            whole="\n".join(whole.values()),
            published=group[0].evidence.date,
        )

    def _is_trusted(self, number: int) -> bool:
        """False of a sentence that is, or stands beside, instructions to a model: it supports nothing."""
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
            self._citations[key] = make_citation(quotable, len(self._citations) + 1, self._words(quotable))
        return self._citations[key].number


def verify(draft: Draft, open_article: OpenArticle) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], int]:
    """The sentences of a draft that hold, their citations, and how many marks were dropped. See ``Verifier``."""
    verifier = Verifier(draft.quotables, open_article)
    checked = [verifier.check(written) for written in draft.sentences]
    kept = tuple(sentence for sentence in checked if sentence.support != "unsupported")
    return kept, verifier.citations, verifier.dropped


def make_citation(quotable: Quotable, number: int, quote: str) -> Citation:
    """The citation of a sentence. quote: its words as the article has them."""
    evidence = quotable.evidence
    return Citation(
        number=number,
        article=evidence.article,
        version=evidence.version,
        title=evidence.title,
        date=evidence.date,
        source=evidence.source,
        url=evidence.url,
        start=quotable.span[0],
        end=quotable.span[1],
        quote=quote,
        suspicious=evidence.suspicious,
    )
