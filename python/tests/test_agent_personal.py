"""Tensors that never leave a client."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("boto3", reason="needs boto3: pip install rondo-client[aws]")

from safetensors.numpy import load, save

from rondo._agent.personal import Personal

BASE = save({"head": np.array([1, 2], np.float32), "w": np.array([3], np.float32)})


def plan(round_number, job="job", roles=None):
    return {"job": job, "round": round_number, "layout": {"roles": {"head": "personal"} if roles is None else roles}}


def head(personal, *of):
    return load(personal.base(plan(*of), BASE))["head"].tolist()


def keep(personal, round_number, *values):
    personal.keep(plan(round_number), {"head": np.array(values, np.float32)})


def test_a_client_goes_on_with_its_own_values_and_begins_with_those_of_the_model(tmp_path):
    personal = Personal(tmp_path)
    assert head(personal, 1) == [1, 2]
    keep(personal, 1, 11, 12)
    assert head(personal, 4) == [11, 12]
    assert load(personal.base(plan(4), BASE))["w"].tolist() == [3]
    assert head(personal, 4, "other") == [1, 2]


def test_a_training_that_is_repeated_begins_with_the_values_from_before_its_round(tmp_path):
    personal = Personal(tmp_path)
    keep(personal, 1, 11, 12)
    keep(personal, 2, 21, 22)
    assert (head(personal, 2), head(personal, 3)) == ([11, 12], [21, 22])


def test_the_files_of_the_last_two_rounds_stay(tmp_path):
    personal = Personal(tmp_path)
    for number in range(1, 13):
        keep(personal, number, number, 0)
    files = sorted(file.name for file in (tmp_path / "job").iterdir())
    assert files == ["00000011.safetensors", "00000012.safetensors"]


def test_a_new_job_of_the_same_name_loses_nothing(tmp_path):
    personal = Personal(tmp_path)
    keep(personal, 36, 90, 90)
    keep(personal, 37, 91, 91)
    assert head(personal, 1) == [1, 2]
    keep(personal, 1, 11, 12)
    assert (head(personal, 2), head(personal, 38)) == ([11, 12], [11, 12])


def test_after_a_power_cut_the_values_of_the_round_before_count(tmp_path):
    personal = Personal(tmp_path)
    keep(personal, 1, 11, 12)
    keep(personal, 2, 21, 22)
    (tmp_path / "job" / "00000002.safetensors").write_bytes(b"")
    assert head(personal, 3) == [11, 12]


def test_without_personal_tensors_nothing_is_written(tmp_path):
    personal = Personal(tmp_path / "none")
    personal.keep(plan(1, roles={}), {})
    assert personal.base(plan(2, roles={}), BASE) == BASE
    assert not (tmp_path / "none").exists()


def test_a_file_that_does_not_fit_is_named(tmp_path):
    personal = Personal(tmp_path)
    keep(personal, 1, 1, 2, 3)
    with pytest.raises(ValueError, match=r"00000001.safetensors does not have the personal tensors"):
        personal.base(plan(2), BASE)
