"""Runs a function's package as a process, where LocalStack would start a container.

Nothing is isolated: a function sees this machine's files and network, and its memory is limited
only by its own command. A function of the runtime provided.* has its own bootstrap. A function of a
managed runtime such as java25 runs the executable that RONDO_RUNTIME_JAVA25 names.
"""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import (
    LambdaRuntimeException,
    RuntimeExecutor,
)

from rondo_localstack.function_process import FunctionError, FunctionProcess

HOST = "127.0.0.1"
# What a function's process sees of LocalStack's environment; the last two are for java-bootstrap.
INHERITED = (
    "PATH",
    "JAVA_HOME",
    "HOME",
    "LANG",
    "TMPDIR",
    "RONDO_RUNTIME_CLIENT",
    "RONDO_RUNTIME_JAVA",
)


class ProcessExecutor(RuntimeExecutor):
    """One execution environment of a function version."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id, function_version)
        self._environment: dict[str, str] = {}
        self._process: FunctionProcess | None = None
        self._logs = ""

    def start(self, env_vars: dict[str, str]) -> None:
        folder = str(self.function_version.config.code.get_unzipped_code_location())
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        given = {name: str(value) for name, value in env_vars.items()}
        self._environment = {**inherited, **given, "LAMBDA_TASK_ROOT": folder}
        try:
            self._open()
        except FunctionError as error:
            raise StatusErrorException(f"The function did not start: {error}", error.payload) from error

    def _open(self) -> FunctionProcess:
        folder = self._environment["LAMBDA_TASK_ROOT"]
        process = FunctionProcess([self._bootstrap(folder)], folder, self._environment)
        try:
            process.await_ready()
        except FunctionError:
            self._logs += process.take_output()
            process.close()
            raise
        self._process = process
        return process

    def _bootstrap(self, folder: str) -> str:
        runtime = self.function_version.config.runtime or ""
        if runtime.startswith("provided"):
            path = Path(folder, "bootstrap")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
            return str(path)
        variable = f"RONDO_RUNTIME_{runtime.upper().replace('.', '_')}"
        if variable not in os.environ:
            raise LambdaRuntimeException(f"{variable} must name the bootstrap of {runtime}")
        return os.environ[variable]

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        request = payload["invoke-id"]
        headers = {
            "Lambda-Runtime-Invoked-Function-Arn": payload["invoked-function-arn"],
            "Lambda-Runtime-Trace-Id": payload["trace-id"],
        }
        started = time.monotonic()
        process = self._process
        try:
            if process is None or not process.is_alive():
                process = self._open()  # Lambda starts a crashed function anew, too.
            seconds = self.function_version.config.timeout
            result = process.invoke(request, payload["payload"].encode(), headers, seconds)
            is_error = False
        except FunctionError as error:
            result, is_error = error.payload, True
        millis = (time.monotonic() - started) * 1000
        output = process.take_output() if process else ""
        self._logs += output
        logs = (
            f"START RequestId: {request} Version: {self.function_version.id.qualifier}\n{output}"
            f"END RequestId: {request}\nREPORT RequestId: {request}\tDuration: {millis:.2f} ms\n"
        )
        return InvocationResult(request, result, is_error, logs)

    def stop(self) -> None:
        if self._process:
            self._process.close()

    def get_logs(self) -> str:
        return self._logs

    def get_address(self) -> str:
        return HOST

    def get_endpoint_from_executor(self) -> str:
        return HOST

    def get_runtime_endpoint(self) -> str:
        return ""  # Functions of this executor do not talk to LocalStack's own runtime.

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        pass
