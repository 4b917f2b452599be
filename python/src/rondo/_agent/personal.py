"""A client's values of tensors of the role personal, which never leave this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load, save

KEPT_ROUNDS = 2


def names(plan: Mapping[str, Any]) -> list[str]:
    """The tensors of which each client has values of its own."""
    roles = plan["layout"].get("roles") or {}
    return [name for name, role in roles.items() if role == "personal"]


class Personal:
    """Files of a client: one for each job and round.

    A training that is repeated begins with the values from before its round, so it gives the same update. The files
    of the last two rounds of a job stay.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def base(self, plan: Mapping[str, Any], base: bytes) -> bytes:
        """The file of a base model as this client trains it: with its own values, if it has any."""
        for file in reversed(self._files(plan) if names(plan) else []):
            if int(file.stem) < plan["round"]:
                try:
                    own = load(file.read_bytes())
                except SafetensorError:  # torn by a power cut: the one before counts
                    file.unlink()
                    continue
                return _merged(plan, base, own, file)
        return base

    def keep(self, plan: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Keeps what a training made of the client's tensors."""
        if not values:
            return
        folder = self._of(plan)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "new.part"
        with part.open("wb") as out:
            out.write(save(dict(values)))
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, folder / f"{plan['round']:08d}.safetensors")
        before = []
        for file in self._files(plan):
            if int(file.stem) > plan["round"]:
                file.unlink()  # of an earlier job of this name
            else:
                before.append(file)
        for old in before[:-KEPT_ROUNDS]:
            old.unlink()

    def _of(self, plan: Mapping[str, Any]) -> Path:
        return self._folder / str(plan["job"])

    def _files(self, plan: Mapping[str, Any]) -> list[Path]:
        return sorted(self._of(plan).glob("[0-9]*.safetensors"), key=lambda file: int(file.stem))


def _merged(plan: Mapping[str, Any], base: bytes, own: Mapping[str, Any], file: Path) -> bytes:
    tensors = load(base)
    wanted = {name: tensors[name].shape for name in names(plan)}
    if {name: tensor.shape for name, tensor in own.items()} != wanted:
        raise ValueError(f"{file} does not have the personal tensors of the model: {sorted(wanted)}")
    data: bytes = save({**tensors, **own})
    return data
