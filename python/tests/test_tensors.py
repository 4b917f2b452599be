"""Tensors go through files and come back as they were."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors.numpy import save

from rondo import _tensors
from rondo._tensors import Spec

DTYPES = ["<f8", "<f4", "<f2", ">f4", "<i8", ">i8", "<i4", "<i2", "i1", "<u8", "<u4", "<u2", "u1", "?"]
NAMES = st.text(min_size=1, max_size=8).filter(lambda name: name != "__metadata__" and name.isprintable())
TENSORS = st.dictionaries(
    NAMES,
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: arrays.arrays(
            dtype,
            arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
            elements={"allow_nan": False, "allow_infinity": False} if "f" in dtype else None,
        )
    ),
    min_size=1,
    max_size=4,
)


@given(TENSORS)
def test_what_is_written_is_read(tensors):
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.safetensors")
        _tensors.write(_tensors.owned(tensors, "the model"), path)
        found, specs = _tensors.read(path, "numpy")
        assert [file.name for file in Path(folder).iterdir()] == ["model.safetensors"]
    assert found.keys() == tensors.keys() == specs.keys()
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(found[name], tensor)
        assert specs[name].shape == tensor.shape
        assert found[name].dtype == tensor.dtype.newbyteorder("<")
        assert found[name].flags.writeable


def test_arrays_in_another_order_are_written_as_what_they_are(tmp_path):
    table = np.arange(6, dtype="f4").reshape(2, 3)
    _tensors.write(_tensors.owned({"t": table.T, "every second": table[:, ::2]}, "x"), tmp_path / "f")
    found, _ = _tensors.read(tmp_path / "f", "numpy")
    np.testing.assert_array_equal(found["t"], table.T)
    np.testing.assert_array_equal(found["every second"], table[:, ::2])


def file_of(path, dtype, shape, data):
    """A safetensors file of one tensor x, whatever its dtype."""
    entry = {"x": {"dtype": dtype, "shape": shape, "data_offsets": [0, len(data)]}}
    header = json.dumps(entry).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)
    return path


@given(arrays.arrays("<u2", 5))
def test_bf16_is_f32_in_numpy(bits):
    with TemporaryDirectory() as folder:
        path = file_of(Path(folder, "f"), "BF16", [5], bits.tobytes())
        found, specs = _tensors.read(path, "numpy")
    assert specs["x"] == Spec("BF16", (5,))
    assert found["x"].dtype == np.float32
    np.testing.assert_array_equal(found["x"].view("<u4") >> 16, bits)
    np.testing.assert_array_equal(found["x"].view("<u4") & 0xFFFF, 0)


def test_a_dtype_that_numpy_does_not_have_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"tensor x must have one of the dtypes F64, .*, but is F8_E4M3"):
        _tensors.read(file_of(tmp_path / "f", "F8_E4M3", [1], b"1"), "numpy")


@given(st.binary(max_size=60), st.integers(0, 90))
def test_a_damaged_file_is_an_error_in_words(junk, place):
    whole = save({"x": np.zeros(2, "f4")})
    with TemporaryDirectory() as folder:
        path = Path(folder, "f")
        path.write_bytes(whole[:place] + junk)
        with suppress(ValueError):  # and no other error
            _tensors.read(path, "numpy")


BASE = {"w": Spec("F32", (2,)), "h": Spec("F16", (2,)), "n": Spec("I64", ())}
FITS = {"w": np.zeros(2, "f4"), "h": np.zeros(2, "f2"), "n": np.array(3)}


@pytest.mark.parametrize(
    ("name", "value", "difference", "dtype"),
    [
        ("w", np.ones(2, "f8"), False, "F32"),
        ("w", np.ones(2, "f2"), False, "F32"),
        ("h", np.ones(2, "f2"), False, "F16"),
        ("h", np.ones(2, "f4"), False, "F32"),
        ("h", np.ones(2, "f8"), False, "F32"),
        ("h", np.ones(2, "f2"), True, "F32"),
        ("n", np.array(1.5), False, "F32"),
        ("n", np.array(3), False, "I64"),
        ("n", np.array(1), True, "F32"),
        ("n", np.float32(1), False, "F32"),
    ],
)
def test_a_floating_point_tensor_of_another_dtype_is_converted(name, value, difference, dtype):
    owned = _tensors.owned({**FITS, name: value}, "x")
    fitted = _tensors.fitted(owned, BASE, difference)
    assert _tensors.spec_of(fitted[name]) == Spec(dtype, BASE[name].shape)
    np.testing.assert_array_equal(fitted[name], value)


@pytest.mark.parametrize(
    ("name", "value", "difference", "message"),
    [
        ("w", np.ones(3, "f4"), False, r"tensor w must have the shape \[2\], but has \[3\]"),
        ("w", np.ones(2, "i4"), False, "tensor w must be F32, but is I32"),
        ("n", np.array(1, "i4"), False, "tensor n must be F32 or I64, but is I32"),
        ("n", np.array(1, "i4"), True, "tensor n must be F32, but is I32"),
        ("w", np.array([1e39, 0]), False, "tensor w must be finite, but contains NaN or infinity"),
    ],
)
def test_a_tensor_that_does_not_fit_is_named(name, value, difference, message):
    with pytest.raises(ValueError, match=message):
        _tensors.fitted(_tensors.owned({**FITS, name: value}, "x"), BASE, difference)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ([1], "x must be a mapping of names to arrays, but is list"),
        ({}, "x must have at least one tensor"),
        ({1: np.zeros(1)}, "names of tensors must be strings, but one is 1"),
        ({"a": [1.0]}, "tensor a must be an array of NumPy or a tensor of PyTorch, but is list"),
        ({"a": np.array(["b"])}, "tensor a must be of numbers"),
        ({"a": np.array([object()])}, "tensor a must be of numbers"),
        ({"a": np.zeros(1, "c8")}, "tensor a must be of numbers, but is complex64"),
        ({"a": np.array([np.nan])}, "tensor a must be finite"),
    ],
)
def test_what_is_no_model_is_refused(tensors, message):
    with pytest.raises((TypeError, ValueError), match=message):
        _tensors.owned(tensors, "x")


def test_counters_of_batch_norm_that_the_model_lacks_are_dropped():
    counter = "bn.num_batches_tracked"
    for dtype in ("i8", "i4"):
        owned = _tensors.owned({**FITS, counter: np.array(5, dtype)}, "x")
        assert _tensors.fitted(owned, BASE, False).keys() == BASE.keys()
    with_counter = {**BASE, counter: Spec("I64", ())}
    owned = _tensors.owned({**FITS, counter: np.array(5)}, "x")
    assert _tensors.fitted(owned, with_counter, False)[counter] == 5
    for name, value in ((counter, np.float32(5)), ("bn.steps", np.array(5))):
        with pytest.raises(ValueError, match=f"only tensors of the model, but has {name}"):
            _tensors.fitted(_tensors.owned({**FITS, name: value}, "x"), BASE, False)


def test_many_missing_tensors_are_named_in_short():
    base = {f"t{number}": Spec("F32", ()) for number in range(9)}
    with pytest.raises(ValueError, match="has no t0, t1, t2 and 6 more"):
        _tensors.fitted({}, base, False)


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "f").mkdir()
    with pytest.raises(OSError, match="f"):
        _tensors.write({"a": np.zeros(1)}, tmp_path / "f")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_version_is_held_in_the_dtypes_of_its_model() -> None:
    file = save(
        {"w": np.array([0.1, 65504, 1e6], "<f4"), "n": np.array([2.5, -7.6, 3e9], "<f4"), "b": np.ones(1, "<f4")}
    )

    weights, specs = _tensors.held(file, {"w": "f16", "n": "i32"}, "numpy", "a file")

    assert specs == {"w": ("F16", (3,)), "n": ("I32", (3,)), "b": ("F32", (1,))}
    assert weights["w"].tolist() == [np.float16(0.1), 65504, np.inf]
    assert weights["n"].tolist() == [2, -8, 2**31 - 1]
    for dtype, whole in (
        ("i64", [2, -8, 3 * 10**9]),
        ("u64", [2, 0, 3 * 10**9]),
        ("u8", [2, 0, 255]),
        ("bool", [1, 0, 1]),
    ):
        assert _tensors.held(file, {"n": dtype}, "numpy", "a file")[0]["n"].tolist() == whole
    huge = save({"n": np.array(1e20, "<f4")})
    assert int(_tensors.held(huge, {"n": "i64"}, "numpy", "a file")[0]["n"]) == 2**63 - 1
    assert weights["b"].dtype == np.float32


def test_bf16_is_rounded_to_the_nearest_number_of_16_bits() -> None:
    file = save({"w": np.array([0.1, 1.00390625, 1.01171875], "<f4")})

    weights, _ = _tensors.held(file, {"w": "bf16"}, "numpy", "a file")

    assert weights["w"].view("<u4").tolist() == [0x3DCD0000, 0x3F800000, 0x3F820000]


def test_pytorch_holds_bf16_as_it_is() -> None:
    file = save({"w": np.array([0.1], "<f4")})
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install rondo-client[torch]")
    assert _tensors.held(file, {"w": "bf16"}, "torch", "a file")[0]["w"].dtype == torch.bfloat16
