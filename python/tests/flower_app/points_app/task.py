"""The model, the data of a client, training and evaluation."""

import numpy as np

FEATURES = 3


def new_weights():
    """The initial model, which nobody seeds."""
    return {"w": np.random.normal(size=FEATURES).astype(np.float32), "b": np.zeros(1, np.float32)}


def load_data(partition):
    """Points of a client. The last clients have far more than the first ones."""
    points = np.random.default_rng(partition).normal(size=(10 * 3**partition, FEATURES))
    return points, points @ [1.0, -2.0, 0.5] + 0.25 > 0


def train(weights, velocity, points, labels, lr, momentum):
    """A step with momentum; new weights, new velocity, and the loss before."""
    p = 1 / (1 + np.exp(-points @ weights["w"] - weights["b"]))
    loss = -np.mean(np.log(np.where(labels, p, 1 - p)))
    gradient = np.append(points.T @ (p - labels), np.sum(p - labels)) / len(labels)
    velocity = momentum * velocity + gradient
    step = (lr * velocity).astype(np.float32)
    return {"w": weights["w"] - step[:-1], "b": weights["b"] - step[-1:]}, velocity, float(loss)


def accuracy(weights, points, labels):
    return float(np.mean((points @ weights["w"] + weights["b"] > 0) == labels))
