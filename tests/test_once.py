"""What is made once is made once, however many threads ask for it at the same time."""

import ast
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from traceback import walk_stack
from types import CodeType

import pytest
from fakes import wait_until

from assistant.once import once

PACKAGE = Path(__file__).parents[1] / "assistant"
# Objects that only one thread has, or whose values are cheap and the same each time.
NOT_SHARED = {"verify/context.py"}


class Model:
    def __init__(self) -> None:
        self.may_finish = threading.Event()
        self.calls: list[str] = []

    @once
    def weights(self) -> list[float]:
        self.calls.append("weights")
        assert self.may_finish.wait(60)
        return [0.5]

    @once
    def broken(self) -> int:
        self.calls.append("broken")
        raise ValueError("no such file")


def count_threads_in(code: CodeType) -> int:
    """How many threads are inside a function, or in one that it called."""
    stacks = (walk_stack(frame) for frame in sys._current_frames().values())
    return sum(any(frame.f_code is code for frame, _ in stack) for stack in stacks)


def test_eight_threads_make_one() -> None:
    model = Model()
    with ThreadPoolExecutor(8) as pool:
        try:
            asked = [pool.submit(lambda: model.weights) for _ in range(8)]
            wait_until(lambda: count_threads_in(once.__get__.__code__) == 8)
        finally:
            model.may_finish.set()
        found = [each.result() for each in asked]
    assert model.calls == ["weights"]
    assert all(each is found[0] for each in found)


def test_each_object_has_its_own_and_a_failure_is_tried_again() -> None:
    one, two = Model(), Model()
    for model in (one, two):
        model.may_finish.set()
    assert one.weights == two.weights
    assert one.weights is not two.weights
    for _ in range(2):
        with pytest.raises(ValueError, match="no such file"):
            _ = one.broken
    assert (one.calls, two.calls) == (["weights", "broken", "broken"], ["weights"])


def test_nothing_that_threads_share_is_made_by_a_property_without_a_lock() -> None:
    """``functools.cached_property`` has none from Python 3.12 on."""
    without_lock = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if any(getattr(node, "id", "") == "cached_property" for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    }
    assert without_lock == NOT_SHARED
