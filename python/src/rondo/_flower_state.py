"""What clients of a Flower app keep from round to round: the state of their context."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

VARIABLE = "RONDO_TRAINER_STATE"
KEPT = 4  # Two of a round that may be repeated, and those before it.


class States:
    """The states of all clients: in files that all processes of a trainer share, or else in this process.

    A file has the state after one moment. A round that is repeated begins with the state before it.
    """

    def __init__(self, folder: str | None) -> None:
        self._folder = Path(folder) if folder else None
        self._known: dict[str, Any] = {}

    def before(self, client: str | None, moment: int) -> Any:
        """The state of a client; an empty one if it has none."""
        from flwr.app import RecordDict

        if client is None:
            return RecordDict()
        if self._folder is None:
            return self._known.get(client, RecordDict())
        files = [file for file in self._files(client) if int(file.stem) < moment]
        return pickle.loads(files[-1].read_bytes()) if files else RecordDict()

    def keep(self, client: str | None, moment: int, state: Any) -> None:
        """Keeps the state of a client after a moment."""
        if client is None:
            return
        if self._folder is None:
            self._known[client] = state
            return
        files = self._files(client)
        if not files and not state:
            return
        file = self._folder / client / f"{moment:010d}.state"
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps(state))
        part.replace(file)
        for old in self._files(client)[:-KEPT]:
            old.unlink()

    def _files(self, client: str) -> list[Path]:
        """In the order of their moments."""
        assert self._folder is not None
        return sorted((self._folder / client).glob("*.state"))
