"""Words: cut as the full-text index cuts them, stemmed, without the words of grammar."""

import re
import threading
import unicodedata
from functools import cache, lru_cache

import Stemmer

from assistant.language import DEFAULT
from assistant.language.base import Language

# "U.S." and "30.8" are one word each here; full text looks for their parts one after another.
WORD = re.compile(r"\b(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+")
_stemming = threading.Lock()  # a stemmer keeps its state in itself


def words(text: str) -> list[str]:
    """The words of a text in order, as written."""
    return WORD.findall(text)


def content_words(text: str, language: Language = DEFAULT) -> list[str]:
    """The words that carry content, once each, in order; every word if there are none."""
    found = list(dict.fromkeys(words(text)))
    stop_words = language.grammar.stop_words
    return [word for word in found if word.lower() not in stop_words] or found


@lru_cache(maxsize=100_000)
def stem(word: str, language: Language = DEFAULT) -> str:
    """The stem of a word, without case and accents."""
    plain = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode() or word.lower()
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
