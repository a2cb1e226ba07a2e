"""Other forms of a word: one letter off (dropped, added, or exchanged), or with letters spelled in another way."""

import re
import string
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from assistant.language import DEFAULT
from assistant.language.letters import is_marked, other_spellings, without_accents
from assistant.language.tokens import words

CANDIDATES = 5  # words that are tried for one
LONG = 5  # letters; shorter words have too many neighbours


def is_near(word: str, known: Collection[str]) -> bool:
    """True if a long word is one letter off a known one (Damerau 1964, doi:10.1145/363958.363994)."""
    return any(other in known for other in neighbours(word))


def neighbours(word: str) -> Iterator[str]:
    """Every word one letter off; none of a short word, or of one with anything but letters."""
    if len(word) < LONG or not word.isalpha():
        return
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in string.ascii_lowercase:
            if after:
                yield before + letter + after[1:]
            yield before + letter + after


def respell(
    question: str,
    frequencies: Callable[[Sequence[str]], Mapping[str, int]],
    is_ordinary: Callable[[str], bool],
    is_written: Callable[[str], bool],
) -> tuple[str, tuple[str, ...]]:
    """A question with each word that the corpus has only in another spelling in that one, and further spellings.

    "Moeller" becomes "Møller" where no passage has "Moeller"; where some have, "møller" is one of the further ones.
    frequencies, is_ordinary, is_written: as ``correct`` takes them.
    """
    further: list[str] = []
    stop_words = DEFAULT.grammar.stop_words
    asked = [word for word in dict.fromkeys(words(question)) if word.isalpha() and word.lower() not in stop_words]
    counts = frequencies(asked)
    for word in asked:
        if counts[word] and word.islower() and is_ordinary(word):
            continue
        found = frequencies(other_spellings(word))
        # Full text knows no accents: "muller" counts for "müller", so a passage is read for that.
        known = [each for each in found if found[each] and (is_marked(without_accents(each)) or is_written(each))]
        if known and not counts[word]:
            best = max(known, key=lambda each: found[each])
            question = re.sub(rf"\b{word}\b", best.capitalize() if word[0].isupper() else best, question)
        else:
            further += known
    return question, tuple(dict.fromkeys(further))


def correct(
    question: str,
    frequencies: Callable[[Sequence[str]], Mapping[str, int]],
    is_ordinary: Callable[[str], bool],
    is_written: Callable[[str], bool],
) -> str:
    """A question with each word that is neither in the corpus nor ordinary replaced by one that is one letter off.

    Of several such words of the corpus, the one in most passages is taken.

    frequencies: words -> in how many passages each stands. is_ordinary: True for a word of the encoder's
    vocabulary. is_written: True for a word that some passage has as it is, not only by its stem.
    """
    asked = [word for word in dict.fromkeys(words(question)) if len(word) >= LONG and word.isalpha()]
    counts = frequencies(asked)
    for word in asked:
        if counts[word] or is_ordinary(word):
            continue
        near = frequencies(list(dict.fromkeys(neighbours(word.lower()))))
        found = [each for each in sorted(near, key=lambda each: -near[each])[:CANDIDATES] if near[each]]
        best = next((each for each in found if is_written(each)), None)
        if best:
            question = re.sub(rf"\b{word}\b", best.capitalize() if word[0].isupper() else best, question)
    return question
