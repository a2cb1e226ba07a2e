"""The packaged models, compiled and kept: the same as they are without OpenVINO, and never read when damaged."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from assistant.answer.read import Reader, Window
from assistant.assistant import Assistant
from assistant.index import compiled
from assistant.index.encode import Encoder

TEXT = "Ottawa cut the tariff on 30 January. It falls to 6.1 percent for 49,000 cars a year. Beijing welcomed the step."
SENTENCES = ((0, 36), (37, 83), (84, 111))
INPUTS = {"input_ids": np.array([[1, 2, 3]]), "attention_mask": np.array([[1, 1, 0]])}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(compiled, "is_available", lambda: False)


def test_vectors_are_the_same_with_openvino_and_without(encoder: Encoder, without: Callable[[], None]) -> None:
    texts, sentences = [TEXT, TEXT * 8, "One."], [SENTENCES, SENTENCES, ()]
    with_it, asked = encoder.encode_passages(texts, sentences), encoder.encode_question("Who welcomed the step?")
    without()
    plain = Encoder(encoder.name)
    assert (plain.limit, plain.count(texts)) == (encoder.limit, encoder.count(texts))
    assert plain.encode_question("Who welcomed the step?") @ asked > 0.9995
    for one, other in zip(with_it, plain.encode_passages(texts, sentences), strict=True):
        assert one.passage @ other.passage > 0.9995
        assert (np.sum(one.sentences * other.sentences, axis=1) > 0.9995).all()


def test_readings_are_the_same_with_openvino_and_without(without: Callable[[], None]) -> None:
    windows = [Window("Who welcomed it?", "Cars | Desk", TEXT), Window("How many cars?", "", TEXT * 5)]
    with_it = Reader().read(windows)
    without()
    for one, other in zip(with_it, Reader().read(windows), strict=True):
        assert len(one.places) > 0
        assert np.array_equal(one.places, other.places)
        assert np.allclose(one.starts, other.starts, atol=1e-3)
        assert np.allclose(one.ends, other.ends, atol=1e-3)


class Sum(torch.nn.Module):
    """Of the tokens that the mask leaves, each times a weight."""

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.full((1000,), weight))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return (self.weight[input_ids] * input_ids * attention_mask).sum(dim=1)


@pytest.fixture
def open_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[float], float]:
    """Open a model of that weight as a new process would, and run it."""
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "kept")

    def open_it(weight: float) -> float:
        monkeypatch.setattr(compiled, "_opened", {})
        example = {name: torch.from_numpy(each) for name, each in INPUTS.items()}
        made = compiled.open_kept("sum", lambda: (Sum(weight), example))
        return float(made(INPUTS)[0][0])

    return open_it


def test_what_is_kept_is_read_and_not_made_again(open_one: Callable[[float], float]) -> None:
    assert open_one(2.0) == 6
    assert open_one(5.0) == 6, "the one of before, found by its name"


@pytest.mark.parametrize("name", [compiled.MODEL, compiled.WEIGHTS, compiled.SUMS])
@pytest.mark.parametrize("how", ["changed", "cut off", "gone"])
def test_what_is_damaged_is_made_again(open_one: Callable[[float], float], name: str, how: str) -> None:
    open_one(2.0)
    file = compiled.FOLDER / "sum" / name
    content = file.read_bytes()
    file.write_bytes(
        content[: len(content) // 2] + (b"" if how == "cut off" else b"~" + content[len(content) // 2 + 1 :])
    )
    if how == "gone":
        file.unlink()
    assert open_one(5.0) == 15
    assert open_one(7.0) == 15, "and kept"
    assert [each.name for each in compiled.FOLDER.iterdir()] == ["sum"]


def test_where_nothing_can_be_kept_it_works_all_the_same(open_one: Callable[[float], float]) -> None:
    compiled.FOLDER.write_text("a file where the folder would be")
    assert (open_one(2.0), open_one(5.0)) == (6, 15)


def test_a_search_needs_no_torch_and_nothing_calls_home(assistant: Assistant) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.assistant import Assistant; "
        "from assistant.settings import load_settings; "
        f"one = Assistant(load_settings(corpus=Path({str(assistant.settings.corpus)!r}), "
        f"index=Path({str(assistant.settings.index)!r}))); "
        "assert one.search('canola').hits and one.ask('What falls to 6.1 percent?').sentences; "
        "print(*(name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules), "
        "sys.modules['openvino_telemetry'])"
    )
    assistant.ask("What falls to 6.1 percent?")  # the packaged models are kept from now on
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.split(), done.returncode) == (["None"], 0), done.stderr


def test_first_calls_made_at_once_do_not_wait_for_each_other_for_ever(encoder: Encoder) -> None:
    encoder.encode_question("The packaged models are kept from now on.")
    program = (
        "from concurrent.futures import ThreadPoolExecutor; from threading import Barrier; "
        "from assistant.index.encode import Encoder; "
        f"made = Encoder({encoder.name!r}); at_once = Barrier(8); "
        "ask = lambda each: (at_once.wait(), made.encode_question(f'What is said of {each} cars?')); "
        "print(len(list(ThreadPoolExecutor(8).map(ask, range(8)))))"
    )
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    try:  # before the first call was made alone, one in six was still here
        assert [each.communicate(timeout=60)[0].strip() for each in started] == ["8"] * 4
    finally:
        for each in started:
            each.kill()


def test_calls_from_several_threads_do_not_mix(encoder: Encoder) -> None:
    from concurrent.futures import ThreadPoolExecutor

    questions = [f"What is said of {number} cars?" for number in range(12)]
    alone: list[Any] = [encoder.encode_question(each) for each in questions]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(encoder.encode_question, questions * 3))
    assert all(one @ other > 0.9995 for one, other in zip(alone * 3, together, strict=True))
