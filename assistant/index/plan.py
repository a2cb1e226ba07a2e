"""What must be done for an index to equal its corpus. Nothing here reads a file or writes the index."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError
from assistant.records import ArticlePath
from assistant.store.records import FileState

FEW = 20  # articles; below this a removal of most is not suspicious


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What must be done for the index to equal the corpus."""

    added: tuple[ArticlePath, ...]
    changed: tuple[ArticlePath, ...]
    moved: tuple[tuple[ArticlePath, ArticlePath], ...]  # (old path, new path)
    removed: tuple[ArticlePath, ...]
    unchanged: tuple[ArticlePath, ...]


def plan_sync(known: Mapping[ArticlePath, str], found: Mapping[ArticlePath, str]) -> SyncPlan:
    """Compare two states of the corpus, both path -> content hash: as it was indexed, and as it is."""
    gone = [path for path in sorted(known) if path not in found]
    new = [path for path in sorted(found) if path not in known]
    gone_by_hash: dict[str, list[ArticlePath]] = {}
    for path in gone:
        gone_by_hash.setdefault(known[path], []).append(path)
    moved = [(gone_by_hash[found[path]].pop(0), path) for path in new if gone_by_hash.get(found[path])]
    left, arrived = {old for old, _ in moved}, {path for _, path in moved}
    return SyncPlan(
        added=tuple(path for path in new if path not in arrived),
        changed=tuple(path for path in sorted(found) if path in known and known[path] != found[path]),
        moved=tuple(moved),
        removed=tuple(path for path in gone if path not in left),
        unchanged=tuple(path for path in sorted(found) if known.get(path) == found[path]),
    )


def follow(known: Mapping[ArticlePath, FileState], files: Mapping[ArticlePath, FileState]) -> dict[ArticlePath, str]:
    """Content hashes of the files that are found, as ``plan_sync`` takes them.

    A new file whose bytes cannot be had is taken for the one that is gone and had its size, time and inode.
    """
    gone = {state.stat: state.content_hash for path, state in known.items() if path not in files}
    return {
        path: gone.get(state.stat, state.content_hash) if state.failure and path not in known else state.content_hash
        for path, state in files.items()
    }


def hashes_of(files: Mapping[ArticlePath, FileState]) -> dict[ArticlePath, str]:
    """Content hashes of indexed files, as ``plan_sync`` takes them."""
    return {path: state.content_hash for path, state in files.items()}


def guard_removals(
    corpus: Path, indexed: Mapping[ArticlePath, FileState], files: Mapping[ArticlePath, str], allowed: bool
) -> None:
    """Raise CorpusError if most articles are gone: an unmounted drive must not empty an index.

    files: content hashes of those that are found.
    """
    held = set(files.values())
    articles = [path for path, state in indexed.items() if state.article_id is not None]
    gone = [path for path in articles if path not in files and indexed[path].content_hash not in held]
    if (
        gone
        and not allowed
        and (len(gone) == len(articles) or (len(articles) >= FEW and len(gone) > len(articles) / 2))
    ):
        raise CorpusError(
            f"{len(gone)} of {len(articles)} indexed articles are gone from {corpus}: nothing was changed. If that is "
            "meant, run `assistant index --allow-removals`; else check that the folder is the right one."
        )
