"""The outcome of one question: what was found and answered, and the stage that lost it."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.evaluation.questions import Question
from assistant.records import Answer, SearchResult, normalize_space

Verdict: TypeAlias = Literal[
    "found", "missed", "refused wrongly", "refused rightly", "wrong", "not judged", "failed"
]  # ``MEANINGS`` in ``verdicts.py`` says what each means

FIRST_WORDS, ALL_WORDS = 45, 120  # of an answer, for answer@1 and answer@3


@dataclass(frozen=True, slots=True)
class Outcome:
    """The search result and the answer to one question, or an error."""

    question: Question
    result: SearchResult | None
    answer: Answer | None
    error: str = ""
    alone: "Outcome | None" = None  # for a lost follow-up: its stand-alone form, asked without history

    @property
    def rank(self) -> int | None:
        """The rank of the first evidence article among the distinct articles found, from 1."""
        found = list(dict.fromkeys(hit.article for hit in self.result.hits)) if self.result else []
        return next((rank for rank, path in enumerate(found, start=1) if path in self.question.articles), None)

    def found_within(self, k: int) -> bool:
        return self.rank is not None and self.rank <= k

    @property
    def answered(self) -> bool:
        """Whether there is an answer. A refusal and a question back are none."""
        return self.answer is not None and self.answer.status == "answered"

    def says_answer(self, first: int) -> bool:
        """Whether the first words of the answer contain an accepted string."""
        words = " ".join(sentence.text for sentence in self.answer.sentences).split() if self.answer else []
        beginning = plain(" ".join(words[:first]))
        return any(plain(answer) in beginning for answer in self.question.answers)

    @property
    def cites_evidence(self) -> list[bool]:
        """For each citation, whether it is from an evidence article."""
        return [citation.article in self.question.articles for citation in self.answer.citations] if self.answer else []

    @property
    def quotes_evidence(self) -> bool:
        """Whether a citation contains an evidence text, or is part of one."""
        spans = [(article, normalize_space(text)) for article, text in self.question.evidence if text]
        return any(
            citation.article == article and (quote in text or text in quote)
            for citation in (self.answer.citations if self.answer else ())
            for quote in [normalize_space(citation.quote)]
            for article, text in spans
        )

    @property
    def says_outside(self) -> bool:
        """Whether the answer says that it lies outside the days asked for."""
        return bool(self.answer and self.answer.scope and self.answer.scope.note)

    @property
    def is_right(self) -> bool | None:
        """Whether an answer has the right answer in it or, where only an article is known, cites it; else None."""
        if self.question.answers:
            return self.says_answer(ALL_WORDS)
        return any(self.cites_evidence) if self.question.articles else None

    @property
    def verdict(self) -> Verdict:
        """What became of the question."""
        if self.error:
            return "failed"
        if not self.question.answerable:
            return "wrong" if self.answered and not (self.question.outside and self.says_outside) else "refused rightly"
        if not self.answered:
            return "refused wrongly"
        return "not judged" if self.is_right is None else "found" if self.is_right else "missed"

    @property
    def lost_in(self) -> str:
        """The stage that lost the question, "" if none did; "follow-up" if its stand-alone form was not lost."""
        stage = self._lost_in
        return "follow-up" if stage and self.alone and not self.alone.lost_in else stage

    @property
    def _lost_in(self) -> str:
        if self.error:
            return "error"
        if not self.question.answerable:
            return "answered what is not there" if self.verdict == "wrong" else ""
        if self.question.articles and not self.found_within(4):
            return "retrieval"
        if not self.answered:
            return "refusal"
        return "sentence choice" if self.is_right is False else ""


def plain(text: str) -> str:
    """Words to compare: lower case, without articles, commas and other punctuation; a blank at both ends."""
    lowered = re.sub(r"\b(?:a|an|the)\b", " ", text.lower().replace(",", "").replace("’", "'"))
    words = (word.strip(".") for word in re.sub(r"[^\w$%.]+", " ", lowered).split())
    return " " + " ".join(filter(None, words)) + " "
