"""What a language is to the product: a code, a name and tables of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "money", "number", "date", "person", "organisation", "place", "reason", "list", "definition", "yes or no", "other"
]  # of a question, by what would answer it


@dataclass(frozen=True, slots=True)
class Language:
    """A language whose articles can be split into sentences, searched and checked."""

    code: str  # ISO 639-1, "en"
    name: str
    aliases: tuple[str, ...]  # other codes of it, "eng"
    stemmer: str  # as Snowball names it
    stop_words: frozenset[str]
    pronouns: frozenset[str]  # of the third person
    negations: frozenset[str]
    months: tuple[str, ...]  # January first, in lower case
    weekdays: tuple[str, ...]  # Monday first, in lower case
    numbers: Mapping[str, float]  # "seven" -> 7
