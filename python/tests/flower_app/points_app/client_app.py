"""The client, which keeps its velocity from round to round."""

import numpy as np
from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from points_app.task import FEATURES, accuracy, load_data
from points_app.task import train as train_fn

app = ClientApp()


def weights_of(msg: Message):
    return {name: array.numpy() for name, array in msg.content["arrays"].items()}


@app.train()
def train(msg: Message, context: Context) -> Message:
    """Trains on the client's points."""
    config, state = msg.content["config"], context.state
    velocity = state["velocity"]["v"].numpy() if "velocity" in state else np.zeros(FEATURES + 1)
    points, labels = load_data(context.node_config["partition-id"])
    new, velocity, loss = train_fn(weights_of(msg), velocity, points, labels, config["lr"], config["momentum"])
    state["velocity"] = ArrayRecord({"v": Array(velocity)})
    arrays = ArrayRecord({name: Array(array) for name, array in new.items()})
    metrics = MetricRecord({"train_loss": loss, "num-examples": len(labels)})
    return Message(content=RecordDict({"arrays": arrays, "metrics": metrics}), reply_to=msg)


@app.evaluate()
def evaluate(msg: Message, context: Context) -> Message:
    """Evaluates on the client's points."""
    points, labels = load_data(context.node_config["partition-id"])
    metrics = MetricRecord({"eval_acc": accuracy(weights_of(msg), points, labels), "num-examples": len(labels)})
    return Message(content=RecordDict({"metrics": metrics}), reply_to=msg)
