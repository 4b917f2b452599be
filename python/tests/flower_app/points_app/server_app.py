"""The server: FedAvg over all clients."""

from flwr.app import Array, ArrayRecord, ConfigRecord, Context
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg

from points_app.task import new_weights

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Trains."""
    run = context.run_config
    arrays = ArrayRecord({name: Array(array) for name, array in new_weights().items()})
    result = FedAvg().start(
        grid=grid,
        initial_arrays=arrays,
        train_config=ConfigRecord({"lr": run["lr"], "momentum": run["momentum"]}),
        num_rounds=run["num-server-rounds"],
    )
    print(result)
