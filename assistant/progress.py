"""How far a long run is."""

from typing import Protocol

PACE_SECONDS = 2.0  # before that the time left is not guessed


class Progress(Protocol):
    """Told how far a long run is; called from the thread that runs it.

    done, total: files, or questions. passages: encoded by now, in so many seconds; 0 where none are.
    """

    def __call__(self, done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None: ...


def describe_pace(done: int, total: int, passages: int, seconds: float) -> str:
    """Passages, their rate and the time left, as far as they can be told: "1,200 passages, 85/s, 2 min left"."""
    rate = f"{passages / seconds:,.0f}/s" if 0 < seconds <= passages else "below 1/s"
    parts = [f"{passages:,} passages", rate] if passages and seconds > 0 else []
    if 0 < done < total and seconds >= PACE_SECONDS:
        left = seconds / done * (total - done)
        parts.append(f"{left / 60:,.0f} min left" if left >= 90 else f"{left:.0f} s left")
    return ", ".join(parts)
