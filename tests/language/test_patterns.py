"""Patterns that read whatever an article holds take time in proportion to its length, by the way they are written.

A repetition without a limit inside another, or two beside one another that take the same characters, make ``re`` try
every way to share out a text between them. Held by reading the patterns: a clock says little on a busy machine.
"""

import re
from collections.abc import Iterator
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from assistant.language import LANGUAGES
from assistant.language.base import Periods
from assistant.language.instructions import UNSEEN
from assistant.language.pages import page_forms

LANGUAGE_ORDERS = [order for language in dict.fromkeys(LANGUAGES.values()) for order in language.instructions.orders]
ORDERS = [order.pattern for order in (*LANGUAGE_ORDERS, *UNSEEN)]
DATES = [
    *(form for language in dict.fromkeys(LANGUAGES.values()) for form in language.calendar.forms),
    *page_forms(),
    *(
        pattern
        for language in dict.fromkeys(LANGUAGES.values())
        for name in Periods.__dataclass_fields__
        if isinstance(pattern := getattr(language.periods, name), re.Pattern) and name != "reported"  # of one date
    ),
]
CHARACTERS = [chr(code) for code in range(32, 256)] + ["\t", "\n", "“", "”", "’", "–"]


def children(item: tuple[Any, Any]) -> list[Any]:
    """The sequences that a part of a parsed pattern is made of."""
    kind, value = item
    if kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is c.SUBPATTERN:
        return [value[3]]
    if kind is c.BRANCH:
        return list(value[1])
    return [value[1]] if kind in (c.ASSERT, c.ASSERT_NOT) else []


def is_endless(item: tuple[Any, Any]) -> bool:
    return item[0] in (c.MAX_REPEAT, c.MIN_REPEAT) and item[1][1] == c.MAXREPEAT


def repeated_in(sequence: Any) -> Iterator[Any]:
    """What each repetition without a limit repeats, at any depth."""
    for item in sequence:
        if is_endless(item):
            yield item[1][2]
        for child in children(item):
            yield from repeated_in(child)


def faults(pattern: str) -> Iterator[str]:
    tree = parser.parse(pattern, re.IGNORECASE | re.MULTILINE)
    for inner in repeated_in(tree):
        if any(True for _ in repeated_in(inner)):
            yield "a repetition without a limit stands in another"
    yield from _adjacent(tree)
    if len(tree.data) > 1 and is_endless(tree.data[0]):
        yield "it begins with a repetition without a limit"


def _adjacent(sequence: Any) -> Iterator[str]:
    """Repetitions side by side that take the same characters; what may be empty between them counts as nothing."""
    before: list[set[str]] = []
    for item in sequence:
        if is_endless(item):
            own = taken(item[1][2])
            if any(own & other for other in before):
                yield "two repetitions beside one another take the same characters"
            before = [*before, own] if item[1][0] == 0 else [own]
        elif item[0] not in (c.AT, c.ASSERT, c.ASSERT_NOT) and not (
            item[0] in (c.MAX_REPEAT, c.MIN_REPEAT) and item[1][0] == 0
        ):
            before = []
        for child in children(item):
            yield from _adjacent(child)


def taken(sequence: Any) -> set[str]:
    """The characters that one part may be, where it is one character; none of what is longer."""
    if len(sequence) != 1:
        return set()
    kind, value = sequence[0]
    if kind is c.SUBPATTERN:
        return taken(value[3])
    if kind is c.LITERAL:
        return {chr(value)}
    if kind is c.ANY:
        return set(CHARACTERS) - {"\n"}
    if kind is c.NOT_LITERAL:
        return set(CHARACTERS) - {chr(value)}
    if kind is not c.IN:
        return set()
    found: set[str] = set()
    for part, of in value:
        if part is c.LITERAL:
            found.add(chr(of))
        elif part is c.RANGE:
            found |= {char for char in CHARACTERS if of[0] <= ord(char) <= of[1]}
        elif part is c.CATEGORY:
            form = {
                c.CATEGORY_SPACE: r"\s", c.CATEGORY_NOT_SPACE: r"\S", c.CATEGORY_WORD: r"\w",
                c.CATEGORY_NOT_WORD: r"\W", c.CATEGORY_DIGIT: r"\d", c.CATEGORY_NOT_DIGIT: r"\D",
            }[of]  # fmt: skip
            found |= {char for char in CHARACTERS if re.match(form, char)}
    return set(CHARACTERS) - found if value[0][0] is c.NEGATE else found


@pytest.mark.parametrize("pattern", [*ORDERS, *DATES], ids=lambda pattern: pattern.pattern[:40])
def test_no_pattern_that_reads_a_whole_text_takes_more_than_linear_time(pattern: re.Pattern[str]) -> None:
    assert list(faults(pattern.pattern)) == []


@pytest.mark.parametrize(
    "pattern", [r"a(?:b+)*", r"(?:\w+\s*)+x", r"x\s*[ \t]+y", r"x\w*\d*y", r"\s+x", r"a(?:b|(?:c*d)+)", r"x.*(?:y)?.*z"]
)
def test_the_rule_sees_patterns_that_take_longer(pattern: str) -> None:
    assert list(faults(pattern))
