"""An index that is checked, and the words of the findings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assistant.index.plan import SyncPlan
from assistant.index.recipe import passage_format
from assistant.index.survey import Survey, survey
from assistant.once import once
from assistant.progress import Progress
from assistant.records import ArticlePath
from assistant.store.base import Catalog, Store

NAMED = 3  # files named as examples


@dataclass
class Examination:
    """An index to be checked. What takes long to find out is found out once."""

    store: Store
    recipe: str  # of the settings; the index may have another
    plan: Callable[[], SyncPlan]
    progress: Progress
    fatal: list[str] = field(default_factory=list)  # damage of the catalog's file that nothing mends

    @property
    def catalog(self) -> Catalog:
        return self.store.catalog()

    @once
    def built(self) -> str:
        """The recipe of the index; "" before its first sync."""
        return self.catalog.recipe() or ""

    @property
    def of_other_format(self) -> bool:
        """True if another version makes other passages and headers of a text, so that these cannot be checked."""
        return bool(self.built) and passage_format(self.built) != passage_format(self.recipe)

    @property
    def rebuilding(self) -> bool:
        """True if another recipe is being built: what was encoded for it is kept for the run that goes on with it."""
        return self.catalog.writer.is_marked("rebuilding") and self.built != self.recipe

    @once
    def survey(self) -> Survey:
        return survey(self.catalog, self.built, self.progress)


def count_of(count: int, one: str) -> str:
    """A count and a noun, such as "1 file" or "1,200 files"."""
    return f"{count:,} {one if count == 1 else one + 's'}"


def passages_of(passages: dict[int, ArticlePath]) -> str:
    """How many passages, and some of their files."""
    return f"{count_of(len(passages), 'passage')} ({some_of(sorted(set(passages.values())))})"


def some_of(paths: Iterable[str]) -> str:
    """The first few paths."""
    paths = list(paths)
    return ", ".join([*paths[:NAMED], *(["…"] if len(paths) > NAMED else [])])
