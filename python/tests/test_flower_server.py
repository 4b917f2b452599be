"""What the ServerApp of an unmodified Flower app means for a job."""

import json
import math
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from host import FakeHost
from safetensors.numpy import load_file

pytest.importorskip("flwr", reason="needs Flower: pip install rondo-client[flower]")

from flwr.server import strategy as older
from flwr.serverapp import strategy as newer

from rondo import Round
from rondo._flower import Records, functions
from rondo._flower_server import Started
from rondo._flower_strategy import mapped

PROJECT = """
[tool.flwr.app.components]
serverapp = "numbers_app.server_app:app"
clientapp = "numbers_app.client_app:app"

[tool.flwr.app.config]
num-server-rounds = 4
lr = 0.5

[tool.flwr.federations]
default = "local"

[tool.flwr.federations.local]
options.num-supernodes = 6
"""

SERVER = """
import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord
from flwr.serverapp import ServerApp
from flwr.serverapp.strategy import FedAvg

app = ServerApp()

@app.main()
def main(grid, context):
    print("the app prints")
    weights = {f"t{place}": np.random.normal(size=2).astype("f4") for place in (2, 10, 1)}
    arrays = ArrayRecord({name: Array(value) for name, value in weights.items()})
    strategy = FedAvg(fraction_train=0.5)
    config = ConfigRecord({"lr": context.run_config["lr"]})
    strategy.start(
        grid=grid,
        initial_arrays=arrays,
        train_config=config,
        evaluate_config=ConfigRecord({"batches": 3}),
        num_rounds=context.run_config["num-server-rounds"],
    )
    raise SystemExit("the strategy has ended")
"""

CLIENT = """
import numpy as np
from flwr.app import ArrayRecord, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()

@app.train()
def train(msg, context):
    done = context.state["rounds"]["done"] if "rounds" in context.state else 0
    context.state["rounds"] = MetricRecord({"done": done + 1})
    first, *others = msg.content["arrays"].to_numpy_ndarrays()
    arrays = ArrayRecord([first + 1, *others])
    config = msg.content["config"]
    metrics = {"num-examples": 2, "round": config["server-round"], "lr": config["lr"], "done": done}
    return Message(RecordDict({"arrays": arrays, "m": MetricRecord(metrics)}), reply_to=msg)

@app.evaluate()
def evaluate(msg, context):
    config = msg.content["config"]
    metrics = {"eval_loss": 0.5, "num-examples": 2, "batches": config["batches"], "names": len(config)}
    return Message(RecordDict({"m": MetricRecord(metrics)}), reply_to=msg)
"""


@pytest.fixture
def app(tmp_path):
    """The folder of an app with a ServerApp."""
    folder = tmp_path / "numbers"
    (folder / "numbers_app").mkdir(parents=True)
    (folder / "numbers_app" / "__init__.py").touch()
    (folder / "numbers_app" / "server_app.py").write_text(SERVER)
    (folder / "numbers_app" / "client_app.py").write_text(CLIENT)
    (folder / "pyproject.toml").write_text(PROJECT)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "numbers_app"]:
        del sys.modules[name]


def ask(folder, *options):
    """What ``flower-settings`` prints."""
    command = [sys.executable, "-m", "rondo", "flower-settings", str(folder), "--out", str(folder / "runs"), *options]
    environment = {**os.environ, "FLWR_HOME": str(folder / "flwr")}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)


def answer(folder, *options):
    done = ask(folder, *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def edit(file, before, after):
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_a_server_app_is_a_job_with_settings_and_an_initial_model(app):
    found = answer(app)
    model = found["settings"].pop("model")
    assert found["settings"] == {
        "clients": "6",
        "rounds": "4",
        "fraction": "0.5",
        "minimum": "1",
        "deadline_seconds": "3600",
        "aggregation": "weighted",
        "max_weight_ratio": "0",
        "trainer_config": "lr=0.5",
        "evaluate_every": "0",
        "client_evaluation": "true",
    }
    assert found["strategy"] == "FedAvg"
    assert found["refused"] is None
    assert found["notices"] == ["fraction_evaluate 1 does not apply: the clients that train in a round evaluate, too."]
    assert load_file(model).keys() == {"t1", "t2", "t10"}
    assert Path(model).name.startswith("numbers-")


def test_the_same_seed_gives_the_same_initial_model(app):
    first, again, other = (answer(app, f"--seed={seed}")["settings"]["model"] for seed in (-7, -7, 8))
    assert first == again
    assert first != other


def test_the_users_number_of_clients_decides_the_fraction(app):
    edit(app / "numbers_app" / "server_app.py", "fraction_train=0.5", "fraction_train=0.1, min_train_nodes=3")
    assert answer(app)["settings"]["fraction"] == "0.5"
    assert answer(app, "--clients", "12")["settings"]["fraction"] == "0.25"


def test_the_number_of_clients_can_be_in_flowers_own_configuration(app):
    edit(app / "pyproject.toml", "num-supernodes = 6", "verbose = true")
    (app / "flwr").mkdir()
    (app / "flwr" / "config.toml").write_text(
        '[superlink]\ndefault = "mine"\n[superlink.mine]\noptions.num-supernodes = 8\n'
    )
    assert answer(app)["settings"]["clients"] == "8"


def test_without_a_number_of_clients_the_fewest_take_part(app):
    edit(app / "pyproject.toml", "num-supernodes = 6", "verbose = true")
    edit(app / "numbers_app" / "server_app.py", "fraction_train=0.5", "min_available_nodes=5")
    found = answer(app)
    assert found["settings"]["clients"] == "5"
    assert "The app does not say how many clients there are, so 5 are simulated" in found["notices"][0]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            "fraction_train=0.5)",
            "fraction_train=0.5)\n    grid.push_messages([])",
            "it uses push_messages of the grid itself",
        ),
        ("fraction_train=0.5)", "fraction_train=0.5)\n    return", "it has ended without starting a strategy"),
        ("fraction_train=0.5", "share=0.5", "it failed before it started a strategy: TypeError: "),
        ("import numpy", "import no_such_module", "it cannot be loaded: ModuleNotFoundError: No module named"),
    ],
)
def test_a_server_app_that_starts_no_strategy_is_named(app, before, after, reason):
    edit(app / "numbers_app" / "server_app.py", before, after)
    found = answer(app)
    assert found["settings"] == {"clients": "6"}
    assert found["records"] is None
    (notice,) = found["notices"]
    assert notice.startswith(f"The ServerApp is not used: {reason}")
    assert notice.endswith("No settings of its strategy apply. Give the initial model with --model.")


def test_the_place_of_an_apps_error_is_named(app):
    edit(app / "numbers_app" / "server_app.py", "FedAvg(fraction_train=0.5)", "1 / 0")
    assert "ZeroDivisionError: division by zero (server_app.py, line 14)" in answer(app)["notices"][0]


def test_an_app_without_a_server_is_named(app):
    edit(app / "pyproject.toml", "serverapp", "other")
    assert "pyproject.toml names no serverapp" in answer(app)["notices"][0]


def test_a_grid_knows_its_nodes_and_a_strategy_may_have_its_own_start(app):
    edit(
        app / "numbers_app" / "server_app.py",
        "    strategy = FedAvg(fraction_train=0.5)",
        """
    class Saving(FedAvg):
        def start(self, grid, initial_arrays, num_rounds, path="here", **more):
            raise SystemExit("runs")

        def aggregate_train(self, server_round, replies):
            raise SystemExit("runs")

    strategy = Saving(fraction_train=1 / len(list(grid.get_node_ids())))""",
    )
    found = answer(app)
    assert found["settings"]["rounds"] == "4"
    assert found["settings"]["fraction"] == "0.333333333"
    assert found["notices"][0] == (
        "Saving changes aggregate_train, start of FedAvg. That code does not run; Rondo does as FedAvg does."
    )


def test_a_server_fn_is_a_job_too(app):
    (app / "numbers_app" / "server_app.py").write_text(
        textwrap.dedent(
            """
            import numpy as np
            from flwr.common import ndarrays_to_parameters
            from flwr.server import ServerApp, ServerAppComponents, ServerConfig
            from flwr.server.strategy import FedAvgM

            def configure(server_round):
                return {"rnd": server_round, "server_round": server_round, "lr": 0.1, "warm": server_round == 1}

            def server_fn(context):
                parameters = ndarrays_to_parameters([np.full(2, place, "f4") for place in range(12)])
                strategy = FedAvgM(
                    fraction_fit=1.0,
                    initial_parameters=parameters,
                    server_learning_rate=0.5,
                    server_momentum=0.9,
                    on_fit_config_fn=configure,
                    fit_metrics_aggregation_fn=lambda metrics: {},
                    evaluate_fn=lambda *_: None,
                )
                return ServerAppComponents(strategy=strategy, config=ServerConfig(num_rounds=7, round_timeout=60.0))

            app = ServerApp(server_fn=server_fn)
            """
        )
    )
    found = answer(app)
    model = load_file(found["settings"].pop("model"))
    assert [array[0] for _, array in sorted(model.items())] == list(range(12))
    assert found["settings"]["server_momentum"] == "0.9"
    assert found["settings"]["server_learning_rate"] == "0.5"
    assert found["settings"]["rounds"] == "7"
    assert found["settings"]["deadline_seconds"] == "60"
    assert found["settings"]["trainer_config"] == "lr=0.1,warm=true"
    assert found["notices"] == [
        "on_fit_config_fn changes warm from round to round. Rondo sends the value of round 1.",
        "evaluate_fn does not run on the server. Clients evaluate on their own data.",
        "fit_metrics_aggregation_fn does not run: Rondo averages metrics of clients, weighted by examples.",
    ]
    assert Records.read(Path(found["records"])).round_names == ["rnd", "server-round", "server_round"]


def started(strategy, **changes):
    return Started(**{"strategy": strategy, "rounds": 3, "arrays": None, "timeout": None, "legacy": False, **changes})


@pytest.mark.parametrize(
    ("strategy", "settings"),
    [
        (newer.FedAvg(), {"aggregation": "weighted", "fraction": "1", "minimum": "1"}),
        (newer.FedAvgM(server_momentum=0.9), {"server_momentum": "0.9", "server_learning_rate": "1"}),
        (newer.FedProx(proximal_mu=0.1), {"prox_mu": "0.1"}),
        (
            newer.FedAdagrad(eta=0.2, tau=1e-9),
            {
                "server_optimizer": "fedadagrad",
                "server_learning_rate": "0.2",
                "server_beta1": "0",
                "server_tau": "0.000000001",
            },
        ),
        (
            newer.FedAdam(beta_1=0.8, beta_2=0.9),
            {
                "server_optimizer": "fedadam",
                "server_learning_rate": "0.1",
                "server_beta1": "0.8",
                "server_beta2": "0.9",
            },
        ),
        (newer.FedYogi(), {"server_optimizer": "fedyogi", "server_learning_rate": "0.01", "server_beta2": "0.99"}),
        (newer.FedMedian(), {"aggregation": "median", "minimum": "3"}),
        (newer.FedTrimmedAvg(beta=0.2), {"aggregation": "trimmed:0.2", "minimum": "5"}),
        (newer.FedTrimmedAvg(beta=0.0), {"aggregation": "unweighted"}),
        (newer.Krum(num_malicious_nodes=2), {"aggregation": "krum:2", "minimum": "7"}),
        (newer.MultiKrum(num_malicious_nodes=1, num_nodes_to_select=9), {"aggregation": "krum:1", "minimum": "5"}),
        (older.Krum(num_malicious_clients=2), {"aggregation": "krum:2"}),
        (older.FedAvg(accept_failures=False, fraction_fit=0.8), {"fraction": "0.8", "minimum": "8"}),
        (older.FaultTolerantFedAvg(min_completion_rate_fit=0.55), {"minimum": "6"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_strategies_are_settings(strategy, settings):
    found = mapped(started(strategy), 10)
    assert found.refused is None
    assert settings.items() <= found.settings.items()


@pytest.mark.parametrize("strategy", [newer.QFedAvg(0.1, 0.1), newer.Bulyan(), older.Bulyan()])
def test_strategies_that_rondo_lacks_are_refused(strategy):
    assert mapped(started(strategy), 10).refused == f"{type(strategy).__name__} has no counterpart in Rondo."


def test_differential_privacy_is_never_dropped():
    private = newer.DifferentialPrivacyClientSideFixedClipping(newer.FedAvg(fraction_train=0.5), 1.0, 1.0, 5)
    found = mapped(started(private), 10)
    assert found.refused == "DifferentialPrivacyClientSideFixedClipping has no counterpart in Rondo."
    assert found.settings["fraction"] == "0.5"


def test_krum_without_hostile_clients_is_refused():
    assert "needs at least one malicious client" in mapped(started(newer.Krum()), 10).refused


def test_a_strategy_of_its_own_is_named():
    class Own(newer.Strategy):
        def nothing(self, *_):
            """Of a strategy."""

        configure_train = aggregate_train = configure_evaluate = aggregate_evaluate = summary = nothing

    found = mapped(started(Own(), train_config={"lr": 0.5}), 10)
    assert found.settings == {"rounds": "3", "trainer_config": "lr=0.5", "evaluate_every": "0"}
    assert found.notices[0].startswith("Rondo does not know the strategy Own.")


@pytest.mark.parametrize(
    ("evaluate", "evaluates", "evaluation"), [(0.0, False, "false"), (0.0, True, "true"), (1.0, False, "true")]
)
def test_clients_evaluate_if_the_app_evaluates_at_all(evaluate, evaluates, evaluation):
    found = mapped(started(newer.FedAvg(fraction_evaluate=evaluate), evaluates=evaluates), 10)
    assert found.settings["client_evaluation"] == evaluation


@pytest.mark.parametrize(
    ("strategy", "changes", "notice"),
    [
        (newer.FedAvg(weighted_by_key="tokens"), {}, "weighted by num-examples, and not by tokens"),
        (newer.FedAvg(min_available_nodes=20), {}, "Flower would wait until there are 20"),
        (newer.FedAvg(fraction_train=0.0), {}, "trains no client"),
        (newer.FedAvg(), {"train_config": {"layers": [1, 2], "lr": 1.0}}, "for train has layers, which Rondo does not"),
        (newer.FedAvg(), {"evaluate_config": {"a b": 1, "no": math.nan}}, "for evaluate has a b, no, which Rondo"),
        (newer.FedAdam(), {}, "fedadam begins with v = tau^2 and does not correct the bias"),
        (newer.Krum(num_malicious_nodes=1), {}, "The strategy takes the closest one."),
        (newer.FedAvg(evaluate_metrics_aggr_fn=lambda *_: None), {}, "evaluate_metrics_aggr_fn does not run"),
        (older.FedAvg(), {"server": type("Own", (), {})()}, "The server Own does not run"),
    ],
)
def test_what_does_not_apply_is_named(strategy, changes, notice):
    assert any(notice in said for said in mapped(started(strategy, **changes), 10).notices)


def test_clients_get_what_the_strategy_sends_and_arrays_in_its_order(app):
    found = answer(app)
    base = load_file(found["settings"]["model"])
    arguments = ["-m", "rondo", "flower", str(app), "--records", found["records"]]
    with FakeHost(app, "", arguments) as host:
        assert host.hello()["name"] == "numbers"
        base_file = found["settings"]["model"]
        trained = host.ask(**host.train(1, base=base_file, config={"lr": 0.5}, evaluate=True, version=0))
        assert trained["type"] == "trained", trained
        out = load_file(app / "1.safetensors")
        assert host.end()[0] == 0
    assert trained["metrics"] == {"loss": 0.5, "eval_loss": 0.5, "batches": 3, "names": 3}
    np.testing.assert_array_equal(out["t2"], base["t2"] + 1)
    np.testing.assert_array_equal(out["t1"], base["t1"])


def test_fedprox_tells_clients_its_weight(app, monkeypatch):
    monkeypatch.syspath_prepend(str(app))
    edit(app / "numbers_app" / "client_app.py", 'config["lr"]', 'config["proximal-mu"]')
    train = functions("numbers_app.client_app:app", None, {}, Records(names=["a"])).train
    update = train({"a": np.zeros(1, "f4")}, Round(number=1, client="c", training={"prox_mu": 0.25}))
    assert update.metrics["lr"] == 0.25


def test_the_state_of_a_client_outlives_its_process_and_a_repeated_round(app, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(app))
    monkeypatch.setenv("RONDO_TRAINER_STATE", str(tmp_path / "state"))
    done = []
    for number in (1, 2, 2, 3, 7):
        train = functions("numbers_app.client_app:app", None, {}, Records()).train
        update = train({"a": np.zeros(1, "f4")}, Round(number=number, client="c", config={"lr": 1.0}))
        done.append(update.metrics["done"])
    assert done == [0, 1, 1, 2, 3]


def test_what_is_no_folder_of_an_app_is_refused(tmp_path):
    done = ask(tmp_path)
    assert done.returncode == 1
    assert f"{tmp_path} must be the folder of a Flower app, but has no pyproject.toml" in done.stderr
    (tmp_path / "pyproject.toml").write_text("[tool")
    assert f"Cannot read {tmp_path / 'pyproject.toml'}: " in ask(tmp_path).stderr
