"""Two texts -> whether one follows from the other, by a cross-encoder trained on natural language inference.

None comes with the program; ASSISTANT_NLI names one, a folder or a model hub's id (cross-encoder/nli-MiniLM2-L6-H768).
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import ReaderError
from assistant.records import normalize_space


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities that a text follows from another, and that it contradicts it."""

    follows: float
    contradicts: float


class Entailer:
    """A sentence-transformers CrossEncoder with the labels entailment and contradiction, loaded at first use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: Any = None
        self._loading = threading.Lock()

    def judge(self, premise: str, hypothesis: str) -> Entailment:
        """Whether the hypothesis follows from the premise. Raises ReaderError if the model cannot be loaded."""
        model, labels = self._loaded()
        import torch

        row = model.predict([(premise, hypothesis)], activation_fn=torch.nn.Softmax(dim=-1), show_progress_bar=False)[0]
        return Entailment(float(row[labels["entailment"]]), float(row[labels["contradiction"]]))

    def _loaded(self) -> tuple[Any, dict[str, int]]:
        with self._loading:
            if self._model is None:
                self._model = self._load()
            labels = {str(label).lower(): int(number) for number, label in self._model.config.id2label.items()}
            if not {"entailment", "contradiction"} <= labels.keys():
                raise ReaderError(
                    f"The model {self.name!r} judges no entailment (its labels are {', '.join(labels)}): set "
                    "ASSISTANT_NLI to one that does, or leave it out."
                )
            return self._model, labels

    def _load(self) -> Any:
        from sentence_transformers import CrossEncoder

        source = Path(self.name).expanduser()
        try:
            return CrossEncoder(str(source) if source.is_dir() else self.name, device="cpu")
        except Exception as error:  # what a hub, a folder or a model's code may raise has no common base
            raise ReaderError(
                f"The model {self.name!r} could not be loaded ({normalize_space(str(error))[:200]}): set ASSISTANT_NLI "
                "to a folder or a model hub's id, or leave it out."
            ) from None
