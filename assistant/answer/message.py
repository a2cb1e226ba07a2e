"""A message -> the questions in it, each without what is said before and behind it.

A sentence that asks is a question; the others are its preface. What a question leans on ("Who paid for it?") may stand
in the preface or in another question of the message, which then count as said before it. Of a sentence that asks, what
the writer says to the reader ("Can you tell me when ...") is left out, and two clauses that ask are two questions.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.question import clean, leans, points_back
from assistant.answer.quotations import quoted_spans
from assistant.language import DEFAULT
from assistant.language.sentences import find_ends
from assistant.language.tokens import words

SHORT = 250  # characters of a message that may be searched as a whole
LEAST = 2  # content words of a question to the articles that says "you", and of a preface within a conversation
PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.?!:;,])[^\S\n]*\n")
DELIMITER = re.compile(r"[:;,–—-]\s*$")
NAME = re.compile(r"(?<=\s)[A-Z]\w")
END = re.compile(r"[?？][\s\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a message."""

    text: str
    around: str = ""  # what the message says besides, if the question may not be understood without it
    may_stand_alone: bool = True  # it may be understood without it all the same
    whole: str = ""  # the message, if it is short and has no other question: it may be the better one to search


def read_message(message: str, *, first: bool = True) -> list[Asked]:
    """The questions of a message, in order, at least one; the message itself if none of its sentences is a question.

    first: no other message was sent before it, which a question may lean on too.
    """
    sentences = [sentence for part in PARAGRAPH.split(message) for sentence in _sentences(clean(part))]
    asking = _asking(sentences)
    questions: list[tuple[int, str]] = []  # the place of its sentence, and the question
    for at in asking:
        questions += [(at, clause) for clause in _clauses(without_lead(sentences[at], further=bool(questions)))]
    questions = [each for each in questions if not _is_to_the_reader(each[1])]
    if not questions:
        return [Asked(clean(message))]
    own = {at for at, _ in questions}
    preface = [sentence for at, sentence in enumerate(sentences) if at not in own] + _leads(sentences, questions)
    proper = [text for _, text in questions]
    whole = clean(message)
    if len(proper) == 1 and len(whole) <= SHORT and proper[0] != whole:
        return [Asked(proper[0], _around(proper[0], preface, [], first), not points_back(proper[0]), whole)]
    asked = []
    for at, text in enumerate(proper):
        near = proper[:at] or (proper[1:2] if first else [])
        asked.append(Asked(text, _around(text, preface, near, first), not points_back(text)))
    return asked


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph. None ends inside quotation marks."""
    quoted = quoted_spans(text)
    start = 0
    for end in find_ends(text, DEFAULT.code):
        is_end = end == len(text) or text[end - 1].isspace() or text[end].isspace()
        if not is_end or any(first < end < last for first, last in quoted):
            continue
        if sentence := text[start:end].strip():
            yield sentence
        start = end


def _asking(sentences: Sequence[str]) -> list[int]:
    """Which sentences ask: by their question mark or, if none has one, by their first word."""
    marked = [at for at, sentence in enumerate(sentences) if END.search(sentence)]
    if not marked:
        return [at for at, sentence in enumerate(sentences) if _opens(_body(sentence))]
    further = [
        at
        for at, sentence in enumerate(sentences)
        if at > marked[0] and (added := DEFAULT.questions.adds.match(sentence)) and _opens(sentence[added.end() :])
    ]
    return sorted({*marked, *further})


def _opens(text: str) -> bool:
    return bool(DEFAULT.questions.opens.match(text))


def _body(sentence: str) -> str:
    return without_lead(sentence, further=False)


def without_lead(sentence: str, *, further: bool) -> str:
    """A sentence that asks, without what the writer says before the question.

    further: another question of the message stands before it, so it may begin with "And".
    """
    added = DEFAULT.questions.adds.match(sentence) if further else None
    if added and _opens(sentence[added.end() :]):
        return sentence[added.end() :]
    quoted = quoted_spans(sentence)
    for match in DEFAULT.questions.asks.finditer(sentence):
        start = match.start()
        if start and not any(first < start < last for first, last in quoted) and _is_lead(sentence[:start]):
            return sentence[start:]
    for comma in re.finditer(r"[:;,–—-]\s+", sentence):
        rest = sentence[comma.end() :]
        if _opens(rest) and _is_lead(sentence[: comma.end()]):
            return rest
    return sentence


def _is_lead(before: str) -> bool:
    """True if a text before a question is what the writer says of it, to the reader: "Hello, do you know"."""
    questions = DEFAULT.questions
    speaks = questions.writer.search(before) or questions.greets.match(before)
    if questions.inquires.search(before):
        return bool(speaks or questions.reader.search(before) or len(words(before)) == 1)
    if before.rstrip().endswith(","):  # "If I pay rent, can I ..." is one question
        return bool(questions.greets.match(before))
    return bool(speaks and DELIMITER.search(before))


def _clauses(question: str) -> list[str]:
    """The questions that one sentence joins: "When did it open and who paid for it?"."""
    if not DEFAULT.questions.opens.match(question):
        return [question]
    quoted = quoted_spans(question)
    for match in DEFAULT.questions.joins.finditer(question):
        before, after = question[: match.start()], question[match.end() :]
        if any(first < match.start() < last for first, last in quoted) or not DEFAULT.questions.asks.match(after):
            continue
        embedded = not DEFAULT.questions.asks.match(before) and DEFAULT.questions.asks.search(before)
        if not embedded and _content(before) and _content(after):
            return [f"{before}?", *_clauses(after[0].upper() + after[1:])]
    return [question]


def _content(text: str) -> list[str]:
    """The words of a text that carry content."""
    return [word for word in words(text) if word.lower() not in DEFAULT.grammar.stop_words]


def _is_to_the_reader(question: str) -> bool:
    """True if a question is one to whoever reads the message, and asks nothing of the articles: "Can you help me?"."""
    tables = DEFAULT.questions
    speaks_to = tables.reader.search(question) and (tables.writer.search(question) or len(_content(question)) < LEAST)
    return bool(speaks_to or tables.greets.match(question))


def _leads(sentences: Sequence[str], questions: Sequence[tuple[int, str]]) -> list[str]:
    """What was cut before the first question of each sentence."""
    firsts: dict[int, str] = {}
    for at, text in questions:
        firsts.setdefault(at, text.rstrip("?"))
    leads = [sentences[at][: max(0, sentences[at].find(text))].strip() for at, text in firsts.items()]
    return [lead for lead in leads if len(words(lead)) > 1]


def _around(question: str, preface: Sequence[str], near: Sequence[str], first: bool) -> str:
    """What a question that leans is understood by: what the preface names, and the questions beside it."""
    if not leans(question):
        return ""
    least = 1 if first else LEAST  # "Got it." says nothing that the messages before did not
    said = [each for each in preface if not DEFAULT.questions.greets.match(each) and len(_content(each)) >= least]
    named = [sentence for sentence in said if NAME.search(DEFAULT.questions.writer.sub("", sentence))]
    return " ".join([*(named or said), *near])
