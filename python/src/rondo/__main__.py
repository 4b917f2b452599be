"""``python -m rondo flower APP``: the client of a Flower app as a trainer of Rondo."""

from __future__ import annotations

import sys
from pathlib import Path

from rondo import flower, run
from rondo._flower import client_app

USAGE = "usage: python -m rondo flower APP\n\nAPP is the folder of a Flower app, or module:name of its client.\n"


def main(arguments: list[str]) -> None:
    """Runs the command; a wrong one ends with exit code 2."""
    if len(arguments) != 2 or arguments[0] != "flower":
        sys.stderr.write(USAGE)
        sys.exit(2)
    app = arguments[1]
    if ":" in app and not Path(app).is_dir():
        sys.path.insert(0, "")
        run(*flower(app))
        return
    folder = Path(app).resolve()
    sys.path.insert(0, str(folder))
    run(*flower(client_app(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
