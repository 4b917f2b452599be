"""The examples of the README run."""

import re
from pathlib import Path

import numpy as np
import pytest
from host import FakeHost
from safetensors.numpy import load_file, save_file

README = Path(__file__).parent.parent / "README.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def train(host, folder, rounds, **changes):
    """Trains one client for some rounds; the model's file."""
    host.hello()
    model = folder / "model.safetensors"
    for number in range(1, rounds + 1):
        answer = host.ask(**host.train(number, base=str(model), **changes))
        assert answer["type"] == "trained", answer
        model = folder / f"{number}.safetensors"
    assert host.end()[0] == 0
    return load_file(model)


def test_the_first_example_learns(tmp_path):
    save_file({"w": np.zeros(3, "f4")}, tmp_path / "model.safetensors")
    with FakeHost(tmp_path, EXAMPLES[0]) as host:
        w = train(host, tmp_path, 30, training={"epochs": 3, "learning_rate": 0.5}, partition=0)["w"]
    x = np.random.default_rng(1).normal(size=(1000, 3))
    assert np.mean((x @ w > 0) == (x @ [1.0, -2.0, 0.5] > 0)) > 0.95


def test_the_example_with_pytorch_runs(tmp_path):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install rondo-client[torch]")
    shard = {"features": np.eye(3, dtype="f4"), "labels": np.array([0, 1, 1])}
    save_file(shard, tmp_path / "shard", {"kind": "data-shard", "classes": "2"})
    net = torch.nn.Linear(3, 2)
    before = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    save_file(before, tmp_path / "model.safetensors")
    with FakeHost(tmp_path, EXAMPLES[2]) as host:
        trained = train(host, tmp_path, 1, shard=str(tmp_path / "shard"))
    assert np.abs(trained["weight"] - before["weight"]).max() > 0


def test_the_simulation_uses_the_functions_of_the_first_example(monkeypatch):
    calls = []
    monkeypatch.setattr("rondo.simulate", lambda *given, **settings: calls.append((given, settings)))
    names = {}
    exec(EXAMPLES[0].replace("rondo.run(train)", ""), names)
    with pytest.raises(AttributeError, match="rounds"):  # of the fake's None
        exec(EXAMPLES[1], names)
    assert calls[0][0] == (names["train"],)
    assert calls[0][1]["weights"]["w"].dtype == np.float32
