"""What became of one question."""

import re
from dataclasses import dataclass

from assistant.evaluation.questions import Question
from assistant.records import Answer, SearchResult, normalize_space

FIRST_WORDS, ALL_WORDS = 45, 120  # of an answer, for answer@1 and answer@3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: Question
    result: SearchResult | None
    answer: Answer | None
    error: str = ""
    alone: "Outcome | None" = None  # of a lost follow-up, asked once more as its stand-alone form

    @property
    def rank(self) -> int | None:
        """The place of the first evidence article among the distinct articles found, from 1."""
        found = list(dict.fromkeys(hit.article for hit in self.result.hits)) if self.result else []
        return next((rank for rank, path in enumerate(found, start=1) if path in self.question.articles), None)

    def found_within(self, k: int) -> bool:
        return self.rank is not None and self.rank <= k

    @property
    def answered(self) -> bool:
        """True if there is an answer; a refusal is none, and neither is a question back."""
        return self.answer is not None and self.answer.status == "answered"

    def says_answer(self, first: int) -> bool:
        """True if an accepted string stands in the first words of the answer."""
        words = " ".join(sentence.text for sentence in self.answer.sentences).split() if self.answer else []
        said = plain(" ".join(words[:first]))
        return any(plain(answer) in said for answer in self.question.answers)

    @property
    def cites_evidence(self) -> list[bool]:
        """For each citation, whether it is from an evidence article."""
        return [each.article in self.question.articles for each in self.answer.citations] if self.answer else []

    @property
    def quotes_evidence(self) -> bool:
        """True if a citation holds a given evidence text, or stands in one."""
        spans = [(article, normalize_space(text)) for article, text in self.question.evidence]
        return any(
            each.article == article and (normalize_space(each.quote) in text or text in normalize_space(each.quote))
            for each in (self.answer.citations if self.answer else ())
            for article, text in spans
        )

    @property
    def lost_in(self) -> str:
        """The stage that lost the question, "" if none did. A follow-up lost only as such is lost in "follow-up"."""
        stage = self._lost_in
        return "follow-up" if stage and self.alone and not self.alone.lost_in else stage

    @property
    def _lost_in(self) -> str:
        if self.error:
            return "error"
        if not self.question.answerable:
            return "answered what is not there" if self.answered else ""
        if not self.found_within(4):
            return "retrieval"
        if not self.answered:
            return "refusal"
        right = self.says_answer(ALL_WORDS) if self.question.answers else any(self.cites_evidence)
        return "" if right else "sentence choice"


def plain(text: str) -> str:
    """Words for comparing: no case, articles, thousands commas or punctuation; a blank at both ends."""
    lowered = re.sub(r"\b(?:a|an|the)\b", " ", text.lower().replace(",", "").replace("’", "'"))
    words = (word.strip(".") for word in re.sub(r"[^\w$%.]+", " ", lowered).split())
    return " " + " ".join(filter(None, words)) + " "
