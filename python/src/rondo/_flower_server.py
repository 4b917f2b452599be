"""The ServerApp of a Flower app up to the start of its strategy, which never runs.

Private names of Flower are not used; ``Strategy.start`` and ``start_grid`` are replaced in this process.
"""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rondo._flower import draw_from, identify, loaded, places

SERVER_NODE = 1


@dataclass(frozen=True)
class Started:
    """What a ServerApp wanted to start.

    ``arrays`` are the initial weights in the order of the app; None if clients make them. ``timeout`` is in seconds
    for one round; None if there is no limit.
    """

    strategy: Any
    rounds: int
    arrays: dict[str, Any] | None
    timeout: float | None
    legacy: bool
    train_config: dict[str, Any] = field(default_factory=dict)
    evaluate_config: dict[str, Any] = field(default_factory=dict)
    evaluates: bool = False
    server: Any = None


class NotStartedError(Exception):
    """A ServerApp has not started a strategy; the message says why."""


class _Stop(BaseException):
    """Leaves the code of an app, which must not take it for an error of its own."""


def start_of(reference: str, run_config: Mapping[str, Any], nodes: int, seed: int) -> Started:
    """Runs a ServerApp, ``module:name``, until it starts its strategy."""
    from flwr.app import Context, RecordDict

    draw_from(seed)  # an app may make its model when it is loaded
    try:
        _, app = loaded(reference)
    except Exception as error:
        raise NotStartedError(f"it cannot be loaded: {_place_of(error)}") from error
    identify(SERVER_NODE)
    context = Context(run_id=1, node_id=SERVER_NODE, node_config={}, state=RecordDict(), run_config=dict(run_config))
    found: list[Started] = []
    _intercept_strategies(found)
    _intercept_servers(app, found)
    draw_from(seed)
    grid = _Grid(nodes)
    try:
        app(grid=grid, context=context)
    except _Stop:
        pass
    except (Exception, SystemExit) as error:
        if not found:
            raise NotStartedError(f"it failed before it started a strategy: {_place_of(error)}") from error
    if not found:
        used = f"it uses {grid.used} of the grid itself" if grid.used else "it has ended without starting a strategy"
        raise NotStartedError(used)
    return found[0]


class _Grid:
    """Stands in for Flower's grid: it knows its nodes, and reaches none of them."""

    def __init__(self, nodes: int) -> None:
        self._nodes, self.used = nodes, ""

    def get_node_ids(self) -> list[int]:
        """Numbers from 1."""
        return list(range(1, self._nodes + 1))

    def __getattr__(self, name: str) -> Any:
        self.used = name
        raise _Stop


def _intercept_strategies(found: list[Started]) -> None:
    """Replaces ``start`` of all strategies, also of those that an app defines later."""
    from flwr.serverapp.strategy import Strategy

    def replace(strategy: type) -> None:
        if "start" in vars(strategy):
            strategy.start = _start(strategy.start, found)  # type: ignore[attr-defined]
        for derived in strategy.__subclasses__():
            replace(derived)

    replace(Strategy)
    Strategy.__init_subclass__ = classmethod(lambda derived: replace(derived))


def _start(start: Any, found: list[Started]) -> Any:
    signature = inspect.signature(start)

    def stop(*positional: Any, **named: Any) -> None:
        bound = signature.bind(*positional, **named)
        bound.apply_defaults()
        given = bound.arguments
        arrays = given.get("initial_arrays")
        found.append(
            Started(
                strategy=positional[0],
                rounds=given.get("num_rounds", 3),
                arrays=None if arrays is None else {name: array.numpy() for name, array in arrays.items()},
                timeout=given.get("timeout"),
                legacy=False,
                train_config=dict(given.get("train_config") or {}),
                evaluate_config=dict(given.get("evaluate_config") or {}),
                evaluates=given.get("evaluate_fn") is not None,
            )
        )
        raise _Stop

    return stop


def _intercept_servers(app: Any, found: list[Started]) -> None:
    """Replaces what a ServerApp calls with the components of its server_fn."""

    def stop(server: Any = None, config: Any = None, strategy: Any = None, **_: Any) -> None:
        from flwr.server import ServerConfig
        from flwr.server.strategy import FedAvg

        config = config or ServerConfig()
        strategy = strategy or getattr(server, "strategy", None) or FedAvg()
        found.append(
            Started(
                strategy=strategy,
                rounds=config.num_rounds,
                arrays=_initial_parameters(strategy),
                timeout=config.round_timeout,
                legacy=True,
                evaluates=getattr(strategy, "evaluate_fn", None) is not None,
                server=server,
            )
        )
        raise _Stop

    vars(sys.modules[type(app).__module__])["start_grid"] = stop


def _initial_parameters(strategy: Any) -> dict[str, Any] | None:
    from flwr.common import parameters_to_ndarrays

    parameters = strategy.initialize_parameters(client_manager=None)
    if parameters is None:
        return None
    arrays = parameters_to_ndarrays(parameters)
    return dict(zip(places(len(arrays)), arrays))


def _place_of(error: BaseException) -> str:
    """An error with the line of the app that it comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    here = Path(__file__).parent
    own = [frame for frame in frames if "-packages" not in frame.filename and Path(frame.filename).parent != here]
    place = f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
    return " ".join(f"{type(error).__name__}: {error}{place}".split())
