"""The settings with which Rondo runs a whole Flower app, ServerApp included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rondo._flower import Records
from rondo._flower_project import Project
from rondo._flower_server import NotStartedError, Started, start_of
from rondo._flower_strategy import least_nodes, mapped
from rondo._simulate import stored

MODEL_NEEDED = "No settings of its strategy apply. Give the initial model with --model."
FEWEST = 2  # nodes with which Flower's own strategies start


def settings_of(folder: Path, files: Path, seed: int, clients: int | None) -> dict[str, Any]:
    """What an app says, as JSON.

    The initial weights and what the trainer must know of the messages become files in ``files``. ``clients`` is the
    user's number of clients, which has precedence.
    """
    project = Project.of(folder)
    nodes = clients or project.nodes()
    found: dict[str, Any] = {"strategy": None, "settings": {}, "notices": [], "refused": None, "records": None}
    reference = project.server_app()
    started: Started | None = None
    try:
        if reference is None:
            raise NotStartedError(f"[tool.flwr.app.components] of {project.file.name} names no serverapp")
        started = start_of(reference, project.run_config(), nodes or FEWEST, seed)
    except NotStartedError as reason:
        found["notices"].append(f"The ServerApp is not used: {reason}. {MODEL_NEEDED}")
    if nodes is None and started is not None:
        nodes = int(least_nodes(started.strategy))
        found["notices"].append(
            f"The app does not say how many clients there are, so {nodes} are simulated, the fewest with which its "
            "strategy starts. Set --clients."
        )
    if started is not None and nodes is not None:
        _apply(started, nodes, folder, files, found)
    if nodes is not None:
        found["settings"]["clients"] = str(nodes)
    return found


def _apply(started: Started, nodes: int, folder: Path, files: Path, found: dict[str, Any]) -> None:
    result = mapped(started, nodes)
    found["strategy"] = type(started.strategy).__name__
    found["settings"].update(result.settings)
    found["notices"].extend(result.notices)
    found["refused"] = result.refused
    names = None
    files.mkdir(parents=True, exist_ok=True)
    if started.arrays is None:
        found["notices"].append("The ServerApp has no initial weights. A client makes them.")
    else:
        names = list(started.arrays)
        found["settings"]["model"] = str(stored(started.arrays, files, folder.name or "app"))
    records = Records(
        names=names,
        arrays=getattr(started.strategy, "arrayrecord_key", "arrays"),
        config=getattr(started.strategy, "configrecord_key", "config"),
        evaluate_config=result.evaluate_config,
        round_names=sorted(result.round_names),
    )
    found["records"] = str(records.write(files.absolute()))
