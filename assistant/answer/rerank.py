"""Passages in the order a cross-encoder gives them, within a time budget. Used only where a setting names one."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.answer.retrieve import Retrieval
from assistant.errors import ReaderError
from assistant.records import normalize_space

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH = 4  # passages scored between two checks of the time


class Reranker:
    """A sentence-transformers CrossEncoder, a folder or a model hub's id, loaded at first use."""

    def __init__(self, name: str, budget_ms: float) -> None:
        self.name, self._budget = name, budget_ms / 1000
        self._loaded: CrossEncoder | None = None
        self._loading = threading.Lock()

    def rerank(self, question: str, found: Retrieval) -> Retrieval:
        """The evidence, best first by the cross-encoder; passages not scored in time follow in their old order.

        A score is the cross-encoder's, 0 to 1. Passages not scored in time get their old
        score, at most 1, times the lowest new one, so that they stay below.
        """
        model = self._model
        evidence, scores = found.evidence, list[float]()
        until = time.monotonic() + self._budget
        while len(scores) < len(evidence) and (not scores or time.monotonic() < until):
            batch = evidence[len(scores) : len(scores) + BATCH]
            pairs = [(question, f"{each.title}\n{each.text}") for each in batch]
            scores += self._score(model, pairs)
        reached = sorted(zip(evidence, scores, strict=False), key=lambda pair: -pair[1])
        floor = min(scores, default=0.0)
        rest = [(each, floor * min(1.0, each.score)) for each in evidence[len(scores) :]]
        ranked = [replace(each, score=score, rank=n) for n, (each, score) in enumerate([*reached, *rest], start=1)]
        return replace(found, evidence=tuple(ranked))

    def _score(self, model: "CrossEncoder", pairs: Sequence[tuple[str, str]]) -> list[float]:
        import torch

        logits = model.predict(list(pairs), activation_fn=torch.nn.Identity(), show_progress_bar=False)
        flat = np.asarray(logits, dtype=np.float64).reshape(len(pairs), -1)[:, -1]
        return [float(each) for each in 1 / (1 + np.exp(-flat))]

    @property
    def _model(self) -> "CrossEncoder":
        with self._loading:
            if self._loaded is None:
                from sentence_transformers import CrossEncoder

                source = Path(self.name).expanduser()
                try:
                    self._loaded = CrossEncoder(str(source) if source.is_dir() else self.name, device="cpu")
                except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
                    why = normalize_space(str(error))[:200]
                    raise ReaderError(
                        f"The cross-encoder {self.name!r} could not be loaded ({why}): set ASSISTANT_RERANKER to a "
                        "folder or a model hub's id, or leave it out."
                    ) from None
            return self._loaded
