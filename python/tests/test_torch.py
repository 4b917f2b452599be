"""Scripts that use PyTorch."""

import numpy as np
import pytest
from host import FakeHost
from safetensors.numpy import load_file

from rondo import Metrics, Round, Update, _tensors
from rondo._tensors import Spec
from rondo._trainer import Functions

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install rondo-client[torch]")

from safetensors.torch import save_file

SCRIPT = """
import torch, rondo

torch.set_num_threads(1)
net = torch.nn.Linear(3, 2)
net.register_buffer("steps", torch.tensor(0))

def train(weights, round):
    net.load_state_dict({name.replace("fc.", ""): value for name, value in weights.items()})
    net.steps += 1
    optimizer = torch.optim.SGD(net.parameters(), lr=round.training.learning_rate)
    loss = net(torch.ones(4, 3)).square().mean()
    loss.backward()
    optimizer.step()
    renamed = {name if name == "steps" else f"fc.{name}": value for name, value in net.state_dict().items()}
    return rondo.Update(renamed, examples=4, loss=loss, metrics={"loss": loss.detach()})

rondo.run(train)
"""


def test_a_module_is_trained_and_its_counters_stay_integers(tmp_path, base):
    with FakeHost(tmp_path, SCRIPT) as host:
        host.hello()
        answer = host.ask(**host.train(1))
        assert answer["type"] == "trained", answer
        expected = np.mean((base["fc.weight"].sum(axis=1) + base["fc.bias"]) ** 2)
        assert answer["loss"] == pytest.approx(expected)
        written = load_file(tmp_path / "1.safetensors")
        assert written["steps"] == 8
        assert written["steps"].dtype == np.int64
        assert np.abs(written["fc.weight"] - base["fc.weight"]).max() > 0


BATCH_NORM = """
import torch, rondo

torch.set_num_threads(1)
net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))

def train(weights, round):
    assert not [name for name in weights if name.endswith("num_batches_tracked")]
    net.load_state_dict(weights, strict=False)
    net(torch.arange(12.0).reshape(4, 3))
    assert net[1].num_batches_tracked == 1
    return rondo.Update(net.state_dict(), examples=4, loss=1)

rondo.run(train)
"""


def test_a_module_with_batch_norm_is_trained_without_its_counters(tmp_path):
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    model = {k: v for k, v in net.state_dict().items() if v.dtype.is_floating_point}
    save_file(model, tmp_path / "base.safetensors")
    with FakeHost(tmp_path, BATCH_NORM) as host:
        host.hello()
        answer = host.ask(**host.train(1))
        assert answer["type"] == "trained", answer
    written = load_file(tmp_path / "1.safetensors")
    assert written.keys() == model.keys()
    assert {tensor.dtype for tensor in written.values()} == {np.dtype("f4")}
    assert np.abs(written["1.running_mean"]).max() > 0


def test_bfloat16_goes_through_files(tmp_path):
    model = {"a": torch.tensor([1.5, -2.0], dtype=torch.bfloat16), "b": torch.zeros(2, 3), "n": torch.tensor(3)}
    model["tied"] = model["a"]
    _tensors.write(_tensors.owned(model, "the model"), tmp_path / "f")
    found, specs = _tensors.read(tmp_path / "f", "torch")
    assert specs["a"] == specs["tied"] == Spec("BF16", (2,))
    for name, tensor in model.items():
        assert found[name].dtype == tensor.dtype
        assert torch.equal(found[name], tensor)
        found[name] += 1
    assert _tensors.spec_of(_tensors.fitted({"a": found["a"]}, {"a": specs["a"]}, False)["a"]).dtype == "BF16"
    for difference, dtype in ((True, "BF16"), (False, "F32")):
        fitted = _tensors.fitted(_tensors.owned({"a": model["a"]}, "x"), {"a": Spec(dtype, (2,))}, difference)
        assert _tensors.spec_of(fitted["a"]).dtype == "F32"


def test_the_framework_is_that_of_the_script():
    def train(weights, round):
        return Update(weights, 1)

    assert Functions.of(train, None, None, None).framework == "torch"
    assert Functions.of(train, None, None, "numpy").framework == "numpy"


def test_parameters_and_views_are_accepted():
    parameter = torch.nn.Parameter(torch.arange(6.0).reshape(2, 3))
    update = Update({"a": parameter, "b": parameter.T}, examples=torch.tensor(3))
    np.testing.assert_array_equal(update.weights["b"], [[0, 3], [1, 4], [2, 5]])
    assert Metrics(1, loss=parameter.mean()).numbers == {"loss": 2.5}
    assert Round().training == {}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (lambda: torch.tensor([float("nan")]), "tensor a must be finite"),
        (lambda: torch.tensor([float("inf")], dtype=torch.bfloat16), "tensor a must be finite"),
        (lambda: torch.eye(2).to_sparse(), "tensor a must be dense"),
    ],
)
def test_a_tensor_that_cannot_be_sent_is_named(value, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Update({"a": value()}, 1)
