"""Which names and numbers of a question are missing from the article that would answer it?

A question about FedEx is not answered by an article that never names FedEx, however well its sentences fit. A name also
counts as found in its usual other forms: a demonym for a country, initials for a long name, a spelling one letter off.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.spelling import is_near, neighbours
from assistant.language import DEFAULT
from assistant.language.letters import ascii_spellings, marked_words
from assistant.language.tokens import find_acronyms, stem, stems, words
from assistant.records import Article
from assistant.verify.names import initials_of, is_name_word, is_same_word, plain, unify
from assistant.verify.tables import NAMES

YEAR = re.compile(r"(?:1[89]|20)\d\d")
CAPITALISED = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w'’-]*")
LONG_NAME = re.compile(rf"{CAPITALISED.pattern}(?: (?:(?:and|of|the|for|on) )*{CAPITALISED.pattern})+")
NAME_SHARE = 0.9  # a word is a name if the corpus writes as many of its places inside sentences with a capital
LEAST_PLACES = 2  # of those
SAMPLE = 20  # passages that are read for them
LEAST_INITIALS = 3  # that stand for a long name
LONG_NUMBER = 3  # digits; a shorter one may only count what is asked for: "2 facts about"
LEAST_LETTERS = 4  # of a word that nobody knows, to be taken for a name


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words beyond one article."""

    frequencies: Callable[[Sequence[str]], Mapping[str, int]]  # words -> in how many passages of the corpus each is
    samples: Callable[[str, int], Sequence[str]]  # a word, a number -> so many passages at most that have it
    is_ordinary: Callable[[str], bool]  # True for a word of the encoder's vocabulary

    def is_written(self, word: str) -> bool:
        """True if a passage has a word as it is, not only by its stem."""
        return any(word.lower() in map(str.lower, words(text)) for text in self.samples(word, SAMPLE))


@dataclass(frozen=True, slots=True)
class Forms:
    """An article as names are looked for in it."""

    text: str  # with its header, as it is and with aliases unified
    stems: frozenset[str]
    names: frozenset[str]  # its words with a capital, plain


@lru_cache(maxsize=64)
def forms_of(article: Article) -> Forms:
    """The words of an article and of what is known about it."""
    about = (article.title, article.source, article.author, article.url, re.sub(r"[\W_]+", " ", article.path))
    text = "\n".join(filter(None, (*about, article.text)))
    whole = f"{text}\n{unify(text)}"
    spelled = {each for word in marked_words(whole) for each in ascii_spellings(word)}
    names = frozenset(plain(each) for each in (*CAPITALISED.findall(whole), *spelled))
    return Forms(whole, frozenset(stems(whole) | set(map(stem, spelled))), names)


def missing_names(question: str, article: Article, lexicon: Lexicon) -> dict[str, bool]:
    """The names and numbers of a question that an article has in no form, as the question writes them.

    question: without the words that mean a time; see ``without_dates``.
    Returns each with True if it is certain that it is one: by its capital, or because it is a long number.
    """
    forms = forms_of(article)
    spelled = {word.lower(): word for word in words(question)}
    shortened = {
        word
        for name in LONG_NAME.findall(question)
        if any(len(each) >= LEAST_INITIALS and each in forms.stems for each in initials_of(name))
        for word in words(name)
    }
    missing = {}
    acronyms = find_acronyms(question)
    for word, has_capital in candidates(question):
        if word in acronyms:  # "WHO": the article's "who" is another word
            if not re.search(rf"\b{word}\b|{_initials(word).pattern}", forms.text):  # both with their capitals
                missing[word] = has_capital and len(word) >= LEAST_INITIALS
            continue
        if any(stem(each) in forms.stems for each in (word, *ascii_spellings(word))) or word in shortened:
            continue
        if _is_year_of(word, article):
            continue
        is_number = word[0].isdigit()
        if is_number and stem(word.rstrip("sS")) in forms.stems:  # "the 1700s"
            continue
        if (has_capital or is_number or is_name(word, lexicon)) and not _has_other_form(word, forms):
            missing[spelled.get(word.lower(), word)] = len(word) >= LONG_NUMBER if is_number else has_capital
    return missing


def candidates(question: str) -> list[tuple[str, bool]]:
    """The words of a question that may be names or numbers, and whether a capital inside a sentence says that one is.

    Titles, months and weekdays are left out. In a question all in small letters, all in capitals or in title case,
    capitals say nothing.
    """
    stop_words = DEFAULT.grammar.stop_words
    inner = words(question)[1:]
    telling = any(word[0].isupper() for word in inner) and any(word.islower() for word in inner)
    found = words(unify(question if telling else question.title()))

    def has_content(word: str) -> bool:
        is_acronym = telling and len(word) > 1 and word.isupper()  # "WHO" is not "who"
        low = word.lower()
        return len(word) > 1 and (is_acronym or low not in stop_words) and is_name_word(low) and low not in NAMES.titles

    return [(word, telling and at > 0 and word[0].isupper()) for at, word in enumerate(found) if has_content(word)]


def is_name(word: str, lexicon: Lexicon) -> bool:
    """True if a word without a telling capital is a name: the corpus writes it with one, or nobody knows the word."""
    if not lexicon.frequencies([word])[word]:
        spellings = (word, *neighbours(word.lower()))  # a typing error in an ordinary word is no name
        return len(word) >= LEAST_LETTERS and word.isalpha() and not any(map(lexicon.is_ordinary, spellings))
    inside = re.compile(rf"(?<=[a-z,;] ){re.escape(word)}\b", re.IGNORECASE)
    capitals = [match[0][0].isupper() for text in lexicon.samples(word, SAMPLE) for match in inside.finditer(text)]
    return len(capitals) >= LEAST_PLACES and sum(capitals) >= NAME_SHARE * len(capitals)


def _is_year_of(word: str, article: Article) -> bool:
    """True for the year an article is from, and for any year if its date is not known."""
    return bool(YEAR.fullmatch(word)) and (article.date is None or article.date.year == int(word))


@lru_cache(maxsize=1_000)
def _initials(letters: str) -> re.Pattern[str]:
    """Words one after another that begin with these letters, such as "electric vehicle" for "EV"."""
    return re.compile(r"\b" + r"\w*\W+(?:(?:of|the|and|for|on) )?".join(letters), re.IGNORECASE)


def _has_other_form(word: str, forms: Forms) -> bool:
    """True if an article has a word in another form."""
    low = plain(word)
    if low.isdecimal():
        cardinals = DEFAULT.numbers.cardinals
        return any(value == int(low) and stem(name) in forms.stems for name, value in cardinals.items())
    letters = word.removesuffix("s")  # "EVs"
    if (
        letters.isupper()
        and len(letters) > 1
        and (stem(letters) in forms.stems or _initials(letters).search(forms.text))
    ):
        return True
    others = {low, *map(plain, words(unify(word.upper())))}  # "usa"
    return any(is_same_word(other, name) for other in others for name in forms.names) or is_near(
        stem(word), forms.stems
    )
