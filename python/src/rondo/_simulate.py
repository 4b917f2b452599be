"""Training with virtual clients on this machine, whose functions run in this process."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rondo import _relay, _tensors, _trainer
from rondo._channel import Channel
from rondo._trainer import Evaluate, Functions, Initialize, Train

POLL_SECONDS = 0.1
END_SECONDS = 10
SHOWN_LINES = 40
SWITCHES = ("restart", "quiet")


@dataclass(frozen=True)
class Simulated:
    """What a simulation has made.

    ``rounds`` has a dictionary for each round, with the columns of ``rounds.csv``, such as ``round``, ``status``,
    ``train_loss`` and ``test_accuracy``; what is unknown is None. ``model`` is the file of the newest version.
    ``accuracy`` and ``best_accuracy`` are None if no version was evaluated. ``folder`` has the tables and plots.
    """

    job: str
    version: int
    rounds: list[dict[str, Any]]
    accuracy: float | None
    best_accuracy: float | None
    model: Path
    folder: Path

    @staticmethod
    def of(summary: Mapping[str, Any]) -> Simulated:
        """Reads what ``rondo simulate --json`` says, and the table that it has written."""
        folder = Path(summary["folder"])
        with (folder / "rounds.csv").open(newline="", encoding="utf-8") as table:
            rounds = [{name: _value(text) for name, text in row.items()} for row in csv.DictReader(table)]
        return Simulated(
            job=summary["job"],
            version=summary["version"],
            rounds=rounds,
            accuracy=summary.get("accuracy"),
            best_accuracy=summary.get("best_accuracy"),
            model=Path(summary["model_file"]),
            folder=folder,
        )


def simulate(
    train: Train,
    evaluate: Evaluate | None = None,
    *,
    weights: Mapping[str, Any],
    clients: int,
    rounds: int,
    initialize: Initialize | None = None,
    framework: str | None = None,
    out: str | os.PathLike[str] = "runs",
    rondo: str | os.PathLike[str] = "rondo",
    **settings: Any,
) -> Simulated:
    """Trains ``weights`` with virtual clients: runs ``rondo simulate`` and serves it with functions of this process.

    ``settings`` are flags of ``rondo simulate``: ``learning_rate=0.1`` is ``--learning-rate 0.1``, ``restart=True`` is
    ``--restart``. The initial weights are a file in ``out/models``, named by its content: a second call with the same
    ``job``, weights and settings continues the job. The clients train one after another. ``rondo`` is the command; by
    default it is found by the variable RONDO_HOME, on the PATH, or in the checkout that this package lies in. Raises
    RuntimeError if the command fails.
    """
    functions = Functions.of(train, evaluate, initialize, framework)
    model_file = stored(weights, Path(out, "models"))
    with tempfile.TemporaryDirectory(prefix="rondo-") as name:
        path = str(Path(name, "trainer"))
        trainer = shlex.join([sys.executable, "-I", str(Path(_relay.__file__).resolve()), path])
        given = {"clients": clients, "rounds": rounds, "out": os.fspath(out), **settings}
        model = ["--model", str(model_file), "--trainer", trainer, "--threads", "1"]
        command = [_launcher(rondo), "simulate", *model, *_flags(given), "--json"]
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            summary = _run(command, listener, functions)
    return Simulated.of(summary)


def stored(weights: Mapping[str, Any], models: Path, name: str = "") -> Path:
    """The file of initial weights. The path is one of the job's settings, so it is the same for the same weights.

    It is the hash of the weights; with a name, this and the first digits of the hash.
    """
    models = models.absolute()
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=models) as folder:
        file = Path(folder, "model.safetensors")
        _tensors.write(_tensors.owned(weights, "the initial weights"), file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        return file.replace(models / f"{f'{name}-{digest[:16]}' if name else digest}.safetensors")


def _flags(settings: Mapping[str, Any]) -> Iterator[str]:
    for name, value in settings.items():
        flag = "--" + name.replace("_", "-")
        if name in SWITCHES:
            yield from [flag] if value else []
        elif value is not None:
            yield flag
            yield str(value).lower() if isinstance(value, bool) else str(value)


def _launcher(rondo: str | os.PathLike[str]) -> str:
    if os.fspath(rondo) != "rondo":
        return os.fspath(rondo)
    homes = [Path(os.environ["RONDO_HOME"]) / "rondo"] if "RONDO_HOME" in os.environ else []
    on_path = shutil.which("rondo")
    checkout = Path(__file__).resolve().parents[3]
    places = [*homes, *([Path(on_path)] if on_path else [])]
    if (checkout / "scripts" / "launcher.sh").is_file():
        places.append(checkout / "rondo")
    for place in places:
        if place.is_file() and os.access(place, os.X_OK):
            return str(place)
    raise FileNotFoundError(
        "Cannot find the command rondo: it is not on the PATH. Set RONDO_HOME to the folder of Rondo's launcher, "
        'or name the file with rondo="...".'
    )


def _run(command: list[str], listener: socket.socket, functions: Functions) -> dict[str, Any]:
    """Runs the command and serves its trainers; what it says about the run."""
    with _started(command) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said, log = Said(process.stdout, None), Said(process.stderr, sys.stderr)
        _serve(process, listener, functions)
        code = process.wait()
    output = "".join(said.lines())
    if code != 0:
        raise RuntimeError(f"Cannot simulate: '{command[0]} simulate' ended with exit code {code}.\n{log.end()}")
    try:
        return dict(json.loads(output))
    except ValueError:
        raise RuntimeError(
            f"Cannot simulate: '{command[0]} simulate' must print JSON, but printed {output!r}"
        ) from None


@contextmanager
def _started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The command, which ends with the block at the latest."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(END_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()


def _serve(process: subprocess.Popen[str], listener: socket.socket, functions: Functions) -> None:
    """Serves one trainer after another until the command ends."""
    listener.settimeout(POLL_SECONDS)
    while process.poll() is None:
        try:
            connection, _ = listener.accept()
        except socket.timeout:
            continue
        connection.settimeout(None)
        with connection, connection.makefile("rb") as requests, connection.makefile("wb", buffering=0) as answers:
            try:
                _trainer.serve(Channel(requests, answers, lambda: None), functions)
            finally:
                _shut_down(connection)


def _shut_down(connection: socket.socket) -> None:
    """Ends the thread that reads; as long as it reads, its file cannot be closed."""
    with suppress(OSError):  # The other side may have closed it.
        connection.shutdown(socket.SHUT_RDWR)


class Said:
    """What a process prints, read in a thread of its own, and shown at once if there is a stream for it."""

    def __init__(self, source: IO[str], shown: IO[str] | None) -> None:
        self._lines: deque[str] = deque()
        self._source, self._shown = source, shown
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._source:
            self._lines.append(line)
            if self._shown is not None:
                self._shown.write(line)

    def lines(self) -> list[str]:
        """All lines, when the process has ended."""
        self._thread.join()
        return list(self._lines)

    def end(self) -> str:
        """The last lines."""
        return "".join(self.lines()[-SHOWN_LINES:])


def _value(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text or None
