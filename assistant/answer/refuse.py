"""The text of a refusal: what was searched, what the articles give otherwise, and the closest sentences."""

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.answer.decide import Features, held_by
from assistant.answer.question import Query
from assistant.answer.rank import Scored
from assistant.language import DEFAULT
from assistant.language.tokens import stem, words
from assistant.records import Evidence, normalize_space

CLOSEST = 2  # sentences shown as the closest
QUOTED_CHARS = 300  # of each
NEAREST = 8  # passages, or sentences, that are searched for the question's names and numbers
SHARED = 0.5  # of the question's other words; a passage with fewer is about something else
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def ask_back(vague: str, evidence: Sequence[Evidence]) -> str:
    """A short question back. vague: what the question refers to without a name; see ``Query.unnamed``."""
    which = "Who is meant by" if vague in DEFAULT.grammar.personal else "What is meant by"
    titles = list(dict.fromkeys(each.title for each in evidence))[:2]
    perhaps = f" Perhaps “{'” or “'.join(titles)}”?" if titles else ""
    return f"{which} “{vague}”? Ask again with the name.{perhaps}"


def refuse(
    query: Query,
    evidence: Sequence[Evidence],
    scored: Sequence[Scored],
    features: Features | None,
    missing: Collection[str],
    elsewhere: Collection[str],
    unquoted: Collection[str] = (),
    absent: Collection[str] = (),
) -> str:
    """Not in the corpus: what was searched, what is missing or differs, and the closest sentences.

    missing: names of the question that the closest articles lack. elsewhere: those that another article has.
    unquoted: words that the question quotes and no article has.
    absent: authors and outlets of the question that no article has.
    No figure stands outside quotation marks: what is not cited is not stated.
    """
    if not evidence:
        return "Not in the corpus: it has no articles yet. Add some and run `assistant index`."
    parts = ["Not in the corpus.", f"Searched for “{query.searched}”."]
    parts += filter(
        None,
        [
            describe_unquoted(unquoted)
            or describe_missing(missing, elsewhere, absent)
            or differs(query, scored)
            or opposed(features)
        ],
    )
    for number, each in enumerate(scored[:CLOSEST]):
        text = normalize_space(each.quotable.text)
        if len(text) > QUOTED_CHARS:
            text = text[:QUOTED_CHARS].rsplit(" ", 1)[0] + " …"
        named = (each.quotable.evidence.title, each.quotable.evidence.source)
        about = ", ".join(f"“{name}”" for name in named if name)
        parts.append(f"{'Closest' if not number else 'Then'}, in {about}: “{text}”")
    return " ".join(parts)


def differs(query: Query, scored: Sequence[Scored]) -> str:
    """A remark that the closest sentences give another number or year than the question; "" if they do not."""
    near = [each.quotable for each in scored[:NEAREST]]
    held = set[str]().union(*(held_by(each.evidence) for each in near))
    for number, unit in DEFAULT.questions.counted.findall(query.text):
        if stem(number) in held or YEAR.fullmatch(number):
            continue
        for quotable in near:
            for _, of in DEFAULT.questions.counted.findall(normalize_space(quotable.text)):
                if stem(of) == stem(unit) and _shares(query, quotable.evidence, {stem(number)}):
                    return f"The articles give another number of {of} than the question."
    for year in YEAR.findall(query.text):
        if year in held:
            continue
        if any(_shares(query, quotable.evidence, {year}) for quotable in near):
            return f"None of the closest articles names “{year}”."
    return ""


def describe_missing(missing: Collection[str], elsewhere: Collection[str], absent: Collection[str] = ()) -> str:
    """A remark on the names that the closest articles lack; "" if they lack none. absent: see ``refuse``."""
    if absent:
        return f"No article is by {_quoted(absent)}."
    nowhere = [name for name in missing if name not in elsewhere]
    if nowhere:
        return f"No article names {_quoted(nowhere)}."
    return f"No article found says this of {_quoted(missing)}." if missing else ""


def describe_unquoted(quotations: Collection[str]) -> str:
    """A remark on quotations that stand nowhere; "" if there are none."""
    return f"No article has the words {_quoted(quotations)}." if quotations else ""


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def opposed(features: Features | None) -> str:
    """A remark that the question has a negation and the closest sentence has none; "" otherwise."""
    asks = features and features.opposed
    return "The question asks for what is not so; the closest sentences tell what is." if asks else ""


def _shares(query: Query, evidence: Evidence, without: set[str]) -> bool:
    """True if a passage has most of the question's other words."""
    asked = {stem(word) for word in words(query.text) if word.lower() not in DEFAULT.grammar.stop_words} - without
    return len(asked & held_by(evidence)) >= SHARED * max(1, len(asked))
