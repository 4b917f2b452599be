"""Unmodified Flower apps under Rondo."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from host import FakeHost
from safetensors.numpy import load_file

import rondo

pytest.importorskip("flwr", reason="needs Flower: pip install rondo-client[flower]")

MESSAGES = """
import numpy as np
from flwr.app import Array, ArrayRecord, Error, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()

@app.train()
def train(msg, context):
    rounds = context.state["rounds"]["done"] if "rounds" in context.state else 0
    context.state["rounds"] = MetricRecord({"done": rounds + 1})
    arrays = {name: array.numpy() for name, array in msg.content["arrays"].items()}
    new = ArrayRecord({name: Array(np.asarray(value + 1)) for name, value in arrays.items()})
    config, node, run = msg.content["config"], context.node_config, context.run_config
    metrics = {
        "train_loss": 0.5, "num-examples": 7, "rounds so far": rounds, "round": config["server-round"],
        "lr": config["lr"], "part": node["partition-id"], "of": node["num-partitions"], "width": run["net.width"],
        "depth": run["depth"], "epochs": config["local-epochs"], "node": context.node_id,
    }
    return Message(RecordDict({"arrays": new, "metrics": MetricRecord(metrics)}), reply_to=msg)

@app.evaluate()
def evaluate(msg, context):
    part = context.node_config["partition-id"]
    metrics = {"eval_loss": 0.25, "eval_acc": 0.75, "num-examples": 3, "examples": 3, "part": part}
    return Message(RecordDict({"metrics": MetricRecord(metrics)}), reply_to=msg)

bare = ClientApp()

@bare.train()
def train_without_a_count(msg, context):
    return Message(RecordDict({"arrays": msg.content["arrays"], "m": MetricRecord({"loss": 1.0})}), reply_to=msg)

listed = ClientApp()

@listed.train()
def train_a_list(msg, context):
    arrays = ArrayRecord([value + 1 for value in msg.content["arrays"].to_numpy_ndarrays()])
    return Message(RecordDict({"a": arrays, "m": MetricRecord({"num-examples": 2})}), reply_to=msg)

renamed = ClientApp()

@renamed.train()
def train_under_other_names(msg, context):
    given = msg.content["arrays"]
    arrays = {"w": given["w"], "net.bias": given["bias"]}
    return Message(RecordDict({"a": ArrayRecord(arrays), "m": MetricRecord({"num-examples": 2})}), reply_to=msg)

short = ClientApp()

@short.train()
def train_a_part_of_a_list(msg, context):
    arrays = ArrayRecord(msg.content["arrays"].to_numpy_ndarrays()[:1])
    return Message(RecordDict({"a": arrays, "m": MetricRecord({"num-examples": 2})}), reply_to=msg)

counting = ClientApp()

@counting.train()
def train_with_batch_norm(msg, context):
    arrays = {**msg.content["arrays"], "bn.num_batches_tracked": Array(np.array(3))}
    return Message(RecordDict({"a": ArrayRecord(arrays), "m": MetricRecord({"num-examples": 2})}), reply_to=msg)

broken = ClientApp()

@broken.train()
def train_badly(msg, context):
    return Message(Error(code=3, reason="no disk"), reply_to=msg)

something = 3
"""

CLIENTS = """
import numpy as np
from flwr.client import ClientApp, NumPyClient

class Client(NumPyClient):
    def get_parameters(self, config):
        return [np.zeros((2, 3), np.float32), np.ones(2, np.float32)]

    def fit(self, parameters, config):
        weight, bias = parameters
        assert weight.shape == (2, 3), weight.shape
        return [weight + 1, bias + 2], 5, {"loss": 0.5, "round": config["server_round"], "name": "text"}

    def evaluate(self, parameters, config):
        return 0.25, 4, {"accuracy": 0.5}

def client_fn(context):
    return Client().to_client()

app = ClientApp(client_fn=client_fn)
client = Client()
"""

PROJECT = """
[tool.flwr.app.config]
depth = 2
net.width = 9
"""


@pytest.fixture
def apps(tmp_path, monkeypatch):
    """A folder with two modules of apps, and their project file."""
    (tmp_path / "message_apps.py").write_text(MESSAGES)
    (tmp_path / "client_apps.py").write_text(CLIENTS)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("message_apps", "client_apps"):
        sys.modules.pop(name, None)


WEIGHTS = {"w": np.zeros((2, 3), "f4"), "bias": np.ones(2, "f4")}


def a_round(client=4, **changes):
    settings = {"learning_rate": 0.1, "epochs": 3, "batch_size": 10}
    fields = {"number": 2, "client": f"client-{client}", "partition": client, "partitions": 10, "training": settings}
    return rondo.Round(**{**fields, **changes})


def test_an_app_of_messages_trains_and_evaluates(apps):
    functions = rondo.flower("message_apps:app")
    update = functions.train(dict(WEIGHTS), a_round(config={"depth": 5}))
    for name, before in WEIGHTS.items():
        np.testing.assert_array_equal(update.weights[name], before + 1)
    assert (update.examples, update.loss) == (7, 0.5)
    said = {"rounds_so_far": 0, "round": 2, "lr": 0.1, "part": 4, "of": 10, "width": 9, "depth": 5, "epochs": 3}
    assert said.items() <= update.metrics.items()
    metrics = functions.evaluate(dict(WEIGHTS), a_round(version=2))
    assert metrics.examples == 3
    assert metrics.numbers == {"loss": 0.25, "accuracy": 0.75, "eval_loss": 0.25, "eval_acc": 0.75, "part": 4}
    assert functions.initialize is None


def test_each_client_keeps_its_state_from_round_to_round(apps):
    train = rondo.flower("message_apps:app").train
    seen = [train(dict(WEIGHTS), a_round(client)).metrics["rounds_so_far"] for client in (1, 2, 1, 1)]
    assert seen == [0, 0, 1, 2]


def test_an_evaluation_without_a_client_gets_all_data(apps):
    evaluate = rondo.flower("message_apps:app").evaluate
    assert evaluate(dict(WEIGHTS), rondo.Round()).numbers["part"] == 0


def test_a_client_of_a_deployed_job_has_the_configuration_of_its_node(apps):
    train = rondo.flower("message_apps:app", node_config={"partition-id": 8, "num-partitions": 9}).train
    update = train(dict(WEIGHTS), a_round(client="AROAX:i-0a", partition=None, partitions=None))
    assert (update.metrics["part"], update.metrics["of"]) == (8, 9)
    assert update.metrics["node"] > 0


@pytest.mark.parametrize("name", ["app", "client", "Client", "client_fn"])
def test_numpy_clients_get_arrays_in_the_order_of_names(apps, name):
    functions = rondo.flower(f"client_apps:{name}", names=["w", "bias"])
    update = functions.train(dict(WEIGHTS), a_round())
    np.testing.assert_array_equal(update.weights["w"], WEIGHTS["w"] + 1)
    np.testing.assert_array_equal(update.weights["bias"], WEIGHTS["bias"] + 2)
    assert (update.examples, update.loss, update.metrics["round"]) == (5, 0.5, 2)
    metrics = functions.evaluate(dict(WEIGHTS), a_round())
    assert (metrics.examples, metrics.numbers) == (4, {"loss": 0.25, "accuracy": 0.5})


def test_a_numpy_client_makes_a_model_whose_names_are_its_order(apps):
    functions = rondo.flower("client_apps:app")
    model = functions.initialize(1)
    assert {name: array.shape for name, array in model.items()} == {"array-00000": (2, 3), "array-00001": (2,)}
    update = functions.train(model, a_round())
    np.testing.assert_array_equal(update.weights["array-00001"], [3, 3])
    assert list(rondo.flower("client_apps:app", names=["w", "bias"]).initialize(1)) == ["w", "bias"]


def test_a_list_in_a_message_is_in_the_order_of_the_model(apps):
    update = rondo.flower("message_apps:listed").train(dict(WEIGHTS), a_round())
    np.testing.assert_array_equal(update.weights["w"], WEIGHTS["w"] + 1)
    np.testing.assert_array_equal(update.weights["bias"], WEIGHTS["bias"] + 1)
    assert update.loss is None


def test_arrays_of_other_names_are_not_taken_by_their_order(apps):
    with pytest.raises(ValueError, match=r"tensors of the model, but returned no bias and returned also net\.bias$"):
        rondo.flower("message_apps:renamed").train(dict(WEIGHTS), a_round())
    with pytest.raises(ValueError, match="must return 2 arrays, but returned 1"):
        rondo.flower("message_apps:short").train(dict(WEIGHTS), a_round())


def test_counters_of_batch_norm_that_the_model_lacks_are_dropped(apps):
    update = rondo.flower("message_apps:counting").train(dict(WEIGHTS), a_round())
    assert update.weights.keys() == WEIGHTS.keys()


def test_a_list_of_many_arrays_keeps_its_order(apps):
    weights = {f"t{place:02d}": np.full(1, place, "f4") for place in range(12)}
    update = rondo.flower("message_apps:listed").train(dict(weights), a_round())
    assert {name: array.tolist() for name, array in update.weights.items()} == {
        name: [array[0] + 1] for name, array in weights.items()
    }


def test_what_an_app_must_return_is_said(apps):
    assert rondo.flower("message_apps:bare").evaluate is None
    with pytest.raises(ValueError, match="must return the metric num-examples, but returned"):
        rondo.flower("message_apps:bare").train(dict(WEIGHTS), a_round())
    with pytest.raises(RuntimeError, match="answered with error 3: no disk"):
        rondo.flower("message_apps:broken").train(dict(WEIGHTS), a_round())


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("message_apps", "must be named like my_app.client_app:app, but is 'message_apps'"),
        ("message_apps:other", "the module has no other"),
        ("message_apps:something", "must be a ClientApp, a NumPyClient or a client_fn, but is a int"),
        ("not_there:app", "not_there"),
    ],
)
def test_what_is_no_app_is_refused(apps, reference, message):
    with pytest.raises((ImportError, TypeError, ValueError), match=message):
        rondo.flower(reference)


def test_names_must_be_those_of_the_model(apps):
    with pytest.raises(ValueError, match=r"names must be those of the model's tensors, \['bias', 'w'\]"):
        rondo.flower("client_apps:app", names=["w", "b"]).train(dict(WEIGHTS), a_round())


def test_a_host_trains_an_app(apps, base):
    with FakeHost(apps, 'import rondo\n\nrondo.run(*rondo.flower("message_apps:app"))\n') as host:
        assert host.hello()["can"] == ["train", "evaluate"]
        assert host.ask(**host.train(1))["type"] == "trained"
        written = load_file(apps / "1.safetensors")
        assert written["steps"] == 8
        assert written["steps"].dtype == np.int64
        np.testing.assert_array_equal(written["fc.bias"], base["fc.bias"] + 1)
        assert host.end()[0] == 0


def test_an_app_with_pytorch_gets_and_returns_a_state_dict(apps):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install rondo-client[torch]")
    script = """
    import torch
    from flwr.app import ArrayRecord, Message, MetricRecord, RecordDict
    from flwr.clientapp import ClientApp

    app = ClientApp()
    net = torch.nn.Linear(3, 2)

    @app.train()
    def train(msg, context):
        net.load_state_dict(msg.content["arrays"].to_torch_state_dict())
        with torch.no_grad():
            net.weight += 1
        content = RecordDict({"arrays": ArrayRecord(net.state_dict()), "m": MetricRecord({"num-examples": 1})})
        return Message(content, reply_to=msg)
    """
    (apps / "torch_app.py").write_text(textwrap.dedent(script))
    weights = {"weight": torch.zeros(2, 3), "bias": torch.zeros(2, dtype=torch.bfloat16)}
    update = rondo.flower("torch_app:app").train(weights, a_round())
    np.testing.assert_array_equal(update.weights["weight"], np.ones((2, 3)))


def test_the_examples_of_the_readme_run(apps):
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    script, model = (example.replace("my_app.client_app", "client_apps") for example in examples if "my_app" in example)
    exec(model.replace("init.safetensors", str(apps / "init.safetensors")), {"rondo": rondo})
    with FakeHost(apps, script) as host:
        host.hello()
        assert host.ask(**host.train(1, base=str(apps / "init.safetensors")))["type"] == "trained"


def test_the_folder_of_an_app_is_a_trainer(apps, base):
    (apps / "pyproject.toml").write_text(
        (apps / "pyproject.toml").read_text() + '\n[tool.flwr.app.components]\nclientapp = "message_apps:app"\n'
    )
    with FakeHost(apps, "", ["-m", "rondo", "flower", str(apps)]) as host:
        assert host.hello()["can"] == ["train", "evaluate"]
        assert host.ask(**host.train(1))["type"] == "trained"
        assert host.end()[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "usage: python -m rondo [-h] COMMAND ..."),
        (["flower", "no-such-folder"], "must be the folder of a Flower app, but has no pyproject.toml"),
        (["flower", "no_such_module:app"], "No module named 'no_such_module'"),
    ],
)
def test_a_command_that_cannot_be_run_says_why(tmp_path, arguments, message):
    command = [sys.executable, "-m", "rondo", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    assert message in done.stderr
