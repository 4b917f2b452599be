"""What the functions of a script return."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rondo import _tensors

MAX_EXAMPLES = 1_000_000_000
MAX_METRICS = 32
_METRIC = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,63}")


def checked_examples(examples: object) -> int:
    """A number of examples, as the protocol allows it."""
    if isinstance(examples, float) and examples.is_integer():
        examples = int(examples)
    try:
        number = operator.index(examples)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"examples must be a whole number, but is {examples!r}") from None
    if not 1 <= number <= MAX_EXAMPLES:
        raise ValueError(f"examples must be 1 to {MAX_EXAMPLES:,}, but is {number}")
    return number


def checked_number(name: str, value: Any, finite: bool = True) -> float:
    """A number, also from an array or a tensor of one element."""
    if _tensors.is_torch(value):
        value = value.detach()
    try:
        number = float(value)
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"{name} must be a number, but is a {type(value).__name__}") from None
    if finite and not math.isfinite(number):
        raise ValueError(f"{name} must be finite, but is {number}")
    return number


def checked_metrics(metrics: object, finite: bool = True) -> dict[str, float]:
    """Metrics by name, as the protocol allows them; NaN and infinity only if they need not be finite."""
    if not isinstance(metrics, Mapping):
        raise TypeError(f"metrics must be a mapping of names to numbers, but is {type(metrics).__name__}")
    if len(metrics) > MAX_METRICS:
        raise ValueError(f"metrics must be at most {MAX_METRICS}, but are {len(metrics)}")
    for name in metrics:
        if not isinstance(name, str) or not _METRIC.fullmatch(name):
            raise ValueError(
                "the name of a metric must start with a letter and have at most 64 letters, digits, "
                f"'_', '.', '/' and '-', but is {name!r}"
            )
    return {name: checked_number(f"metric {name}", value, finite) for name, value in metrics.items()}


@dataclass(frozen=True)
class Update:
    """What ``train`` returns: the new weights, and on how many examples they were trained.

    ``weights`` are arrays of NumPy or tensors of PyTorch by name, such as a ``state_dict()``, on any device. They
    have the names and shapes of the weights that ``train`` got. With ``difference=True`` they are the new weights
    minus those. Another floating-point dtype is converted. ``loss`` is the mean training loss. ``metrics`` that are
    ``Metrics`` were measured of the weights that ``train`` got, on examples that the client holds out.
    """

    weights: Mapping[str, Any]
    examples: int
    loss: float | None = None
    metrics: Mapping[str, float] | Metrics = field(default_factory=dict)
    difference: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "weights", _tensors.owned(self.weights, "the weights of an update"))
        put(self, "examples", checked_examples(self.examples))
        put(self, "loss", None if self.loss is None else checked_number("loss", self.loss))
        if not isinstance(self.metrics, Metrics):
            put(self, "metrics", checked_metrics(self.metrics))


@dataclass(frozen=True, init=False)
class Metrics:
    """What ``evaluate`` returns: on how many examples, and numbers by name, among them ``loss`` or ``accuracy``.

    A number that is NaN or infinite tells that the training has diverged.
    """

    examples: int
    numbers: Mapping[str, float]

    def __init__(self, /, examples: int, **numbers: float) -> None:
        object.__setattr__(self, "examples", checked_examples(examples))
        object.__setattr__(self, "numbers", checked_metrics(numbers, finite=False))
        if not {"loss", "accuracy"} & numbers.keys():
            raise ValueError(f"Metrics must have loss or accuracy, but has {', '.join(sorted(numbers)) or 'no number'}")

    def json(self) -> dict[str, float | None]:
        """The numbers as JSON has them: None for one that is not finite."""
        return {name: value if math.isfinite(value) else None for name, value in self.numbers.items()}
