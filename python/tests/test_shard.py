"""Files of data shards are read as strictly as Rondo's own reader reads them."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from rondo import Round

METADATA = {"kind": "data-shard", "dataset": "toy", "data_shard": "shard-00000", "classes": "3"}
LABELS = np.array([0, 2, 1])
PIXELS = np.arange(12, dtype=np.uint8).reshape(3, 1, 2, 2)
FEATURES = np.arange(6, dtype=np.float32).reshape(3, 2)


def read(folder, tensors, **metadata):
    save_file(tensors, folder / "shard", {**METADATA, **metadata})
    return Round(shard=folder / "shard").data()


def test_pixels_are_scaled_to_one(tmp_path):
    features, labels = read(tmp_path, {"images": PIXELS, "labels": LABELS})
    assert (features.dtype, features.shape, labels.dtype) == (np.float32, (3, 1, 2, 2), np.int64)
    np.testing.assert_array_equal(features, PIXELS.astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(labels, LABELS)


def test_features_are_as_they_are(tmp_path):
    features, labels = read(tmp_path, {"features": FEATURES, "labels": LABELS})
    np.testing.assert_array_equal(features, FEATURES)
    assert labels.tolist() == [0, 2, 1]


@pytest.mark.parametrize(
    ("changes", "metadata", "message"),
    [
        ({}, {"kind": "update"}, "its kind must be 'data-shard', but is 'update'"),
        ({}, {"classes": "03"}, "its metadata say classes '03'; a number from 1 to 10,000 is needed"),
        ({}, {"classes": "10001"}, "its metadata say classes '10001'"),
        ({}, {"classes": "2"}, "label 1 is 2; labels are 0 to 1"),
        ({"labels": LABELS - 1}, {}, "label 0 is -1; labels are 0 to 2"),
        ({"more": LABELS}, {}, "it has 3 tensors; it needs two"),
        ({"labels": LABELS[:2]}, {}, "it has 2 labels for 3 examples"),
        ({"labels": LABELS.astype("i4")}, {}, r"its tensor labels is I32 \[3\]"),
        ({"features": FEATURES.astype("f8")}, {}, r"its tensor features is F64 \[3, 2\]"),
        ({"features": FEATURES[:, 0].copy()}, {}, r"its tensor features is F32 \[3\]"),
        ({"features": np.zeros((3, 0), "f4")}, {}, r"its examples have the shape \[0\]"),
        ({"features": FEATURES / np.float32("inf") * np.nan}, {}, "its features contain NaN or infinity"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(tmp_path, changes, metadata, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, {"features": FEATURES, "labels": LABELS, **changes}, **metadata)


@pytest.mark.parametrize("name", ["images", "features"])
def test_a_file_of_other_tensors_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="it has no tensor labels"):
        read(tmp_path, {name: PIXELS, "targets": LABELS})
    with pytest.raises(ValueError, match="it has no tensor features"):
        read(tmp_path, {"inputs": FEATURES, "labels": LABELS})


def test_a_file_that_is_no_safetensors_file_is_refused(tmp_path):
    (tmp_path / "shard").write_bytes(b"images")
    with pytest.raises(ValueError, match="Cannot read the data shard"):
        Round(shard=tmp_path / "shard").data()


def test_a_round_without_a_shard_says_so():
    with pytest.raises(ValueError, match="the script must bring its own data"):
        Round().data()


def test_the_labels_of_classes_are_those_of_the_table(tmp_path):
    read(
        tmp_path,
        {"features": FEATURES, "labels": LABELS},
        description='{"columns":["x","y"],"classes":["cat","dog","owl"]}',
    )
    assert Round(shard=tmp_path / "shard").classes() == ["cat", "dog", "owl"]


def test_data_that_are_no_table_have_no_labels_of_classes(tmp_path):
    read(tmp_path, {"images": PIXELS, "labels": LABELS})
    assert Round(shard=tmp_path / "shard").classes() is None
    assert Round().classes() is None


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"classes":3}'])
def test_a_description_without_classes_is_refused(tmp_path, text):
    read(tmp_path, {"images": PIXELS, "labels": LABELS}, description=text)
    with pytest.raises(ValueError, match="its description has no list of classes"):
        Round(shard=tmp_path / "shard").classes()
