"""A question as it is searched -> what is found for it, and how well that answers it.

The stages retrieve, rank, read and decide, each called once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import decide, rank
from assistant.answer.excerpts import read_sentences
from assistant.answer.names import missing_names
from assistant.answer.parts import Parts
from assistant.answer.question import Query
from assistant.answer.retrieve import Retrieval, retrieve
from assistant.answer.scope import absent_authors, words_of_catalog
from assistant.language.instructions import is_suspicious, untrusted_sentences
from assistant.language.letters import plain
from assistant.records import Evidence, Place

ARTICLES = 3  # in which the names of a question are looked for
DOUBTFUL_NAME = 0.3  # probability above the threshold that is asked for where a name that may be none is missing
POOL = 20  # passages an answer is made from


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is found for a question: passages and their sentences, best first, and the features that they answer."""

    query: Query
    evidence: tuple[Evidence, ...]
    scored: Sequence[rank.Scored]
    features: decide.Features | None
    missing: Mapping[str, bool] = field(default_factory=dict)  # see ``names.missing_names``; of the best articles
    elsewhere: frozenset[str] = frozenset()  # those of them that another article has, in its text or as its source
    absent: tuple[str, ...] = ()  # authors and outlets that the question names, and that no article has

    @property
    def is_enough(self) -> bool:
        """True if it is good enough to answer from."""
        if any(self.missing.values()):
            return False
        margin = DOUBTFUL_NAME if self.missing else 0.0
        return decide.is_enough(self.features, self.query, margin)


NOTHING_FOUND = Assessment(Query(""), (), (), None)


def assess(query: Query, parts: Parts, k: int = POOL, *, read: bool = True) -> Assessment:
    """What is found for a question, at least ``k`` passages if there are as many.

    read: the reader reads the best sentences, as it must where an answer is made of them.
    Raises IndexUnavailableError or ReaderError.
    """
    found = _retrieve(query, max(k, POOL), parts)
    catalog = parts.catalog
    idf = rank.weigh_words(query, catalog.full_text.document_frequencies, catalog.passage_count())
    scored: Sequence[rank.Scored] = rank.score_sentences(query, found, idf)
    if any(each.suspicious for each in found.evidence):
        untrusted = untrusted_places({each.quotable.evidence for each in scored}, parts)
        scored = [each for each in scored if each.place not in untrusted]
    if read and parts.reader:
        scored = read_sentences(query.undated or query.text, scored, parts.reader)
    if not query.context and not parts.reranker:  # sentences rank a follow-up's passages worse
        found = rank.reorder(found, scored)
    missing: dict[str, bool] = {}
    if read and scored:
        missing, scored = account_for_names(query, scored, parts)
    counts = catalog.full_text.document_frequencies(list(missing))
    features = decide.read_features(query, found, scored, idf)
    sources = catalog.sources()
    of_sources = words_of_catalog(sources)
    elsewhere = frozenset(name for name, count in counts.items() if count or plain(name) in of_sources)
    absent = absent_authors(query.text, sources)
    return Assessment(query, found.evidence, scored, features, missing, elsewhere, absent)


def account_for_names(
    query: Query, scored: Sequence[rank.Scored], parts: Parts
) -> tuple[dict[str, bool], Sequence[rank.Scored]]:
    """The names of a question that are missing, and the sentences without those of articles that have fewer names.

    Names are looked for in the article of the best sentence, and in those of sentences nearly as good.
    """
    best = scored[0]
    near = [each.quotable.evidence for each in scored if best.score - each.score <= rank.NEAR_BEST_ELSEWHERE]
    first, *others = list(dict.fromkeys((each.article, each.version) for each in near))[:ARTICLES]
    missing = missing_names(query.undated, parts.article(*first), parts.lexicon)
    fewer = set()
    for place in others:
        absent = missing_names(query.undated, parts.article(*place), parts.lexicon)
        if absent.keys() > missing.keys():
            fewer.add(place)
        else:  # together they have what either has
            missing = {name: certain for name, certain in missing.items() if name in absent}
    kept = [each for each in scored if (each.quotable.evidence.article, each.quotable.evidence.version) not in fewer]
    return missing, kept


def _retrieve(query: Query, k: int, parts: Parts) -> Retrieval:
    """The passages found, those that hold instructions to a model marked."""
    with parts.index.opened() as index:
        found = retrieve(query, k, index, parts.encoder.encode_question) if index else Retrieval((), {})
    if parts.reranker:
        found = parts.reranker.rerank(query.searched, found)
    return replace(
        found,
        evidence=tuple(replace(each, suspicious=True) if is_suspicious(each) else each for each in found.evidence),
    )


def untrusted_places(evidence: set[Evidence] | Sequence[Evidence], parts: Parts) -> set[Place]:
    """The sentences of passages that are instructions to a model, or stand beside some."""
    return set[Place]().union(
        *(untrusted_sentences(each, parts.article(each.article, each.version).text) for each in evidence)
    )
