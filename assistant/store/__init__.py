"""Where articles, passages, vectors and conversations are kept. ``base.py`` says what a store must offer."""

from collections.abc import Callable

from assistant.settings import Settings
from assistant.store.base import Store
from assistant.store.embedded import open_embedded

# Name -> what makes a store of some settings. A new store is a module beside these and a line here.
STORES: dict[str, Callable[[Settings], Store]] = {"embedded": open_embedded}


def open_store(settings: Settings, name: str = "embedded") -> Store:
    """The store of that name over the index that the settings name. Nothing is opened yet."""
    return STORES[name](settings)
