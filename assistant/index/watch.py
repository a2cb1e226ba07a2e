"""Notice when a corpus folder may have changed, by watchfiles.

It does not matter what changed: a sync compares the whole folder, which is cheap, and right if an event was lost.
"""

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.documents import is_litter

log = logging.getLogger(__name__)

QUIET_SECONDS = 1.0  # without a change, after which files are taken to be complete
MOST_SECONDS = 10.0  # to wait for a pause in the changes
POLL_SECONDS = 60.0  # between two yields without a change: network drives send no events
TICK_SECONDS = 0.2


def changes(corpus: Path, index: Path, stop: threading.Event) -> Iterator[None]:
    """Yield once at first, then whenever the corpus folder may have changed, or is gone, or is back, until ``stop``.

    A yield comes when changes pause. If they go on for long, one comes before the pause too, and another after it, so
    that a sync which leaves out a file that is being written runs again.
    """
    while not stop.is_set():
        folder = _identify(corpus)
        if folder is None:  # an unmounted drive, say
            yield
            while _identify(corpus) is None and not stop.wait(QUIET_SECONDS):
                pass
            continue
        last_change = last_yield = time.monotonic()
        pending: float | None = last_change  # time of the first change that no yield after a pause has followed
        for number, changed in enumerate(_ticks(corpus.resolve(), index.resolve(), stop)):
            if _identify(corpus) != folder:
                break
            now = time.monotonic()
            if changed:
                last_change, pending = now, pending or now
            paused = now - last_change >= QUIET_SECONDS
            due = pending is not None and (paused or now - pending >= MOST_SECONDS)
            if number == 0 or due or now - last_yield >= POLL_SECONDS:
                yield
                last_yield = time.monotonic()
                pending = None if paused and number else last_yield


def _identify(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one, or another drive, in its place; None if there is none."""
    try:
        about = folder.stat()
    except OSError:
        return None
    return (about.st_dev, about.st_ino) if folder.is_dir() else None


def _ticks(root: Path, hidden: Path, stop: threading.Event) -> Iterator[bool]:
    """Every ``TICK_SECONDS``, whether something below ``root`` changed that a sync may read. Ends if it is deleted.

    A folder that is made in its place at once may have the same inode number, and sends no events to this watch.
    """
    from watchfiles import Change, watch

    ms = int(1000 * TICK_SECONDS)
    try:
        for events in watch(
            root,
            watch_filter=None,
            debounce=ms,
            rust_timeout=ms,
            yield_on_timeout=True,
            stop_event=stop,
            ignore_permission_denied=True,
        ):
            yield any(_is_relevant(Path(path), root, hidden) for _, path in events)
            if (Change.deleted, str(root)) in events:
                return
    except (OSError, RuntimeError) as error:  # too many folders for the system to watch, say
        log.warning("%s cannot be watched (%s): it is compared with the index every %g s.", root, error, POLL_SECONDS)
    while not stop.wait(TICK_SECONDS):
        yield False


def _is_relevant(path: Path, root: Path, hidden: Path) -> bool:
    if path.is_relative_to(hidden) or not path.is_relative_to(root):
        return False
    return not is_litter(path.name) and not any(part.startswith(".") for part in path.relative_to(root).parts)
