"""numpy's and Flower's side of the fold benchmark: adds up the same updates, all of them in memory.

Called by `benchmarks/fold/run` as `python_side.py KIND PARAMETERS CLIENTS DISTINCT SECONDS`; prints
{"seconds": [...], "peak_mb": ...}. Both are on one thread: numpy's addition has no other way, and the
script sees to it that no library uses more.
"""

import json
import resource
import sys
import time

import numpy as np


def updates(parameters: int, distinct: int) -> list[np.ndarray]:
    """As many different ones as there is room for; the clients share them by turns."""
    return [
        ((np.arange(parameters, dtype=np.int64) + k * 7919) % 1000 - 500).astype(np.float32) / 1e4
        for k in range(distinct)
    ]


def by_numpy(arrays: list[np.ndarray], clients: int, accumulator: type):
    """sum += weight * update, block by block, so that what is between stays in the cache."""
    block = 16384
    scratch = np.empty(block, accumulator)

    def fold() -> None:
        total = np.zeros(arrays[0].size, accumulator)
        for client in range(clients):
            array, weight = arrays[client % len(arrays)], accumulator(600 + client)
            for start in range(0, total.size, block):
                part = array[start : start + block]
                product = scratch[: part.size]
                np.multiply(part, weight, out=product)
                np.add(total[start : start + block], product, out=total[start : start + block])

    return fold


def by_numpy_plain(arrays: list[np.ndarray], clients: int, accumulator: type):
    """sum += update: no weights, no validation. The least that numpy can do."""

    def fold() -> None:
        total = np.zeros(arrays[0].size, accumulator)
        for client in range(clients):
            np.add(total, arrays[client % len(arrays)], out=total)

    return fold


def by_flower(arrays: list[np.ndarray], clients: int):
    """What FedAvg of Flower does with the replies of a round."""
    from flwr.app import ArrayRecord, MetricRecord, RecordDict
    from flwr.serverapp.strategy.strategy_utils import aggregate_arrayrecords

    records = [ArrayRecord([array]) for array in arrays]
    replies = [
        RecordDict(
            {
                "arrays": records[client % len(records)],
                "metrics": MetricRecord({"num-examples": 600 + client}),
            }
        )
        for client in range(clients)
    ]
    return lambda: aggregate_arrayrecords(replies, "num-examples")


def main() -> None:
    kind, parameters, clients, distinct = sys.argv[1], *map(int, sys.argv[2:5])
    budget = float(sys.argv[5])
    arrays = updates(parameters, distinct)
    fold = {
        "flower": lambda: by_flower(arrays, clients),
        "numpy-f32": lambda: by_numpy_plain(arrays, clients, np.float32),
        "numpy-f64": lambda: by_numpy_plain(arrays, clients, np.float64),
        "numpy-weighted-f64": lambda: by_numpy(arrays, clients, np.float64),
    }[kind]()
    fold()  # Warms up.
    seconds: list[float] = []
    while sum(seconds) < budget or len(seconds) < 2:
        start = time.perf_counter()
        fold()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main()
