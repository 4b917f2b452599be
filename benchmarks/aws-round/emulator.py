"""The emulator of AWS as a process of its own, with Rondo's control stack deployed to it the way
that the tests of the module `emulator` do it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Iterator

import boto3
from botocore.config import Config

import harness

STACK = "RondoControl"
REGION = "us-east-1"
START_SECONDS = 30
# What the emulator's state machine waits for a quorum at most: it takes a number only.
TIMEOUT_SECONDS = 120


class Cloud:
    """The deployed stack."""

    def __init__(self, url: str, scratch: Path, pid: int) -> None:
        self.url, self.scratch, self.pid = url, scratch, pid
        self.outputs: dict[str, str] = {}

    def run(self, command: list[str], folder: Path) -> None:
        """Runs a command against the emulator; what it says is shown when it fails."""
        environ = environment(self.url, self.scratch)
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
        if done.returncode != 0:
            said = (done.stdout + done.stderr)[-3000:]
            raise harness.BenchmarkError(f"this failed: {' '.join(command)}\n{said}")

    def rondo(self, *arguments: str) -> None:
        self.run([str(harness.ROOT / "rondo"), *arguments, "--stack", STACK], self.scratch)

    def deploy(self) -> None:
        cdk, written = harness.ROOT / "cdk", self.scratch / "outputs.json"
        emulator = ["-c", "emulator=true", "-c", f"emulatorTimeoutSeconds={TIMEOUT_SECONDS}"]
        account = f"aws://000000000000/{REGION}"
        out = ["--output", str(self.scratch / "cdk.bootstrap")]
        self.run(["cdk", "bootstrap", account, *emulator, *out], cdk)
        out = ["--output", str(self.scratch / "cdk.out"), "--outputs-file", str(written)]
        self.run(["cdk", "deploy", STACK, *emulator, "--require-approval", "never", *out], cdk)
        self.outputs = json.loads(written.read_text())[STACK]

    def client(self, service: str) -> Any:
        config = Config(s3={"addressing_style": "path"}, max_pool_connections=64)
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=config,
        )

    def function_processes(self) -> set[int] | None:
        """The processes that functions run in now; only Linux tells."""
        found: set[int] = set()
        for threads in Path(f"/proc/{self.pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found |= {int(pid) for pid in threads.read_text().split()}
        return found or None

    def was_mocked(self) -> bool:
        return "Mock response" in (self.scratch / "ministack.log").read_text(errors="replace")


def environment(url: str, scratch: Path) -> dict[str, str]:
    """All that the emulator, the commands and so the functions see of this machine."""
    kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
    return {
        **kept,
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CI": "true",
        "RONDO_BUILD": "never",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def deployed(scratch: Path) -> Iterator[Cloud]:
    """An emulator with nothing in it but Rondo's stack; it ends with its functions."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    hosts = {"BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)}
    environ = {**environment(url, scratch), **hosts}
    with (scratch / "ministack.log").open("w") as log:
        process = subprocess.Popen(["ministack"], cwd=scratch, env=environ, stdout=log, stderr=log)
    try:
        cloud = Cloud(url, scratch, process.pid)
        await_health(cloud, process)
        print("Deploying the stack to the emulator", file=sys.stderr, flush=True)
        cloud.deploy()
        yield cloud
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def await_health(cloud: Cloud, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"{cloud.url}/_ministack/health", timeout=5):
                return
        time.sleep(0.1)
    raise harness.BenchmarkError(f"the emulator did not start: {cloud.scratch}/ministack.log")
