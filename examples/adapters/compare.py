"""Compares a federated adapter with the base model and with what each client reaches alone.

python compare.py

Takes the roles with the most text as clients. Writes results.json and results.txt: for each model, the mean over all
clients of the loss on their held-out text. If it is stopped, the same command goes on.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import shlex
import statistics
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import rondo
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import PreTrainedModel

import train
from adapter import base, held_out, loss, roles, with_adapter

HERE = Path(__file__).resolve().parent
RONDO = HERE.parents[1] / "rondo"
FROZEN_A = "*lora_A*=keep"


def federated(job: str, initial: Path, options: argparse.Namespace, *flags: str, trainer: str = "") -> Path:
    """Trains by simulation, and downloads the last version: the folder that PEFT loads."""
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(HERE / 'train.py'))} {trainer}"
    settings = [
        *("--job", job, "--model", initial / "adapter_model.safetensors", "--trainer", command, "--dataset", "none"),
        *("--clients", options.clients, "--fraction", 1, "--rounds", options.rounds, "--evaluate-every", 0),
        *("--batch-size", options.batch_size, "--learning-rate", options.learning_rate),
        *("--threads", options.threads, "--out", options.out / "runs", *flags),
    ]
    subprocess.run([RONDO, "simulate", *map(str, settings)], check=True)
    folder = options.out / job
    run = options.out / "runs" / job
    subprocess.run([RONDO, "model", "download", "--run", run, "--as", "peft", "--out", folder, "--force"], check=True)
    return folder


def alone(client: int, initial: Path, options: argparse.Namespace) -> Path:
    """The adapter that one client trains alone, with as many batches as in all rounds of the job."""
    how = f"{options.rounds}x{options.batch_size}x{options.learning_rate}"
    folder = options.out / f"alone-{client}-{how}"
    if not folder.exists():
        weights = load_file(initial / "adapter_model.safetensors")
        training = {"batch_size": options.batch_size, "learning_rate": options.learning_rate}
        for number in range(1, options.rounds + 1):
            update = train.train(weights, rondo.Round(partition=client, seed=number, training=training))
            weights = {name: torch.as_tensor(tensor) for name, tensor in update.weights.items()}
        part = folder.with_suffix(".part")
        train.model().save_pretrained(part, save_embedding_layers=False)
        part.rename(folder)
    return folder


def mean_loss(model: torch.nn.Module, clients: int) -> float:
    """The mean over the clients of the loss on their held-out text."""
    model.eval()
    with torch.no_grad():
        return statistics.fmean(loss(model, held_out(client)).item() for client in range(clients))


def measured(net: PreTrainedModel, name: str, folder: Path, clients: int) -> dict[str, Any]:
    """The row of an adapter, as PEFT loads it."""
    adapted = PeftModel.from_pretrained(net, folder)
    row = {"model": name, "loss": mean_loss(adapted, clients)}
    adapted.unload()
    return row


def update_bytes(job: str, options: argparse.Namespace) -> int:
    """The size of an update of the last round."""
    updates = options.out / "runs" / job / "store" / "updates" / job / f"{options.rounds:08d}"
    return next(updates.glob("*.safetensors")).stat().st_size


def same_a(folder: Path, initial: Path) -> bool:
    """Whether all tensors A of an adapter have the bits of the initial one."""
    before, after = (load_file(place / "adapter_model.safetensors") for place in (initial, folder))
    return all(torch.equal(tensor, after[name]) for name, tensor in before.items() if "lora_A" in name)


def table(rows: list[dict[str, Any]], ffa_keeps_a: bool) -> str:
    """The results as text."""
    lines = [f"{'model':<50}{'held-out loss':>14}{'bytes per update':>18}"]
    lines += [f"{row['model']:<50}{row['loss']:>14.4f}{row.get('bytes', ''):>18}" for row in rows]
    lines.append(f"FFA-LoRA leaves all bits of A: {'yes' if ffa_keeps_a else 'NO'}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Trains, measures, and writes the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=2, help="clients that train at the same time")
    parser.add_argument("--out", type=Path, default=Path("results"))
    options = parser.parse_args()
    clients = options.clients

    initial = options.out / "initial"
    if not initial.exists():  # Otherwise the jobs are resumed.
        with_adapter(base(), seed=1).save_pretrained(initial, save_embedding_layers=False)
    lora = federated("lora", initial, options)
    ffa = federated("ffa", initial, options, "--roles", FROZEN_A, trainer="--freeze-a")

    with ProcessPoolExecutor(options.threads, multiprocessing.get_context("spawn")) as pool:
        single = list(pool.map(functools.partial(alone, initial=initial, options=options), range(clients)))

    net = base()
    rows = [
        {"model": "base model", "loss": mean_loss(net, clients)},
        {**measured(net, "LoRA, federated", lora, clients), "bytes": update_bytes("lora", options)},
        {**measured(net, "FFA-LoRA, federated", ffa, clients), "bytes": update_bytes("ffa", options)},
    ]
    for folder, role in zip(single, roles()):
        rows.append(measured(net, "LoRA, {role} of {play} alone".format(**role), folder, clients))
    kept = same_a(ffa, initial)
    results = {"clients": clients, "rounds": options.rounds, "rows": rows, "ffa_keeps_a": kept}
    (options.out / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (options.out / "results.txt").write_text(table(rows, kept), encoding="utf-8")
    print(table(rows, kept), end="")


if __name__ == "__main__":
    main()
