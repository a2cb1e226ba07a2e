"""Every setting, typed, with its unit. The only reader of the environment.

A setting is read from ``ASSISTANT_<NAME>`` in the environment, else from a ``.env`` file in the working folder,
else it has the default given here. ``.env.example`` lists them.
"""

import datetime as dt
import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

# Telemetry and tracing of every library are off, whatever was left in the environment; set before any is imported.
QUIET_LIBRARIES = {
    "ANONYMIZED_TELEMETRY": "False",  # chromadb
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
HERE = ("all-MiniLM-L6-v2", "packaged", "none")  # models that come with the program, and none at all


class Settings(BaseSettings):
    """The settings of one run; frozen once read."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    corpus: Path = Path("corpus")  # folder of documents
    index: Path = Path(".assistant")  # folder of the catalog and the vectors
    host: str = "127.0.0.1"  # address the page is served on
    port: int = Field(default=7860, ge=1, le=65535)
    encoder: str = "all-MiniLM-L6-v2"  # the packaged one; else a folder, or a model hub's id
    reader: str = "packaged"  # a question-answering model that finds the answering words: a folder, a hub's id; "none"
    reranker: str = "none"  # a cross-encoder that orders the passages: a folder, a hub's id
    reranker_ms: float = Field(default=200.0, gt=0)  # milliseconds it may take for a question
    model: str = "extractive"  # who picks the sentences: "extractive" needs no chat model; else "provider:name"
    passage_tokens: int = Field(default=200, ge=32)  # word pieces a passage is filled to, header included
    max_file_mb: float = Field(default=10.0, gt=0)  # megabytes; a larger file is listed as failed
    read_seconds: float = Field(default=30.0, gt=0)  # that reading a web page, PDF or Word file may take
    read_mb: float = Field(default=1024.0, ge=64)  # megabytes of memory that reading one may take
    today: dt.date | None = None  # what "last week" is counted from; None: the clock's
    max_question_chars: int = Field(default=2000, ge=10)  # code points

    @property
    def needs_no_hub(self) -> bool:
        """True if no model of sentence-transformers or transformers is fetched: each is packaged, or a folder."""
        models = (self.encoder, self.reader, self.reranker)
        return all(name in HERE or Path(name).expanduser().is_dir() for name in models)


def load_settings(**overrides: object) -> Settings:
    """The settings, with what a command line said on top; ``None`` means it said nothing.

    Raises SettingsError naming the setting and what is wrong with it.
    """
    os.environ.update(QUIET_LIBRARIES)
    try:
        settings = Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "ASSISTANT_" + str(first["loc"][0] if first["loc"] else "?").upper()
        raise SettingsError(f"{name}={first['input']!s} cannot be used: {first['msg']}.") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"The file .env cannot be read ({error}): save it as UTF-8 text.") from None
    if settings.needs_no_hub:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return settings
