"""What is made once is made once, however many threads ask for it at the same time."""

import ast
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.once import once

PACKAGE = Path(__file__).parents[1] / "assistant"
# Objects that only one thread has, or whose values are cheap and the same each time.
NOT_SHARED = {"index/doctor.py", "verify/context.py"}


class Model:
    made = 0

    @once
    def weights(self) -> list[int]:
        """Slow to make."""
        time.sleep(0.05)  # long enough for the other threads to come
        Model.made += 1
        return [Model.made]

    @once
    def broken(self) -> int:
        Model.made += 1
        raise ValueError("no such file")


def test_eight_threads_make_one() -> None:
    Model.made = 0
    model, gate = Model(), threading.Barrier(8)

    def ask(_: int) -> list[int]:
        gate.wait()
        return model.weights

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert Model.made == 1
    assert all(each is found[0] for each in found)


def test_each_object_has_its_own_and_a_failure_is_tried_again() -> None:
    Model.made = 0
    one, two = Model(), Model()
    assert (one.weights, two.weights) == ([1], [2])
    for _ in range(2):
        with pytest.raises(ValueError, match="no such file"):
            _ = one.broken
    assert Model.made == 4


def test_nothing_that_threads_share_is_made_by_a_property_without_a_lock() -> None:
    """``functools.cached_property`` has none from Python 3.12 on."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.relative_to(PACKAGE).as_posix() not in NOT_SHARED:
            names = {getattr(node, "id", "") for node in ast.walk(ast.parse(file.read_text("utf-8")))}
            assert "cached_property" not in names, file.name
