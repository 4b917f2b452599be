"""What a script's last line does: how it was started decides."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

from rondo import _stdio, _trainer
from rondo._agent import settings
from rondo._channel import Channel, ProtocolError
from rondo._stdio import Streams
from rondo._trainer import Evaluate, Functions, Initialize, Train

GRACE_SECONDS = 5.0

HOW_TO_START = """\
{script} trains for Rondo. Start it in one of these ways:

    rondo simulate --model init.safetensors --trainer "python {script}"    # virtual clients on this machine
    python {script} --bucket BUCKET --task-queue-url URL                   # a client of a stack on AWS
"""


def run(
    train: Train,
    evaluate: Evaluate | None = None,
    initialize: Initialize | None = None,
    *,
    framework: str | None = None,
) -> None:
    """Serves the host that has started the script, until it needs the script no longer.

    ``train(weights, round)`` returns an ``Update``, ``evaluate(weights, round)`` returns ``Metrics``,
    ``initialize(seed)`` returns the arrays of a new model by name. ``weights`` are tensors of PyTorch if the script
    has imported it, otherwise arrays of NumPy; ``framework`` ("torch" or "numpy") overrides this.

    With ``--bucket`` and ``--task-queue-url``, or their variables RONDO_BUCKET and RONDO_TASK_QUEUE_URL, the script is
    a client of a stack on AWS, until SIGTERM. Started in another way, it ends with exit code 2 and says how to start
    it.
    """
    functions = Functions.of(train, evaluate, initialize, framework)
    if multiprocessing.current_process().name != "MainProcess":
        return  # A worker of the script, such as a data loader, that has imported the script again.
    _stdio.protect()
    streams = _stdio.streams()
    if streams is not None:
        _end_quietly_on_signals()
        _serve(streams, functions)
    elif settings.wanted():
        _client_of_a_stack(functions)
    else:
        sys.stderr.write(HOW_TO_START.format(script=os.path.basename(sys.argv[0]) or "train.py"))
        sys.exit(2)


def _client_of_a_stack(functions: Functions) -> None:
    try:
        from rondo._agent import client
    except ImportError as error:
        sys.exit(f"rondo: Cannot be a client: {error}. Install rondo-client[aws].")
    client.main(functions)


def _serve(streams: Streams, functions: Functions) -> None:
    finished = threading.Event()

    def end_what_does_not_stop() -> None:
        """The host is gone: training that does not ask ``closed()`` would go on for nobody."""
        if not finished.wait(GRACE_SECONDS):
            sys.stderr.write("rondo: the host is gone, so training ends.\n")
            sys.stderr.flush()
            os._exit(1)

    channel = Channel(streams.requests, streams.answers, end_what_does_not_stop)
    try:
        _trainer.serve(channel, functions)
    except ProtocolError as error:
        sys.exit(f"rondo: {error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    finally:
        finished.set()


def _end_quietly_on_signals() -> None:
    """SIGTERM leaves the script as an exit does, so that what it holds is given back."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
