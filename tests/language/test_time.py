"""Reading 20,000 characters takes under 0.2 seconds, whatever is repeated in them."""

import contextlib
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.documents.text import read_markdown, read_text
from assistant.errors import ReadError
from assistant.language.instructions import FORMS, find_instructions

CHARS = 20_000
MOST_SECONDS = 0.2  # of processor time
SIGNS = r"""# [ ] { } ( ) < > | : ; . , ! - – ' " “ ’ * & ? [1] ### --- <s> <|a|> [INST] ​​​ 󠀁 ² title: date:""".split()
WORDS = sorted({word for _, _, form in FORMS for word in re.findall(r"[a-z]{2,}", form.pattern)})
PIECES = st.sampled_from([*SIGNS, *WORDS, " ", "  ", "\t", "\n", "\n\n", "\n---\n", "a", "\\"])
UNITS = st.lists(PIECES, min_size=1, max_size=4).map("".join) | st.lists(PIECES, min_size=1, max_size=4).map(" ".join)


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of up to three runs."""
    taken = []
    while len(taken) < 3 and min(taken, default=MOST_SECONDS) >= MOST_SECONDS:
        start = time.process_time()
        with contextlib.suppress(ReadError):
            work()
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("end", ["", "x"])
@settings(max_examples=150, deadline=None)
@given(start=UNITS, unit=UNITS)
@example(start="", unit="<s>")
@example(start="", unit="\U000e0001")
@example(start="system", unit=" ")
@example(start="\n", unit=" ")
def test_instructions_are_found_in_time(end: str, start: str, unit: str) -> None:
    text = start + unit * (CHARS // len(unit)) + end
    assert seconds(lambda: find_instructions.__wrapped__(text)) < MOST_SECONDS


@pytest.mark.parametrize("read", [read_markdown, read_text])
@settings(max_examples=100, deadline=None)
@given(start=st.sampled_from(["", "# a", "#", "---\n", "---\ntitle: ", "---\ndate: "]), unit=UNITS)
@example(start="# a", unit=" ")
@example(start="# ", unit="# ")
@example(start="---\ntitle: ", unit="[")
@example(start="---\ntitle: ", unit="{a: ")
@example(start="---\ntitle: ", unit="[a,")
def test_a_file_is_read_in_time(read: Callable[[bytes], object], start: str, unit: str) -> None:
    repeated = start + unit * (CHARS // len(unit))
    for text in (f"{repeated}b", f"{repeated}\n---\nb"):
        assert seconds(lambda text=text: read(text.encode())) < MOST_SECONDS  # type: ignore[misc]
