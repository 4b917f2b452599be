"""Keeps standard input and output for the protocol, and gives the script others in their place."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO, NamedTuple

VARIABLE = "RONDO_TRAINER_PROTOCOL"


class Streams(NamedTuple):
    """Requests of the host, and answers to it."""

    requests: BinaryIO
    answers: BinaryIO


_streams: Streams | None = None


def protect() -> None:
    """If a host has started this process: moves the protocol to descriptors of its own.

    What the script and its libraries, in C too, print on descriptor 1 goes to standard error. What they read
    from descriptor 0 is empty. Processes that the script starts do not see the host's variable, so they
    do not take themselves for trainers.
    """
    global _streams
    if os.environ.pop(VARIABLE, None) is None or _streams is not None:
        return
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout.flush()
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(line_buffering=True)
    _streams = Streams(os.fdopen(requests, "rb"), os.fdopen(answers, "wb", buffering=0))


def streams() -> Streams | None:
    """The host's streams; None if no host has started this process."""
    return _streams
