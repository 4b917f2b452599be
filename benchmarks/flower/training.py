"""The training in PyTorch that all sides share: two models, MNIST and a client's SGD.

Written to be fast: the data sit in memory as tensors, a client's model is built once per process,
batches are slices of a shuffled index (a DataLoader costs 5 ms more a client and epoch).
"""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

import numpy as np
import torch
from torch import nn

MNIST = Path(__file__).resolve().parents[2] / "datasets" / "mnist"
CLIENTS, COHORT, EXAMPLES, BATCH = 100, 10, 600, 10
EPOCHS = {"2nn": 1, "cnn": 5}
LEARNING_RATE = 0.1
WORKERS = 2


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
    torch.set_num_threads(1)  # one a client, in each of the two workers
    return build(name)


def batches(partition: int):
    """One epoch of a client's examples, shuffled."""
    images, labels = train_set()
    mine = partitions()[partition]
    for batch in mine[torch.randperm(EXAMPLES)].split(BATCH):
        yield images[batch], labels[batch]


def fit(name: str, weights: dict, partition: int) -> tuple[dict, float]:
    """Trains a client from these weights; its weights, and the loss of its last batch."""
    model = worker_model(name)
    model.load_state_dict(weights)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for _ in range(EPOCHS[name]):
        for images, labels in batches(partition):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
    return model.state_dict(), loss.item()
