"""A Lambda function as a process of this machine, and the runtime API from which it gets its events.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

API = "/2018-06-01/runtime/"
LARGEST_RESPONSE = 6 * 1024 * 1024 + 100


class FunctionError(Exception):
    """What a function answers when it fails: the JSON document with errorType and errorMessage."""

    def __init__(self, payload: bytes):
        super().__init__(payload.decode(errors="replace"))
        self.payload = payload

    @staticmethod
    def of(kind: str, message: str) -> FunctionError:
        return FunctionError(json.dumps({"errorType": kind, "errorMessage": message}).encode())


@dataclass
class Invocation:
    """An event on its way to the function, and what comes of it."""

    request: str
    payload: bytes
    headers: dict[str, str]
    outcome: Future[bytes] = field(default_factory=Future)


class FunctionProcess:
    """A process that has been started. It ends with close(), by itself, or at a timeout."""

    def __init__(self, command: list[str], folder: str, environment: dict[str, str]):
        self._events: SimpleQueue[Invocation | None] = SimpleQueue()
        self._current: Invocation | None = None
        self._ready: Future[None] = Future()
        self._lock = threading.Lock()
        self._output: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        api = f"127.0.0.1:{self._server.server_address[1]}"
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": api},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._start(self._server.serve_forever)
        self._start(self._read_output)

    @staticmethod
    def _start(work) -> None:
        threading.Thread(target=work, daemon=True).start()

    def await_ready(self) -> None:
        """Returns when the function asks for its first event.

        Raises FunctionError if it reports an error before, or ends."""
        self._ready.result()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def invoke(self, request: str, payload: bytes, headers: dict[str, str], seconds: float) -> bytes:
        """The function's response.

        Raises FunctionError if it reports an error, ends, or takes longer. Then it is killed."""
        headers = {
            **headers,
            "Lambda-Runtime-Aws-Request-Id": request,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + seconds) * 1000)),
        }
        invocation = Invocation(request, payload, headers)
        with self._lock:
            self._current = invocation
        self._events.put(invocation)
        if not self.is_alive():
            self._settle(invocation.outcome, error=self._exit_error(request))
        try:
            return invocation.outcome.result(seconds)
        except TimeoutError:
            self.close()
            raise FunctionError.of(
                "Sandbox.Timedout",
                f"RequestId: {request} Error: Task timed out after {seconds:.2f} seconds",
            ) from None

    def take_output(self) -> str:
        """What the function has printed since the last call."""
        time.sleep(0.05)  # What it printed just before its answer may still be in the pipe.
        with self._lock:
            output, self._output = self._output, []
        return "".join(output)

    def close(self) -> None:
        """Kills the process and all that it has started."""
        self._events.put(None)
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._start(self._end_server)

    def _end_server(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # What the process asks and says.

    def next_event(self) -> Invocation | None:
        self._settle(self._ready)
        return self._events.get()

    def init_failed(self, payload: bytes) -> None:
        self._settle(self._ready, error=FunctionError(payload))

    def answered(self, request: str, payload: bytes, failed: bool) -> bool:
        """Whether somebody waits for this answer."""
        current = self._current
        if current is None or current.request != request:
            return False
        if len(payload) > LARGEST_RESPONSE:
            text = f"Response payload size exceeded maximum allowed payload size ({LARGEST_RESPONSE} bytes)."
            self._settle(
                current.outcome, error=FunctionError.of("Function.ResponseSizeTooLarge", text)
            )
            return False
        if failed:
            return self._settle(current.outcome, error=FunctionError(payload))
        return self._settle(current.outcome, payload)

    def _settle(self, outcome: Future, value=None, error: FunctionError | None = None) -> bool:
        """Gives a future its outcome, unless it has one."""
        with self._lock:
            if outcome.done():
                return False
            if error:
                outcome.set_exception(error)
            else:
                outcome.set_result(value)
            return True

    def _read_output(self) -> None:
        for line in self._process.stdout:
            with self._lock:
                self._output.append(line.decode(errors="replace"))
        # The process has ended: nobody else answers any more.
        self._settle(self._ready, error=self._exit_error(None))
        current = self._current
        if current:
            self._settle(current.outcome, error=self._exit_error(current.request))

    def _exit_error(self, request: str | None) -> FunctionError:
        code = self._process.wait()
        if code < 0:
            how = f"Runtime exited with error: signal: {signal.Signals(-code).name}"
        elif code:
            how = f"Runtime exited with error: exit status {code}"
        else:
            how = "Runtime exited without providing a reason"
        prefix = f"RequestId: {request} " if request else ""
        return FunctionError.of("Runtime.ExitError", f"{prefix}Error: {how}")


def _handler_of(function: FunctionProcess) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.path != API + "invocation/next":
                return self._send(404)
            invocation = function.next_event()
            if invocation is None:
                return self._send(410)
            self._send(200, invocation.payload, invocation.headers)

        def do_POST(self):
            body = self._read()
            match self.path.removeprefix(API).split("/"):
                case ["init", "error"]:
                    function.init_failed(body)
                    self._send(202)
                case ["invocation", request, "response" | "error" as kind]:
                    accepted = function.answered(request, body, failed=kind == "error")
                    self._send(202 if accepted else 400)
                case _:
                    self._send(404)

        def _read(self) -> bytes:
            if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b""
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():  # Trailers, such as the type of a late error.
                pass
            return body

        def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None):
            try:
                self.send_response(status)
                # The runtime interface client of Java crashes without a type.
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                self.close_connection = True  # The process has been killed.

        def log_message(self, *_):
            pass

    return Handler
