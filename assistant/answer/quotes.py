"""Who, and what about -> the sentences of the whole corpus in which they speak of it; whose words some words are."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

import numpy as np
from numpy.typing import NDArray

from assistant.answer.frames import Limits
from assistant.answer.mentions import is_among
from assistant.answer.question import Query
from assistant.answer.rank import weigh_words
from assistant.answer.speech.attribute import Speech, read_speech
from assistant.answer.speech.speakers import Speaker, strip_titles, surname
from assistant.language import DEFAULT, find_language
from assistant.language.tokens import content_words, stems, words
from assistant.records import Article, Evidence, Span
from assistant.store.base import Catalog
from assistant.store.records import Encoded
from assistant.verify.names import plain

WORDS = DEFAULT.attribution
PASSAGES = 2000  # that are looked through for a name, at most
ARTICLES = 100  # that are read for what somebody says, at most
QUOTES = 8  # in an answer, at most
NEAR = 0.5  # weight of a topic's word that stands around a sentence; 1 for one in it
COSINE = 1.0  # weight of the cosine of topic and sentence; 1 for the share of the topic's words
ANSWERS = 0.7  # the least score of a best sentence that is about the topic; see docs/quality.md
ON_TOPIC = 0.55  # the least score of a further one
NEAR_BEST = 0.6  # the least share of the best score that a third one has
MOST_WORDS = 0.8  # share of some words, by weight, that somebody says who says them in other order or form
LEAST_WORDS = 4  # of a sentence that is given whole
SAME = 0.8  # of stems shared by two sentences that are copies of one another
AROUND = 2  # sentences before one that may have the topic's words; so may the one after it

WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"['’]s?(?!\w)")

EVERYTHING = Limits()
Encode = Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence in which somebody speaks."""

    evidence: Evidence  # its passage
    speech: Speech
    score: float  # how much it is about the topic; 0 without one
    vector: NDArray[np.float32]  # of the sentence


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody says: ``quotes`` of the topic, best first, and how many sentences they speak in at all."""

    quotes: tuple[Quote, ...]
    sentences: int
    nearest: tuple[Evidence, ...] = ()  # passages in which they speak, or that name them
    closest: str = ""  # the sentence in which they speak that is closest to the topic


def find_quotes(who: str, about: str, catalog: Catalog, encode: Encode, limits: Limits = EVERYTHING) -> Spoken:
    """What somebody says about a topic, most to the point first; newest first if ``about`` is "".

    who: a name, or a phrase such as "the police". Near-copies are left out. Outside the limits, only ``sentences``,
    ``nearest`` and ``closest`` look.
    """
    among = {article.path for article in catalog.sources().articles if is_among(article, limits)}
    found: list[Quote] = []
    named: list[Evidence] = []
    for article, known in _articles_naming(who, about, catalog):
        own = [quote for quote in _quotes_of(article, known) if is_speaker(who, quote.speech.speaker)]
        named += [evidence for evidence, _ in known[:1]]
        found += _scored(own, article, about, catalog, encode) if about else own
    found.sort(key=lambda quote: -quote.score)
    kept = [quote for quote in found if quote.evidence.article in among]
    if about:
        best = max((quote.score for quote in kept), default=0.0)
        topical = [quote for quote in kept if quote.score >= ON_TOPIC] if best >= ANSWERS else []
        kept = [quote for at, quote in enumerate(topical) if at < 2 or quote.score >= NEAR_BEST * best]
    else:
        kept.sort(key=lambda quote: quote.evidence.date or dt.date.min, reverse=True)
    nearest = tuple(dict.fromkeys([*(quote.evidence for quote in found), *named]))
    closest = found[0].evidence.quote(found[0].speech.sentence) if found else ""
    return Spoken(tuple(_without_copies(kept))[:QUOTES], len(found), nearest, closest)


def find_speakers(said: str, catalog: Catalog, limits: Limits = EVERYTHING) -> tuple[tuple[Quote, ...], bool]:
    """Sentences in which somebody says these words, newest first, and whether they stand there exactly.

    If nobody says exactly these, they are those that say most of them.
    """
    exact: list[Quote] = []
    close: list[Quote] = []
    wanted = plain_words(said)
    idf = weigh_words(Query(said), catalog.full_text.document_frequencies, catalog.passage_count())
    ids = [each for each, _ in catalog.full_text.match(content_words(said), PASSAGES)]
    among = {article.path for article in catalog.sources().articles if is_among(article, limits)}
    for article, known in _articles_of(ids, catalog):
        if article.path not in among:
            continue
        quotes = list(_quotes_of(article, known))
        exact += _speaking(quotes, wanted) or [quote for quote in quotes if _is_whole(quote, wanted)]
        close += [quote for quote in quotes if _share(stems(spoken_words(quote)), set(), idf) >= MOST_WORDS]
    found = sorted(exact or close, key=lambda quote: quote.evidence.date or dt.date.min, reverse=True)
    return tuple(_without_copies(found))[:QUOTES], bool(exact)


def spoken_words(quote: Quote) -> str:
    """The words that somebody says in a sentence."""
    return " ".join(quote.evidence.quote(span) for span in quote.speech.spoken)


def is_speaker(who: str, speaker: Speaker) -> bool:
    """True if a name or phrase of a question means a speaker.

    A surname means everybody of that name; a full name means one whose full name is known to be that. Who speaks for an
    organisation speaks as it.
    """
    asked = [plain(word) for word in words(POSSESSIVE.sub("", who))]
    asked = [word for word in asked if word and word not in WORDS.determiners]
    if not asked:
        return False
    names = speaker.others if speaker.joint else (speaker.name,)
    if any(_is_name(who, asked, name) for name in names if name):
        return True
    stands_in = any(WORDS.stand_ins.fullmatch(word) for word in words(speaker.phrase))
    if stands_in and not speaker.joint and any(_is_name(who, asked, name) for name in speaker.others):
        return True
    phrase = words(POSSESSIVE.sub("", speaker.phrase))
    described = [plain(word) for word in phrase]
    first = next((at for at, word in enumerate(phrase) if word.lower() in WORDS.prepositions), len(phrase))
    if not speaker.name and set(asked) <= set(described[:first]) and asked[-1] == described[first - 1]:
        return True  # "the US military"
    titled = not any(word[:1].isupper() for word in words(who)) or not strip_titles(words(who))
    return titled and set(asked) <= set(described) and asked[-1] in _heads(phrase)


def _heads(phrase: Sequence[str]) -> set[str]:
    """The nouns that say what a speaker is: "police" in "police in Lund", not in "police chief"."""
    ends = WORDS.prepositions | WORDS.breaks | WORDS.relative
    return {
        plain(word)
        for word, after in zip(phrase, [*phrase[1:], ""], strict=True)
        if not after or after[0].isupper() or after.lower() in ends
    }


def _is_name(who: str, asked: Sequence[str], name: str) -> bool:
    """True if the words of a question mean a name: the same surname, and no word that the name does not have."""
    own = [plain(word) for word in words(name)]
    bare = [plain(word) for word in strip_titles(words(who))] or list(asked)
    bare = [word for word in bare if word not in WORDS.determiners]
    if not bare or not own:
        return False
    last = plain(surname(" ".join(words(name))))
    person = bare[-1] == last and set(bare) <= set(own)
    return person or bare == own or (len(own) > 1 and bare == own[: len(bare)] and bare[-1] in own[:1])


def _articles_naming(
    who: str, about: str, catalog: Catalog
) -> Iterator[tuple[Article, list[tuple[Evidence, Encoded]]]]:
    """The articles that name somebody: those closest to the topic first, or the newest."""
    names = content_words(" ".join(strip_titles(words(who))) or who)
    ids = [each for each, _ in catalog.full_text.match(names[-1:], PASSAGES)]
    if about:
        among = catalog.full_text.match(content_words(about), PASSAGES, among=ids)
        ids = list(dict.fromkeys([*(each for each, _ in among), *ids]))
    else:
        days = catalog.dated_texts(ids)
        ids.sort(key=lambda each: days[each][0] or dt.date.min if each in days else dt.date.min, reverse=True)
    yield from _articles_of(ids, catalog)


def _articles_of(ids: Sequence[int], catalog: Catalog) -> Iterator[tuple[Article, list[tuple[Evidence, Encoded]]]]:
    """The articles of passages in their order, each with all its passages in the order of its text."""
    known = catalog.evidence(ids)
    paths = dict.fromkeys(known[each][0].article for each in ids if each in known)
    for path in list(paths)[:ARTICLES]:
        article = catalog.article(path)
        passages = catalog.evidence(catalog.passages_of([path]))
        yield article, sorted(passages.values(), key=lambda each: each[0].start)


def _quotes_of(article: Article, known: Sequence[tuple[Evidence, Encoded]]) -> Iterator[Quote]:
    """Every sentence of an article in which somebody speaks; none in a language without the tables for it."""
    language = find_language(article.language)
    if language is None or language.attribution is not WORDS:
        return
    places = {
        span: (evidence, encoded.sentences[at])
        for evidence, encoded in known
        if evidence.version == article.version
        for at, span in enumerate(evidence.sentences)
    }
    for speech in _read(article, tuple(sorted(places))):
        evidence, vector = places[speech.sentence]
        yield Quote(evidence, speech, 0.0, vector)


@lru_cache(maxsize=500)
def _read(article: Article, sentences: tuple[Span, ...]) -> tuple[Speech, ...]:
    return read_speech(article, sentences)


def _scored(quotes: Sequence[Quote], article: Article, about: str, catalog: Catalog, encode: Encode) -> list[Quote]:
    """Quotes of one article with how much each is about the topic."""
    idf, vector = _topic(about, catalog, encode)
    title = stems(article.title)
    scored = []
    for quote in quotes:
        start, end = quote.speech.sentence
        spans = quote.evidence.sentences
        at = spans.index(quote.speech.sentence)
        around = stems(article.text[spans[max(0, at - AROUND)][0] : spans[min(len(spans) - 1, at + 1)][1]]) | title
        share = _share(stems(article.text[start:end]), around, idf)
        scored.append(Quote(quote.evidence, quote.speech, share + COSINE * float(quote.vector @ vector), quote.vector))
    return scored


def _share(own: set[str], around: set[str], idf: Mapping[str, float]) -> float:
    """The share of a topic's words, by weight, that a sentence has, or those around it."""
    total = sum(idf.values()) or 1.0
    return (
        sum(weight if word in own else NEAR * weight if word in around else 0.0 for word, weight in idf.items()) / total
    )


def _topic(about: str, catalog: Catalog, encode: Encode) -> tuple[dict[str, float], NDArray[np.float32]]:
    idf = weigh_words(Query(about), catalog.full_text.document_frequencies, catalog.passage_count())
    return idf, encode(about)


def _without_copies(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Quotes in their order, those left out that say the same as one before."""
    seen: list[set[str]] = []
    for quote in quotes:
        own = stems(spoken_words(quote))
        if all(len(own & other) < SAME * max(1, min(len(own), len(other))) for other in seen):
            seen.append(own)
            yield quote


def plain_words(text: str) -> str:
    """The words of a text in small letters, with one space between them and around them."""
    return f" {' '.join(map(str.lower, WORD.findall(text)))} "


def _is_whole(quote: Quote, wanted: str) -> bool:
    """True if plain words hold the whole sentence in which somebody speaks, with who says it."""
    sentence = plain_words(quote.evidence.quote(quote.speech.sentence))
    return len(sentence.split()) >= LEAST_WORDS and sentence in wanted


def _speaking(quotes: Sequence[Quote], wanted: str) -> list[Quote]:
    """The sentences in which one speaker says these plain words, over several sentences if need be."""
    found: list[Quote] = []
    for _, together in groupby(quotes, key=lambda quote: quote.speech.speaker):
        run = list(together)
        said = [spoken_words(quote) for quote in run]
        ends = list(accumulate(len(plain_words(each)) - 1 for each in said))
        at = plain_words(" ".join(said)).find(wanted)
        if at >= 0:
            for start, end, quote in zip([0, *ends], ends, run, strict=False):
                if start < at + len(wanted) - 1 and at < end:
                    found.append(quote)
    return found
