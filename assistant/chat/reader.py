"""Question and texts -> the words that may be the answer, or that none are. The chat layer's door to transformers.

A retriever finds passages, a reader finds the answer in them (Chen et al. 2017, arXiv:1704.00051). The packaged reader
is the packaged encoder with a small learned update, made by ``benchmarks/train_reader.py``; any extractive
question-answering model that transformers can load may be named instead.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ReaderError
from assistant.library.embed import packaged_folder, use_threads
from assistant.records import Span, fold

PACKAGED = "packaged"
ADAPTER = Path(__file__).with_name("reader.safetensors")
RANK_SCALE = 2.0  # of the low-rank update
ANSWER_TOKENS = 30  # an answer is no longer
TOKENS = 320  # of a question with its text


@dataclass(frozen=True, slots=True)
class Window:
    """A question, and a text to read for it; the header tells what the text is from and holds no answer."""

    question: str
    header: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader thinks of each token of one text."""

    places: NDArray[np.int64]  # offsets of each token in the text, shape (tokens, 2)
    starts: NDArray[np.float32]  # shape (tokens,): log-odds that the answer starts here, against there being none
    ends: NDArray[np.float32]  # the same for its end

    def best(self, within: Span) -> tuple[Span, float] | None:
        """The best answer between two offsets of the text, and its log-odds against there being none."""
        inside = (self.places[:, 0] >= within[0]) & (self.places[:, 1] <= within[1])
        if not inside.any():
            return None
        places, starts, ends = self.places[inside], self.starts[inside], self.ends[inside]
        scores = starts[:, None] + ends[None, :]
        allowed = np.triu(np.ones_like(scores, dtype=bool)) & np.tril(np.ones_like(scores, dtype=bool), ANSWER_TOKENS)
        scores = np.where(allowed, scores, -np.inf)
        start, end = np.unravel_index(np.argmax(scores), scores.shape)
        return (int(places[start, 0]), int(places[end, 1])), float(scores[start, end])


class Reader:
    """An extractive question-answering model, loaded at first use. Safe to use from several threads.

    name: "packaged" needs no network; any other is a folder or a model hub's id.
    adapter: the packaged reader's update of the packaged encoder; None leaves it out, as it is before training.
    """

    def __init__(self, name: str = PACKAGED, adapter: Path | None = ADAPTER) -> None:
        self.name, self._adapter = name, adapter
        self._model: Any = None
        self._tokenizer: Any = None
        self._loading, self._tokenizing = threading.Lock(), threading.Lock()

    @property
    def model(self) -> Any:
        """The model itself. Raises ReaderError if it cannot be loaded."""
        with self._loading:
            if self._model is None:
                self._load()
            return self._model

    def read(self, windows: Sequence[Window]) -> list[Reading]:
        """One reading for each window, in order; texts too long for the model are read as far as it can."""
        if not windows:
            return []
        model = self.model
        use_threads(None)
        import torch

        made, places = self.tokens(windows)
        with torch.inference_mode():
            out = model(**made)
        readings = []
        for row, place in enumerate(places):
            tokens = np.flatnonzero(place[:, 1] > 0)
            starts, ends = (logits[row].float().numpy() for logits in (out.start_logits, out.end_logits))
            readings.append(Reading(place[tokens], starts[tokens] - starts[0], ends[tokens] - ends[0]))
        return readings

    def tokens(self, windows: Sequence[Window], most: int = TOKENS) -> tuple[Any, list[NDArray[np.int64]]]:
        """The model's input, and where each token is in the window's text: (0, 0) where it is elsewhere."""
        self.model  # noqa: B018 - loads the tokenizer
        heads = [f"{each.header}\n" if each.header else "" for each in windows]
        with self._tokenizing:
            made = self._tokenizer(
                [each.question for each in windows],
                [head + each.text for head, each in zip(heads, windows, strict=True)],
                truncation="longest_first",
                max_length=most,
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
        offsets = made.pop("offset_mapping").numpy()
        places = []
        for row, head in enumerate(heads):
            second = np.array([part == 1 for part in made.sequence_ids(row)])
            inside = second & (offsets[row, :, 0] >= len(head))
            places.append(np.where(inside[:, None], offsets[row] - len(head), 0))
        return made, places

    def _load(self) -> None:
        source = packaged_folder() if self.name == PACKAGED else Path(self.name).expanduser()
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging

        logging.set_verbosity_error()  # it would warn of the scores that the adapter brings
        logging.disable_progress_bar()
        try:
            found: Any = str(source) if source.is_dir() else self.name
            model = AutoModelForQuestionAnswering.from_pretrained(found)
            tokenizer = AutoTokenizer.from_pretrained(found)
            if self.name == PACKAGED and self._adapter:
                merge(model, self._adapter)
        except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
            why = fold(str(error))[:200]
            raise ReaderError(
                f"The reader {self.name!r} could not be loaded ({why}): set ASSISTANT_READER to a folder or a model "
                f"hub's id of an extractive question-answering model, or leave it out for the packaged one."
            ) from None
        self._tokenizer, self._model = tokenizer, model.eval()


def merge(model: Any, adapter: Path) -> None:
    """Adds an adapter's low-rank updates to the model's weights: W + scale B A (LoRA, arXiv:2106.09685)."""
    import torch
    from safetensors.torch import load_file

    tensors = {name: value.float() for name, value in load_file(adapter).items()}
    modules = dict(model.named_modules())
    with torch.no_grad():
        for name, value in tensors.items():
            layer, part = name.rsplit(".", 1)
            if part == "a":
                modules[layer].weight += RANK_SCALE * tensors[f"{layer}.b"] @ value
            elif part in ("weight", "bias"):
                getattr(modules[layer], part).copy_(value)
