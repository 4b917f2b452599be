"""A host of trainers for tests: starts a script, sends requests, reads answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

SECONDS = 60
TRAINING = {
    "epochs": 1,
    "batch_size": 10,
    "learning_rate": 0.1,
    "momentum": 0.0,
    "prox_mu": 0.0,
    "clip": 0.0,
}


def heed_interrupts() -> None:
    """Shells start what runs in the background with SIGINT ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class FakeHost:
    """Runs one trainer; ends it when it does not answer in time."""

    def __init__(self, folder: Path, script: str, arguments: list[str] | None = None, **environment: str) -> None:
        self.folder, self.script = folder, folder / "train.py"
        self.script.write_text(textwrap.dedent(script))
        self.process = subprocess.Popen(
            [sys.executable, *(arguments or [str(self.script)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "RONDO_TRAINER_PROTOCOL": "1", **environment},
            preexec_fn=heed_interrupts,
        )
        self.watchdog = threading.Timer(SECONDS, self.process.kill)
        self.watchdog.start()

    def __enter__(self) -> FakeHost:
        return self

    def __exit__(self, *_: object) -> None:
        self.watchdog.cancel()
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()

    def send(self, message: Any) -> None:
        line = message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n"
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the trainer has ended: {self.process.stderr.read().decode()}")
        return json.loads(line)

    def ask(self, **message: Any) -> dict[str, Any]:
        self.send(message)
        return self.receive()

    def hello(self) -> dict[str, Any]:
        return self.ask(type="hello", id=0, protocol=1, folder=str(self.folder))

    def train(self, number: int = 1, **changes: Any) -> dict[str, Any]:
        """A request to train, with all fields."""
        message = {
            "type": "train",
            "id": number,
            "job": "digits",
            "round": 1,
            "client": "client-00003",
            "partition": 3,
            "partitions": 10,
            "shard": None,
            "base": str(self.folder / "base.safetensors"),
            "out": str(self.folder / f"{number}.safetensors"),
            "training": TRAINING,
            "config": {},
            "seed": 4503599627370497,
            "deadline": "2026-01-01T00:10:00Z",
        }
        return {**message, **changes}

    def end(self) -> tuple[int, str]:
        """Closes the trainer's input; its exit code and its log."""
        self.process.stdin.close()
        self.process.stdin = open(os.devnull, "wb")  # noqa: SIM115
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Waits for its end; its exit code and its log."""
        log = self.process.stderr.read().decode()
        return self.process.wait(SECONDS), log
