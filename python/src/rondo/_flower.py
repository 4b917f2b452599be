"""Functions of Flower apps: what Rondo asks for, said in Flower's messages.

Records have the names that Flower's own strategies give them. Private names of Flower are used in two places only:
``identify`` and ``_App.of``.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import json
import os
import random
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rondo import _flower_state, _tensors
from rondo._flower_project import Project
from rondo._flower_state import States
from rondo._results import MAX_METRICS, Metrics, Update
from rondo._round import Round
from rondo._trainer import Evaluate, Initialize, Train

_NUMBERS = (int, float)
_LOSS = ("loss", "train_loss", "eval_loss", "val_loss", "test_loss")
_ACCURACY = ("accuracy", "acc", "eval_acc", "eval_accuracy", "val_acc", "val_accuracy", "test_acc", "test_accuracy")
_EXAMPLES = ("num-examples", "num_examples")
_NO_METRICS = (*_EXAMPLES, "examples")  # the last one is the name of an argument of Metrics


# Newer apps write the first one, older apps the second.
ROUND_NAMES = frozenset({"server-round", "server_round"})


@dataclass(frozen=True)
class Records:
    """What messages to clients look like, as the strategy of a ServerApp makes them.

    ``names`` are the model's tensors in the order of the app, ``arrays`` and ``config`` the names of the
    records, and ``round_names`` the names under which the configuration has the number of the round.
    """

    names: list[str] | None = None
    arrays: str = "arrays"
    config: str = "config"
    evaluate_config: dict[str, Any] = field(default_factory=dict)
    round_names: list[str] = field(default_factory=lambda: sorted(ROUND_NAMES))

    @staticmethod
    def read(file: Path) -> Records:
        """Reads what ``write`` wrote."""
        return Records(**json.loads(file.read_text(encoding="utf-8")))

    def write(self, folder: Path) -> Path:
        """A file in this folder, named by its content."""
        text = json.dumps(asdict(self), sort_keys=True)
        file = folder / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
        file.write_text(text, encoding="utf-8")
        return file


class FlowerFunctions(NamedTuple):
    """The functions of a Flower app, in the order in which ``run`` and ``simulate`` take them."""

    train: Train
    evaluate: Evaluate | None
    initialize: Initialize | None


def flower(
    app: str, *, names: Sequence[str] | None = None, node_config: Mapping[str, Any] | None = None
) -> FlowerFunctions:
    """The functions of an unmodified Flower app: ``rondo.run(*rondo.flower("my_app.client_app:app"))``.

    ``app`` names a ClientApp, a NumPyClient (an object or a class), or a client_fn, as ``module:name``. An app that
    takes and returns lists of arrays needs the order of the model's tensors: it is that of ``names``, by default
    the alphabet's. ``initialize`` of an app with a client_fn makes a model whose tensors are named by their places.

    ``node_config`` is added to the node's configuration, which has ``partition-id`` and ``num-partitions``. The run's
    configuration is that of ``[tool.flwr.app.config]`` of the pyproject.toml beside or above the module, and
    ``round.config``, which wins. ``context.state`` is kept for each client: by a simulation as long
    as the job, else as long as this process.
    """
    return functions(app, names, node_config or {}, None)


def functions(
    app: str, names: Sequence[str] | None, node_config: Mapping[str, Any], records: Records | None
) -> FlowerFunctions:
    """The functions of an app. With ``records``, clients get what the strategy sends and nothing else."""
    found = _App.of(app, names, node_config, records)
    return FlowerFunctions(
        found.train,
        found.evaluate if found.legacy or found.has("evaluate") else None,
        found.initialize if found.legacy else None,
    )


class _App:
    """An app, and the state that its clients keep between rounds."""

    def __init__(
        self,
        app: Any,
        legacy: bool,
        names: Sequence[str] | None,
        node_config: Mapping[str, Any],
        run_config: Mapping[str, Any],
        records: Records | None,
    ) -> None:
        self._app, self.legacy, self._names = app, legacy, names
        self._records = records
        self._node_config, self._run_config = dict(node_config), dict(run_config)
        self._states = States(os.environ.get(_flower_state.VARIABLE))

    @staticmethod
    def of(
        reference: str, names: Sequence[str] | None, node_config: Mapping[str, Any], records: Records | None
    ) -> _App:
        """Loads the app that a reference names."""
        module, app = loaded(reference)
        app = _client_app(reference, app)
        legacy = getattr(app, "_call", None) is not None
        project = Project.around(Path(inspect.getfile(module)))
        run_config = project.run_config() if project else {}
        if records:
            names = records.names
        return _App(app, legacy, names, node_config, run_config, records)

    def has(self, kind: str) -> bool:
        """Whether the app has a function for messages of this kind."""
        return f"{kind}.default" in getattr(self._app, "_registered_funcs", {f"{kind}.default": None})

    def train(self, weights: dict[str, Any], round: Round) -> Update:  # noqa: A002 - as everywhere
        """One training, whose weight in the mean is the app's number of examples."""
        order = self._order(weights)
        reply = self._ask("train", "fitins", weights, round)
        arrays = _only(reply.array_records, "arrays", "train")
        numbers = _numbers(reply)
        return Update(
            _by_name(arrays, order),
            examples=_examples(numbers),
            loss=_first(numbers, _LOSS),
            metrics=_metrics(numbers, ()),
        )

    def evaluate(self, weights: dict[str, Any], round: Round) -> Metrics:  # noqa: A002
        """One evaluation. Without a client, the app gets partition 0 of 1."""
        numbers = _numbers(self._ask("evaluate", "evaluateins", weights, round))
        known = {"loss": _first(numbers, _LOSS), "accuracy": _first(numbers, _ACCURACY)}
        given = {name: value for name, value in known.items() if value is not None}
        return Metrics(_examples(numbers), **{**_metrics(numbers, given), **given})

    def initialize(self, seed: int) -> dict[str, Any]:
        """The parameters of a client, named by their places. The app draws them as it likes."""
        from flwr.app import ConfigRecord, RecordDict

        draw_from(seed)
        content = RecordDict({"getparametersins.config": ConfigRecord({"seed": seed})})
        reply = self._call("get_parameters", content, Round(partition=0, partitions=1))
        arrays = _only(reply.array_records, "arrays", "get_parameters")
        values = [array.numpy() for array in arrays.values()]
        return dict(zip(self._names or places(len(values)), values))

    def _order(self, weights: Mapping[str, Any]) -> list[str]:
        order = list(self._names) if self._names else sorted(weights)
        if sorted(order) != sorted(weights):
            raise ValueError(f"names must be those of the model's tensors, {sorted(weights)}, but are {order}")
        return order

    def _ask(self, kind: str, prefix: str, weights: Mapping[str, Any], round: Round) -> Any:  # noqa: A002
        from flwr.app import Array, ArrayRecord, ConfigRecord, RecordDict

        arrays = {name: Array(_numpy(name, weights[name])) for name in self._order(weights)}
        records = self._records or Records()
        keys = (f"{prefix}.parameters", f"{prefix}.config") if self.legacy else (records.arrays, records.config)
        content = RecordDict({keys[0]: ArrayRecord(arrays), keys[1]: ConfigRecord(self._config(kind, round))})
        return self._call(kind, content, round)

    def _config(self, kind: str, round: Round) -> dict[str, Any]:  # noqa: A002
        """Without a strategy: all that Rondo knows. With one: what it sends, and the number of the round."""
        if self._records is None:
            return dict(_config(round))
        config = _scalars(round.config) if kind == "train" else self._records.evaluate_config
        mu = round.training.get("prox_mu", 0)
        proximal = dict(_spelled("proximal-mu", mu)) if kind == "train" and mu else {}
        return {**dict.fromkeys(self._records.round_names, round.number), **proximal, **config}

    def _call(self, kind: str, content: Any, round: Round) -> Any:  # noqa: A002
        from flwr.app import Context, Message

        node, moment = _node(round), _moment(round)
        identify(node)
        context = Context(
            run_id=1,
            node_id=node,
            node_config={**_partition(round), **self._node_config},
            state=self._states.before(round.client, moment),
            run_config={**self._run_config, **({} if self._records else _scalars(round.config))},
        )
        message = Message(content, dst_node_id=node, message_type=kind, group_id=str(round.number))
        reply = self._app(message, context)
        self._states.keep(round.client, moment, context.state)
        if reply.has_error():
            raise RuntimeError(f"the Flower app answered with error {reply.error.code}: {reply.error.reason}")
        _refuse_failure(reply.content)
        return reply.content


def _refuse_failure(content: Any) -> None:
    """Clients of a client_fn answer with a status, whose code is 0 if all is well."""
    for name, record in content.config_records.items():
        if name.endswith(".status") and record.get("code", 0) != 0:
            raise RuntimeError(f"the Flower client answered with status {record['code']}: {record.get('message')}")


def loaded(reference: str) -> tuple[Any, Any]:
    """The module of ``module:name``, and what is there under the name."""
    if "flwr" not in sys.modules and importlib.util.find_spec("flwr") is None:
        raise ImportError("Cannot run a Flower app: flwr is not installed. Install rondo-client[flower].")
    if not re.fullmatch(r"[\w.]+:\w+", reference):
        raise ValueError(f"a Flower app must be named like my_app.client_app:app, but is {reference!r}")
    name, attribute = reference.split(":")
    if os.getcwd() not in sys.path and "" not in sys.path:
        sys.path.append(os.getcwd())
    module = importlib.import_module(name)
    if not hasattr(module, attribute):
        raise ValueError(f"Cannot load the Flower app {reference}: the module has no {attribute}.")
    return module, getattr(module, attribute)


def _client_app(reference: str, app: Any) -> Any:
    """An app of what a reference names: an app, a client, its class, or a function that makes clients."""
    from flwr.client import Client, NumPyClient
    from flwr.clientapp import ClientApp

    if isinstance(app, ClientApp):
        return app
    if isinstance(app, type) and issubclass(app, (Client, NumPyClient)):
        app = app()
    if isinstance(app, (Client, NumPyClient)):
        client = app.to_client()
        return ClientApp(client_fn=lambda context: client)
    if callable(app):
        return ClientApp(client_fn=app)
    raise TypeError(f"{reference} must be a ClientApp, a NumPyClient or a client_fn, but is a {type(app).__name__}")


def identify(node: int) -> None:
    """Newer Flower asks for the identity of the process when a message is made."""
    try:
        from flwr.supercore.task_identity import TaskIdentity
    except ImportError:
        return
    TaskIdentity.run_id, TaskIdentity.task_id, TaskIdentity.node_id = 1, 1, node


def _node(round: Round) -> int:  # noqa: A002
    """A number that stays the same for a client, from 1."""
    if round.partition is not None:
        return round.partition + 1
    return zlib.crc32((round.client or "").encode()) + 1


def _moment(round: Round) -> int:  # noqa: A002
    """Orders what a client does: it trains in a round, and then measures the version of this round."""
    return 2 * round.number + (0 if round.version is None else 1)


def _partition(round: Round) -> dict[str, int]:  # noqa: A002
    """The client's part of the data; all of them if it is no client that evaluates."""
    if round.partition is not None and round.partitions is not None:
        return {"partition-id": round.partition, "num-partitions": round.partitions}
    return {"partition-id": 0, "num-partitions": 1} if round.client is None else {}


def _config(round: Round) -> Iterator[tuple[str, Any]]:  # noqa: A002
    """What strategies tell their clients, under the names that apps use."""
    training = round.training
    known = {"server-round": round.number, "lr": training.get("learning_rate")}
    known.update({"local-epochs": training.get("epochs"), "batch-size": training.get("batch_size")})
    for name, value in known.items():
        if value is not None:
            yield from _spelled(name, value)
    yield from _scalars(round.config).items()


def _spelled(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value under both spellings of its name: newer apps write ``server-round``, older ones ``server_round``."""
    yield name, value
    yield name.replace("-", "_"), value


def places(number: int) -> list[str]:
    """Names of arrays that have none, in their order."""
    return [f"array-{place:05d}" for place in range(number)]


def draw_from(seed: int) -> None:
    """Seeds what an app draws initial weights with, so that a repeated run begins with the same model."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)


def _scalars(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in config.items() if isinstance(value, (bool, int, float, str))}


def _numpy(name: str, tensor: Any) -> Any:
    array = _tensors.own(name, tensor)
    return array.float().numpy() if _tensors.is_torch(array) else array


def _only(records: Mapping[str, Any], what: str, function: str) -> Any:
    if len(records) != 1:
        raise ValueError(f"{function} of the Flower app must return one record of {what}, but returned {len(records)}")
    return next(iter(records.values()))


def _by_name(arrays: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """Arrays under the model's names. Flower names the arrays of a list by their places, which are the model's."""
    found = _tensors.without_counters({name: array.numpy() for name, array in arrays.items()}, order)
    if set(found) == set(order):
        return {name: found[name] for name in order}
    given = [str(place) for place in range(len(found))]
    if set(found) != set(given):
        raise ValueError(f"the Flower app must return the tensors of the model, but {_difference(found, order)}")
    if len(given) != len(order):
        raise ValueError(f"the Flower app must return {len(order)} arrays, but returned {len(found)}")
    return {name: found[place] for name, place in zip(order, given)}


def _difference(found: Iterable[str], wanted: Iterable[str]) -> str:
    """Which names are not there, and which are there without need."""
    missing, unknown = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    parts = [f"returned no {_tensors.some(missing)}"] if missing else []
    return " and ".join([*parts, *([f"returned also {_tensors.some(unknown)}"] if unknown else [])])


def _numbers(content: Any) -> dict[str, float]:
    """All numbers of a reply; older apps answer metrics in a record of configuration."""
    records = [*content.metric_records.items(), *content.config_records.items()]
    return {
        name: value
        for place, record in records
        if not place.endswith(".status")
        for name, value in record.items()
        if isinstance(value, _NUMBERS)
    }


def _first(numbers: Mapping[str, float], names: Sequence[str]) -> float | None:
    return next((numbers[name] for name in names if name in numbers), None)


def _examples(numbers: Mapping[str, float]) -> int:
    found = _first(numbers, _EXAMPLES)
    if found is None:
        raise ValueError(f"the Flower app must return the metric num-examples, but returned {sorted(numbers)}")
    return int(found)


def _metrics(numbers: Mapping[str, float], taken: Sequence[str] | Mapping[str, float]) -> dict[str, float]:
    """Metrics under names that the protocol allows, as many as it allows."""
    named = {re.sub(r"[^A-Za-z0-9_./-]", "_", name)[:64]: value for name, value in numbers.items()}
    kept = [name for name in named if name not in _NO_METRICS and name not in taken and name[:1].isalpha()]
    return {name: named[name] for name in kept[: MAX_METRICS - len(taken)]}
