"""Question and texts -> the words that may be the answer, or that none are. The chat layer's door to transformers.

A retriever finds passages, a reader finds the answer in them (Chen et al. 2017, arXiv:1704.00051). The packaged reader
is the packaged encoder with a small learned update, made by ``benchmarks/train_reader.py``; any extractive
question-answering model that transformers can load may be named instead.
"""

import hashlib
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ReaderError
from assistant.index import compiled
from assistant.index.encode import PACKAGED_SHA256, packaged_folder, use_threads
from assistant.once import once
from assistant.records import Span, normalize_space

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKAGED = "packaged"
ADAPTER = Path(__file__).with_name("reader.safetensors")
RANK_SCALE = 2.0  # of the low-rank update
ANSWER_TOKENS = 30  # an answer is no longer
TOKENS = 320  # of a question with its text
# What a model takes, and what the tokenizer calls it.
INPUTS = {"input_ids": "ids", "token_type_ids": "type_ids", "attention_mask": "attention_mask"}


@dataclass(frozen=True, slots=True)
class Window:
    """A question, and a text to read for it; the header names its article and is not searched for the answer."""

    question: str
    header: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The scores that a reader gives each token of one text."""

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


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of several windows as a model takes them, and where each is in its window's text."""

    inputs: dict[str, NDArray[np.int64]]  # each of shape (windows, tokens)
    places: list[NDArray[np.int64]]  # of each window, shape (tokens, 2): (0, 0) where a token is not of the text


class Reader:
    """An extractive question-answering model, loaded at first use. Safe to use from several threads.

    name: "packaged" needs no network; any other is a folder or a model hub's id. The packaged one is compiled by
    OpenVINO, where that is installed, and then needs torch no more.
    adapter: the packaged reader's update of the packaged encoder; None leaves it out, as it is before training.
    """

    def __init__(self, name: str = PACKAGED, adapter: Path | None = ADAPTER) -> None:
        self.name, self._adapter = name, adapter
        self._model: Any = None
        self._loading, self._tokenizing = threading.Lock(), threading.Lock()

    @property
    def model(self) -> Any:
        """The model itself. Raises ReaderError if it cannot be loaded."""
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    @once
    def tokenizer(self) -> tuple["Tokenizer", Collection[str]]:
        """The tokenizer, and which of its inputs the model takes. Raises ReaderError if it cannot be loaded."""
        if self.name == PACKAGED:
            from tokenizers import Tokenizer

            return Tokenizer.from_file(str(packaged_folder(check=False) / "tokenizer.json")), INPUTS
        from transformers import AutoTokenizer

        try:
            found = AutoTokenizer.from_pretrained(self._source())
            return found.backend_tokenizer, [name for name in INPUTS if name in found.model_input_names]
        except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
            raise self._unusable(error) from None

    def read(self, windows: Sequence[Window]) -> list[Reading]:
        """One reading for each window, in order; texts too long for the model are read as far as it can."""
        if not windows:
            return []
        if self.name == PACKAGED and self._adapter == ADAPTER and compiled.is_available():
            forward = compiled.open_kept(f"reader-{PACKAGED_SHA256[:16]}-{_adapter_digest()}", self._export, exact=True)
            alone = [self.tokens([each]) for each in windows]  # side by side, not padded to the longest
            outs = forward.each([made.inputs for made in alone])
            return [_reading(made.places[0], *(each[0] for each in out)) for made, out in zip(alone, outs, strict=True)]
        model = self.model
        use_threads(None)
        import torch

        made = self.tokens(windows)
        with torch.inference_mode():
            out = model(**{name: torch.from_numpy(each) for name, each in made.inputs.items()})
        starts, ends = out.start_logits.float().numpy(), out.end_logits.float().numpy()
        return [_reading(*each) for each in zip(made.places, starts, ends, strict=True)]

    def tokens(self, windows: Sequence[Window], most: int = TOKENS) -> Tokens:
        """The windows as the model takes them, ``most`` tokens each at most."""
        heads = [f"{each.header}\n" if each.header else "" for each in windows]
        pairs = [(each.question, head + each.text) for head, each in zip(heads, windows, strict=True)]
        tokenizer, names = self.tokenizer
        with self._tokenizing:
            tokenizer.enable_truncation(most, strategy="longest_first")
            tokenizer.enable_padding()
            made = tokenizer.encode_batch(pairs)
        inputs = {name: np.array([getattr(each, INPUTS[name]) for each in made], np.int64) for name in names}
        places = []
        for each, head in zip(made, heads, strict=True):
            offsets = np.array(each.offsets, np.int64)
            second = np.array([part == 1 for part in each.sequence_ids])
            inside = second & (offsets[:, 0] >= len(head))
            places.append(np.where(inside[:, None], offsets - len(head), 0))
        return Tokens(inputs, places)

    def _export(self) -> tuple[Any, dict[str, Any]]:
        """The model and an example of its input, to be compiled."""
        import torch

        return self.model, {name: torch.ones((2, 8), dtype=torch.long) for name in INPUTS}

    def _source(self) -> str:
        source = packaged_folder() if self.name == PACKAGED else Path(self.name).expanduser()
        return str(source) if source.is_dir() else self.name

    def _load(self) -> Any:
        source = self._source()
        from transformers import AutoModelForQuestionAnswering
        from transformers.utils import logging

        logging.set_verbosity_error()  # it would warn of the scores that the adapter brings
        logging.disable_progress_bar()
        try:
            model = AutoModelForQuestionAnswering.from_pretrained(source)
            if self.name == PACKAGED and self._adapter:
                merge(model, self._adapter)
        except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
            raise self._unusable(error) from None
        return model.eval()

    def _unusable(self, error: Exception) -> ReaderError:
        why = normalize_space(str(error))[:200]
        return ReaderError(
            f"The reader {self.name!r} could not be loaded ({why}): set ASSISTANT_READER to a folder or a model "
            f"hub's id of an extractive question-answering model, or leave it out for the packaged one."
        )


@cache
def _adapter_digest() -> str:
    """Names the packaged reader's update, 16 hex digits."""
    return hashlib.sha256(ADAPTER.read_bytes()).hexdigest()[:16]


def _reading(places: NDArray[np.int64], starts: NDArray[np.float32], ends: NDArray[np.float32]) -> Reading:
    tokens = np.flatnonzero(places[:, 1] > 0)
    return Reading(places[tokens], starts[tokens] - starts[0], ends[tokens] - ends[0])


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
