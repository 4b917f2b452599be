"""How updates are written in fewer bytes. The tests of the Java server have the same bytes."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rondo import _encoding


def written(numbers, encoding, seed=1, roles=None, name="w"):
    """Type, shape and data of the only tensor of a file."""
    numbers = np.asarray(numbers, np.float32)
    layout = {"tensors": [{"name": name, "shape": list(numbers.shape)}], "roles": roles or {}}
    file = _encoding.file({name: numbers}, {"kind": "update"}, layout, encoding, seed)
    (length,) = struct.unpack_from("<Q", file)
    header = json.loads(file[8 : 8 + length])
    assert header["__metadata__"] == {"kind": "update"}
    begin, end = header[name]["data_offsets"]
    return header[name]["dtype"], header[name]["shape"], file[8 + length + begin : 8 + length + end]


def read(data, count):
    """The numbers of a tensor in the encoding i8."""
    numbers = np.zeros(count, np.float32)
    for begin in range(0, count, 256):
        block = data[begin // 256 * 260 :][: 4 + min(256, count - begin)]
        (scale,) = struct.unpack_from("<f", block)
        numbers[begin : begin + 256] = np.float32(scale) * np.frombuffer(block, np.int8, offset=4)
    return numbers


@pytest.mark.parametrize(
    ("encoding", "dtype", "data"),
    [
        ("f32", "F32", "0000803f0000007f00000080cdcccc3d"),
        ("bf16", "BF16", "803f007f0080cd3d"),
        ("f16", "F16", "003c007c0080662e"),
    ],
)
def test_a_number_is_the_nearest_of_its_type(encoding, dtype, data):
    found = written([[1, 2.0**127], [-0.0, 0.1]], encoding)
    assert found == (dtype, [2, 2], bytes.fromhex(data))


def test_a_block_is_a_scale_and_a_byte_per_number():
    found = written([0, 1.27, -1.27, 0.005, 0.005, -0.5], "i8", seed=7)
    assert found == ("U8", [10], bytes.fromhex("0ad7233c007f810100ce"))


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 512, 1000])
def test_a_tensor_has_a_scale_for_256_numbers(count):
    numbers = np.random.default_rng(1).normal(size=count).astype(np.float32)
    _, shape, data = written(numbers, "i8")
    assert shape == [len(data)] == [count + 4 * ((count + 255) // 256)]
    step = np.abs(numbers).max(initial=0) / 127
    np.testing.assert_allclose(read(data, count), numbers, rtol=0, atol=1.0001 * step)


def test_a_large_tensor_is_encoded_as_its_parts_are(monkeypatch):
    numbers = np.random.default_rng(3).normal(size=3000).astype(np.float32)
    whole = written(numbers, "i8", seed=2**64 - 3)
    monkeypatch.setattr(_encoding, "_AT_A_TIME", 512)
    assert written(numbers, "i8", seed=2**64 - 3) == whole


def test_zeros_stay_zeros():
    assert written(np.zeros(300), "i8")[2] == bytes(308)


def test_rounding_is_right_on_average():
    numbers = np.random.default_rng(2).normal(size=256).astype(np.float32)
    mean = np.mean([read(written(numbers, "i8", seed)[2], 256) for seed in range(2000)], axis=0)
    step = np.abs(numbers).max() / 127
    np.testing.assert_allclose(mean, numbers, rtol=0, atol=5 * step / 2 / 2000**0.5)


@given(st.lists(st.floats(-(2.0**126), 2.0**126, width=32), max_size=600), st.integers(0, 2**63 - 1))
def test_any_finite_numbers_are_at_most_a_step_off(numbers, seed):
    numbers = np.asarray(numbers, np.float32)
    found = read(written(numbers, "i8", seed)[2], len(numbers))
    for begin in range(0, len(numbers), 256):
        block = numbers[begin : begin + 256].astype(np.float64)
        step = max(np.abs(block).max() / 127 * 1.001, 2.0**-141)  # the scale of smaller numbers is zero
        assert np.abs(found[begin : begin + 256] - block).max() <= step


def test_only_tensors_of_the_role_mean_are_written_in_fewer_bytes():
    assert written([3.0], "i8", roles={"w": "max"}) == ("F32", [1], struct.pack("<f", 3))


def test_the_place_in_the_layout_counts_for_the_random_numbers():
    numbers = np.full(256, 0.3, np.float32)
    numbers[0] = 100
    tensors = [{"name": name, "shape": [256]} for name in ("a", "b")]
    file = _encoding.file({"a": numbers, "b": numbers}, {}, {"tensors": tensors}, "i8", 1)
    assert file[-520:-260] != file[-260:]
    alone = _encoding.file({"b": numbers}, {}, {"tensors": tensors}, "i8", 1)
    assert alone[-260:] == file[-260:]


def test_an_unknown_encoding_is_an_error():
    with pytest.raises(ValueError, match="must be one of f32, bf16, f16, i8, but is 'i4'"):
        written([1.0], "i4")
