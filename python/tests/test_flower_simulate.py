"""A whole Flower app in a simulation of Rondo."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

pytest.importorskip("flwr", reason="needs Flower: pip install rondo-client[flower]")

APP = Path(__file__).parent / "flower_app"
LAUNCHER = os.environ.get("RONDO_LAUNCHER")

pytestmark = pytest.mark.skipif(LAUNCHER is None, reason="needs Rondo: RONDO_LAUNCHER is not set to its launcher")


def simulate(out, *options):
    """The summary of ``rondo simulate --flower``, whose python3 is the one of this test."""
    command = [LAUNCHER, "simulate", "--flower", str(APP), "--job", "app", "--out", str(out), "--json", *options]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def version(out, number):
    (file,) = (out / "app/store/jobs/app/models" / f"{number:08d}").glob("*.safetensors")
    return load_file(file)


def as_flower_does(weights, rounds):
    """FedAvg: the mean of the clients' models, weighted by examples; each client keeps its velocity."""
    sys.path.insert(0, str(APP))
    from points_app.task import FEATURES, load_data, train

    sys.path.remove(str(APP))
    velocities = [np.zeros(FEATURES + 1)] * 6
    for _ in range(rounds):
        models, sizes = [], []
        for client in range(6):
            points, labels = load_data(client)
            model, velocities[client], _ = train(weights, velocities[client], points, labels, 0.5, 0.5)
            models.append(model)
            sizes.append(len(labels))
        weights = {name: np.average([model[name] for model in models], axis=0, weights=sizes) for name in weights}
    return weights


def test_an_app_trains_as_flower_does_without_any_setting(tmp_path):
    summary = simulate(tmp_path, "--threads", "2")
    initial = load_file(summary["flower"].pop("model"))
    assert summary["flower"] == {
        "strategy": "FedAvg",
        "clients": "6",
        "fraction": "1",
        "rounds": "4",
        "trainer_config": "lr=0.5,momentum=0.5",
        "aggregation": "weighted",
        "minimum": "1",
        "deadline_seconds": "3600",
        "max_weight_ratio": "0",
        "evaluate_every": "0",
        "client_evaluation": "true",
    }
    assert summary["notes"] == []
    for number in range(5):
        expected = as_flower_does(initial, number)
        for name, array in version(tmp_path, number).items():
            np.testing.assert_allclose(array, expected[name], atol=1e-6)
    with (tmp_path / "app" / "rounds.csv").open(newline="") as table:
        rounds = list(csv.DictReader(table))
    assert [row["accepted"] for row in rounds] == ["6"] * 4
    assert float(rounds[3]["clients_accuracy"]) > float(rounds[0]["clients_accuracy"])


def test_a_run_that_is_resumed_has_the_same_bits(tmp_path):
    simulate(tmp_path / "whole", "--threads", "1")
    simulate(tmp_path / "parts", "--threads", "2", "--rounds", "2")
    simulate(tmp_path / "parts", "--threads", "2")
    whole, parts = (version(tmp_path / out, 4) for out in ("whole", "parts"))
    assert {name: array.tobytes() for name, array in whole.items()} == {
        name: array.tobytes() for name, array in parts.items()
    }
