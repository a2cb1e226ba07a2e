"""Where terms stand in the whole corpus, exactly: whole words as they are written, in texts and in titles.

Full text finds the passages that may hold a term; each place is then read in the text. Case, accents, and the forms of
quotation marks, apostrophes and dashes are not compared, except that a word with a capital is compared with its capital
where the corpus also writes it without one, as an ordinary word: Apple, Turkey, March.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from assistant.answer.frames import Limits, Term, Terms
from assistant.language.tokens import content_words, stem, words
from assistant.records import ArticlePath, Span
from assistant.store.base import Catalog
from assistant.store.records import ArticleSource, PassageText

MARKS = re.compile(r"[\u0300-\u036f]")  # accents that are characters of their own, behind their letter
Search: TypeAlias = Callable[[str], Sequence[PassageText]]  # words -> the passages that may hold them

NOT_ASCII = re.compile(r"[^\x00-\x7f]")
SIGNS = str.maketrans("‘’‚‛ʼ“”„‟«»‐‑‒–—−\xa0\u202f\u2009", '\'\'\'\'\'""""""------   ')
NAME_SHARE = 0.9  # two names joined by "and" are one if as many of the places of either are in the joined form


@dataclass(frozen=True, slots=True)
class Mentions:
    """An article, and the places of what is looked for in it."""

    article: ArticleSource
    places: tuple[Span, ...]  # in its text, ascending
    in_title: int  # places in the title
    story: ArticlePath  # the original of the near-copies it is one of; itself, if it has none


def find_mentions(terms: Terms | None, limits: Limits, catalog: Catalog) -> list[Mentions]:
    """The articles of some days and sources that hold terms, newest first, undated last.

    terms: None: all articles.
    """
    with catalog.snapshot():
        known, stories = catalog.sources().articles, catalog.copies.stories()
        among = [article for article in known if is_among(article, limits)]
        if terms is None:
            return [Mentions(article, (), 0, stories.original(article.path)) for article in among]
        search = cache(lambda text: catalog.full_text.passages_with([text]))  # each is read more than once
        terms = join_names(terms, search)
        wanted = [[places_of(term, known, search) for term in group] for group in terms.groups]
        unwanted = [places_of(term, known, search) for term in terms.without]
    found = []
    for article in among:
        path = article.path
        groups = [
            [places[path] for places in group if path in places and (places[path].in_title or not terms.titles)]
            for group in wanted
        ]
        if all(groups) and not any(path in places for places in unwanted):
            each = [hit for group in groups for hit in group]
            spans = sorted({span for hit in each for span in hit.spans})
            in_title = sum(hit.in_title for hit in each)
            if terms.titles:
                spans = []
            found.append(Mentions(article, tuple(spans), in_title, stories.original(path)))
    return found


def is_among(article: ArticleSource, limits: Limits) -> bool:
    """True if an article is of the days and the sources of the limits."""
    if limits.articles is not None and article.path not in limits.articles:
        return False
    if limits.period is None:
        return True
    start, end = limits.period.start, limits.period.end
    return (
        article.date is not None and (start is None or start <= article.date) and (end is None or article.date <= end)
    )


@dataclass(slots=True)
class Hits:
    """The places of one term in one article."""

    spans: list[Span]
    in_title: int = 0


def places_of(term: Term, known: Iterable[ArticleSource], search: Search) -> Mapping[ArticlePath, Hits]:
    """The articles that hold a term, each with its places."""
    if term.topic:
        return _places_of_topic(term, known, search)
    find = finder(term.text, has_ordinary_form(term.text, search))
    found: dict[ArticlePath, Hits] = {}
    for passage in search(term.text):
        spans = [(passage.start + start, passage.start + end) for start, end in find(passage.text)]
        if spans:
            found.setdefault(passage.article, Hits([])).spans.extend(spans)
    for article in known:
        if in_title := len(find(article.title)):
            found.setdefault(article.path, Hits([])).in_title = in_title
    return found


def _places_of_topic(term: Term, known: Iterable[ArticleSource], search: Search) -> Mapping[ArticlePath, Hits]:
    """The articles that hold all words of a topic in any form, with the places of its rarest word."""
    by_word: list[dict[ArticlePath, Hits]] = []
    topic = content_words(term.text)
    for word in topic:
        found: dict[ArticlePath, Hits] = {}
        for passage in search(word):
            found.setdefault(passage.article, Hits([])).spans.extend(_same_stem(word, passage))
        for article in known:
            if in_title := sum(stem(each) == stem(word) for each in words(article.title)):
                found.setdefault(article.path, Hits([])).in_title = in_title
        by_word.append(found)
    rarest = min(by_word, key=len)
    return {path: hits for path, hits in rarest.items() if all(path in each for each in by_word)}


def _same_stem(word: str, passage: PassageText) -> list[Span]:
    own = stem(word)
    return [
        (passage.start + match.start(), passage.start + match.end())
        for match in re.finditer(r"[^\W_]+", passage.text)
        if stem(match[0]) == own
    ]


def join_names(terms: Terms, search: Search) -> Terms:
    """The terms with two that "and" joins taken as one name, if the corpus has either seldom without the other."""
    if len(terms.groups) != 2 or any(len(group) != 1 or group[0].topic for group in terms.groups):
        return terms
    first, second = (group[0].text for group in terms.groups)
    for joint in (f"{first} and {second}", f"{first} & {second}"):
        both = _count(joint, search)
        if both and both >= NAME_SHARE * min(_count(first, search), _count(second, search)):
            return Terms(((Term(joint),),), terms.without)
    return terms


def _count(text: str, search: Search) -> int:
    find = finder(text, False)
    return sum(len(find(passage.text)) for passage in search(text))


def has_ordinary_form(text: str, search: Search) -> bool:
    """True for a single word with a capital that the corpus also writes without one, inside sentences."""
    if not re.fullmatch(r"[^\W\d_]+", text) or not text[0].isupper():
        return False
    low = re.compile(rf"(?<![\w@#./-]){re.escape(text.lower())}(?![\w@/-]|\.\w)")
    return any(low.search(passage.text) for passage in search(text))


def finder(text: str, with_capital: bool) -> Callable[[str], list[Span]]:
    """What finds the places of a text, as whole words, in another.

    with_capital: only places that begin with a capital count.
    """
    parts = fold(unicodedata.normalize("NFC", text)).split()
    first, last = parts[0][0], parts[-1][-1]
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))

    def find(other: str) -> list[Span]:
        folded = fold(other)
        kept: list[int] = []  # where each character of a text without its marks stands in it
        if not folded.isascii() and MARKS.search(folded):
            kept = [at for at, character in enumerate(folded) if not MARKS.match(character)]
            folded = MARKS.sub("", folded)
        spans = [
            match.span()
            for match in pattern.finditer(folded)
            if not (_is_word(first) and match.start() and _is_word(folded[match.start() - 1]))
            and not (_is_word(last) and match.end() < len(folded) and _is_word(folded[match.end()]))
        ]
        if kept:
            kept.append(len(other))
            spans = [(kept[start], kept[end]) for start, end in spans]
        return [span for span in spans if not (with_capital and other[span[0]].islower())]

    return find


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def fold(text: str) -> str:
    """A text in small letters, without accents, with plain quotation marks and dashes; every offset stays."""
    low = text.lower()
    if len(low) != len(text):  # a letter that has no small form of one character, "İ"
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return low if low.isascii() else NOT_ASCII.sub(lambda match: _plain(match[0]), low)


@lru_cache(maxsize=10_000)
def _plain(character: str) -> str:
    folded = character.translate(SIGNS)
    base = unicodedata.normalize("NFKD", folded)[:1]
    return base if base and not unicodedata.combining(base) else folded


def total(found: Sequence[Mentions]) -> int:
    """How many places there are, those in titles that the text does not repeat included."""
    return sum(len(each.places) or each.in_title for each in found)
