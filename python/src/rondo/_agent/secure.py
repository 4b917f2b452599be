"""Secure aggregation: the client masks its update, and the helper alone gets the seed of the mask."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rondo import _masks
from rondo._agent.bucket import Bucket, metadata
from rondo._encoding import masked_file

if TYPE_CHECKING:
    from rondo._agent.training import Done

SETTINGS = "helper_public_key, helper_bucket and client_key"


class Secure:
    """The client's keys and the helper's bucket, from the client's own settings: never from the plan."""

    def __init__(self, helper: Bucket, helper_key: str, client_key: str, least_noise: float = 0.0) -> None:
        self._bucket, self.least_noise = helper, least_noise
        self._helper, self._client = _masks.helper_key(helper_key), _masks.client_key(client_key)

    @staticmethod
    def of(
        s3: Any, bucket: str | None, helper_key: str | None, client_key: str | None, least_noise: float = 0.0
    ) -> Secure | None:
        """None if the settings have no keys; ``client_key`` is the path of a file."""
        if not (bucket and helper_key and client_key):
            return None
        return Secure(Bucket(s3, bucket), helper_key, Path(client_key).expanduser().read_text(), least_noise)

    def update_file(
        self, plan: Mapping[str, Any], seat: Mapping[str, Any], done: Done, name: str, data_shard: str | None = None
    ) -> bytes:
        """The masked update. Its sealed seed is in the helper's bucket by then."""
        context = _masks.Context(plan["job"], plan["round"], name, terms(plan))
        masked = _masks.masked(encoded(plan, done.changes), context, self._helper, self._client)
        digest = masked.digest.hex()
        key = f"seeds/{plan['job']}/{plan['round']:08d}/{name}/{digest}.bin"
        self._bucket.put(key, masked.seed, IfNoneMatch="*")
        own = {**metadata(plan, seat, done, data_shard), "examples": "1", "masked_sha256": digest}
        own.pop("train_loss", None)
        return masked_file(masked.numbers, own, plan["layout"])


def terms(plan: Mapping[str, Any]) -> str:
    """What the plan tells clients about their numbers: the helper adds up masks of clients that were told the same."""
    secure = plan["secure_aggregation"]
    clip = struct.pack(">d", plan["clip_update_norm"]).hex()
    coordinates = sum(int(np.prod(tensor["shape"], dtype=np.int64)) for tensor in plan["layout"]["tensors"])
    noise = f" noise {secure['noise']}" if secure.get("noise") else ""
    return f"bits {secure['fraction_bits']} seats {plan['seats']} clip {clip} coordinates {coordinates}{noise}"


def problem(plan: Mapping[str, Any], secure: Secure | None) -> str | None:
    """Why the client does not take part in a round. With keys, it never sends an update in plain form."""
    masked = plan.get("secure_aggregation") is not None
    if masked and secure is None:
        return f"the round has secure aggregation, but this client has no keys for it. Set {SETTINGS}."
    if secure is not None and not masked:
        return (
            "the round has no secure aggregation, but this client has keys and only sends masked updates. "
            f"Set secure_aggregation in the job, or remove {SETTINGS}."
        )
    return _too_little_noise(plan, secure.least_noise) if secure is not None else None


def _too_little_noise(plan: Mapping[str, Any], least: float) -> str | None:
    privacy, told = plan.get("privacy"), plan["secure_aggregation"]
    promised = privacy["noise_multiplier"] if privacy else 0.0
    if promised < least:
        return f"the round has a noise multiplier of {promised}, but this client's least_noise is {least}."
    steps = math.ldexp(promised * plan["clip_update_norm"], told["fraction_bits"])
    noise = int((told.get("noise") or "0").split(" ")[0])
    if noise < steps:
        return (
            f"the noise of the round must have a standard deviation of {steps} steps for its privacy, "
            f"but the helper is to add {noise}."
        )
    return None


def encoded(plan: Mapping[str, Any], changes: Mapping[str, Any]) -> Any:
    """The update as integers: all tensors in the layout's order, with zeros for those that updates leave out."""
    roles = plan["layout"].get("roles") or {}
    pieces = []
    for tensor in plan["layout"]["tensors"]:
        name, size = tensor["name"], int(np.prod(tensor["shape"], dtype=np.int64))
        own = roles.get(name, "mean") == "mean"
        pieces.append(np.asarray(changes[name], "<f4").ravel() if own else np.zeros(size, "<f4"))
    vector = np.concatenate(pieces)
    squares = np.square(vector, dtype=np.float64).sum()
    if not np.isfinite(squares):
        raise ValueError(
            "The update has NaN or an infinity, which masks would hide. Training diverged: lower the learning rate."
        )
    norm, clip = float(np.sqrt(squares)), float(plan["clip_update_norm"])
    bits = plan["secure_aggregation"]["fraction_bits"]
    if math.ldexp(clip, bits) > _masks.LARGEST // plan["seats"]:
        raise ValueError(f"{plan['seats']} seats of range {clip} do not fit in 32 bits with {bits} fraction bits.")
    numbers = _masks.FixedPoint(clip, bits)
    return numbers.encode(vector, clip / norm if norm > clip else 1.0)
