"""What the strategy of a Flower app means as settings of a job, and what of it does not apply."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from rondo._flower import ROUND_NAMES
from rondo._flower_server import Started

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")  # of a setting in trainer_config
COMPARED_ROUNDS = 1000
MOST_CONFIG_BYTES = 2048  # of trainer_config as JSON
MOST_SECONDS = 432_000  # of deadline_seconds


@dataclass
class Mapped:
    """Settings by key, notices on what is not applied, and why the strategy cannot be applied, if it cannot.

    ``evaluate_config`` goes to clients that evaluate. Clients get the number of the round under ``round_names``.
    """

    settings: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    refused: str | None = None
    evaluate_config: dict[str, Any] = field(default_factory=dict)
    round_names: set[str] = field(default_factory=lambda: set(ROUND_NAMES))

    def set(self, key: str, value: Any) -> None:
        """A setting as job.yaml has it."""
        self.settings[key] = _text(value)


def mapped(started: Started, nodes: int) -> Mapped:
    """The settings that make rounds like those of a strategy, for this number of clients."""
    result = Mapped()
    strategy = started.strategy
    base, changed = _known(strategy)
    name = type(strategy).__name__
    result.set("rounds", started.rounds)
    _configs(started, result)
    if base is None:
        result.notices.append(
            f"Rondo does not know the strategy {name}. Its rounds, initial weights and configuration apply, and "
            "nothing else: set fraction, aggregation and client_evaluation yourself."
        )
        result.set("evaluate_every", 0)
    else:
        if changed:
            result.notices.append(
                f"{name} changes {', '.join(changed)} of {base}. That code does not run; Rondo does as {base} does."
            )
        # A wrapper for differential privacy has the strategy that it wraps.
        sampling = getattr(strategy, "strategy", strategy)
        cohort = _cohort(sampling, nodes, result)
        _replies(sampling, started.timeout, cohort, result)
        _evaluation(sampling, started, result)
        _rule(base, strategy, cohort, result)
    _not_run(started, result)
    return result


def _rule(base: str, strategy: Any, cohort: int, result: Mapped) -> None:
    if base not in _RULES:
        result.refused = f"{base} has no counterpart in Rondo."
        return
    result.set("max_weight_ratio", 0)
    _RULES[base](strategy, cohort, result)


def least_nodes(strategy: Any) -> int:
    """The fewest nodes with which a strategy starts."""
    return max(int(_number(strategy, 2, "min_available_nodes", "min_available_clients")), _least(strategy))


def _known(strategy: Any) -> tuple[str | None, list[str]]:
    """The class of Flower that a strategy is, or comes from, and the methods that it replaces.

    None if it comes from no class of Flower that is a whole strategy.
    """
    own: list[type] = []
    for kind in type(strategy).__mro__:
        if kind.__module__.partition(".")[0] == "flwr":
            abstract = bool(getattr(kind, "__abstractmethods__", None))
            changed = {name for other in own for name in vars(other) if _is_replaced(kind, name)}
            return (None, []) if abstract else (kind.__name__, sorted(changed))
        own.append(kind)
    return None, []


def _is_replaced(kind: type, name: str) -> bool:
    return not name.startswith("_") and name != "summary" and callable(getattr(kind, name, None))


def _cohort(strategy: Any, nodes: int, result: Mapped) -> int:
    """How many clients a round asks for, as the fraction that gives this number."""
    share = _number(strategy, 1.0, "fraction_train", "fraction_fit")
    cohort = min(nodes, max(int(nodes * share), _least(strategy)))
    if cohort == 0:
        result.notices.append("The strategy trains no client (fraction_train 0). Rondo trains one per round.")
    same = math.floor(nodes * share + 0.5) == cohort
    result.set("fraction", share if same else round(cohort / nodes, 9))
    if least_nodes(strategy) > nodes:
        result.notices.append(
            f"With {nodes} clients, Flower would wait until there are {least_nodes(strategy)}. Rondo does not wait."
        )
    return max(1, cohort)


def _least(strategy: Any) -> int:
    return int(_number(strategy, 2, "min_train_nodes", "min_fit_clients"))


def _replies(strategy: Any, timeout: float | None, cohort: int, result: Mapped) -> None:
    """Flower waits for all clients that it has asked, and goes on with those that answer."""
    if getattr(strategy, "accept_failures", True) is False:
        result.set("minimum", cohort)
    else:
        result.set("minimum", max(1, math.ceil(cohort * _number(strategy, 0.0, "completion_rate_fit"))))
    if timeout is not None and 0 < timeout <= MOST_SECONDS:
        result.set("deadline_seconds", timeout)
    key = getattr(strategy, "weighted_by_key", "num-examples")
    if key != "num-examples":
        result.notices.append(f"Updates are weighted by num-examples, and not by {key} (weighted_by_key).")


def _weighted(strategy: Any, cohort: int, result: Mapped) -> None:
    result.set("aggregation", "weighted")


def _momentum(strategy: Any, cohort: int, result: Mapped) -> None:
    _weighted(strategy, cohort, result)
    result.set("server_learning_rate", strategy.server_learning_rate)
    result.set("server_momentum", strategy.server_momentum)


def _proximal(strategy: Any, cohort: int, result: Mapped) -> None:
    _weighted(strategy, cohort, result)
    result.set("prox_mu", strategy.proximal_mu)


def _adaptive(optimizer: str, difference: str) -> Callable[[Any, int, Mapped], None]:
    def apply(strategy: Any, cohort: int, result: Mapped) -> None:
        _weighted(strategy, cohort, result)
        result.set("server_optimizer", optimizer)
        result.set("server_learning_rate", strategy.eta)
        result.set("server_beta1", strategy.beta_1)
        if optimizer != "fedadagrad":
            result.set("server_beta2", strategy.beta_2)
        result.set("server_tau", strategy.tau)
        result.notices.append(
            f"Rondo's {optimizer} begins with v = tau^2{difference}, so the first rounds differ from Flower's "
            "(docs/configuration.md)."
        )

    return apply


def _median(strategy: Any, cohort: int, result: Mapped) -> None:
    _robust("median", 3, result)


def _trimmed(strategy: Any, cohort: int, result: Mapped) -> None:
    if strategy.beta == 0:
        result.set("aggregation", "unweighted")
    else:
        _robust(f"trimmed:{_text(round(strategy.beta, 9))}", math.ceil(1 / strategy.beta), result)


def _krum(strategy: Any, cohort: int, result: Mapped) -> None:
    hostile = int(_number(strategy, 0, "num_malicious_nodes", "num_malicious_clients"))
    kept = max(1, int(_number(strategy, 1, "num_nodes_to_select", "num_clients_to_keep")))
    if hostile == 0:
        result.refused = "Rondo's multi-Krum needs at least one malicious client, but the strategy has none."
        return
    _robust(f"krum:{hostile}", 2 * hostile + 3, result)
    takes = "the closest one" if kept == 1 else f"the {kept} closest, weighted by examples"
    result.notices.append(
        f"Of n updates, krum:{hostile} averages the n - {hostile} closest with equal weights. "
        f"The strategy takes {takes}."
    )


def _robust(rule: str, least: int, result: Mapped) -> None:
    """A rule needs enough updates to protect the model."""
    result.set("aggregation", rule)
    result.set("minimum", max(least, int(result.settings["minimum"])))


# By the class of Flower, of messages or of its older API.
_RULES: dict[str, Callable[[Any, int, Mapped], None]] = {
    "FedAvg": _weighted,
    "FaultTolerantFedAvg": _weighted,
    "FedAvgM": _momentum,
    "FedProx": _proximal,
    "FedAdagrad": _adaptive("fedadagrad", " and not with 0"),
    "FedAdam": _adaptive("fedadam", " and does not correct the bias"),
    "FedYogi": _adaptive("fedyogi", " and not with 0"),
    "FedMedian": _median,
    "FedTrimmedAvg": _trimmed,
    "Krum": _krum,
    "MultiKrum": _krum,
}


def _configs(started: Started, result: Mapped) -> None:
    """What the strategy tells the clients."""
    train, evaluate = started.train_config, started.evaluate_config
    if started.legacy:
        train = _of_rounds(started, "on_fit_config_fn", result)
        evaluate = _of_rounds(started, "on_evaluate_config_fn", result)
    config = _scalars("train", train, result)
    result.evaluate_config = _scalars("evaluate", evaluate, result)
    if len(json.dumps(config, separators=(",", ":"), ensure_ascii=False).encode()) > MOST_CONFIG_BYTES:
        result.notices.append(
            f"The configuration for train is not sent: it has more than {MOST_CONFIG_BYTES} bytes. Set trainer_config, "
            "or let the clients read it from a file."
        )
    elif config:
        result.set("trainer_config", ",".join(f"{name}={json.dumps(value)}" for name, value in sorted(config.items())))


def _scalars(task: str, config: Mapping[str, Any], result: Mapped) -> dict[str, Any]:
    sent = {name: value for name, value in config.items() if NAME.fullmatch(name) and _is_scalar(value)}
    if len(sent) < len(config):
        result.notices.append(
            f"The configuration for {task} has {', '.join(sorted(config.keys() - sent.keys()))}, which Rondo does not "
            f"send: it sends finite numbers, texts and truth values with names like {NAME.pattern}."
        )
    return sent


def _is_scalar(value: Any) -> bool:
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return isinstance(value, str) or (isinstance(value, float) and math.isfinite(value))


def _of_rounds(started: Started, function: str, result: Mapped) -> dict[str, Any]:
    """What a function of the round says. A value that is the round's number is sent as such."""
    configure = getattr(started.strategy, function, None)
    if configure is None:
        return {}
    configs = [dict(configure(number)) for number in range(1, min(started.rounds, COMPARED_ROUNDS) + 1)]
    first = configs[0]
    varying = {
        name for config in configs for name in config if any(other.get(name) != config[name] for other in configs)
    }
    numbers = {name for name in varying if all(config.get(name) == n for n, config in enumerate(configs, 1))}
    result.round_names |= numbers | (ROUND_NAMES & first.keys())
    if varying - numbers:
        result.notices.append(
            f"{function} changes {', '.join(sorted(varying - numbers))} from round to round. "
            "Rondo sends the value of round 1."
        )
    return {name: value for name, value in first.items() if name not in numbers and name not in ROUND_NAMES}


def _evaluation(strategy: Any, started: Started, result: Mapped) -> None:
    """Clients measure the version that they start from, if the strategy has anything evaluated."""
    evaluated = _number(strategy, 1.0, "fraction_evaluate")
    trained = _number(strategy, 1.0, "fraction_train", "fraction_fit")
    result.set("evaluate_every", 0)
    result.set("client_evaluation", evaluated > 0 or started.evaluates)
    if evaluated not in (0, trained):
        result.notices.append(
            f"fraction_evaluate {_text(evaluated)} does not apply: the clients that train in a round evaluate, too."
        )


def _not_run(started: Started, result: Mapped) -> None:
    """Functions of the server that Rondo does not call."""
    strategy = started.strategy
    if started.evaluates:
        result.notices.append("evaluate_fn does not run on the server. Clients evaluate on their own data.")
    functions = [name for name in _AGGREGATIONS if _is_own(getattr(strategy, name, None))]
    if functions:
        result.notices.append(
            f"{' and '.join(functions)} {'does' if len(functions) == 1 else 'do'} not run: "
            "Rondo averages metrics of clients, weighted by examples."
        )
    if started.server is not None and type(started.server).__module__.partition(".")[0] != "flwr":
        result.notices.append(f"The server {type(started.server).__name__} does not run, only its strategy applies.")


_AGGREGATIONS = (
    "train_metrics_aggr_fn",
    "evaluate_metrics_aggr_fn",
    "fit_metrics_aggregation_fn",
    "evaluate_metrics_aggregation_fn",
)


def _is_own(function: Any) -> bool:
    return function is not None and getattr(function, "__module__", "").partition(".")[0] != "flwr"


def _number(strategy: Any, default: float, *names: str) -> Any:
    """An attribute under its newer or its older name."""
    return next((getattr(strategy, name) for name in names if hasattr(strategy, name)), default)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".") or "0"
    return str(value)
