"""Flower's side of the comparison: FedAvg on MNIST in Flower's simulation, timed round by round.

Called by `benchmarks/flower/run` as `flower_side.py MODEL ROUNDS OUT.json`.
"""

import json
import sys
import time
from pathlib import Path

from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg
from flwr.simulation import run_simulation

from training import CLIENTS, COHORT, EXAMPLES, WORKERS, build, fit

client = ClientApp()


@client.train()
def train(message: Message, context: Context) -> Message:
    name = message.content["config"]["model"]
    partition = int(context.node_config["partition-id"])
    weights, loss = fit(name, message.content["arrays"].to_torch_state_dict(), partition)
    metrics = MetricRecord({"num-examples": EXAMPLES, "loss": loss})
    content = RecordDict({"arrays": ArrayRecord(weights), "metrics": metrics})
    return Message(content=content, reply_to=message)


class TimedFedAvg(FedAvg):
    """FedAvg that notes each round's wall time, from choosing clients to the new model."""

    def __init__(self) -> None:
        # The cohort as a minimum too: Flower counts the nodes before it waits for all to register.
        super().__init__(
            fraction_train=COHORT / CLIENTS,
            fraction_evaluate=0.0,
            min_train_nodes=COHORT,
            min_available_nodes=CLIENTS,
        )
        self.seconds: list[float] = []

    def configure_train(self, server_round, arrays, config, grid):
        self.started = time.perf_counter()
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(self, server_round, replies):
        replies = list(replies)
        failed = [reply.error.reason for reply in replies if reply.has_error()]
        if failed or len(replies) != COHORT:
            raise RuntimeError(f"round {server_round}: {len(replies)} replies, failed: {failed}")
        result = super().aggregate_train(server_round, replies)
        self.seconds.append(time.perf_counter() - self.started)
        return result


def main() -> None:
    name, rounds, out = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    server = ServerApp()

    @server.main()
    def serve(grid: Grid, context: Context) -> None:
        strategy = TimedFedAvg()
        strategy.start(
            grid=grid,
            initial_arrays=ArrayRecord(build(name).state_dict()),
            num_rounds=rounds,
            train_config=ConfigRecord({"model": name}),
        )
        out.write_text(json.dumps({"seconds": strategy.seconds}))

    one_core = {"num_cpus": 1, "num_gpus": 0.0}
    backend = {"client_resources": one_core, "init_args": {"num_cpus": WORKERS}}
    run_simulation(server, client, num_supernodes=CLIENTS, backend_config=backend)


if __name__ == "__main__":
    # Run as an imported module: Ray then ships the client by name, so that the caches of training
    # live as long as the worker process and not as long as one message.
    import flower_side

    flower_side.main()
