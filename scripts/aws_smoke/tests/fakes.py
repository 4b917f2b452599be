"""What the tests use in place of AWS and of a terminal."""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

import boto3
from botocore.stub import Stubber

SCRIPTS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SCRIPTS))

from aws_smoke.aws import Aws  # noqa: E402
from aws_smoke.commands import Commands  # noqa: E402
from aws_smoke.options import Options  # noqa: E402
from aws_smoke.redaction import Redactor  # noqa: E402
from aws_smoke.report import Report  # noqa: E402
from aws_smoke.smoke import Smoke  # noqa: E402
from aws_smoke.steps import Runner  # noqa: E402

PREFIX = "Smoke12ab34"


class StubbedAws(Aws):
    """Answers each request from a list, in order; a request that is not in it is an error."""

    def __init__(self, test: unittest.TestCase) -> None:
        super().__init__("us-east-1", None)
        self.session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "secret-of-tests", region_name="us-east-1")
        self.watch(self.session)
        self.stubs: dict[str, Stubber] = {}
        test.addCleanup(self._check_all_were_used)

    def client(self, service: str, *more: Any, **named: Any) -> Any:
        if service not in self.stubs:
            client = super().client(service)
            self.stubs[service] = Stubber(client)
            self.stubs[service].activate()
        return super().client(service)

    def answers(self, service: str, operation: str, answer: dict[str, Any], request: Any = None) -> None:
        self.client(service)
        self.stubs[service].add_response(operation, answer, request)

    def refuses(self, service: str, operation: str, code: str, message: str = "") -> None:
        self.client(service)
        self.stubs[service].add_client_error(operation, code, message)

    def _check_all_were_used(self) -> None:
        for stub in self.stubs.values():
            stub.assert_no_pending_responses()


class SmokeTestCase(unittest.TestCase):
    """A run with a report in a folder of its own, and with nothing printed."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.redactor = Redactor()
        self.report = Report(self.folder, self.redactor, {"prefix": PREFIX})
        self.shown: list[str] = []
        self.runner = Runner(self.report, emulator=False, show=self.shown.append)

    def smoke(self, aws: Any = None, **options: Any) -> Smoke:
        chosen = Options(PREFIX, folder=self.folder, **options)
        commands = Commands(self.report, self.redactor, {"PATH": "/usr/bin:/bin"})
        return Smoke(chosen, aws or StubbedAws(self), commands, self.report, self.runner)
