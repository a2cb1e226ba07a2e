"""Numbers with their units: "half a million" is 500,000, "6 per cent" is 6%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language import DEFAULT
from assistant.language.base import Bound, Language, Numbers
from assistant.records import Span

WRITTEN = re.compile(r"\d[\d,]*(?:\.\d+)?")  # in digits; "²" and "①" are digits to ``isdigit`` and no numbers
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts. ``unit`` is "" where a noun says what is counted."""

    value: float
    unit: str
    span: Span
    bound: Bound = ""
    scaled: bool = False  # written with a word for its size, as "million"
    order: bool = False  # "first", "21st"

    @property
    def amount(self) -> str:
        return f"{self.value:g} {self.unit}".strip()


def read_quantities(text: str, skip: Sequence[Span] = (), language: Language = DEFAULT) -> list[Quantity]:
    """Every quantity of a text, in order. skip: spans of dates, whose numbers are not quantities."""
    tables = language.numbers
    tokens = [match for match in tables.token.finditer(text) if not any(a <= match.start() < b for a, b in skip)]
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        read = _read_at(tables, text, tokens, at)
        if read:
            quantity, at = read
            found.append(quantity)
        else:
            at += 1
    return list(_share_units(tables, text, found))


def _read_at(tables: Numbers, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[Quantity, int] | None:
    first = tokens[at]
    word = first[0].lower()
    sign = tables.signs.get(word, "")
    start = at + bool(sign)
    if start >= len(tokens):
        return None
    if word in tables.multiples:
        return Quantity(tables.multiples[word], "times", first.span(), _bound(tables, text, first.start())), at + 1
    read = _read_value(tables, text, tokens, start)
    if read is None:
        return None
    value, after, scaled = read
    if not sign and _is_order(text, tokens, after - 1):
        return Quantity(value, "", (first.start(), tokens[after - 1].end()), order=True), after
    unit, factor, end = _read_unit(tables, text, tokens, after)
    if tokens[after - 1][0].lower().removesuffix("s") in tables.fractions:
        unit, factor, end = "%", 100.0, after
    if word in tables.not_alone and not unit and not scaled and not sign:
        return None  # "one of them", "a country"
    if sign:
        unit, factor = sign, 1.0
    span = first.start(), tokens[end - 1].end()
    return Quantity(value * factor, unit, span, _bound(tables, text, first.start()), scaled), end


def _read_value(tables: Numbers, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[float, int, bool] | None:
    """A number from here on: its value, the token after it, and whether a word for its size is part of it."""
    word = _word(tokens, at)
    value, after, scaled = 0.0, at, False
    if WRITTEN.fullmatch(word):
        value, after = float(word.replace(",", "")), at + 1
    elif word in tables.cardinals:
        while (next_word := _word(tokens, after)) in tables.cardinals and (
            after == at
            or (tables.cardinals[next_word] < 10 <= tables.cardinals[_word(tokens, after - 1)] and value % 10 == 0)
        ):
            value, after = value + tables.cardinals[next_word], after + 1
    elif word in tables.half and _word(tokens, at + 1) in tables.articles and _word(tokens, at + 2) in tables.scales:
        value, after = 0.5, at + 2
    elif word in tables.half and _word(tokens, at + 1) in tables.after_half:
        return 0.5, at + 1, True
    elif word in tables.articles and _word(tokens, at + 1) in tables.scales and len(_word(tokens, at + 1)) > 2:
        value, after = 1.0, at + 1
    elif word in tables.articles and _word(tokens, at + 1) in tables.fractions and _word(tokens, at + 2) in tables.of:
        return tables.fractions[_word(tokens, at + 1)], at + 2, True
    else:
        return None
    part = tables.fractions.get(_word(tokens, after).removesuffix("s"))
    if part and value * part < 1 and word in tables.cardinals:  # "four quarters" are no fraction
        return value * part, after + 1, True
    while (size := _word(tokens, after)) in tables.scales and _beside(text, tokens, after):
        if len(size) == 1 and tokens[after].start() != tokens[after - 1].end() and size != "m":
            break  # "5 b" is no billion
        value, after, scaled = value * tables.scales[size], after + 1, True
    more = tables.and_a_half
    if more and [_word(tokens, after + number) for number in range(len(more))] == list(more):
        value, after = value + 0.5, after + len(more)
    return value, after, scaled


def _read_unit(tables: Numbers, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[str, float, int]:
    """The unit from here on, its factor, and the token after it."""
    word = _word(tokens, at)
    if at >= len(tokens) or not _beside(text, tokens, at):
        return "", 1.0, at
    after = _word(tokens, at + 1)
    if pair := tables.unit_pairs.get((word, after)):
        return *pair, at + 2
    if word in tables.unit_adjectives and after.rstrip("s") in tables.units:
        unit, factor = tables.units[after.rstrip("s")]
        return tables.unit_adjectives[word] + unit, factor, at + 2
    known = tables.units.get(word) or tables.units.get(word.removesuffix("s"))
    return (*known, at + 1) if known else ("", 1.0, at)


def _word(tokens: Sequence[re.Match[str]], at: int) -> str:
    return tokens[at][0].lower() if 0 <= at < len(tokens) else ""


def _beside(text: str, tokens: Sequence[re.Match[str]], at: int) -> bool:
    """True if a token follows the one before it with nothing but a blank or a hyphen between them."""
    return at > 0 and bool(re.fullmatch(r"[\s-]{0,2}", text[tokens[at - 1].end() : tokens[at].start()]))


def _is_order(text: str, tokens: Sequence[re.Match[str]], at: int) -> bool:
    """True of "21st"."""
    return bool(re.match(r"(?:st|nd|rd|th)\b", text[tokens[at].end() :])) and tokens[at][0].isdigit()


def _bound(tables: Numbers, text: str, start: int) -> Bound:
    before = text[max(0, start - 20) : start]
    return next((bound for bound, pattern in tables.bounds.items() if pattern.search(before)), "")


def _share_units(tables: Numbers, text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """ "From 100 to 6.1 per cent", "$30 to $40 million": a unit or scale that is written once counts for both."""
    for at, each in enumerate(found):
        made = each
        for other in [*found[at + 1 : at + 2], *(found[at - 1 : at] if at else [])]:
            if made.unit or other.unit == "times" or made.order or other.order:
                continue
            first, second = sorted((each, other), key=lambda quantity: quantity.span)
            between = text[first.span[1] : second.span[0]]
            if tables.joined.fullmatch(between) and other.unit and "," not in between:
                made = replace(made, unit=other.unit)
        follows = found[at + 1] if at + 1 < len(found) else None
        if follows and follows.scaled and not each.scaled and each.unit in tables.signs.values() and each.value < 1000:
            between = text[each.span[1] : follows.span[0]]
            if re.fullmatch(r"\s*(?:to|-|–|or)\s*", between):
                written = text[follows.span[0] : follows.span[1]]
                scales = (size for word, size in tables.scales.items() if re.search(rf"\d\s?{word}\b", written, re.I))
                made = replace(made, value=each.value * next(scales, 1.0))
        yield made
