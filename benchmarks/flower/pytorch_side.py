"""What training alone takes: the clients of a round in PyTorch in two processes, without any
exchange of models, timed round by round.

Called by `benchmarks/flower/run` as `pytorch_side.py MODEL ROUNDS OUT.json`.
"""

import functools
import json
import multiprocessing
import random
import sys
import time
from pathlib import Path

from training import CLIENTS, COHORT, WORKERS, build, fit


@functools.cache
def initial(name: str) -> dict:
    return build(name).state_dict()


def train(name: str, partition: int) -> float:
    _, loss = fit(name, initial(name), partition)
    return loss


def main() -> None:
    name, rounds, out = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    seconds = []
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        for _ in range(rounds):
            clients = random.sample(range(CLIENTS), COHORT)
            started = time.perf_counter()
            pool.map(functools.partial(train, name), clients, chunksize=1)
            seconds.append(time.perf_counter() - started)
    out.write_text(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
