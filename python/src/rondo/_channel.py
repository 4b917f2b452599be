"""The messages of the trainer protocol: one JSON object a line."""

from __future__ import annotations

import json
import queue
import threading
from typing import Any, BinaryIO, Callable, Protocol

MAX_BYTES = 1_048_576

Message = dict[str, Any]


class Answers(Protocol):
    """An unbuffered stream: writes what it can, and says how many bytes."""

    def write(self, data: memoryview, /) -> int | None:
        """Writes the first bytes of the data."""


class ProtocolError(Exception):
    """The other side has sent something that is no message of the protocol."""


class Request:
    """A message of the host, and whether its answer is still wanted."""

    def __init__(self, message: Message, ended: threading.Event) -> None:
        self.message, self.id = message, message["id"]
        self.kind: str = message["type"]
        self._cancelled, self._ended = threading.Event(), ended

    def cancel(self) -> None:
        """Notes that the host no longer needs the result."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether the host no longer needs the result, or is gone."""
        return self._cancelled.is_set() or self._ended.is_set()


class Channel:
    """Reads the host's messages in a thread of its own, so that a ``cancel`` is heard during training."""

    def __init__(self, requests: BinaryIO, answers: Answers, when_ended: Callable[[], None]) -> None:
        self._requests, self._answers, self._when_ended = requests, answers, when_ended
        self._waiting: queue.Queue[Request | None] = queue.Queue()
        self._open: dict[int, Request] = {}
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._problem: ProtocolError | None = None
        threading.Thread(target=self._read, name="rondo-protocol", daemon=True).start()

    def next(self) -> Request | None:
        """Waits for the next request; None when the host has closed its side."""
        request = self._waiting.get()
        if request is None and self._problem is not None:
            raise self._problem
        return request

    def answer(self, request: Request, answer: Message) -> None:
        """Sends the answer to a request: ``cancelled`` if the host has cancelled it."""
        with self._lock:
            self._open.pop(request.id, None)
        self.send(request, {"type": "cancelled"} if request.cancelled() else answer)

    def send(self, request: Request, message: Message) -> None:
        """Sends a message about a request. If the host is gone, nobody reads it."""
        line = json.dumps(
            {"type": message["type"], "id": request.id, **message}, allow_nan=False, separators=(",", ":")
        )
        rest = memoryview(line.encode() + b"\n")
        try:
            while rest:
                rest = rest[self._answers.write(rest) :]
        except (BrokenPipeError, ConnectionError):
            self._ended.set()

    def _read(self) -> None:
        try:
            while line := self._requests.readline(MAX_BYTES + 1):
                self._take(_parsed(line))
        except ProtocolError as problem:
            self._problem = problem
        except OSError:
            pass  # The connection was lost: the same as its end.
        finally:
            self._ended.set()
            self._waiting.put(None)
        self._when_ended()

    def _take(self, message: Message) -> None:
        with self._lock:
            if message["type"] == "cancel":
                if message["id"] in self._open:
                    self._open[message["id"]].cancel()
                return
            request = self._open[message["id"]] = Request(message, self._ended)
        self._waiting.put(request)


def _parsed(line: bytes) -> Message:
    if len(line) > MAX_BYTES:
        raise ProtocolError(f"a message must have at most {MAX_BYTES:,} bytes, but has more")
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str) or type(message.get("id")) is not int:
        raise ProtocolError(f"a message must be a JSON object with type and id, but is {line[:80]!r}")
    return message
