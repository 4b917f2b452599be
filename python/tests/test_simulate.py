"""Simulations whose functions run in this process, with a command that stands for rondo."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import rondo
from rondo import _simulate


@pytest.fixture
def command(tmp_path):
    """The fake command, run by this Python."""
    launcher = tmp_path / "rondo"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).parent / "fake_rondo.py"}" "$@"\n')
    launcher.chmod(0o755)
    return launcher


WEIGHTS = {"w": np.zeros(2, "f4")}


def to_its_mean(weights, round):
    """Every client pulls the weights to its own number; their mean is 1."""
    round.progress(1, 1)
    target = np.full(2, round.partition, "f4")
    moved = weights["w"] + round.training.learning_rate * (target - weights["w"])
    return rondo.Update({"w": moved}, examples=1, loss=0.5)


def test_it_trains_with_functions_of_this_process(command, tmp_path, capfd):
    processes = set()

    def evaluate(weights, round):
        processes.add(os.getpid())
        return rondo.Metrics(3, accuracy=float(weights["w"][0]))

    made = rondo.simulate(
        to_its_mean, evaluate, weights=WEIGHTS, clients=3, rounds=3, out=tmp_path / "out", rondo=command,
        framework="numpy", learning_rate=0.5, job="toy", restart=True,
    )  # fmt: skip
    assert processes == {os.getpid()}
    assert (made.job, made.version, made.folder) == ("toy", 3, tmp_path / "out" / "toy")
    assert [row["round"] for row in made.rounds] == [1, 2, 3]
    assert [row["test_accuracy"] for row in made.rounds] == [0.5, 0.75, 0.875]
    assert made.rounds[0]["status"] == "committed"
    assert (made.accuracy, made.best_accuracy) == (0.875, None)
    np.testing.assert_array_equal(load_file(made.model)["w"], [0.875, 0.875])
    assert "1 of 1" in capfd.readouterr().err


def test_the_same_weights_are_the_same_file_so_that_a_job_can_be_continued(command, tmp_path):
    def told(weights):
        made = rondo.simulate(
            lambda weights, round: rondo.Update(weights, 1, loss=1),
            weights=weights, clients=1, rounds=1, out=tmp_path, rondo=command, framework="numpy",
        )  # fmt: skip
        return Path((made.folder / "initial-model.txt").read_text())

    first = told({"w": np.zeros(2, "f4"), "v": np.ones(1, "f4")})
    assert told({"v": np.ones(1, "f4"), "w": np.zeros(2, "f4")}) == first
    other = told(WEIGHTS)
    assert sorted((tmp_path / "models").iterdir()) == sorted({first, other})
    assert list(load_file(other)) == ["w"]


def test_a_run_that_fails_raises_its_last_lines(command, tmp_path, capfd):
    def train(weights, round):
        raise ValueError("no data")

    with pytest.raises(RuntimeError, match=r"(?s)ended with exit code 1.*Cannot run round 1: ValueError: no data"):
        rondo.simulate(train, weights=WEIGHTS, clients=1, rounds=1, out=tmp_path, rondo=command)
    assert "Traceback" in capfd.readouterr().err


def test_an_interrupt_ends_the_command(command, tmp_path):
    def train(weights, round):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rondo.simulate(train, weights=WEIGHTS, clients=1, rounds=1, out=tmp_path, rondo=command)


def test_output_that_is_no_json_is_an_error(tmp_path):
    with pytest.raises(RuntimeError, match="must print JSON, but printed 'simulate --model"):
        rondo.simulate(to_its_mean, weights=WEIGHTS, clients=1, rounds=1, out=tmp_path, rondo="/bin/echo")


def test_the_command_is_found_by_variable_path_and_checkout(command, tmp_path, monkeypatch):
    monkeypatch.setenv("RONDO_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")
    assert _simulate._launcher("rondo") == str(command)
    monkeypatch.delenv("RONDO_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _simulate._launcher("rondo") == str(command)
    monkeypatch.setenv("PATH", "/nowhere")
    package = tmp_path / "python" / "src" / "rondo" / "_simulate.py"
    monkeypatch.setattr(_simulate, "__file__", str(package))
    with pytest.raises(FileNotFoundError, match="Set RONDO_HOME"):
        _simulate._launcher("rondo")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "launcher.sh").touch()
    assert _simulate._launcher("rondo") == str(command)


def test_settings_are_flags():
    settings = {"learning_rate": 0.1, "quiet": False, "restart": True, "evaluate": True, "split": None}
    assert list(_simulate._flags(settings)) == ["--learning-rate", "0.1", "--restart", "--evaluate", "true"]
