"""Training code in Python for Rondo, federated learning on AWS.

``run`` hands the functions of a script to whoever started it, ``simulate`` trains with virtual clients on
this machine, ``flower`` makes the functions of a Flower app. ``Round`` is what the functions get;
``Update`` and ``Metrics`` are what they return.
"""

from rondo import _stdio

# First of all: what the script prints from here on must not get between the messages of the protocol.
_stdio.protect()

from rondo._flower import flower  # noqa: E402
from rondo._results import Metrics, Update  # noqa: E402
from rondo._round import Round  # noqa: E402
from rondo._run import run  # noqa: E402
from rondo._simulate import simulate  # noqa: E402

__all__ = ["Metrics", "Round", "Update", "flower", "run", "simulate"]
