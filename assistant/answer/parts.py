"""What answering needs: models, index and settings, made once and handed to each stage."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer.names import Lexicon
from assistant.answer.read import Reader
from assistant.answer.rerank import Reranker
from assistant.answer.write.models import open_model
from assistant.index.encode import Encoder
from assistant.index.locks import IndexLock
from assistant.index.opened import IndexReader
from assistant.records import Article, ArticlePath, Version
from assistant.settings import Settings
from assistant.store.base import Catalog, Store
from assistant.verify.entail import Entailer

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NO_MODEL = "none"  # a setting that leaves a model out


class ChatModels:
    """Chat models by name, each made at first use. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, BaseChatModel] = {}
        self._making = threading.Lock()

    def get(self, name: str) -> "BaseChatModel":
        """The chat model of a name, as ASSISTANT_MODEL has it. Raises ModelError."""
        with self._making:
            if name not in self._made:
                self._made[name] = open_model(name, self._settings)
            return self._made[name]


@dataclass(frozen=True, slots=True)
class Parts:
    """What questions are answered with. Models are loaded at first use."""

    settings: Settings
    store: Store
    index: IndexReader
    encoder: Encoder
    reranker: Reranker | None
    reader: Reader | None
    entailer: Entailer | None
    chat_models: ChatModels

    @classmethod
    def of(cls, settings: Settings, store: Store, encoder: Encoder, lock: IndexLock) -> "Parts":
        """The models that the settings name."""
        return cls(
            settings,
            store,
            IndexReader(settings.index, store, encoder, lock),
            encoder,
            Reranker(settings.reranker, settings.reranker_ms) if settings.reranker != NO_MODEL else None,
            Reader(settings.reader) if settings.reader != NO_MODEL else None,
            Entailer(settings.nli) if settings.nli != NO_MODEL else None,
            ChatModels(settings),
        )

    @property
    def catalog(self) -> Catalog:
        """Raises IndexUnavailableError if there is none."""
        return self.store.catalog()

    @property
    def lexicon(self) -> Lexicon:
        """What the corpus and the encoder know of words."""
        catalog = self.catalog

        def samples(word: str, count: int) -> list[str]:
            found = [each for each, _ in catalog.full_text.match([word], count)]
            return [text for _, text in catalog.dated_texts(found).values()]

        return Lexicon(catalog.full_text.document_frequencies, samples, self.encoder.knows)

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        """As ``Catalog.article``. Raises NotFoundError."""
        return self.catalog.article(path, version)
