"""The numbers of an answer, as its marks, citations and sentences have them."""

import re

from assistant.records import Answer


def marks_in(text: str) -> list[int]:
    """The marks of a text as a Markdown reader sees it: a backslash takes the next character's meaning away."""
    return [int(each) for each in re.findall(r"\[(\d+)\]", re.sub(r"\\(.)", "_", text, flags=re.DOTALL))]


def check_answer_numbers(answer: Answer) -> None:
    """Marks, citations and sentences name the same numbers, 1..N by first mention."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    mentioned = [number for sentence in answer.sentences for number in sentence.citations]
    assert list(dict.fromkeys(mentioned)) == numbers
    assert marks_in(answer.text) == mentioned
