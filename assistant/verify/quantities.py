"""Whether a source states the quantities of a claim, exactly or fairly rounded."""

from collections.abc import Sequence

from assistant.language.numbers import Quantity

CLOSE = 0.05  # relative difference up to which one value may be the other, rounded


def is_same(claimed: Quantity, stated: Quantity) -> bool:
    """True if two quantities are the same, or the claimed one is the other rounded, and says so.

    Rounded values have fewer digits, and a bound that holds: "about 30" or "over 30" for 30.8, not "30".
    """
    if claimed.unit != stated.unit or claimed.order != stated.order:
        return False
    if abs(claimed.value - stated.value) <= 1e-6 * max(abs(stated.value), 1e-9):
        return not (claimed.bound == "over" and stated.bound == "under") and not (
            claimed.bound == "under" and stated.bound == "over"
        )
    if not stated.value or not claimed.value or claimed.order or _digits(claimed.value) >= _digits(stated.value):
        return False
    ratio = stated.value / claimed.value
    if claimed.bound == "over":
        return 1 < ratio <= 1 + 2 * CLOSE
    if claimed.bound == "under":
        return 1 - 2 * CLOSE <= ratio < 1
    return claimed.bound == "about" and abs(ratio - 1) <= CLOSE


def _digits(value: float) -> int:
    """How many digits of a number count: 1 of 30,000, 3 of 30.8."""
    return len(f"{value:.6e}".partition("e")[0].replace(".", "").rstrip("0"))


def missing(claimed: Sequence[Quantity], stated: Sequence[Quantity], listed: Sequence[int] = ()) -> list[Quantity]:
    """The claimed quantities that the source does not state.

    listed: lengths of its enumerations, which a claim may count: 3 for "A, B
    and C".
    """
    return [
        each
        for each in claimed
        if not any(is_same(each, other) for other in stated)
        and not (each.unit == "times" and _follows(each, stated))
        and not (not each.unit and each.value in listed)
    ]


def _follows(multiple: Quantity, stated: Sequence[Quantity]) -> bool:
    """True if one quantity of a source is about ``multiple`` times another."""
    for one in stated:
        for other in stated:
            if one.unit == other.unit != "times" and other.value and one.value:
                ratio = one.value / other.value
                least = multiple.value * (1 if multiple.bound == "over" else 0.9)
                most = multiple.value * (1.5 if multiple.bound == "over" else 1 if multiple.bound == "under" else 1.1)
                if least <= ratio <= most:
                    return True
    return False
