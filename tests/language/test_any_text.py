"""No text makes a reader of numbers, days or questions, or the check of a sentence, raise."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answer.question import read_query
from assistant.language.numbers import read_quantities
from assistant.records import Turn
from assistant.verify.context import Source
from assistant.verify.judge import judge

WORDS = (
    "m in 2020 ² ³ ½ ¼ ① ⑳ ⅷ Ⅻ ٣ ٢٠٢٦ 1² 5½ ²nd per cent % $ € 1,000 1.5 million half a dozen to - – or and first 21st "
    "May 31 32 0 00 99999999999999999999 1e5 nan inf last week . , ’ “ ” ( ) the Minister said India"
    " he not since between"
).split()
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=14).map(" ".join)


@given(claim=TEXTS, text=TEXTS)
@example(claim="It covers 5 m in 2020.", text="It covers 5 m ² in 2020.")
@example(claim="It cost $5 to half a million.", text="It cost $5 to half a million.")
def test_a_check_judges_any_sentence_against_any_source(claim: str, text: str) -> None:
    judge(claim, Source(text, whole=text), lambda: 0.5)


@given(text=TEXTS)
@example(text="m ² in 2020")
def test_any_question_is_read(text: str) -> None:
    read_query(text, [Turn("user", text)], dt.date(2026, 3, 2))


@pytest.mark.parametrize("sign", ["²", "½", "①", "Ⅻ"])
def test_what_only_looks_like_a_digit_is_no_number(sign: str) -> None:
    assert [each.value for each in read_quantities(f"m {sign} in 2020")] == [2020]
