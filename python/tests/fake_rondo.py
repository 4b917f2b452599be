#!/usr/bin/env python3
"""Stands for the command rondo in tests: federated averaging over a trainer, on the host's side of the protocol."""

import argparse
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

TRAINING = {"epochs": 1, "batch_size": 10, "momentum": 0.0, "prox_mu": 0.0, "clip": 0.0}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["simulate"])
    for flag in ("model", "trainer", "out"):
        parser.add_argument(f"--{flag}", required=True)
    for flag in ("threads", "clients", "rounds"):
        parser.add_argument(f"--{flag}", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--job", default="job")
    for flag in ("json", "restart"):
        parser.add_argument(f"--{flag}", action="store_true")
    return parser.parse_args()


class Trainer:
    """A process of the trainer."""

    def __init__(self, command, folder):
        self.folder, self.number = folder, 0
        environment = {**os.environ, "RONDO_TRAINER_PROTOCOL": "1"}
        self.process = subprocess.Popen(
            shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self.can = self.ask(type="hello", protocol=1, folder=str(folder))["can"]

    def ask(self, **message):
        self.process.stdin.write(json.dumps({"id": self.number, **message}) + "\n")
        self.process.stdin.flush()
        self.number += 1
        while (answer := json.loads(self.process.stdout.readline()))["type"] == "progress":
            print(f"{answer['done']} of {answer['of']}", file=sys.stderr)
        return answer

    def train(self, options, round, client, base):
        out = self.folder / f"{self.number}.safetensors"
        answer = self.ask(
            type="train",
            job=options.job,
            round=round,
            client=f"client-{client}",
            partition=client,
            partitions=options.clients,
            shard=None,
            base=str(base),
            out=str(out),
            training={**TRAINING, "learning_rate": options.learning_rate},
            config={},
            seed=round * 100 + client,
            deadline="2026-01-01T00:10:00Z",
        )
        return answer, load_file(out) if answer["type"] == "trained" else None

    def end(self):
        self.process.stdin.close()
        return self.process.wait(30)


def main():
    options = arguments()
    folder = Path(options.out, options.job).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "initial-model.txt").write_text(options.model)
    model, trainer, rows = Path(options.model), Trainer(options.trainer, folder), []
    for round in range(1, options.rounds + 1):
        answers = [trainer.train(options, round, client, model) for client in range(options.clients)]
        failed = [answer["message"] for answer, _ in answers if answer["type"] == "failed"]
        if failed:
            sys.exit(f"Cannot run round {round}: {failed[0]}")
        whole = sum(answer["examples"] for answer, _ in answers)
        shares = [(answer["examples"] / whole, tensors) for answer, tensors in answers]
        names = shares[0][1]
        mean = {name: np.asarray(sum(share * it[name] for share, it in shares), "f4") for name in names}
        model = folder / f"version-{round}.safetensors"
        save_file(mean, model)
        accuracy = ""
        if "evaluate" in trainer.can:
            said = trainer.ask(type="evaluate", job=options.job, version=round, client=None, model=str(model))
            accuracy = said["metrics"]["accuracy"]
        rows.append([round, "committed", answers[0][0]["loss"], accuracy])
        if round == 2:  # A trainer may be replaced at any time.
            trainer.end()
            trainer = Trainer(options.trainer, folder)
    trainer.end()
    lines = ["round,status,train_loss,test_accuracy", *(",".join(map(str, row)) for row in rows)]
    (folder / "rounds.csv").write_text("\n".join(lines) + "\n")
    summary = {"job": options.job, "version": options.rounds, "best_accuracy": None, "accuracy": rows[-1][3] or None}
    print(json.dumps({**summary, "model_file": str(model), "folder": str(folder)}))


if __name__ == "__main__":
    main()
