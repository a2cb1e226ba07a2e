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

from assistant.answer.frames import Limits, Term, Terms
from assistant.answer.mentions import Mentions, find_mentions, finder
from assistant.answer.scope import LEAST_WORDS, WORD, fold, names_of
from assistant.index.opened import Index
from assistant.language.instructions import is_suspicious
from assistant.language.tokens import content_words, stem, words
from assistant.records import Article, ArticlePath, Evidence, Span, normalize_space
from assistant.store.base import Catalog
from assistant.store.records import ArticleSource, Encoded, KnownSources

T = TypeVar("T")
Found: TypeAlias = list[tuple[Evidence, Encoded]]

MOST = 100  # passages
LOOKED_THROUGH = 400  # passages that have words of a topic
PER_ARTICLE, LEADING = 3, 2  # passages of an article: that name a topic, and of its beginning
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


def beginnings(catalog: Catalog, articles: Sequence[ArticleSource]) -> Found:
    """The first passages of articles; of many, of some at even distances."""
    paths = [article.path for article in evenly(articles, MOST // LEADING)]
    found = sorted(load(catalog, catalog.passages_of(paths)), key=lambda each: (each[0].article, each[0].start))
    return limit(found, LEADING)


def of_terms(catalog: Catalog, terms: Terms, limits: Limits) -> Found:
    """The passages that name terms, best first, a few of each article that has a term of each group.

    Only the ``LOOKED_THROUGH`` passages that fit the words best are read; all of them, if none of those names a term.
    """
    names, period = namer(terms), limits.period
    ids = catalog.passages_of(limits.articles) if limits.articles is not None else None
    start, end = (period.start, period.end) if period else (None, None)
    matched = catalog.full_text.match(content_words(words_of(terms)), LOOKED_THROUGH, start, end, among=ids)
    found = load(catalog, [each for each, _ in matched])
    texts: dict[ArticlePath, str] = {}
    for evidence, _ in found:
        texts[evidence.article] = f"{texts.get(evidence.article, evidence.title)}\n{evidence.text}"
    groups = [[finder_of(term) for term in group] for group in terms.groups]
    without = [finder_of(term) for term in terms.without]
    kept = {
        path
        for path, text in texts.items()
        if all(any(find(text) for find in group) for group in groups) and not any(find(text) for find in without)
    }
    naming = [each for each in found if each[0].article in kept and (names(each[0].text) or names(each[0].title))]
    return limit(naming, PER_ARTICLE)[:MOST] or of_mentions(catalog, find_mentions(terms, limits, catalog), names)


def of_mentions(catalog: Catalog, found: Sequence[Mentions], names: Callable[[str], bool]) -> Found:
    """The passages that name something, a few of each article that mentions it; the first where only the title does.

    Of many articles, some at even distances in time, first of those that mention it in the title or more than once.
    """
    main = [each for each in found if each.in_title or len(each.places) > 1]
    rest = [each for each in found if not (each.in_title or len(each.places) > 1)]
    chosen = evenly(main, MOST // LEADING)
    chosen += evenly(rest, MOST // LEADING - len(chosen))
    passages = load(catalog, catalog.passages_of([each.article.path for each in chosen]))
    titled = {each.article.path for each in chosen if not each.places}
    first = {path: min(each.start for each, _ in passages if each.article == path) for path in titled}
    naming = [each for each in passages if names(each[0].text) or first.get(each[0].article) == each[0].start]
    return limit(naming, PER_ARTICLE)[:MOST]


def near(index: Index, vector: NDArray[np.float32], limits: Limits) -> Found:
    """The passages that are near a topic in meaning, best first; vector: of the topic, of unit length."""
    ids = index.catalog.passages_of(limits.articles) if limits.articles is not None else None
    start, end = (limits.period.start, limits.period.end) if limits.period else (None, None)
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


def words_of(terms: Terms) -> str:
    """The terms one after another, to be encoded."""
    return " ".join(term.text for group in terms.groups for term in group)


def namer(terms: Terms) -> Callable[[str], bool]:
    """What tells whether a text names any of some terms; a term with a capital is named with one."""
    finders = [finder_of(term) for group in terms.groups for term in group]
    return lambda text: any(find(text) for find in finders)


def finder_of(term: Term) -> Callable[[str], list[Span]]:
    """What finds the places of a term in a text; of a topic, those of its words if all are there."""
    if not term.topic:
        return finder(term.text, term.text[:1].isupper())
    wanted = {stem(word) for word in content_words(term.text)}

    def find(text: str) -> list[Span]:
        places = [match.span() for match in WORD.finditer(text) if stem(match[0]) in wanted]
        return places if wanted <= {stem(text[start:end]) for start, end in places} else []

    return find


def mentions_in(article: Article, source: ArticleSource, terms: Terms) -> Mentions:
    """The places of terms in an article."""
    finders = [finder_of(term) for group in terms.groups for term in group]
    places = {place for find in finders for place in find(article.text)}
    in_title = sum(len(find(article.title)) for find in finders)
    return Mentions(source, tuple(sorted(places)), in_title, article.path)


def named_articles(text: str, known: KnownSources) -> list[ArticleSource]:
    """The articles whose title or file a text is, or the one whose title begins so; newest first."""
    by_form, folded = names_of(known).by_form, fold(text)
    paths = {path for name in by_form.get(folded, ()) if name.what in ("title", "file") for path in name.articles}
    if not paths and len(words(text)) >= LEAST_WORDS:
        begun = [name for form, names in by_form.items() if form.startswith(folded) for name in names]
        begun_paths = {path for name in begun if name.what == "title" for path in name.articles}
        paths = begun_paths if len(begun_paths) == 1 else set()
    return [article for article in known.articles if article.path in paths]


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
