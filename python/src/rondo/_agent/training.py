"""One training of a seat: what the script's function gets, and what becomes of its result."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import numpy as np

from rondo import _tensors
from rondo._agent.personal import names
from rondo._results import Metrics, Update
from rondo._round import Round, Settings
from rondo._trainer import Functions, evaluated, instant, measurement, tried, updated


class GivenUpError(Exception):
    """Training was told to stop, so its result is none."""


@dataclass(frozen=True)
class Done:
    """The change of each tensor, the loss if it is known, the number of examples, and what was measured.

    ``personal`` has the new values of the tensors that never leave the client.
    """

    changes: dict[str, Any]
    loss: float | None
    examples: int
    measured: Metrics | None
    personal: dict[str, Any] = field(default_factory=dict)


class Training:
    """Calls the script's functions for one seat; the answer of ``closed`` is remembered."""

    def __init__(self, functions: Functions, client: str, give_up: Callable[[], bool]) -> None:
        self._functions, self._client, self._give_up = functions, client, give_up
        self._told = False

    def _closed(self) -> bool:
        self._told = self._told or self._give_up()
        return self._told

    def run(self, plan: Mapping[str, Any], base: bytes, shard: Path | None, lenient: bool) -> Done:
        """Trains, or only measures if that is the task of the plan."""
        try:
            done = self._measure(plan, base, shard, lenient) or self._train(plan, base, shard, lenient)
        except Exception:
            if self._told:
                raise GivenUpError from None
            traceback.print_exc()
            raise
        if self._told:
            raise GivenUpError
        return done

    def _measure(self, plan: Mapping[str, Any], base: bytes, shard: Path | None, lenient: bool) -> Done | None:
        if plan.get("task", "train") == "train":
            return None
        if self._functions.evaluate is None:
            raise ValueError("the script has no function evaluate")
        weights, _ = self._held(plan, base)
        round = self._round(plan, shard, lenient, plan["base_version"])  # noqa: A001 - as everywhere
        metrics = evaluated(self._functions.evaluate(weights, round))
        return Done({}, None, metrics.examples, metrics)

    def _train(self, plan: Mapping[str, Any], base: bytes, shard: Path | None, lenient: bool) -> Done:
        before = self._before(plan, base, shard, lenient)
        weights, specs = self._held(plan, base)
        update = updated(self._functions.train(weights, self._round(plan, shard, lenient)))
        fitted = _tensors.fitted(dict(update.weights), specs, update.difference)
        measured = measurement(update, before) if plan.get("client_evaluation") else None
        changes = {} if self._told else differences(fitted, base, update, plan["base_model"])
        own = new_values(
            {name: fitted[name] for name in names(plan) if name in changes}, base, update, plan["base_model"]
        )
        return Done(uploaded(changes, plan), update.loss, update.examples, measured, own)

    def _held(self, plan: Mapping[str, Any], base: bytes) -> tuple[dict[str, Any], dict[str, _tensors.Spec]]:
        """The base model as the script holds it, and what its tensors must be."""
        dtypes = plan["layout"].get("dtypes") or {}
        return _tensors.held(base, dtypes, self._functions.framework, plan["base_model"])

    def _before(self, plan: Mapping[str, Any], base: bytes, shard: Path | None, lenient: bool) -> Metrics | None:
        """What the script measures of the base model before it trains, if the plan wants that."""
        if not plan.get("client_evaluation") or self._functions.evaluate is None:
            return None
        weights, _ = self._held(plan, base)
        return tried(self._functions.evaluate, weights, self._round(plan, shard, lenient, plan["base_version"]))

    def _round(self, plan: Mapping[str, Any], shard: Path | None, lenient: bool, version: int | None = None) -> Round:
        return Round(
            job=plan["job"],
            number=plan["round"] if version is None else version,
            version=version,
            client=self._client,
            training=Settings(plan["training"]),
            config=Settings(plan.get("config") or {}),
            seed=seed(plan["job"], plan["round"], self._client),
            deadline=instant(plan["deadline"]),
            shard=shard,
            _lenient=lenient,
            _closed=self._closed,
        )


def differences(fitted: dict[str, Any], base: bytes, update: Update, place: str) -> dict[str, Any]:
    """New minus base in F32, of an update that fits."""
    if update.difference:
        return fitted
    before, _ = _tensors.decode(base, "numpy", place)
    changes = {}
    for name, tensor in fitted.items():
        new = tensor.float().numpy() if _tensors.is_torch(tensor) else tensor
        changes[name] = np.asarray(new.astype("<f8") - before[name].astype("<f8"), "<f4")
    return changes


def uploaded(changes: dict[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The tensors that an update has: all but those that the server keeps and those that never leave the client."""
    roles = plan["layout"].get("roles") or {}
    return {name: change for name, change in changes.items() if roles.get(name) not in ("keep", "personal")}


def new_values(fitted: dict[str, Any], base: bytes, update: Update, place: str) -> dict[str, Any]:
    """The new tensors in F32, of an update that fits."""
    before = _tensors.decode(base, "numpy", place)[0] if update.difference and fitted else {}
    new = {}
    for name, tensor in fitted.items():
        array = tensor.float().numpy() if _tensors.is_torch(tensor) else tensor
        new[name] = np.asarray(before[name] + array if update.difference else array, "<f4")
    return new


def seed(job: str, number: int, client: str) -> int:
    """A seed from 0 to 2^53 - 1 that is the same whenever this client trains in this round."""
    digest = hashlib.sha256(f"{job}/{number}/{client}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 11
