"""``python -m rondo``: what ``./rondo simulate --flower APP`` starts."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from rondo import run
from rondo._flower import Records, functions
from rondo._flower_project import Project
from rondo._flower_settings import settings_of


def main(arguments: list[str]) -> None:
    """Runs a command; a wrong one ends with exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m rondo")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    flower = commands.add_parser("flower", help="runs the client of a Flower app as a trainer of Rondo")
    flower.add_argument("app", metavar="APP", help="the folder of a Flower app, or module:name of its client")
    flower.add_argument("--records", metavar="FILE", type=Path, help="how messages look, from flower-settings")
    flower.set_defaults(command=_flower)
    settings = commands.add_parser(
        "flower-settings", help="prints the job settings that correspond to a Flower app's ServerApp, as JSON"
    )
    settings.add_argument("app", metavar="FOLDER", type=Path, help="the folder of a Flower app")
    settings.add_argument("--out", metavar="DIR", type=Path, default=Path("runs"), help="default: runs")
    settings.add_argument("--seed", metavar="INTEGER", type=int, default=1, help="seed of the initial weights")
    settings.add_argument("--clients", metavar="INTEGER", type=int, help="default: what the app says")
    settings.set_defaults(command=_flower_settings)
    parsed = parser.parse_args(arguments)
    parsed.command(parsed)


def _flower(arguments: argparse.Namespace) -> None:
    app = arguments.app
    if ":" in app and not Path(app).is_dir():
        sys.path.insert(0, "")
    else:
        folder = Path(app).resolve()
        sys.path.insert(0, str(folder))
        try:
            app = Project.of(folder).client_app()
        except ValueError as error:
            sys.exit(f"{error}")
    sys.argv = [arguments.app]  # What the trainer is called, and nothing that an app takes for its own arguments.
    run(*functions(app, None, {}, Records.read(arguments.records) if arguments.records else None))


def _flower_settings(arguments: argparse.Namespace) -> None:
    """What the app prints goes to standard error."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    folder = arguments.app.resolve()
    sys.path.insert(0, str(folder))
    try:
        found = settings_of(folder, arguments.out / "models", arguments.seed, arguments.clients)
    except (OSError, TypeError, ValueError) as error:
        sys.exit(f"{error}")
    with answer:
        json.dump(found, answer)
        answer.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
