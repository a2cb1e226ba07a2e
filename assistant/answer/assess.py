"""A question as it is searched -> what is found for it, and how well that answers it.

The stages retrieve, rank, read and decide, each called once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import decide, rank
from assistant.answer.counting import counted_noun, counting_first, counts_noun
from assistant.answer.excerpts import read_sentences
from assistant.answer.names import missing_names
from assistant.answer.parts import Parts
from assistant.answer.question import Query
from assistant.answer.quotations import NOTHING_QUOTED, Quoted, look_up, quotations
from assistant.answer.quoting import add_passages, best_in_front, closest_first, only_quoted
from assistant.answer.retrieve import Retrieval, retrieve
from assistant.answer.scope import absent_authors, words_of_catalog
from assistant.language.instructions import is_suspicious, untrusted_sentences
from assistant.language.letters import plain
from assistant.language.periods import is_within
from assistant.records import Evidence, Place

ARTICLES = 3  # in which the names of a question are looked for
DOUBTFUL_NAME = 0.3  # probability above the threshold that is asked for where a name that may be none is missing
UNCOUNTED = 0.3  # the same, where no sentence counts what the question asks "how many" of
UNNAMED = 0.3  # the same, where a conversation has not said what "this library" is
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
    quoted: Quoted = NOTHING_QUOTED
    is_quoted: bool = False  # the question asks for nothing but its quotation, and the sentences hold it
    is_counted: bool = True  # a sentence has a number of what the question asks the number of, if it asks for one
    absent: tuple[str, ...] = ()  # authors and outlets that the question names, and that no article has

    @property
    def is_enough(self) -> bool:
        """True if it is good enough to answer from."""
        if any(self.missing.values()) or self.quoted.absent:
            return False
        if self.is_quoted:
            return True
        margins = (
            DOUBTFUL_NAME if self.missing else 0.0,
            0.0 if self.is_counted else UNCOUNTED,
            UNNAMED if self.query.unnamed and self.query.earlier else 0.0,
        )
        return decide.is_enough(self.features, self.query, max(margins))


NOTHING_FOUND = Assessment(Query(""), (), (), None)


def assess(query: Query, parts: Parts, k: int = POOL, *, read: bool = True) -> Assessment:
    """What is found for a question, at least ``k`` passages if there are as many.

    read: the reader reads the best sentences, as it must where an answer is made of them.
    Raises IndexUnavailableError or ReaderError.
    """
    catalog = parts.catalog
    quoted = _look_up(query, parts)
    found = _retrieve(query, max(k, POOL), quoted, parts)
    idf = rank.weigh_words(query, catalog.full_text.document_frequencies, catalog.passage_count())
    scored: Sequence[rank.Scored] = rank.score_sentences(query, found, idf)
    if any(each.suspicious for each in found.evidence):
        untrusted = untrusted_places({each.quotable.evidence for each in scored}, parts)
        scored = [each for each in scored if each.place not in untrusted]
    if read and parts.reader:
        scored = read_sentences(query.undated or query.text, scored, parts.reader)
    if not query.context and not parts.reranker:  # sentences rank a follow-up's passages worse
        found = rank.reorder(found, scored)
    holding = only_quoted(scored, quoted, query.answer_type)
    if holding or quoted.absent:
        scored = holding or closest_first(scored, quoted.absent)
        found = best_in_front(found, scored)
    missing: dict[str, bool] = {}
    if read and scored:
        unquoted = quotations(query.undated)[1] if quoted.places else query.undated
        missing, scored = account_for_names(unquoted, scored, parts)
    counts = catalog.full_text.document_frequencies(list(missing))
    features = decide.read_features(query, found, scored, idf, conversation_cosine(query, found, parts))
    sources = catalog.sources()
    of_sources = words_of_catalog(sources)
    elsewhere = frozenset(name for name, count in counts.items() if count or plain(name) in of_sources)
    noun = counted_noun(query.text)
    is_counted = not noun or any(counts_noun(each.quotable.text, noun) for each in scored)
    if noun and is_counted:
        scored = counting_first(scored, noun)
    return Assessment(
        query=query,
        evidence=found.evidence,
        scored=scored,
        features=features,
        missing=missing,
        elsewhere=elsewhere,
        quoted=quoted,
        is_quoted=bool(holding),
        is_counted=is_counted,
        absent=absent_authors(query.text, sources),
    )


def conversation_cosine(query: Query, found: Retrieval, parts: Parts) -> float:
    """How close the best passages are to all that was asked before a follow-up; 0 if it stands alone."""
    if not query.context or not query.earlier:
        return 0.0
    vectors = parts.catalog.passage_vectors([each.passage_id for each in found.evidence[: decide.TOP]])
    earlier = parts.encoder.encode_question(query.earlier)
    return max((float(vector @ earlier) for vector in vectors.values()), default=0.0)


def _look_up(query: Query, parts: Parts) -> Quoted:
    """Where the quotations of a question stand, in the articles that are asked for."""
    among = query.sources.articles if query.sources and query.sources.hard else None
    quoted = look_up(query.text, parts.catalog, among)
    period = query.period
    if not quoted.passages or not period or not period.hard:
        return quoted
    within = tuple(each for each in quoted.passages if is_within(period, each.date, each.text))
    kept = {(each.article, each.version) for each in within}
    return replace(
        quoted,
        places={place: spans for place, spans in quoted.places.items() if place in kept},
        passages=within,
        absent=quoted.absent or (() if within else tuple(quotations(query.text)[0])),
    )


def account_for_names(
    asked: str, scored: Sequence[rank.Scored], parts: Parts
) -> tuple[dict[str, bool], Sequence[rank.Scored]]:
    """The names of a question that are missing, and the sentences without those of articles that have fewer names.

    asked: the question without the words that mean a time, and without quotations that stand in the corpus.

    Names are looked for in the article of the best sentence, and in those of sentences nearly as good.
    """
    best = scored[0]
    near = [each.quotable.evidence for each in scored if best.score - each.score <= rank.NEAR_BEST_ELSEWHERE]
    first, *others = list(dict.fromkeys((each.article, each.version) for each in near))[:ARTICLES]
    missing = missing_names(asked, parts.article(*first), parts.lexicon)
    fewer = set()
    for place in others:
        absent = missing_names(asked, parts.article(*place), parts.lexicon)
        if absent.keys() > missing.keys():
            fewer.add(place)
        else:  # together they have what either has
            missing = {name: certain for name, certain in missing.items() if name in absent}
    kept = [each for each in scored if (each.quotable.evidence.article, each.quotable.evidence.version) not in fewer]
    return missing, kept


def _retrieve(query: Query, k: int, quoted: Quoted, parts: Parts) -> Retrieval:
    """The passages found, and those with a quotation; those that hold instructions to a model marked."""
    with parts.index.opened() as index:
        found = retrieve(query, k, index, parts.encoder.encode_question) if index else Retrieval((), {})
    if parts.reranker:
        found = parts.reranker.rerank(query.searched, found)
    found = add_passages(found, quoted, parts.catalog, lambda: parts.encoder.encode_question(query.text))
    return replace(
        found,
        evidence=tuple(replace(each, suspicious=True) if is_suspicious(each) else each for each in found.evidence),
    )


def untrusted_places(evidence: set[Evidence] | Sequence[Evidence], parts: Parts) -> set[Place]:
    """The sentences of passages that are instructions to a model, or stand beside some."""
    return set[Place]().union(
        *(untrusted_sentences(each, parts.article(each.article, each.version).text) for each in evidence)
    )
