"""Follow-up and history -> a question that stands alone; and what kind of thing it asks for."""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from assistant.chat.words import content_words, words
from assistant.errors import QuestionError
from assistant.records import Turn, fold

Kind: TypeAlias = Literal["quantity", "date", "person", "place", "reason", "other"]

# A question that begins like this leans on what was said before.
BEGINS = re.compile(
    r"(?:and|but|what about|how about)\b"
    r"|(?:so|or|why|when|where|who|how|how many|how much|really)\b\W*(?:\w+\W*){0,2}$",
    re.IGNORECASE,
)
# So does one with a word that stands for another, unless a name before it in the question may be what it stands for.
STANDS_FOR = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|these|those|former|latter"
    r"|that(?=\W*$| (?:is|was|are|were|will|would|mean|happen|deal|one)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )there"
    r"|(?:the|that|this|which) (?:\w+ )?ones?)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=\s)[A-Z]")
SHORT = 3  # content words; a question with fewer, in a conversation, leans on what was said before

KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "quantity",
        re.compile(
            r"\bhow (?:many|much|old|large|big|long|high|far|often|fast)\b"
            r"|\b(?:what|which) (?:\w+ ){0,3}"
            r"(?:number|share|percent|percentage|tariff|rate|price|cost|amount|value|total|figure)\b",
            re.I,
        ),
    ),
    ("date", re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time)\b|\bhow long ago\b", re.I)),
    ("person", re.compile(r"\bwho(?:m|se)?\b", re.I)),
    ("place", re.compile(r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|countries|cities)\b", re.I)),
    ("reason", re.compile(r"\bwhy\b|\bwhat (?:caused|led|triggered|prompted)\b|\bhow come\b|\breasons? \b", re.I)),
)


def check_question(question: str, most: int) -> str:
    """The question with white space folded. Raises QuestionError if it is empty or longer than ``most`` characters."""
    asked = clean(question)
    if not any(character.isalnum() for character in asked):
        raise QuestionError("The question is empty: type a few words.")
    if len(asked) > most:
        raise QuestionError(f"The question has {len(asked):,} characters: shorten it to {most:,} or fewer.")
    return asked


def clean(text: str) -> str:
    """White space folded; control characters, half surrogates and the like, which no encoder takes, left out."""
    return fold("".join(character if character.isprintable() else " " for character in text))


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The question as it is searched: a follow-up gets the earlier questions it leans on put before it."""
    asked = list(filter(None, (clean(turn.content) for turn in history if turn.role == "user")))
    needed = [question]
    while asked and leans(needed[0]):
        needed.insert(0, asked.pop())
        if len(needed) == 3:
            break
    return " ".join(needed)


def leans(question: str) -> bool:
    """True if a question cannot be understood without what was said before it."""
    stands_for = STANDS_FOR.search(question)
    return bool(
        BEGINS.match(question)
        or (stands_for and not NAME.search(question, 0, stands_for.start()))
        or (len(content_words(question)) < SHORT and len(words(question)) < 6 and not NAME.search(question))
    )


def kind_of(question: str) -> Kind:
    """What kind of words would answer."""
    return next((kind for kind, pattern in KINDS if pattern.search(question)), "other")
