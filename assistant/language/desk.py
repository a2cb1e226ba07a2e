"""How questions about the corpus itself are asked: counts, lists, quotes, summaries and the like."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NEVER = re.compile(r"(?!)")  # matches nothing


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask for something; the pattern matches a whole question, without its time and its sources."""

    act: str  # "count", "list", "times", "every", "first", "last", "outlets", "authors", "quotes", "summary", ...
    # Groups: what (words as they are written), about (a topic), who, one and other (sides), article, by (a grouping).
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Desk:
    """The forms of such questions, and how their parts are written."""

    forms: Sequence[Form] = ()  # the first that matches counts
    side_forms: Sequence[Form] = ()  # of comparisons; they match a question with its sources
    side_leads: re.Pattern[str] = NEVER  # what may stand before the name of a side: "the newspaper", "in"
    # Forms that go on from an earlier question: "again" (other days or sources), "terms", "source", "by", "the one",
    # "who said", or another act.
    follow_forms: Sequence[Form] = ()
    summarise: str = ""  # the question for a summary of one article; gap: title
    who_said: str = ""  # the question for the speaker of some words; gap: words
    opening: re.Pattern[str] = NEVER  # what may stand before a question: "Please tell me"
    closing: re.Pattern[str] = NEVER  # what may stand behind it: "in the corpus", "in total"
    either: re.Pattern[str] = NEVER  # between two terms one of which is enough: "or"
    both: re.Pattern[str] = NEVER  # between two terms that must both be there: "and"
    without: re.Pattern[str] = NEVER  # before a term that must not be there: "but not"
    leads: re.Pattern[str] = NEVER  # what a term may begin with, or not: "the word"
    from_source: re.Pattern[str] = NEVER  # the end of a text before an outlet or an author: "published by"
    not_from: re.Pattern[str] = NEVER  # the same for one whose articles are left out: "except from"
    source_did: re.Pattern[str] = NEVER  # "did \\0 publish", with "\\0" for the name
    source_wrote: re.Pattern[str] = NEVER  # "what \\0 wrote", with "\\0" for the name
    source_articles: re.Pattern[str] = NEVER  # what stands behind the name of a source: "Reuters articles"
    replies: Mapping[str, str] = field(default_factory=dict)  # to what asks for nothing, by act; gap: articles
    published: str = ""  # what to read for ``source_did`` once its source is known
    its_articles: str = ""  # what to read for the source of ``source_wrote``
    long_forms: Mapping[str, str] = field(default_factory=dict)  # of the first words: "what's" -> "what is"
    groupings: Mapping[str, str] = field(default_factory=dict)  # "month" -> "month", "source" -> "outlet"
    not_terms: re.Pattern[str] = NEVER  # a slot that names nothing to look for: "it", "them", "people"
