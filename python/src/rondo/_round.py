"""What the functions of a script get to know about the round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Callable

from rondo import _shard


class Settings(Mapping[str, Any]):
    """Settings by key or by attribute: ``training["learning_rate"]`` is ``training.learning_rate``."""

    def __init__(self, values: Mapping[str, Any] = {}) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            raise KeyError(f"there is no setting {name!r}; there are {', '.join(self._values) or 'none'}")
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Settings({self._values})"


def _never() -> bool:
    return False


def _ignore(done: int, of: int) -> None:
    pass


@dataclass(frozen=True)
class Round:
    """One request to train or to evaluate.

    ``number`` is the round; when evaluating, it is the model's ``version``, which is None when training. ``client``
    is None when the host evaluates on the test data. ``partition`` is the client's number from 0, of ``partitions``;
    both are None for a client of a deployed job. ``shard`` is the file of the examples to use, which ``data`` reads;
    it is None if the script has data of its own. ``seed`` is a function of the job's seed, the round and the client.
    ``deadline`` is when the round stops waiting, in UTC. ``training`` and ``config`` are settings of the job.

    All fields have defaults, so that a test can call ``train(weights, Round())``.
    """

    job: str = "job"
    number: int = 1
    client: str | None = None
    partition: int | None = None
    partitions: int | None = None
    training: Settings = field(default_factory=Settings)
    config: Settings = field(default_factory=Settings)
    seed: int = 0
    deadline: datetime | None = None
    shard: Path | None = None
    version: int | None = None
    _lenient: bool = field(default=False, repr=False, compare=False)
    _closed: Callable[[], bool] = field(default=_never, repr=False, compare=False)
    _progress: Callable[[int, int], None] = field(default=_ignore, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("training", "config"):
            value = getattr(self, name)
            if not isinstance(value, Settings):
                object.__setattr__(self, name, Settings(value))

    def data(self) -> tuple[Any, Any]:
        """The examples of ``shard``: features as float32 [n, ...], images scaled to 0 to 1, and labels as int64 [n]."""
        if self.shard is None:
            raise ValueError("the round has no data shard: the script must bring its own data")
        return _shard.read(self.shard, self._lenient)

    def classes(self) -> list[str] | None:
        """The labels of the classes as the job's table has them, in their order; None if the data are no table."""
        return None if self.shard is None else _shard.classes(self.shard)

    def closed(self) -> bool:
        """Whether nobody needs the result any more, so that training should stop. Cheap enough for every batch."""
        return self._closed()

    def progress(self, done: int, of: int) -> None:
        """Tells the host that this client has done so much of its work, so that it does not take it for stuck."""
        self._progress(done, of)
