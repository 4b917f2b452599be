"""A classifier of dense layers (fc1, fc2, ...; ReLU between them), trained in plain NumPy."""

import numpy as np


def layers(tensors):
    """fc1 to fcN of a model, or of a plan's layout; refuses what is no chain of dense layers."""
    names = [f"fc{i + 1}" for i in range(len(tensors) // 2)]
    chain = {f"{name}.{part}" for name in names for part in ("weight", "bias")}
    if not names or set(tensors) != chain:
        raise ValueError(f"only dense layers fc1, fc2, ... can be trained, but the model has {sorted(tensors)}")
    return names


def gradients(model, x, y):
    """Mean softmax cross-entropy over a batch, and its gradient by every tensor."""
    names, inputs = layers(model), [x]
    for name in names[:-1]:
        inputs.append(np.maximum(inputs[-1] @ model[f"{name}.weight"].T + model[f"{name}.bias"], 0))
    logits = inputs[-1] @ model[f"{names[-1]}.weight"].T + model[f"{names[-1]}.bias"]
    logits -= logits.max(axis=1, keepdims=True)
    probabilities = np.exp(logits)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[rows, y])
    back = probabilities
    back[rows, y] -= 1
    back /= len(y)
    grads = {}
    for name, layer_input in zip(reversed(names), reversed(inputs)):
        grads[f"{name}.weight"], grads[f"{name}.bias"] = back.T @ layer_input, back.sum(axis=0)
        back = (back @ model[f"{name}.weight"]) * (layer_input > 0)
    return float(loss), grads


def train(base, images, labels, settings, give_up=lambda: False, seed=None):
    """SGD as a plan's `training` says: the change of every tensor, and the last epoch's mean loss.

    `give_up` is asked before every step; when it says so, the answer is None.
    """
    model = {name: tensor.copy() for name, tensor in base.items()}
    velocity = {name: np.zeros_like(tensor) for name, tensor in base.items()}
    x = images.reshape(len(images), -1).astype(np.float32)
    x = x / 255 if images.dtype == np.uint8 else x
    random, loss = np.random.default_rng(seed), 0.0
    for _ in range(settings["epochs"]):
        order, loss = random.permutation(len(x)), 0.0
        for start in range(0, len(x), settings["batch_size"]):
            if give_up():
                return None
            batch = order[start : start + settings["batch_size"]]
            batch_loss, grads = gradients(model, x[batch], labels[batch])
            loss += batch_loss * len(batch) / len(x)
            step(model, base, velocity, grads, settings)
    return {name: model[name] - base[name] for name in model}, loss


def step(model, base, velocity, grads, settings):
    """FedProx's pull to the base, then clipping, then PyTorch's SGD with momentum."""
    if settings["prox_mu"]:
        for name in grads:
            grads[name] += settings["prox_mu"] * (model[name] - base[name])
    if settings["clip"]:
        norm = np.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in grads.values()))
        if norm > settings["clip"]:
            grads = {name: g * np.float32(settings["clip"] / norm) for name, g in grads.items()}
    for name in grads:
        velocity[name] = np.float32(settings["momentum"]) * velocity[name] + grads[name]
        model[name] -= np.float32(settings["learning_rate"]) * velocity[name]
