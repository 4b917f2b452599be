"""A trainer that moves each number at random, and keeps a copy of what it has returned."""

import sys
from pathlib import Path

import numpy as np
import rondo
from safetensors.numpy import save_file


def train(weights, round):
    random = np.random.default_rng(round.seed)
    moved = {name: tensor + random.normal(size=tensor.shape).astype("f4") for name, tensor in weights.items()}
    save_file(moved, Path(sys.argv[1], f"{round.partition}.safetensors"))
    return rondo.Update(moved, examples=round.partition + 1)


rondo.run(train)
