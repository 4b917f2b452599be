"""Reads a file of a data shard, as strictly as Rondo's own reader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from rondo._tensors import Spec

MAX_CLASSES = 10_000
ANY = {"kind": "data-shard", "classes": str(MAX_CLASSES)}
_WANTED = "labels are I64 [n], images U8 [n, channels, height, width], features F32 [n, ...]"


def read(path: Path, lenient: bool = False) -> tuple[Any, Any]:
    """Features as float32 [n, ...] and labels as int64 [n]; pixels are divided by 255.

    A lenient reader also takes a file without metadata, whose labels may then be any class number.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = (file.metadata() or {}) if not lenient else {**ANY, **(file.metadata() or {})}
            specs = {name: _spec(file.get_slice(name)) for name in file.keys()}  # noqa: SIM118
            classes, values = _check(path, metadata, specs)
            labels, features = file.get_tensor("labels"), file.get_tensor(values)
    except SafetensorError as error:
        raise _bad(path, str(error)) from error
    _check_labels(path, labels, classes)
    if values == "images":
        return features.astype(np.float32) / np.float32(255), labels
    if not np.isfinite(features).all():
        raise _bad(path, "its features contain NaN or infinity")
    return features, labels


def classes(path: Path) -> list[str] | None:
    """The labels of the classes as the file's table has them, in their order; None if it is from no table."""
    try:
        with safe_open(path, framework="numpy") as file:
            text = (file.metadata() or {}).get("description", "")
        return [str(name) for name in json.loads(text)["classes"]] if text else None
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise _bad(path, f"its description has no list of classes: {error}") from error


def _spec(part: Any) -> Spec:
    return Spec(part.get_dtype(), tuple(part.get_shape()))


def _check(path: Path, metadata: dict[str, str], specs: dict[str, Spec]) -> tuple[int, str]:
    """The number of classes, and the name of the tensor with the examples."""
    kind = metadata.get("kind", "")
    if kind != "data-shard":
        raise _bad(path, f"its kind must be 'data-shard', but is '{kind}'; write data shards with rondo data split")
    classes = metadata.get("classes", "")
    if not re.fullmatch("[1-9][0-9]{0,4}", classes) or int(classes) > MAX_CLASSES:
        raise _bad(path, f"its metadata say classes '{classes}'; a number from 1 to {MAX_CLASSES:,} is needed")
    if len(specs) != 2:
        raise _bad(path, f"it has {len(specs)} tensors; it needs two: labels, and images or features")
    values = "images" if "images" in specs else "features"
    for name in ("labels", values):
        _check_spec(path, name, specs)
    examples, labels = specs[values].shape[0], specs["labels"].shape[0]
    if labels != examples:
        raise _bad(path, f"it has {labels} labels for {examples} examples")
    if 0 in specs[values].shape[1:]:
        raise _bad(path, f"its examples have the shape {list(specs[values].shape[1:])}")
    return int(classes), values


def _check_spec(path: Path, name: str, specs: dict[str, Spec]) -> None:
    if name not in specs:
        raise _bad(path, f"it has no tensor {name}")
    dtype, shape = specs[name]
    fits = {
        "labels": dtype == "I64" and len(shape) == 1,
        "images": dtype == "U8" and len(shape) == 4,
        "features": dtype == "F32" and len(shape) >= 2,
    }
    if not fits[name]:
        raise _bad(path, f"its tensor {name} is {dtype} {list(shape)}; {_WANTED}")


def _check_labels(path: Path, labels: Any, classes: int) -> None:
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if len(wrong):
        raise _bad(path, f"label {wrong[0]} is {labels[wrong[0]]}; labels are 0 to {classes - 1}")


def _bad(path: Path, problem: str) -> ValueError:
    return ValueError(f"Cannot read the data shard {path}: {problem}.")
