"""A trainer for Rondo that trains in PyTorch: `trainer_side.py MODEL`, started by Rondo."""

import sys

import rondo

from training import EXAMPLES, build, fit

NAME = sys.argv[1]


def initialize(seed):
    return build(NAME).state_dict()


def train(weights, round):
    trained, loss = fit(NAME, weights, round.partition)
    return rondo.Update(trained, examples=EXAMPLES, loss=loss)


rondo.run(train, initialize=initialize)
