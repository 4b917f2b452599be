"""The report of a run: a folder with report.json, report.md and the output of each command. It is written again after
each step, so that it is there if the run is killed."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .redaction import Redactor
from .text import duration, markdown

# Requests that are kept of one step: its first and last ones, and all that failed.
KEPT = 20

PASSED, FAILED, SKIPPED, RUNNING, INTERRUPTED = "passed", "failed", "skipped", "running", "interrupted"


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class StepRecord:
    """What is known of one step."""

    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title
        self.started, self.began, self.seconds = now(), time.monotonic(), 0.0
        self.status, self.reason = RUNNING, ""
        self.seen: list[str] = []
        self.commands: list[dict[str, Any]] = []
        self.first: list[dict[str, Any]] = []
        self.last: list[dict[str, Any]] = []
        self.failures: list[dict[str, Any]] = []
        self.calls = 0

    def request(self, call: dict[str, Any]) -> None:
        self.calls += 1
        if call.get("error"):
            self.failures = (self.failures + [call])[-10 * KEPT :]
        elif len(self.first) < KEPT:
            self.first.append(call)
        else:
            self.last = (self.last + [call])[-KEPT:]

    def end(self, status: str, reason: str = "") -> None:
        self.status, self.reason = status, reason
        self.seconds = round(time.monotonic() - self.began, 3)

    def to_json(self) -> dict[str, Any]:
        requests = sorted(self.first + self.failures + self.last, key=lambda call: call["at"])
        return {
            "name": self.name,
            "title": self.title,
            "started": self.started,
            "seconds": self.seconds,
            "status": self.status,
            "reason": self.reason,
            "seen": self.seen,
            "commands": self.commands,
            "request_count": self.calls,
            "requests": requests,
        }


class Report:
    """All steps of a run, and what was gathered about the stacks."""

    def __init__(self, folder: Path, redactor: Redactor, facts: dict[str, Any]) -> None:
        self.folder, self.redactor = folder, redactor
        self.facts = {"started": now(), **facts}
        self.steps: list[StepRecord] = []
        self.evidence: dict[str, Any] = {}
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def current(self) -> StepRecord | None:
        return self.steps[-1] if self.steps and self.steps[-1].status == RUNNING else None

    def request(self, call: dict[str, Any]) -> None:
        """A request to AWS, which belongs to the running step."""
        if self.current:
            self.current.request({"at": now(), **call})

    def status(self, step: str) -> str:
        """The status of a step by its name; that of a step that was not reached is empty."""
        return next((record.status for record in self.steps if record.name == step), "")

    def counts(self) -> dict[str, int]:
        found = [step.status for step in self.steps]
        return {status: found.count(status) for status in (PASSED, FAILED, SKIPPED, INTERRUPTED)}

    def to_json(self) -> dict[str, Any]:
        return {
            **self.facts,
            "counts": self.counts(),
            "steps": [step.to_json() for step in self.steps],
            "evidence": self.evidence,
        }

    def write(self) -> None:
        """A report that cannot be written, such as on a full disk, must not keep the run from its removal."""
        try:
            self._write()
        except Exception as error:
            print(self.redactor.redact(f"Cannot write the report to {self.folder}: {error}"))

    def _write(self) -> None:
        redacted = self.redactor.redact_values(self.to_json())
        text = json.dumps(redacted, indent=1)
        (self.folder / "report.json").write_text(text + "\n", encoding="utf-8")
        (self.folder / "report.md").write_text(markdown(redacted), encoding="utf-8")

    def summary(self) -> str:
        counts = ", ".join(f"{count} {status}" for status, count in self.counts().items() if count)
        return f"{counts}, in {duration(sum(step.seconds for step in self.steps))}"
