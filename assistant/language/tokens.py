"""Words: cut as the full-text index cuts them, stemmed, without the words of grammar."""

import re
import threading
from functools import cache, lru_cache

import Stemmer

from assistant.language import DEFAULT
from assistant.language.base import Language
from assistant.language.letters import plain as plain_letters

# "U.S." and "30.8" are one word each here; full text looks for their parts one after another.
WORD = re.compile(r"\b(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+")
ACRONYM = "Xy"  # stands for a name that is written like a word of grammar
_stemming = threading.Lock()  # a stemmer keeps its state in itself


def words(text: str) -> list[str]:
    """The words of a text in order, as written."""
    return WORD.findall(text)


def content_words(text: str, language: Language = DEFAULT) -> list[str]:
    """The words that carry content, once each, in order; every word if there are none."""
    found = list(dict.fromkeys(words(text)))
    stop_words, acronyms = language.grammar.stop_words, find_acronyms(text, language)
    return [word for word in found if word in acronyms or word.lower() not in stop_words] or found


@lru_cache(maxsize=1_000)
def find_acronyms(text: str, language: Language = DEFAULT) -> frozenset[str]:
    """The words of grammar that are names, for they are in capitals where others are not: "WHO", "IT", "US".

    A negation in capitals is only stressed.
    """
    found, grammar = words(text), language.grammar
    if not any(word.islower() for word in found):
        return frozenset()
    grammatical = (grammar.stop_words | grammar.first_person) - grammar.negations
    return frozenset(word for word in found if len(word) > 1 and word.isupper() and word.lower() in grammatical)


def mask_acronyms(text: str, language: Language = DEFAULT) -> str:
    """A text with a name that is no word of grammar in place of each of ``find_acronyms``."""
    acronyms = find_acronyms(text, language)
    return WORD.sub(lambda match: ACRONYM if match[0] in acronyms else match[0], text) if acronyms else text


@lru_cache(maxsize=100_000)
def stem(word: str, language: Language = DEFAULT) -> str:
    """The stem of a word, without case and accents; "Møller" and "Moller" have one."""
    plain = plain_letters(word).encode("ascii", "ignore").decode() or word.lower()
    plain = plain.replace(".", "") if not plain[:1].isdigit() else plain.replace(",", "")
    if language.stemmer is None:
        return plain
    with _stemming:
        return str(_load_stemmer(language.stemmer).stemWord(plain))


def stems(text: str, language: Language = DEFAULT) -> set[str]:
    """The stems of all words of a text."""
    if language is DEFAULT:
        return {stem(word) for word in words(text)}  # one argument: the same entries of the cache as elsewhere
    return {stem(word, language) for word in words(text)}


@cache
def _load_stemmer(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name)
