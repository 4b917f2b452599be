"""Flower's side of the comparison: the app in Flower's simulation.

Called by `benchmarks/flower-app/run` as `flower_side.py ROUNDS CLIENTS FOLDER`, with the app on
PYTHONPATH. Writes the metrics of all rounds to FOLDER/flower.json, and the final model to
FOLDER/flower.safetensors.
"""

import json
import sys
import tomllib
from pathlib import Path

from flwr.app import Context, Message
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid, ServerApp
from flwr.simulation import run_simulation
from mnist_app import client_app, server_app
from safetensors.torch import save_file

PROJECT = Path(__file__).parent / "app" / "pyproject.toml"
ROUNDS, CLIENTS, FOLDER = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])

client = ClientApp()


def configured(context: Context) -> Context:
    """A simulation that is started from Python does not read the app's configuration."""
    config = tomllib.loads(PROJECT.read_text())["tool"]["flwr"]["app"]["config"]
    return Context(
        run_id=context.run_id,
        node_id=context.node_id,
        node_config=context.node_config,
        state=context.state,
        run_config={**config, "num-server-rounds": ROUNDS},
    )


@client.train()
def train(message: Message, context: Context) -> Message:
    return client_app.app(message, configured(context))


@client.evaluate()
def evaluate(message: Message, context: Context) -> Message:
    return client_app.app(message, configured(context))


server = ServerApp()


@server.main()
def serve(grid: Grid, context: Context) -> None:
    server_app.app(grid, configured(context))
    state = context.state
    rounds = [
        {**state[f"train-{number}"], **state[f"evaluate-{number}"]}
        for number in range(1, ROUNDS + 1)
    ]
    save_file(state["arrays"].to_torch_state_dict(), FOLDER / "flower.safetensors")
    (FOLDER / "flower.json").write_text(json.dumps(rounds))


if __name__ == "__main__":
    one_core = {"num_cpus": 1, "num_gpus": 0.0}
    backend = {"client_resources": one_core, "init_args": {"num_cpus": 2}}
    run_simulation(server, client, num_supernodes=CLIENTS, backend_config=backend)
