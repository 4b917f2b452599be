"""Answers the requests of a host with the functions of a script."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

from rondo import _tensors
from rondo._channel import Channel, Message, Request
from rondo._results import Metrics, Update
from rondo._round import Round, Settings

PROTOCOL = 1
MAX_MESSAGE = 500

Train = Callable[[dict[str, Any], Round], Update]
Evaluate = Callable[[dict[str, Any], Round], Metrics]
Initialize = Callable[[int], Mapping[str, Any]]


@dataclass(frozen=True)
class Functions:
    """The functions of a script, and whether they work with arrays of "numpy" or tensors of "torch"."""

    train: Train
    evaluate: Evaluate | None
    initialize: Initialize | None
    framework: str

    @staticmethod
    def of(train: Train, evaluate: Evaluate | None, initialize: Initialize | None, framework: str | None) -> Functions:
        """Checks the functions. Without a framework: torch if the script has imported it."""
        for name, function in (("train", train), ("evaluate", evaluate), ("initialize", initialize)):
            if not callable(function) and not (function is None and name != "train"):
                raise TypeError(f"{name} must be a function, but is {function!r}")
        if framework not in (None, "numpy", "torch"):
            raise ValueError(f"framework must be numpy or torch, but is {framework!r}")
        found = "torch" if "torch" in sys.modules else "numpy"
        return Functions(train, evaluate, initialize, framework or found)


def serve(channel: Channel, functions: Functions) -> None:
    """Answers requests until the host closes its side."""
    while (request := channel.next()) is not None:
        if request.kind == "hello" and request.message.get("protocol") != PROTOCOL:
            problem = f"the protocol must be {PROTOCOL}, but is {request.message.get('protocol')}"
            channel.answer(
                request, {"type": "failed", "message": f"{problem}. Install the rondo-client of this Rondo."}
            )
            return
        channel.answer(request, _answer(channel, request, functions))


def _answer(channel: Channel, request: Request, functions: Functions) -> Message:
    """What a request leads to; what goes wrong in the script's functions is an answer, too."""
    if request.cancelled():
        return {"type": "cancelled"}
    try:
        return Requests(channel, functions).answer(request)
    except Exception as error:
        if not request.cancelled():
            traceback.print_exc()
        return {"type": "failed", "message": _one_line(error)}


def _one_line(error: Exception) -> str:
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 3] + "..."


class Requests:
    """One method for each kind of request."""

    def __init__(self, channel: Channel, functions: Functions) -> None:
        self._channel, self._functions = channel, functions

    def answer(self, request: Request) -> Message:
        """Does what the request asks for."""
        kinds = {
            "hello": self._hello,
            "initialize": self._initialize,
            "train": self._train,
            "evaluate": self._evaluate,
        }
        if request.kind not in kinds:
            raise ValueError(f"a request must be {', '.join(kinds)} or cancel, but is {request.kind}")
        return kinds[request.kind](request)

    def _hello(self, request: Request) -> Message:
        functions = self._functions
        optional = {"evaluate": functions.evaluate, "initialize": functions.initialize}
        can = ["train", *(name for name, function in optional.items() if function)]
        name = os.path.basename(sys.argv[0] if sys.argv else "") or "python"
        return {"type": "hello", "protocol": PROTOCOL, "name": name, "can": can}

    def _initialize(self, request: Request) -> Message:
        if self._functions.initialize is None:
            raise ValueError("the trainer has no function initialize")
        out = _path(request, "out")
        weights = self._functions.initialize(_field(request, "seed", int))
        _tensors.write(_tensors.owned(weights, "the initial model"), out)
        return {"type": "initialized"}

    def _train(self, request: Request) -> Message:
        out = _path(request, "out")
        number = _field(request, "round", int)
        before = self._before(request)
        weights, base = _tensors.read(_path(request, "base"), self._functions.framework)
        update = updated(self._functions.train(weights, self._round(request, number, None)))
        fitted = _tensors.fitted(dict(update.weights), base, update.difference)
        if not request.cancelled():
            _tensors.write(fitted, out)
        answer: Message = {
            "type": "trained",
            "examples": update.examples,
            "loss": update.loss,
            "content": "difference" if update.difference else "weights",
        }
        measured = measurement(update, before)
        if measured is None:
            return {**answer, "metrics": dict(metrics_of(update))}
        return {**answer, "metrics": measured.json(), "metrics_examples": measured.examples}

    def _before(self, request: Request) -> Metrics | None:
        """What the script measures of the base model before it trains, if the host wants that."""
        if request.message.get("evaluate") is not True or self._functions.evaluate is None:
            return None
        version = _field(request, "version", int)
        weights, _ = _tensors.read(_path(request, "base"), self._functions.framework)
        return tried(self._functions.evaluate, weights, self._round(request, version, version))

    def _evaluate(self, request: Request) -> Message:
        if self._functions.evaluate is None:
            raise ValueError("the trainer has no function evaluate")
        version = _field(request, "version", int)
        weights, _ = _tensors.read(_path(request, "model"), self._functions.framework)
        metrics = evaluated(self._functions.evaluate(weights, self._round(request, version, version)))
        return {"type": "evaluated", "examples": metrics.examples, "metrics": metrics.json()}

    def _round(self, request: Request, number: int, version: int | None) -> Round:
        message = request.message
        deadline = message.get("deadline")

        def progress(done: int, of: int) -> None:
            self._channel.send(request, {"type": "progress", "done": int(done), "of": int(of)})

        return Round(
            job=_field(request, "job", str),
            number=number,
            client=message.get("client"),
            partition=message.get("partition"),
            partitions=message.get("partitions"),
            training=Settings(message.get("training") or {}),
            config=Settings(message.get("config") or {}),
            seed=message.get("seed") or 0,
            deadline=None if deadline is None else instant(deadline),
            shard=_path(request, "shard") if message.get("shard") is not None else None,
            version=version,
            _closed=request.cancelled,
            _progress=progress,
        )


def updated(result: object) -> Update:
    """What ``train`` returned, which must be an update."""
    if not isinstance(result, Update):
        raise TypeError(f"train must return a rondo.Update, but returned {type(result).__name__}")
    return result


def evaluated(result: object) -> Metrics:
    """What ``evaluate`` returned, which must be metrics."""
    if not isinstance(result, Metrics):
        raise TypeError(f"evaluate must return rondo.Metrics, but returned {type(result).__name__}")
    return result


def tried(evaluate: Evaluate, weights: dict[str, Any], round: Round) -> Metrics | None:  # noqa: A002 - as everywhere
    """What ``evaluate`` measured before a training; None if it failed, which is no reason not to train."""
    try:
        return evaluated(evaluate(weights, round))
    except Exception:
        if not round.closed():
            traceback.print_exc()
        return None


def measurement(update: Update, before: Metrics | None) -> Metrics | None:
    """What is known of the base model: what ``train`` tells, or what ``evaluate`` measured before."""
    return update.metrics if isinstance(update.metrics, Metrics) else before


def metrics_of(update: Update) -> Mapping[str, float]:
    """The metrics of an update that are of no version."""
    return {} if isinstance(update.metrics, Metrics) else update.metrics


def instant(text: str) -> datetime:
    """An instant as Rondo writes it, in UTC: ISO 8601 with up to nine digits after the second."""
    found = re.fullmatch(r"(\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?Z", text)
    if not found:
        raise ValueError(f"an instant must be like 2026-01-01T00:10:00Z, but is {text}")
    micros = int((found[2] or "0").ljust(9, "0")[:6])
    return datetime.fromisoformat(found[1]).replace(microsecond=micros, tzinfo=timezone.utc)


def _field(request: Request, name: str, kind: type) -> Any:
    value = request.message.get(name)
    if type(value) is not kind:
        raise ValueError(f"{name} of the request {request.kind} must be {kind.__name__}, but is {value!r}")
    return value


def _path(request: Request, name: str) -> Path:
    path = Path(_field(request, name, str))
    if not path.is_absolute():
        raise ValueError(f"{name} of the request {request.kind} must be an absolute path, but is {path}")
    return path
