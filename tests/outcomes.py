"""Outcomes of questions, as an evaluation has them."""

from assistant.evaluation import Outcome, Question
from assistant.records import Answer, Citation, Evidence, SearchResult, Sentence, Status


def hit(article: str) -> Evidence:
    return Evidence(1, 1, article, "v", "T", None, None, None, 0, 4, "Text", ((0, 4),), 1.0, 1.0, 1, None)


def outcome(
    *,
    ranked: str,
    answerable: bool = True,
    said: str | None = "It is 6.1%.",
    cited: str = "a",
    answers: str = "6.1%",
    status: Status | None = None,
) -> Outcome:
    question = Question("q", "What?", answerable, (answers,), ((("a"), "It is 6.1%."),) if answerable else ())
    citation = Citation(1, cited, "v", "T", None, None, None, 0, 11, said or "")
    answer = Answer(
        question="What?",
        searched="What?",
        status=status or ("answered" if said else "refused"),
        sentences=(Sentence("", said, (1,), "quoted"),) if said else (),
        citations=(citation,) if said else (),
        also_retrieved=(),
        writer="extractive",
        timings_ms={"total": 10.0},
    )
    return Outcome(question, SearchResult("What?", "What?", tuple(map(hit, ranked)), {}), answer)
