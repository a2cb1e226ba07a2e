"""Several processes at one index, for some seconds: ``python -m tests.soak_hammer`` does it for long."""

from pathlib import Path

from soak_hammer import hammer


def test_processes_that_index_and_ask_at_the_same_time_lose_and_invent_nothing(tmp_path: Path) -> None:
    done = hammer(tmp_path, seconds=8, processes=3)
    assert done["index"] > 1
    assert done["ask"] > 1
    assert done["search"] > 1
