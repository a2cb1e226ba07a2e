"""Words: cut as the full-text index cuts them, stemmed, without the words of grammar."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from assistant.language import DEFAULT
from assistant.language.en.grammar import STOP_WORDS

# "U.S." and "30.8" are one word each here; full text looks for their parts one after another.
WORD = re.compile(r"\b(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+")
_stemmer = Stemmer.Stemmer(DEFAULT.stemmer)
_stemming = threading.Lock()  # the stemmer keeps its state in itself


def words(text: str) -> list[str]:
    """The words of a text in order, as written."""
    return WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words that carry content, once each, in order; every word if there are none."""
    found = list(dict.fromkeys(words(text)))
    return [word for word in found if word.lower() not in STOP_WORDS] or found


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word, without case and accents."""
    plain = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode() or word.lower()
    plain = plain.replace(".", "") if not plain[:1].isdigit() else plain.replace(",", "")
    with _stemming:
        return str(_stemmer.stemWord(plain))


def stems(text: str) -> set[str]:
    """The stems of all words of a text."""
    return {stem(word) for word in words(text)}
