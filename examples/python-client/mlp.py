"""A classifier of dense layers (fc1, fc2, ...; ReLU between them), trained in plain NumPy.

    python mlp.py --bucket BUCKET --task-queue-url URL                    # leases a data shard
    python mlp.py --bucket BUCKET --task-queue-url URL --data FILE        # has data of its own
"""

import numpy as np

import rondo


def layers(tensors):
    """fc1 to fcN of a model; refuses what is no chain of dense layers."""
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


def train(weights, round):
    """SGD as `training` of the plan says; the loss is the last epoch's mean."""
    layers(weights)
    x, y = round.data()
    x, settings, random = x.reshape(len(x), -1), round.training, np.random.default_rng(round.seed)
    model = {name: tensor.copy() for name, tensor in weights.items()}
    velocity = {name: np.zeros_like(tensor) for name, tensor in weights.items()}
    loss = 0.0
    for _ in range(settings.epochs):
        order, loss = random.permutation(len(x)), 0.0
        for start in range(0, len(x), settings.batch_size):
            if round.closed():
                break
            batch = order[start : start + settings.batch_size]
            batch_loss, grads = gradients(model, x[batch], y[batch])
            loss += batch_loss * len(batch) / len(x)
            step(model, weights, velocity, grads, settings)
    return rondo.Update(model, examples=len(y), loss=loss)


def step(model, base, velocity, grads, settings):
    """FedProx's pull to the base, then clipping, then PyTorch's SGD with momentum."""
    if settings.prox_mu:
        for name in grads:
            grads[name] += settings.prox_mu * (model[name] - base[name])
    if settings.clip:
        norm = np.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in grads.values()))
        if norm > settings.clip:
            grads = {name: g * np.float32(settings.clip / norm) for name, g in grads.items()}
    for name in grads:
        velocity[name] = np.float32(settings.momentum) * velocity[name] + grads[name]
        model[name] -= np.float32(settings.learning_rate) * velocity[name]


def evaluate(weights, round):
    """Loss and accuracy on the examples of the round."""
    x, y = round.data()
    names, values = layers(weights), x.reshape(len(x), -1)
    loss, _ = gradients(weights, values, y)
    for name in names[:-1]:
        values = np.maximum(values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"], 0)
    logits = values @ weights[f"{names[-1]}.weight"].T + weights[f"{names[-1]}.bias"]
    return rondo.Metrics(len(y), loss=loss, accuracy=np.mean(logits.argmax(axis=1) == y))


if __name__ == "__main__":
    rondo.run(train, evaluate)
