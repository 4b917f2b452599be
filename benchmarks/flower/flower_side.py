"""Flower's side of the comparison: FedAvg on MNIST in Flower's simulation, timed round by round.

Called by `benchmarks/flower/run` as `flower_side.py MODEL ROUNDS OUT.json`.

Written to be fast: the data sit in memory as tensors, a client's model is built once per process,
batches are slices of a shuffled index (a DataLoader costs 5 ms more a client and epoch).
"""

import functools
import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg
from flwr.simulation import run_simulation
from torch import nn

MNIST = Path(__file__).resolve().parents[2] / "datasets" / "mnist"
CLIENTS, COHORT, EXAMPLES, BATCH = 100, 10, 600, 10
EPOCHS = {"2nn": 1, "cnn": 5}
LEARNING_RATE = 0.1
ACTORS = 2


def build(name: str) -> nn.Module:
    """The two MNIST models of McMahan et al. 2017: 199,210 and 1,663,370 parameters."""
    flatten, relu, pool = nn.Flatten(), nn.ReLU(), nn.MaxPool2d(2)
    if name == "2nn":
        fc1, fc2, fc3 = nn.Linear(784, 200), nn.Linear(200, 200), nn.Linear(200, 10)
        return nn.Sequential(flatten, fc1, relu, fc2, relu, fc3)
    conv1, conv2 = nn.Conv2d(1, 32, 5, padding=2), nn.Conv2d(32, 64, 5, padding=2)
    fc1, fc2 = nn.Linear(64 * 7 * 7, 512), nn.Linear(512, 10)
    return nn.Sequential(conv1, relu, pool, conv2, relu, pool, flatten, fc1, relu, fc2)


@functools.cache
def train_set() -> tuple[torch.Tensor, torch.Tensor]:
    """Images [60000, 1, 28, 28] in 0..1 and labels, read once per process."""
    images = gzip.open(MNIST / "train-images-idx3-ubyte.gz").read()
    labels = gzip.open(MNIST / "train-labels-idx1-ubyte.gz").read()
    x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    y = np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)
    return torch.from_numpy(x), torch.from_numpy(y)


@functools.cache
def partitions() -> torch.Tensor:
    """Row k holds the examples of client k: an IID split, the same in every process."""
    order = torch.randperm(CLIENTS * EXAMPLES, generator=torch.Generator().manual_seed(1))
    return order.reshape(CLIENTS, EXAMPLES)


@functools.cache
def worker_model(name: str) -> nn.Module:
    torch.set_num_threads(1)  # one a client, in each of the two actors
    return build(name)


def batches(partition: int):
    """One epoch of a client's examples, shuffled."""
    images, labels = train_set()
    mine = partitions()[partition]
    for batch in mine[torch.randperm(EXAMPLES)].split(BATCH):
        yield images[batch], labels[batch]


client = ClientApp()


@client.train()
def train(message: Message, context: Context) -> Message:
    name = message.content["config"]["model"]
    partition = int(context.node_config["partition-id"])
    model = worker_model(name)
    model.load_state_dict(message.content["arrays"].to_torch_state_dict())
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for _ in range(EPOCHS[name]):
        for images, labels in batches(partition):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
    metrics = MetricRecord({"num-examples": EXAMPLES, "loss": loss.item()})
    content = RecordDict({"arrays": ArrayRecord(model.state_dict()), "metrics": metrics})
    return Message(content=content, reply_to=message)


class TimedFedAvg(FedAvg):
    """FedAvg that notes each round's wall time, from choosing clients to the new model."""

    def __init__(self) -> None:
        # The cohort as a minimum too: Flower counts the nodes before it waits for all to register.
        super().__init__(
            fraction_train=COHORT / CLIENTS,
            fraction_evaluate=0.0,
            min_train_nodes=COHORT,
            min_available_nodes=CLIENTS,
        )
        self.seconds: list[float] = []

    def configure_train(self, server_round, arrays, config, grid):
        self.started = time.perf_counter()
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(self, server_round, replies):
        replies = list(replies)
        failed = [reply.error.reason for reply in replies if reply.has_error()]
        if failed or len(replies) != COHORT:
            raise RuntimeError(f"round {server_round}: {len(replies)} replies, failed: {failed}")
        result = super().aggregate_train(server_round, replies)
        self.seconds.append(time.perf_counter() - self.started)
        return result


def main() -> None:
    name, rounds, out = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    server = ServerApp()

    @server.main()
    def serve(grid: Grid, context: Context) -> None:
        strategy = TimedFedAvg()
        strategy.start(
            grid=grid,
            initial_arrays=ArrayRecord(build(name).state_dict()),
            num_rounds=rounds,
            train_config=ConfigRecord({"model": name}),
        )
        out.write_text(json.dumps({"seconds": strategy.seconds}))

    one_core = {"num_cpus": 1, "num_gpus": 0.0}
    backend = {"client_resources": one_core, "init_args": {"num_cpus": ACTORS}}
    run_simulation(server, client, num_supernodes=CLIENTS, backend_config=backend)


if __name__ == "__main__":
    # Run as an imported module: Ray then ships the client by name, so that the caches above live
    # as long as the worker process and not as long as one message.
    import flower_side

    flower_side.main()
