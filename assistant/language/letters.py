"""Spellings of letters that other keyboards do not have: "Møller", "Moller" and "Moeller" are one name."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

# Letters with their spellings in ASCII, the one of as many letters first.
LETTERS: Mapping[str, Sequence[str]] = {
    "ä": ("a", "ae"), "å": ("a", "aa"), "æ": ("ae",), "ö": ("o", "oe"), "ø": ("o", "oe"), "œ": ("oe",),
    "ü": ("u", "ue"), "ß": ("ss",), "đ": ("d", "dj"), "ð": ("d",), "þ": ("th",), "ł": ("l",), "ı": ("i",),
    "ħ": ("h",),
}  # fmt: skip
MOST = 200  # spellings of one word

_LETTER = re.compile(f"[{''.join(LETTERS)}]")
_MARKED_WORD = re.compile(rf"[^\W_]*{_LETTER.pattern}[^\W_]*")
_PLAIN = str.maketrans({letter: spelled[0] for letter, spelled in LETTERS.items()})
_ONE = {two: one for one, two in (spelled for spelled in LETTERS.values() if len(spelled) > 1)}
_TWO = re.compile("|".join(_ONE))


def without_accents(text: str) -> str:
    """A text without what Unicode can take off its letters: "é" becomes "e", and "ø" stays."""
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def plain(text: str) -> str:
    """A text without case and accents, and with the first spelling of each letter of ``LETTERS``."""
    return without_accents(_composed(text).translate(_PLAIN))


def shortened(text: str) -> str:
    """A text as ``plain`` has it, but with one letter where a spelling has two: "Moeller" and "Møller" are "moller"."""
    return _TWO.sub(lambda match: _ONE[match[0]], plain(text))


def is_marked(word: str) -> bool:
    """True if a word has a letter of ``LETTERS``."""
    return bool(_LETTER.search(_composed(word)))


def marked_words(text: str) -> set[str]:
    """The words of a text that have a letter of ``LETTERS``, in small letters."""
    return set(_MARKED_WORD.findall(_composed(text)))


def ascii_spellings(word: str) -> list[str]:
    """The spellings of a word without letters of ``LETTERS``, in small letters: "Müller" -> "muller", "mueller"."""
    found = [""]
    for letter in _composed(word):
        ends = LETTERS.get(letter) or (without_accents(letter),)
        found = [start + end for end in ends for start in found][:MOST]
    return found


def marked_spellings(word: str) -> list[str]:
    """The words that are spelled as a word without letters of ``LETTERS``, in small letters, those with fewest first.

    "moeller" -> "möller", "møller", "mœller", "møeller". An accent alone makes no other word: "moller" -> "møller".
    """
    found = [(plain(word), 0)]
    for text, start in found:  # which grows
        for at in range(start, len(text)):
            for length in (2, 1):
                for letter in _SPELLED.get(text[at : at + length], ()):
                    found.append((text[:at] + letter + text[at + length :], at + 1))
        if len(found) > MOST:
            break
    return [text for text, _ in islice(found, 1, MOST)]


def other_spellings(word: str) -> list[str]:
    """The other spellings of a word, in small letters, but for those that differ by accents alone."""
    spelled = ascii_spellings(word)
    found = dict.fromkeys([*spelled, *(each for some in spelled for each in marked_spellings(some))])
    own = without_accents(word.lower())
    return [each for each in found if without_accents(each) != own]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def _spelled() -> Mapping[str, Sequence[str]]:
    """What letters are spelled with -> those letters; one letter with an accent is not one of them."""
    found: dict[str, list[str]] = defaultdict(list)
    for letter, some in LETTERS.items():
        for each in some:
            if without_accents(letter) != each:
                found[each].append(letter)
    return found


_SPELLED = _spelled()
