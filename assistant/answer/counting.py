"""Which sentences hold a number that counts what a question asks "how many" of.

"How many protesters were killed?" is answered by "106 protesters in 21 cities", not by "in more than 100 cities".
"""

from collections.abc import Sequence
from functools import cache

from assistant.answer.rank import Scored
from assistant.language import DEFAULT
from assistant.language.tokens import WORD, stem, words

FAR = 5  # words between a number and what it counts, at most
COUNTS = 0.8  # added to the score of a sentence that counts it; measured by benchmarks/weigh_counts.py
PART = 0.01  # share of it, for a sentence that counts a part of it


def counted_noun(question: str) -> str | None:
    """The noun that a question asks the number of, a plural; None if it asks for no count, or names no noun."""
    asked = DEFAULT.questions.how_many.search(question)
    for at, word in enumerate(words(asked[1]) if asked else ()):
        if word.lower() in DEFAULT.grammar.stop_words:
            if at and word.lower() not in DEFAULT.questions.before_noun:
                return None
        elif DEFAULT.questions.plural.fullmatch(word):
            return word
    return None


def counts_noun(sentence: str, noun: str) -> float:
    """1 if a sentence has a number and, in the same phrase behind it, a noun or a synonym of it; 0 if it has not.

    ``PART`` if it counts a part only: "nine of the turbines" does not say how many turbines there are.
    """
    wanted = synonyms_of(noun)
    best = weight = 0.0
    left = 0  # words that may follow a number before its noun
    end = 0
    for match in WORD.finditer(sentence):
        word, between = match[0], sentence[end : match.start()]
        end = match.end()
        if any(mark in between for mark in ".;:!?()"):
            left = 0
        if _is_number(word):
            left, weight = FAR + 1, 1.0
        elif left and stem(word) in wanted and (between == "-" or DEFAULT.questions.plural.fullmatch(word)):
            best = max(best, weight)
        elif word.lower() in DEFAULT.questions.part:
            weight = PART
        elif word.lower() in DEFAULT.grammar.stop_words - DEFAULT.questions.before_noun:
            left = 0
        left = max(0, left - 1)
    return best


def counting_first(scored: Sequence[Scored], noun: str) -> Sequence[Scored]:
    """The sentences by score, with more for those that count a noun; only these, if one of them is then first."""
    counting = {each.place: counts_noun(each.quotable.text, noun) for each in scored}
    ordered = sorted(scored, key=lambda each: -(each.score + COUNTS * counting[each.place]))
    return [each for each in ordered if counting[each.place] or not counting[ordered[0].place]]


@cache
def synonyms_of(noun: str) -> frozenset[str]:
    """The stems of a noun and of the words that news uses for it."""
    own = stem(noun)
    groups = DEFAULT.checks.synonyms if DEFAULT.checks else ()
    stemmed = [{stem(word) for word in words(group)} for group in groups]
    return frozenset({own}.union(*(group for group in stemmed if own in group)))


def _is_number(word: str) -> bool:
    """True for a number that may count, in digits or as a word; a year does not."""
    low = word.lower()
    if word[0].isdigit():
        return not (len(word) == 4 and word.isdecimal() and word[:2] in ("18", "19", "20"))
    return low in DEFAULT.numbers.cardinals or bool(DEFAULT.answers.holds["number"].fullmatch(low))
