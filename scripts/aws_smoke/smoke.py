"""What all steps of a run share."""

from __future__ import annotations

import json
import time
from functools import cached_property
from typing import Any, Callable

from botocore.exceptions import ClientError

from .aws import Aws, code_of, emulator_at
from .commands import ROOT, Commands, Output
from .options import Options
from .report import Report
from .steps import Runner, StepFailed

RONDO = str(ROOT / "rondo")
CLIENTS = 2


class Smoke:
    """One run: its options, the account, the commands, the report, and the names of its stacks."""

    def __init__(
        self, options: Options, aws: Aws, commands: Commands, report: Report, runner: Runner
    ) -> None:
        self.options, self.aws, self.commands = options, aws, commands
        self.report, self.runner, self.say = report, runner, runner.say
        self.control = options.prefix + "Control"
        self.clients_stack = options.prefix + "Ec2Clients"
        self.settings: dict[str, str] = {}
        self.outputs: dict[str, str] = {}
        self.client_outputs: dict[str, str] = {}
        self.must_bootstrap = False
        self.created = False
        self.interrupted = False

    @property
    def emulator(self) -> bool:
        return self.aws.endpoint is not None

    @cached_property
    def ministack(self) -> bool:
        """Whether the emulator is MiniStack, which needs a template of its own (emulator=true)."""
        return self.aws.endpoint is not None and emulator_at(self.aws.endpoint) == "MiniStack"

    @property
    def stacks(self) -> list[str]:
        return [self.control] if self.ministack else [self.control, self.clients_stack]

    @property
    def bucket(self) -> str:
        return self.outputs["BucketName"]

    def rondo(self, *arguments: str, timeout: float = 1800, check: bool = True) -> Output:
        """Runs the command on the control stack."""
        return self.commands.run(RONDO, *arguments, "--stack", self.control, timeout=timeout, check=check)

    def rondo_clients(self, *arguments: str) -> Output:
        """Runs the command on the client stack."""
        return self.commands.run(RONDO, "clients", *arguments, "--clients-stack", self.clients_stack)

    def document(self, key: str) -> Any:
        """A JSON object of the bucket; None if it does not exist."""
        try:
            body = self.aws.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if code_of(error) in ("NoSuchKey", "404"):
                return None
            raise
        return json.loads(body)

    def round_document(self, job: str, number: int, name: str) -> Any:
        return self.document(f"jobs/{job}/rounds/{number:08d}/{name}.json")

    def keys(self, prefix: str) -> list[str]:
        return [
            found["Key"]
            for found in self.aws.pages(
                "s3", "list_objects_v2", "Contents", Bucket=self.bucket, Prefix=prefix
            )
        ]

    def until(self, wanted: str, condition: Callable[[], Any], seconds: float, pause: float = 5) -> Any:
        """Asks again and again; what the condition returned when it held.

        wanted: a sentence without its full stop, such as "All alarms must be OK".
        """
        end = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > end:
                raise StepFailed(f"{wanted} within {seconds:.0f} s, but this did not happen.")
            time.sleep(pause)
        return found


def require(condition: Any, message: str) -> None:
    if not condition:
        raise StepFailed(message)
