"""Transformers compiled for this processor by OpenVINO, which need not be installed, and kept on disk.

To load and convert one takes torch and some ten seconds. One that is kept starts in half a second, and without torch.
"""

import hashlib
import importlib.util
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path("~/.cache/corpus-assistant").expanduser()  # a cache: it may be deleted
MODEL, WEIGHTS, SUMS = "model.xml", "model.bin", "sums"


Inputs = Mapping[str, NDArray[np.int64]]  # each of shape (texts, tokens)


class Compiled:
    """A transformer. Safe to use from several threads; each call runs on one core, so many run side by side."""

    def __init__(self, model: Any, *, exact: bool) -> None:
        """Not to be called by two threads at once. exact: compute in float32, also where bf16 is faster."""
        import openvino

        settings = {"PERFORMANCE_HINT": "THROUGHPUT", "ENABLE_CPU_PINNING": False}
        settings |= {"INFERENCE_PRECISION_HINT": "f32"} if exact else {}
        compiled = openvino.Core().compile_model(model, "CPU", settings)
        side_by_side = int(compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        self._threads = ThreadPoolExecutor(side_by_side, thread_name_prefix="transformer")
        # All requests are made here, and each runs once: threads that make OpenVINO's first calls at once may wait for
        # each other for ever, and the process with them. None is made or freed later, whatever threads come and go.
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(side_by_side + 1):  # one more waits with its input ready
            request = compiled.create_infer_request()
            request.infer({each.get_any_name(): np.ones((1, 2), np.int64) for each in compiled.inputs})
            self._idle.put(request)

    def __call__(self, inputs: Inputs) -> list[NDArray[np.float32]]:
        """The model's outputs, in order."""
        request = self._idle.get()
        try:
            return [np.array(each, np.float32) for each in request.infer(dict(inputs)).values()]
        finally:
            self._idle.put(request)

    def each(self, several: Sequence[Inputs]) -> list[list[NDArray[np.float32]]]:
        """The outputs for several inputs, in order, computed side by side."""
        return list(self._threads.map(self, several))


def is_available() -> bool:
    """True if OpenVINO is installed."""
    return importlib.util.find_spec("openvino") is not None


_opened: dict[str, Compiled] = {}
_opening = threading.Lock()


def open_kept(name: str, load: Callable[[], tuple[Any, dict[str, Any]]], *, exact: bool = False) -> Compiled:
    """The compiled transformer of that name, made at first use and kept.

    name: must be another one for other weights. load: returns a torch module and an example of its inputs.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # it would call home when imported
    with _opening:
        if name not in _opened:
            model = _read(FOLDER / name)
            _opened[name] = Compiled(model if model is not None else _make(FOLDER / name, load), exact=exact)
        return _opened[name]


def _read(folder: Path) -> Any:
    """The model that is kept; None if there is none, it is damaged, or another release of OpenVINO made it."""
    import openvino

    try:
        if (folder / SUMS).read_text(encoding="utf-8") != _sums(folder):
            return None
    except (OSError, UnicodeDecodeError):
        return None
    return openvino.Core().read_model(folder / MODEL)


def _make(folder: Path, load: Callable[[], tuple[Any, dict[str, Any]]]) -> Any:
    import openvino

    module, example = load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch names what does not change with the input
        model = openvino.convert_model(module, example_input=example)
    new = None
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=FOLDER))
        openvino.save_model(model, new / MODEL, compress_to_fp16=False)
        (new / SUMS).write_text(_sums(new), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    except (OSError, RuntimeError):  # another process was quicker, or nothing can be kept here
        if new:
            shutil.rmtree(new, ignore_errors=True)
    return model


def _sums(folder: Path) -> str:
    import openvino

    lines = [openvino.get_version()]
    for name in (MODEL, WEIGHTS):
        with (folder / name).open("rb") as file:
            lines.append(hashlib.file_digest(file, "sha256").hexdigest())
    return "\n".join(lines)
