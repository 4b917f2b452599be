"""One training of a seat: what the script's function gets, and what becomes of its result."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

import numpy as np

from rondo import _tensors
from rondo._results import Update
from rondo._round import Round, Settings
from rondo._trainer import Functions, instant, updated


class GivenUpError(Exception):
    """Training was told to stop, so its result is none."""


class Training:
    """Calls the script's ``train`` for one seat; the answer of ``closed`` is remembered."""

    def __init__(self, functions: Functions, client: str, give_up: Callable[[], bool]) -> None:
        self._functions, self._client, self._give_up = functions, client, give_up
        self._told = False

    def _closed(self) -> bool:
        self._told = self._told or self._give_up()
        return self._told

    def run(
        self, plan: Mapping[str, Any], base: bytes, shard: Path | None, lenient: bool
    ) -> tuple[dict[str, Any], float | None, int]:
        """The change of each tensor, the loss if it is known, and the number of examples."""
        dtypes = plan["layout"].get("dtypes") or {}
        weights, specs = _tensors.held(base, dtypes, self._functions.framework, plan["base_model"])
        try:
            update = updated(self._functions.train(weights, self._round(plan, shard, lenient)))
            fitted = _tensors.fitted(dict(update.weights), specs, update.difference)
        except Exception:
            if self._told:
                raise GivenUpError from None
            traceback.print_exc()
            raise
        if self._told:
            raise GivenUpError
        changes = differences(fitted, base, update, plan["base_model"])
        return without_kept(changes, plan), update.loss, update.examples

    def _round(self, plan: Mapping[str, Any], shard: Path | None, lenient: bool) -> Round:
        return Round(
            job=plan["job"],
            number=plan["round"],
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


def without_kept(changes: dict[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """The tensors that an update has: all but those that the server keeps."""
    roles = plan["layout"].get("roles") or {}
    return {name: change for name, change in changes.items() if roles.get(name) != "keep"}


def seed(job: str, number: int, client: str) -> int:
    """A seed from 0 to 2^53 - 1 that is the same whenever this client trains in this round."""
    digest = hashlib.sha256(f"{job}/{number}/{client}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 11
