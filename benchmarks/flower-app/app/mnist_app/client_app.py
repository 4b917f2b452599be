"""The client: trains and evaluates on its own part of MNIST."""

import torch
from flwr.app import ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from mnist_app.task import Net, load_data
from mnist_app.task import test as test_fn
from mnist_app.task import train as train_fn

app = ClientApp()


@app.train()
def train(msg: Message, context: Context) -> Message:
    """Trains the global model on the client's examples."""
    config, run = msg.content["config"], context.run_config
    # The same batches wherever and whenever this client trains in this round.
    torch.manual_seed(1000 * config["server-round"] + context.node_config["partition-id"])
    torch.set_num_threads(1)
    net = Net()
    net.load_state_dict(msg.content["arrays"].to_torch_state_dict())
    (images, labels), _ = load_data(context)
    loss = train_fn(net, images, labels, run["local-epochs"], config["lr"], run["batch-size"])
    metrics = MetricRecord({"train_loss": loss, "num-examples": len(labels)})
    content = RecordDict({"arrays": ArrayRecord(net.state_dict()), "metrics": metrics})
    return Message(content=content, reply_to=msg)


@app.evaluate()
def evaluate(msg: Message, context: Context) -> Message:
    """Evaluates the global model on examples that the client holds out."""
    torch.set_num_threads(1)
    net = Net()
    net.load_state_dict(msg.content["arrays"].to_torch_state_dict())
    _, (images, labels) = load_data(context)
    loss, accuracy = test_fn(net, images, labels)
    metrics = MetricRecord({"eval_loss": loss, "eval_acc": accuracy, "num-examples": len(labels)})
    return Message(content=RecordDict({"metrics": metrics}), reply_to=msg)
