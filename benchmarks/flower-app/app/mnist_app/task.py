"""The model, the data of a client, training and evaluation."""

import functools
import gzip
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

EXAMPLES = 600  # of a client: 500 to train on, 100 to evaluate on
HELD_OUT = 100


class Net(nn.Module):
    """A small CNN: two convolutions and two dense layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        return self.fc2(functional.relu(self.fc1(x.flatten(1))))


@functools.cache
def mnist(folder: Path):
    """The training images, [60000, 1, 28, 28] in 0..1, and their labels."""
    images = gzip.open(folder / "train-images-idx3-ubyte.gz").read()
    labels = gzip.open(folder / "train-labels-idx1-ubyte.gz").read()
    x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    return torch.from_numpy(x), torch.from_numpy(
        np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)
    )


def load_data(context):
    """The examples of a client: those to train on, and those to evaluate on."""
    folder = Path(__file__).parents[1] / context.run_config["data"]
    images, labels = mnist(folder.resolve())
    generator = torch.Generator().manual_seed(context.run_config["seed"])
    order = torch.randperm(len(labels), generator=generator)
    begin = context.node_config["partition-id"] * EXAMPLES
    mine = order[begin : begin + EXAMPLES]
    kept, held_out = mine[HELD_OUT:], mine[:HELD_OUT]
    return (images[kept], labels[kept]), (images[held_out], labels[held_out])


def train(net, images, labels, epochs, lr, batch_size):
    """SGD; the mean loss of all steps."""
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        for batch in torch.randperm(len(labels)).split(batch_size):
            optimizer.zero_grad()
            loss = functional.cross_entropy(net(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return sum(losses) / len(losses)


def test(net, images, labels):
    """Loss and accuracy."""
    net.eval()
    with torch.no_grad():
        outputs = net(images)
        loss = functional.cross_entropy(outputs, labels).item()
        return loss, (outputs.argmax(1) == labels).float().mean().item()
