"""What the pyproject.toml of a Flower app says, and where else Flower keeps the number of nodes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "pyproject.toml"


@dataclass(frozen=True)
class Project:
    """[tool.flwr] of a pyproject.toml."""

    file: Path
    tables: Mapping[str, Any]

    @staticmethod
    def of(folder: Path) -> Project:
        """The project in a folder."""
        file = folder / FILE
        if not file.is_file():
            raise ValueError(f"{folder} must be the folder of a Flower app, but has no {FILE}")
        return Project(file, _table(_toml(file), "tool", "flwr"))

    @staticmethod
    def around(file: Path) -> Project | None:
        """The project of the nearest folder above a file that has one."""
        return next((Project.of(folder) for folder in file.resolve().parents if (folder / FILE).is_file()), None)

    def client_app(self) -> str:
        """The client of the app, as ``module:name``."""
        reference = self._component("clientapp")
        if reference is None:
            raise ValueError(f"{self.file} must name the client of the app in [tool.flwr.app.components] clientapp")
        return reference

    def server_app(self) -> str | None:
        """The server of the app, as ``module:name``; None if it has none."""
        return self._component("serverapp")

    def _component(self, name: str) -> str | None:
        reference = _table(self.tables, "app", "components").get(name)
        return reference if isinstance(reference, str) else None

    def run_config(self) -> dict[str, Any]:
        """The configuration of a run; nested keys are joined by dots."""
        return dict(_flat(_table(self.tables, "app", "config")))

    def nodes(self) -> int | None:
        """How many nodes Flower simulates; None if nothing says so.

        Newer Flower keeps the federations of all apps in a file of the user, and moves those of a project there.
        """
        federations = _table(self.tables, "federations")
        found = _nodes(_table(federations, str(federations.get("default"))))
        home = Path(os.environ.get("FLWR_HOME") or Path.home() / ".flwr", "config.toml")
        if found is None and home.is_file():
            links = _table(_toml(home), "superlink")
            found = _nodes(_table(links, str(links.get("default"))))
        return found


def _nodes(federation: Mapping[str, Any]) -> int | None:
    number = _table(federation, "options").get("num-supernodes")
    return number if isinstance(number, int) and number > 0 else None


def _toml(file: Path) -> dict[str, Any]:
    # Before Python 3.11, Flower needs tomli itself.
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        found: dict[str, Any] = toml.loads(file.read_text(encoding="utf-8"))
    except toml.TOMLDecodeError as error:
        raise ValueError(f"Cannot read {file}: {error}.") from error
    return found


def _table(tables: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        found = tables.get(name)
        tables = found if isinstance(found, Mapping) else {}
    return tables


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
