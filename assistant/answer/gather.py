"""The passages from which an article, a topic or a period is summarised.

A summary is made of at most ``MOST`` passages. Where there are more, a few of each article are taken, and of many
articles, some at even distances in time.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.index.opened import Index
from assistant.language.instructions import is_suspicious
from assistant.language.tokens import content_words, stem, stems
from assistant.records import ArticlePath, ArticleRow, Evidence, normalize_space
from assistant.store.base import Catalog
from assistant.store.records import Encoded

T = TypeVar("T")
Found: TypeAlias = list[tuple[Evidence, Encoded]]

MOST = 100  # passages
LOOKED_THROUGH = 400  # passages that have words of a topic
PER_ARTICLE, LEADING = 3, 2  # passages of an article: that name a topic, and of its beginning, for a period
# Cosine of a passage that is about a topic which no article names, and its share of that of the best passage. Of the
# first six words of titles, .95 have such a passage in their own article, and .25 (clapnq_wiki) to .45 (aeb_html_news,
# where several articles share a subject) in another one.
ABOUT, NEAR_BEST = 0.42, 0.75
OTHERS = 20  # articles of an outlet that are compared with one of its articles
COPY = 0.5  # of the sentences of two articles shared, at which one is a copy of the other


def load(catalog: Catalog, ids: Sequence[int]) -> Found:
    """Passages with their vectors, in the order of their ids; those that hold instructions to a model marked."""
    known = catalog.evidence(ids)
    found = [known[each] for each in ids if each in known]
    return [(replace(each, suspicious=is_suspicious(each)), encoded) for each, encoded in found]


def of_articles(catalog: Catalog, paths: Collection[ArticlePath]) -> Found:
    """The passages of a few articles; of a long one, some at even distances."""
    return load(catalog, evenly(catalog.passages_of(paths), MOST))


def of_period(
    catalog: Catalog, start: dt.date | None, end: dt.date | None, among: Collection[ArticlePath] = ()
) -> Found:
    """The first passages of the articles of some days, both included. among: of these only; (): of all."""
    rows = [row for row in catalog.articles() if is_of(row, start, end) and (not among or row.path in among)]
    paths = [row.path for row in evenly(rows, MOST // LEADING)]
    found = sorted(load(catalog, catalog.passages_of(paths)), key=lambda each: (each[0].article, each[0].start))
    return limit(found, LEADING)


def is_of(row: ArticleRow, start: dt.date | None, end: dt.date | None) -> bool:
    """True if an article is dated from one day to another, both included; None: open."""
    if start is None and end is None:
        return True
    return row.date is not None and (start or dt.date.min) <= row.date <= (end or dt.date.max)


def of_topic(
    index: Index,
    topic: str,
    vector: NDArray[np.float32],
    names: Callable[[str], bool],
    start: dt.date | None = None,
    end: dt.date | None = None,
    among: Collection[ArticlePath] | None = None,
) -> Found:
    """The passages about a topic, best first: those that name it or, if none does, those that are near it in meaning.

    vector: of the topic, of unit length. names: whether a text names it. start, end: only of articles of these days.
    among: only of these articles; None: of all.
    """
    ids = index.catalog.passages_of(among) if among is not None else None
    matched = index.catalog.full_text.match(content_words(topic), LOOKED_THROUGH, start, end, among=ids)
    found = load(index.catalog, [each for each, _ in matched])
    named = [each for each in found if names(each[0].text)]
    if named:
        return limit(named, PER_ARTICLE)[:MOST]
    close = nearest(index, vector, start, end, ids)
    least = max(ABOUT, NEAR_BEST * max((cosine for _, cosine in close), default=0.0))
    return limit(load(index.catalog, [each for each, cosine in close if cosine >= least]), PER_ARTICLE)


def nearest(
    index: Index,
    vector: NDArray[np.float32],
    start: dt.date | None,
    end: dt.date | None,
    ids: Sequence[int] | None,
) -> list[tuple[int, float]]:
    """The passages nearest to a unit vector with their cosines, best first; of these days and these ids only."""
    if ids is None and not (start or end):
        return index.vectors.nearest(vector, MOST)
    table = index.exact.table()
    if ids is None:
        return table.nearest(vector, MOST, start, end)
    among = np.array(ids, np.int64)
    return table.nearest_of(among[table.keep(among, start, end)] if start or end else among, vector, MOST)


def find_furniture(found: Found) -> set[str]:
    """The sentences that several articles share though they are no copies of one another, white space folded."""
    own: dict[ArticlePath, set[str]] = {}
    for evidence, _ in found:
        own.setdefault(evidence.article, set()).update(
            normalize_space(evidence.quote(span)) for span in evidence.sentences
        )
    return {
        text
        for one, other in combinations(own.values(), 2)
        if (shared := one & other) and len(shared) < COPY * min(len(one), len(other))
        for text in shared
    }


def of_same_outlet(catalog: Catalog, path: ArticlePath) -> Found:
    """The first and last passages of other articles of the outlet of an article, some of them."""
    sources = catalog.sources().articles
    outlet = next((source.outlet for source in sources if source.path == path), None)
    others = [source.path for source in sources if source.outlet == outlet and source.path != path]
    ids = [catalog.passages_of([other]) for other in evenly(others, OTHERS)]
    return load(catalog, [each for own in ids for each in dict.fromkeys((*own[:1], *own[-1:]))])


def naming(topic: str) -> Callable[[str], bool]:
    """Whether a text has each content word of a topic, in any of its forms."""
    wanted = {stem(word) for word in content_words(topic)}
    return lambda text: wanted <= stems(text)


def limit(found: Found, per_article: int) -> Found:
    """At most so many passages of each article, order kept."""
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for evidence, encoded in found:
        seen[evidence.article, evidence.version] += 1
        if seen[evidence.article, evidence.version] <= per_article:
            kept.append((evidence, encoded))
    return kept


def evenly(items: Sequence[T], most: int) -> list[T]:
    """At most so many items at even distances, the first among them."""
    count = min(most, len(items))
    return [items[at * len(items) // count] for at in range(count)]
