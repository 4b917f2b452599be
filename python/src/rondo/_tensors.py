"""Tensors of NumPy and PyTorch, and the safetensors files that they come from and go to."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save_file

FLOATS = ("F64", "F32", "F16", "BF16")
_NUMPY = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
    "I16": np.dtype("<i2"),
    "I8": np.dtype("i1"),
    "U64": np.dtype("<u8"),
    "U32": np.dtype("<u4"),
    "U16": np.dtype("<u2"),
    "U8": np.dtype("u1"),
    "BOOL": np.dtype("?"),
}
_NAMES = {dtype: name for name, dtype in _NUMPY.items()}

Tensors = dict[str, Any]


class Spec(NamedTuple):
    """What a tensor of a model must be: its dtype as safetensors names it, and its shape."""

    dtype: str
    shape: tuple[int, ...]


def read(path: Path, framework: str) -> tuple[Tensors, dict[str, Spec]]:
    """The tensors of a file as arrays of "numpy" or "torch", which are the caller's own, and their specs."""
    return decode(path.read_bytes(), framework, str(path))


def decode(file: bytes, framework: str, place: str) -> tuple[Tensors, dict[str, Spec]]:
    """The same, of a file's bytes; ``place`` is named in errors."""
    try:
        entries = deserialize(file)
    except SafetensorError as error:
        raise ValueError(f"Cannot read {place}: {error}.") from error
    tensors: Tensors = {}
    specs: dict[str, Spec] = {}
    for name, entry in sorted(entries):
        specs[name] = Spec(entry["dtype"], tuple(entry["shape"]))
        make = _to_torch if framework == "torch" else _to_numpy
        tensors[name] = make(name, entry["data"], specs[name])
    return tensors, specs


def held(file: bytes, dtypes: Mapping[str, str], framework: str, place: str) -> tuple[Tensors, dict[str, Spec]]:
    """As ``decode``, of a version's F32 file: the tensors in these dtypes, integers rounded and limited."""
    if not dtypes:
        return decode(file, framework, place)
    tensors, specs = decode(file, "numpy", place)
    for name, dtype in dtypes.items():
        specs[name] = Spec(dtype.upper(), specs[name].shape)
        tensors[name] = _of_dtype(name, tensors[name], specs[name])
    if framework == "torch":
        return {name: _as_torch(tensor, specs[name]) for name, tensor in tensors.items()}, specs
    return tensors, specs


def _of_dtype(name: str, tensor: Any, spec: Spec) -> Any:
    """F32 numbers in another dtype; BF16 stays F32 with the low bits 0, because NumPy has no such type."""
    if spec.dtype == "BF16":
        bits = np.array(tensor, "<f4").view("<u4")
        return ((bits + 0x7FFF + (bits >> 16 & 1)) & np.uint32(0xFFFF0000)).view("<f4")
    dtype = _numpy_dtype(name, spec)
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            return tensor.astype(dtype)
    least, most = (0, 1) if dtype.kind == "b" else (int(np.iinfo(dtype).min), int(np.iinfo(dtype).max))
    rounded = np.rint(tensor.astype("<f8"))
    with np.errstate(invalid="ignore"):
        whole = np.array(rounded.astype(dtype))
    whole[rounded >= float(most)] = most
    whole[rounded <= float(least)] = least
    return whole


def _as_torch(tensor: Any, spec: Spec) -> Any:
    import torch

    own = torch.from_numpy(np.array(tensor))
    return own.to(torch.bfloat16) if spec.dtype == "BF16" else own


def _to_numpy(name: str, data: bytearray, spec: Spec) -> Any:
    if spec.dtype == "BF16":  # NumPy has no such type; F32 has the same first 16 bits
        wide = np.frombuffer(data, "<u2").astype("<u4") << 16
        return wide.view("<f4").reshape(spec.shape)
    return np.frombuffer(data, _numpy_dtype(name, spec)).reshape(spec.shape)


def _to_torch(name: str, data: bytearray, spec: Spec) -> Any:
    import torch

    if spec.dtype == "BF16":
        bits = torch.from_numpy(np.frombuffer(data, "<i2").reshape(spec.shape))
        return bits.view(torch.bfloat16)
    return torch.from_numpy(np.frombuffer(data, _numpy_dtype(name, spec)).reshape(spec.shape))


def _numpy_dtype(name: str, spec: Spec) -> Any:
    if spec.dtype not in _NUMPY:
        raise ValueError(f"tensor {name} must have one of the dtypes {', '.join(_NUMPY)}, BF16, but is {spec.dtype}")
    return _NUMPY[spec.dtype]


def is_torch(value: object) -> bool:
    """Whether a value is a tensor of PyTorch, without importing it."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def own(name: str, value: Any) -> Any:
    """A user's array or tensor on the CPU, in C order: of NumPy, or for bfloat16 of PyTorch."""
    if is_torch(value):
        try:
            tensor = value.detach().cpu().contiguous()
            return tensor if _is_bfloat16(tensor) else tensor.numpy()
        except (TypeError, RuntimeError) as error:
            raise TypeError(f"tensor {name} must be dense, of a dtype that NumPy has, or bfloat16: {error}") from error
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value, order="C")
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if little.dtype not in _NAMES:
            raise TypeError(f"tensor {name} must be of numbers, but is {array.dtype}")
        return little
    raise TypeError(f"tensor {name} must be an array of NumPy or a tensor of PyTorch, but is {type(value).__name__}")


def _is_bfloat16(tensor: Any) -> bool:
    return is_torch(tensor) and str(tensor.dtype) == "torch.bfloat16"


def spec_of(tensor: Any) -> Spec:
    """The spec of a tensor that ``own`` returned."""
    dtype = "BF16" if _is_bfloat16(tensor) else _NAMES[tensor.dtype]
    return Spec(dtype, tuple(tensor.shape))


def owned(tensors: object, what: str) -> Tensors:
    """All tensors of a user's mapping, by name; refuses what is none, and what is not finite."""
    if not isinstance(tensors, Mapping):
        raise TypeError(f"{what} must be a mapping of names to arrays, but is {type(tensors).__name__}")
    if not tensors:
        raise ValueError(f"{what} must have at least one tensor, but has none")
    result: Tensors = {}
    for name, value in tensors.items():
        if not isinstance(name, str):
            raise TypeError(f"names of tensors must be strings, but one is {name!r}")
        result[name] = own(name, value)
        refuse_infinite(name, result[name])
    return result


def refuse_infinite(name: str, tensor: Any) -> None:
    """Raises ValueError if a tensor has NaN or infinity."""
    values = tensor.float().numpy() if _is_bfloat16(tensor) else tensor
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ValueError(f"tensor {name} must be finite, but contains NaN or infinity")


def fitted(tensors: Tensors, base: Mapping[str, Spec], difference: bool) -> Tensors:
    """The tensors of an update as the protocol wants them, or an error that names the first that does not fit.

    A floating-point tensor of another dtype becomes F32. So do the integers of a difference.
    """
    tensors = without_counters(tensors, base)
    missing, unknown = sorted(base.keys() - tensors.keys()), sorted(tensors.keys() - base.keys())
    if missing:
        raise ValueError(f"the update must have all tensors of the model, but has no {some(missing)}")
    if unknown:
        raise ValueError(f"the update must have only tensors of the model, but has {some(unknown)}")
    return {name: _fitted(name, tensors[name], base[name], difference) for name in base}


def without_counters(tensors: Tensors, model: Collection[str]) -> Tensors:
    """The tensors without those counters of PyTorch's batch norm that the model lacks, because they are integers."""
    return {
        name: tensor
        for name, tensor in tensors.items()
        if name in model or not name.endswith("num_batches_tracked") or spec_of(tensor).dtype[0] not in "IU"
    }


def _fitted(name: str, tensor: Any, base: Spec, difference: bool) -> Any:
    found = spec_of(tensor)
    if found.shape != base.shape:
        raise ValueError(f"tensor {name} must have the shape {list(base.shape)}, but has {list(found.shape)}")
    allowed = ["F32"] if difference else sorted({"F32", base.dtype})
    if found.dtype in allowed:
        return tensor
    if found.dtype not in FLOATS and not (difference and found.dtype == base.dtype):
        raise ValueError(f"tensor {name} must be {' or '.join(allowed)}, but is {found.dtype}")
    if _is_bfloat16(tensor):
        return tensor.float().numpy()
    with np.errstate(over="ignore"):
        narrow = tensor.astype("<f4")
    refuse_infinite(name, narrow)
    return narrow


def some(names: list[str]) -> str:
    """The first names, and how many others there are."""
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def write(tensors: Tensors, path: Path) -> None:
    """Writes a file under a temporary name beside it, then renames it, so that nobody sees a part of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        if any(_is_bfloat16(tensor) for tensor in tensors.values()):
            _write_with_torch(tensors, part)
        else:
            save_file(tensors, part)
        os.replace(part, path)
    finally:
        if part.exists():
            part.unlink()


def _write_with_torch(tensors: Tensors, part: Path) -> None:
    """PyTorch's writer knows bfloat16; it wants no two tensors in one piece of memory."""
    import torch
    from safetensors.torch import save_file as save_torch_file

    save_torch_file({name: torch.as_tensor(tensor).clone() for name, tensor in tensors.items()}, part)
