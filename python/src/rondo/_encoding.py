"""How an update's numbers are written: as they are, or in fewer bytes. docs/wire-format.md has the rules."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

ENCODINGS = ("f32", "bf16", "f16", "i8")

_BLOCK = 256
_AT_A_TIME = 4096 * _BLOCK  # numbers that are encoded at a time, which bounds the memory
_LARGEST = 127
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF


def file(
    changes: Mapping[str, Any], metadata: dict[str, str], layout: Mapping[str, Any], encoding: str, seed: int
) -> bytes:
    """The file of an update.

    ``changes`` are float32 arrays by the names of the layout. Tensors of another role than mean stay as they are.
    ``seed`` determines the random rounding of the encoding i8.
    """
    if encoding not in ENCODINGS:
        raise ValueError(f"the plan's encoding must be one of {', '.join(ENCODINGS)}, but is {encoding!r}")
    roles = layout.get("roles") or {}
    tensors: dict[str, tuple[str, list[int], bytes]] = {}
    place = 0
    for tensor in layout["tensors"]:
        name = tensor["name"]
        if name in changes:
            own = encoding if roles.get(name, "mean") == "mean" else "f32"
            tensors[name] = _tensor(np.asarray(changes[name], "<f4"), own, seed, place)
        place += int(np.prod(tensor["shape"], dtype=np.int64))
    return _written(tensors, metadata)


def masked_file(numbers: Any, metadata: Mapping[str, str], layout: Mapping[str, Any]) -> bytes:
    """The file of a masked update; ``numbers`` are the integers of all tensors, in the layout's order."""
    roles = layout.get("roles") or {}
    tensors: dict[str, tuple[str, list[int], bytes]] = {}
    begin = 0
    for tensor in layout["tensors"]:
        end = begin + int(np.prod(tensor["shape"], dtype=np.int64))
        if roles.get(tensor["name"], "mean") == "mean":
            data = np.asarray(numbers[begin:end], "<u4").tobytes()
            tensors[tensor["name"]] = "U32", list(tensor["shape"]), data
        begin = end
    return _written(tensors, metadata)


def _written(tensors: Mapping[str, tuple[str, list[int], bytes]], metadata: Mapping[str, str]) -> bytes:
    """A safetensors file. The library's writer for NumPy does not know bfloat16."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, (dtype, shape, data) in tensors.items():
        begin, end = end, end + len(data)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *(data for _, _, data in tensors.values())])


def _tensor(numbers: Any, encoding: str, seed: int, place: int) -> tuple[str, list[int], bytes]:
    """Type, shape and data."""
    shape = list(numbers.shape)
    if encoding == "i8":
        flat = numbers.ravel()
        pieces = range(0, len(flat), _AT_A_TIME)
        data = b"".join(_blocks(flat[begin : begin + _AT_A_TIME], seed, place + begin) for begin in pieces)
        return "U8", [len(data)], data
    if encoding == "bf16":
        return "BF16", shape, _bfloat16(numbers)
    if encoding == "f16":
        with np.errstate(over="ignore"):  # the server refuses infinity
            return "F16", shape, numbers.astype("<f2").tobytes()
    return "F32", shape, numbers.tobytes()


def _bfloat16(numbers: Any) -> bytes:
    """The nearest numbers whose lower 16 bits are zero, ties to even. The numbers are finite."""
    bits = numbers.view("<u4")
    data: bytes = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes()
    return data


def _blocks(numbers: Any, seed: int, place: int) -> bytes:
    """Blocks of 256 numbers: a float32 scale, and a signed byte a number, rounded at random (stochastic rounding)."""
    blocks = -(-len(numbers) // _BLOCK)
    padded = np.zeros((blocks, _BLOCK), np.float32)
    padded.ravel()[: len(numbers)] = numbers
    scales = np.abs(padded).max(axis=1) / np.float32(_LARGEST) if blocks else np.zeros(0, np.float32)
    steps = np.where(scales > 0, scales, 1).astype(np.float64)
    randoms = _randoms(seed, place, padded.size).reshape(padded.shape)
    whole = np.clip(np.floor(padded / steps[:, None] + randoms), -_LARGEST, _LARGEST)
    whole[scales == 0] = 0
    rows = np.hstack([scales.astype("<f4")[:, None].view(np.int8), whole.astype(np.int8)])
    return bytes(rows.tobytes()[: len(numbers) + 4 * blocks])


def _randoms(seed: int, place: int, count: int) -> Any:
    """Random numbers from 0 to below 1, each a function of the seed and its place (SplitMix64)."""
    places = np.arange(place + 1, place + 1 + count, dtype=np.uint64)
    z = np.uint64(seed & _MASK) + np.uint64(_GOLDEN) * places
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) * 2.0**-24
