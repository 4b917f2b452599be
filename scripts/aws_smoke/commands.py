"""The commands cdk and rondo as child processes. What they print goes, redacted, to a file of the report."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .redaction import Redactor
from .report import Report
from .steps import StepFailed

ROOT = Path(__file__).resolve().parents[2]
# Lines of a failed command that are shown.
TAIL = 15


@dataclass(frozen=True)
class Output:
    """What a command has printed to its standard output, and its exit code."""

    text: str
    exit_code: int

    def json(self) -> Any:
        """The document that the command printed, after any lines before it."""
        starts = [position for position in (self.text.find("{"), self.text.find("[")) if position >= 0]
        if not starts:
            raise StepFailed(f"A command printed no JSON: {self.text[-300:]!r}")
        return json.loads(self.text[min(starts) :])


class Commands:
    """Runs commands in the environment of one account and region."""

    def __init__(self, report: Report, redactor: Redactor, environment: dict[str, str]) -> None:
        self.report, self.redactor, self.environment = report, redactor, environment
        self.count = 0

    def run(self, *command: str, folder: Path = ROOT, timeout: float = 1800, check: bool = True) -> Output:
        """Runs a command to its end. With check, a failure of it is one of the step."""
        log = self.log_file(Path(command[0]).name + "-" + "-".join(command[1:3]))
        begin = time.monotonic()
        exit_code, text = self._run(list(command), folder, timeout, log)
        if self.report.current:
            self.report.current.commands.append(
                {
                    "command": " ".join([Path(command[0]).name, *command[1:]]),
                    "seconds": round(time.monotonic() - begin, 3),
                    "exit_code": exit_code,
                    "log": str(log.relative_to(self.report.folder)),
                }
            )
        if check and exit_code != 0:
            raise StepFailed(
                f"'{' '.join([Path(command[0]).name, *command[1:3]])}' failed with exit code {exit_code}. "
                f"Its last lines:\n{tail(log)}"
            )
        return Output(text, exit_code)

    def log_file(self, name: str) -> Path:
        """A new file for the output of a command."""
        self.count += 1
        plain = "".join(character if character.isalnum() else "-" for character in name).strip("-")[:40]
        folder = self.report.folder / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.count:02d}-{plain}.log"

    def _run(self, command: list[str], folder: Path, timeout: float, log: Path) -> tuple[int, str]:
        said: list[str] = []
        with log.open("w", encoding="utf-8") as file:
            with subprocess.Popen(
                command, cwd=folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
            ) as process:  # fmt: skip
                pumps = [self.pump(process.stdout, file, said), self.pump(process.stderr, file, [])]
                try:
                    exit_code = process.wait(timeout)
                except subprocess.TimeoutExpired:
                    end(process)
                    raise StepFailed(
                        f"'{' '.join(command[:3])}' did not end within {timeout:g} s. See {log.name}."
                    ) from None
                except KeyboardInterrupt:
                    end(process)
                    raise
                for pump in pumps:
                    pump.join(10)
        return exit_code, "".join(said)

    def pump(self, stream: IO[str], file: IO[str], said: list[str]) -> threading.Thread:
        """Copies each line of a child process: redacted to a file, and as it is to said."""

        def copy() -> None:
            for line in stream:
                said.append(line)
                if not file.closed:
                    file.write(self.redactor.redact(line))
                    file.flush()

        thread = threading.Thread(target=copy, daemon=True)
        thread.start()
        return thread


def end(process: subprocess.Popen[Any]) -> None:
    """SIGTERM, and SIGKILL if that is not enough."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tail(log: Path) -> str:
    lines = [
        line.rstrip()
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.strip()
    ]
    return "\n".join(lines[-TAIL:])


def environment(region: str, endpoint: str | None) -> dict[str, str]:
    """For child processes: that of this process, with the region. CI=true makes cdk print to standard output."""
    found = {
        **os.environ,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "CI": "true",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }
    if endpoint:
        found["AWS_ENDPOINT_URL"] = endpoint
    return found
