"""Rounds to a target accuracy, counted as in McMahan et al. 2017, section 3."""

from __future__ import annotations

from typing import Iterable, Optional

Curve = list[tuple[int, float]]


def best_so_far(curve: Iterable[tuple[int, float]]) -> Curve:
    """The curve made monotonic: at each evaluated round, the best accuracy up to it."""
    best, result = 0.0, []
    for number, accuracy in curve:
        best = max(best, accuracy)
        result.append((number, best))
    return result


def rounds_to(target: float, curve: Iterable[tuple[int, float]]) -> Optional[float]:
    """Where the best-so-far curve, drawn with straight lines, crosses the target.

    None if it never does. A curve that begins at or above the target crosses at its first round.
    """
    previous: Optional[tuple[int, float]] = None
    for number, accuracy in best_so_far(curve):
        if accuracy >= target:
            if previous is None:
                return float(number)
            start, low = previous
            return start + (number - start) * (target - low) / (accuracy - low)
        previous = (number, accuracy)
    return None
