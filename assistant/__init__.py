"""A chat assistant over a folder of documents that binds every sentence it says to exact words in one of them.

    from assistant import Assistant, load_settings

    assistant = Assistant(load_settings(corpus="articles"))
    assistant.sync()
    print(assistant.ask("How much trade with India is the goal for 2030?").text)

The names are imported when they are first used, so that ``import assistant`` is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.errors import (
        AssistantError,
        CorpusError,
        EncoderError,
        FileTakenError,
        IndexBusyError,
        IndexDamagedError,
        IndexUnavailableError,
        ModelError,
        NotFoundError,
        QuestionError,
        ReaderError,
        ReadError,
        SettingsError,
        Stopped,
    )
    from assistant.records import Answer, Article, Citation
    from assistant.settings import Settings, load_settings

__version__ = "0.2.0"

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "AssistantError",
    "Citation",
    "CorpusError",
    "EncoderError",
    "FileTakenError",
    "IndexBusyError",
    "IndexDamagedError",
    "IndexUnavailableError",
    "ModelError",
    "NotFoundError",
    "QuestionError",
    "ReadError",
    "ReaderError",
    "Settings",
    "SettingsError",
    "Stopped",
    "__version__",
    "load_settings",
]

_MODULES = {
    "Answer": "records",
    "Article": "records",
    "Assistant": "assistant",
    "Citation": "records",
    "Settings": "settings",
    "load_settings": "settings",
}  # every other public name is an error


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"assistant.{_MODULES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
