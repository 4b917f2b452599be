"""What an auditor makes of scores: bounds on epsilon that do not use Rondo's accountant."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist, fmean, variance
from typing import Callable

NORMAL = NormalDist()


def binomial_tail(successes: int, trials: int, probability: float) -> float:
    """The probability of at least so many successes."""
    if successes <= 0 or probability >= 1:
        return 1.0
    if probability <= 0:
        return 0.0
    terms = (
        math.lgamma(trials + 1)
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(probability)
        + (trials - k) * math.log1p(-probability)
        for k in range(successes, trials + 1)
    )
    return min(1.0, math.fsum(map(math.exp, terms)))


@lru_cache(maxsize=None)
def at_most(successes: int, trials: int, error: float) -> float:
    """The upper bound of Clopper and Pearson on a probability: it is larger with at most this
    probability of an error."""
    if successes >= trials:
        return 1.0
    return _root(lambda p: 1 - binomial_tail(successes + 1, trials, p) > error, 0, 1)


def _root(is_below: Callable[[float], bool], low: float, high: float) -> float:
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return high


def normal_tail(x: float) -> float:
    """The probability that a standard normal number is larger, exact far out, too."""
    return math.erfc(x / math.sqrt(2)) / 2


def delta_of(epsilon: float, mu: float) -> float:
    """Of the Gaussian mechanism with sensitivity / deviation = mu (Balle and Wang 2018)."""
    upper = normal_tail(epsilon / mu - mu / 2)
    lower = normal_tail(epsilon / mu + mu / 2)
    return upper - (math.exp(epsilon + math.log(lower)) if lower > 0 else 0.0)


def epsilon_of(mu: float, delta: float) -> float:
    """The epsilon of the Gaussian mechanism, by its exact curve."""
    if mu <= 0 or delta_of(0, mu) <= delta:
        return 0.0
    return _root(lambda epsilon: delta_of(epsilon, mu) > delta, 0, 50 * mu + mu * mu)


def error_rates(
    present: list[float], absent: list[float], threshold: float, confidence: float
) -> tuple[float, float]:
    """Upper bounds on the probabilities that the attacker takes an absent canary for a present one,
    and a present one for an absent one. Both hold together with this confidence."""
    error = (1 - confidence) / 2
    false_positives = sum(score > threshold for score in absent)
    false_negatives = sum(score <= threshold for score in present)
    return (
        at_most(false_positives, len(absent), error),
        at_most(false_negatives, len(present), error),
    )


def lower_bound(false_positive: float, false_negative: float, delta: float) -> float:
    """No (epsilon, delta) with a smaller epsilon allows these error rates (Kairouz et al. 2015)."""
    ratios = [
        (1 - delta - false_negative) / false_positive,
        (1 - delta - false_positive) / false_negative,
    ]
    return max(0.0, *(math.log(ratio) if ratio > 0 else 0.0 for ratio in ratios))


def gaussian_lower_bound(false_positive: float, false_negative: float, delta: float) -> float:
    """The same for a mechanism that is known to be Gaussian: its smallest mu that allows these error
    rates (Nasr et al. 2023), as epsilon. It is much tighter, because one threshold determines the
    whole curve."""
    if not (false_positive < 1 and false_negative < 1):
        return 0.0
    mu = NORMAL.inv_cdf(1 - false_positive) - NORMAL.inv_cdf(false_negative)
    return epsilon_of(mu, delta)


def estimate(present: list[float], absent: list[float], delta: float) -> float:
    """The epsilon of two Gaussians fitted to the scores: an estimate, and not a bound."""
    deviation = math.sqrt((variance(present) + variance(absent)) / 2)
    return epsilon_of((fmean(present) - fmean(absent)) / deviation, delta)
