"""Prints the test accuracy on MNIST of each safetensors file, as JSON. With --initial FILE, writes the initial model."""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from train import net

MNIST = Path(__file__).resolve().parents[2] / "datasets" / "mnist"


def main(arguments: list[str]) -> None:
    if arguments[0] == "--initial":
        save_file(net.state_dict(), arguments[1])
        return
    images = gzip.open(MNIST / "t10k-images-idx3-ubyte.gz").read()
    labels = gzip.open(MNIST / "t10k-labels-idx1-ubyte.gz").read()
    x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    y = torch.from_numpy(np.frombuffer(labels, np.uint8, offset=8).astype(np.int64))
    found = {}
    for file in arguments:
        net.load_state_dict(load_file(file))
        with torch.no_grad():
            predicted = net(torch.from_numpy(x)).argmax(1)
        found[file] = (predicted == y).double().mean().item()
    print(json.dumps(found))


main(sys.argv[1:])
