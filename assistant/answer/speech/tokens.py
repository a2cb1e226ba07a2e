"""A sentence as words, punctuation and quotations."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer.speech.quotations import Quotation
from assistant.language import DEFAULT
from assistant.records import Span

WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?=[\s,;:)]|$)|@?[^\W_]+(?:[-'’.&][^\W_]+)*(?:(?<=s)['’](?=\s))?|&|[^\w\s]")
ABBREVIATION_CHARS = 14  # before a full stop, in which an abbreviation is looked for
TITLE_WORDS = 4  # of a quotation that may be a title or a nickname within a phrase
OPENS_AFTER = re.compile(r"(?:^[^\w,()&'’/-]|[.!?][^\w\s]*[\"”’»])$")  # a mark, or a quotation that ends a sentence
ENDS_SPEECH = re.compile(r"[,.!?…;—–-][^\w\s]*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark, or a quotation or that part of it which stands in a sentence."""

    text: str
    start: int
    end: int
    kind: Literal["word", "mark", "quotation"]
    group: int = 0  # of a quotation
    title: bool = False  # of a quotation: a title or nickname rather than something said
    opens: bool = False  # a word that opens a sentence, so that its capital says nothing
    low: str = ""  # the text in small letters, without a full stop at the end
    capital: bool = False  # a word that may be part of a name
    pronoun: str = ""  # the pronoun that a word is, or begins with: "he" of "he's"

    @property
    def possessive(self) -> bool:
        return self.kind == "word" and bool(re.search(r"['’]s$|s['’]$", self.text))

    @property
    def base(self) -> str:
        """The word without the ending of a possessive."""
        return re.sub(r"['’]s$|(?<=s)['’]$", "", self.text)

    @property
    def span(self) -> Span:
        return self.start, self.end


def tokenize(text: str, span: Span, quotations: Sequence[Quotation]) -> list[Token]:
    """The tokens of a sentence. quotations: of the whole text, in order."""
    start, end = span
    tokens: list[Token] = []
    at = start
    first = max(0, bisect_left([each.start for each in quotations], start) - 1)
    for each in quotations[first:]:
        if each.start >= end:
            break
        if each.end <= start:
            continue
        _add_words(tokens, text, at, max(at, each.start))
        part = max(each.start, start), min(each.end, end)
        whole = part == (each.start, each.end)
        said = text[slice(*part)]
        title = whole and len(said.split()) <= TITLE_WORDS and not ENDS_SPEECH.search(said.rstrip("\"”’'»"))
        if any(map(str.isalnum, said)):
            low = said.lower()
            tokens.append(Token(said, *part, "quotation", each.group, title, low=low))
        at = part[1]
    _add_words(tokens, text, at, end)
    return tokens


def _add_words(tokens: list[Token], text: str, start: int, end: int) -> None:
    """Add the words and marks between two offsets."""
    for match in WORD.finditer(text, start, end):
        word, last = match[0], match.end()
        if word[0].isalnum() or word[0] in "@&":
            # The full stop of an abbreviation is part of the word.
            if (
                text[last : last + 1] == "."
                and last < end
                and _is_short(text[max(start, last - ABBREVIATION_CHARS) : last])
            ):
                word, last = word + ".", last + 1
            low = word.lower().replace("’", "'").rstrip(".")
            opens = not tokens or bool(OPENS_AFTER.search(tokens[-1].text[-3:]))
            first = low.partition("'")[0]
            pronoun = first if first in DEFAULT.attribution.pronouns else ""
            tokens.append(
                Token(
                    word,
                    match.start(),
                    last,
                    "word",
                    opens=opens,
                    low=low,
                    capital=word != word.lower(),
                    pronoun=pronoun,
                )
            )
        elif not (tokens and match.start() < tokens[-1].end):
            tokens.append(Token(word, match.start(), last, "mark", low=word))


def _is_short(text: str) -> bool:
    """True if a text ends in an abbreviation, for which a full stop follows."""
    return bool(DEFAULT.sentences.short.search(text))
