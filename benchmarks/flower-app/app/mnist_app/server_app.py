"""The server: FedAvg over all clients."""

import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, MetricRecord
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg

from mnist_app.task import Net

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Trains, and leaves the final model and the metrics of all rounds in the state of the run."""
    run = context.run_config
    torch.manual_seed(run["seed"])
    strategy = FedAvg(
        fraction_train=run["fraction-train"], fraction_evaluate=run["fraction-evaluate"]
    )
    result = strategy.start(
        grid=grid,
        initial_arrays=ArrayRecord(Net().state_dict()),
        train_config=ConfigRecord({"lr": run["lr"]}),
        num_rounds=run["num-server-rounds"],
    )
    context.state["arrays"] = result.arrays
    for name, metrics in (
        ("train", result.train_metrics_clientapp),
        ("evaluate", result.evaluate_metrics_clientapp),
    ):
        for number, record in metrics.items():
            context.state[f"{name}-{number}"] = MetricRecord(dict(record))
