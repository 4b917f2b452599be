"""Data, jobs, rounds and a training, with the commands of an operator, and what must be in the bucket afterwards."""

from __future__ import annotations

import json
import time
from typing import Any

from .clients import Ec2Agents, LocalAgents, in_python
from .smoke import CLIENTS, Smoke, require
from .steps import Step

JOB = "smoke"
FEWER = "smoke-abandoned"
RESUMED = "smoke-resumed"
LOST = "smoke-lost"
ROUNDS = 4
ACCURACY = 0.8
# A client more than the run has agents: a round of all of them waits until somebody ends it.
ALL = CLIENTS + 1


class Training:
    def __init__(self, smoke: Smoke, agents: LocalAgents | Ec2Agents) -> None:
        self.smoke, self.say, self.agents = smoke, smoke.say, agents

    def steps(self) -> list[Step]:
        deployed = ("deploy-control", "rondo")
        return [
            Step("data", "rondo data push", self.data, deployed),
            Step(
                "agents",
                "two agents start",
                self.start_agents,
                ("data",) if self.smoke.emulator else ("deploy-clients", "rondo"),
            ),
            Step("job", "rondo job create", self.job, ("data",)),
            Step("round", "rondo round start --wait", self.round, ("job", "agents")),
            Step("training", "rondo train start --wait: three rounds", self.training, ("round",)),
            Step(
                "counted", "every client is counted, and the model has learned", self.counted, ("training",)
            ),
            Step("download", "rondo model download", self.download, ("round",)),
        ]

    def more_steps(self) -> list[Step]:
        return [
            Step("abandon", "rondo round abandon, while a round waits", self.abandon, ("round",)),
            Step(
                "after-abandoned",
                "the next round, with a client in Python on this machine",
                self.after_abandoned,
                ("abandon",),
            ),
            Step(
                "resume",
                "rondo round stop, while a round waits, and round start again",
                self.resume,
                ("round",),
                not_on_emulator="it does not end an execution that is stopped while it waits for a task token",
            ),
            Step("lost-agent", "an agent is lost in a round, and replaced", self.lost_agent, ("round",)),
            Step("no-agents", "the agents stop", self.agents.stop, ("agents",)),
        ]

    def data(self) -> None:
        pushed = self.smoke.rondo("data", "push", "mnist", "--split", "iid", "--clients", str(ALL))
        self.say(pushed.text.strip())

    def start_agents(self) -> None:
        self.agents.start()
        self.say(f"clients: {', '.join(self.agents.names())}")

    def job(self) -> None:
        self._create(JOB, CLIENTS, "--rounds", str(ROUNDS))

    def _create(self, job: str, clients: int, *more: str) -> None:
        self.smoke.rondo(
            "job", "create", "--job", job, "--clients", str(clients), "--fraction", "1", "--minimum", str(clients),
            "--target-accuracy", "0", "--deadline-seconds", "1200", *more,
        )  # fmt: skip

    def round(self) -> None:
        done = self.smoke.rondo("round", "start", "--job", JOB, "--wait")
        self.say(done.text.strip())

    def training(self) -> None:
        done = self.smoke.rondo("train", "start", "--job", JOB, "--wait", timeout=3600)
        self.say(done.text.strip())

    def counted(self) -> None:
        names = set(self.agents.names())
        for number in range(1, ROUNDS + 1):
            self._check_round(JOB, number, names)
        accuracy = self.smoke.round_document(JOB, ROUNDS, "result")["metrics"].get("accuracy", 0)
        require(
            accuracy > ACCURACY,
            f"The accuracy after {ROUNDS} rounds must be above {ACCURACY}, but is {accuracy}.",
        )

    def _check_round(self, job: str, number: int, clients: set[str]) -> None:
        result = self.smoke.round_document(job, number, "result")
        decision = self.smoke.round_document(job, number, "decision")
        require(
            result and decision, f"Round {number} of {job} must have a result and a decision, but has not."
        )
        self.say(f"round {number} of {job}: {json.dumps(result)}")
        counts = {name: result[name] for name in ("accepted", "late", "dropped", "rejected")}
        wanted = {"accepted": len(clients), "late": 0, "dropped": 0, "rejected": 0}
        require(counts == wanted, f"Round {number} must have {wanted}, but has {counts}.")
        contributors = sorted(found["client"] for found in decision["contributors"])
        require(
            contributors == sorted(clients),
            f"Contributors of round {number} must be {sorted(clients)}, but are {contributors}.",
        )

    def download(self) -> None:
        file = self.smoke.options.folder / "model.safetensors"
        done = self.smoke.rondo("model", "download", "--job", JOB, "--out", str(file))
        self.say(done.text.strip())
        require(
            file.stat().st_size > 100_000,
            f"The model must have more than 100,000 bytes, but has {file.stat().st_size}.",
        )
        file.unlink()

    def abandon(self) -> None:
        """A round of one client more than there are."""
        self._create(FEWER, ALL, "--rounds", "2")
        execution = self._waiting_round(FEWER)
        done = self.smoke.rondo("round", "abandon", "1", "--job", FEWER, "--reason", "a test of abandonment")
        self.say(done.text.strip())
        ended = self._end_of(execution)
        require(
            ended.get("error") == "RoundAbandoned",
            f"The execution must end with RoundAbandoned, but ended with {ended.get('error')}.",
        )
        status = self.smoke.until("The abandoned round must have a result", lambda: self.smoke.round_document(FEWER, 1, "result"), 120)[
            "status"
        ]
        require(status == "abandoned", f"The round must be abandoned, but is {status}.")
        require(
            not self.smoke.document(f"jobs/{FEWER}/models/00000001/manifest.json"),
            "An abandoned round must have no version, but has one.",
        )

    def _waiting_round(self, job: str) -> str:
        """The execution of a round to which each agent has uploaded, and which waits for one client more."""
        execution = self.smoke.rondo("round", "start", "--job", job, "--json").json()["execution"]
        uploads = f"updates/{job}/00000001/"
        self.smoke.until("Each agent must upload its update", lambda: len(self.smoke.keys(uploads)) >= CLIENTS, 300)
        return execution

    def _end_of(self, execution: str) -> dict[str, Any]:
        describe = lambda: self.smoke.aws.client("stepfunctions").describe_execution(executionArn=execution)
        self.smoke.until("The execution must end", lambda: describe()["status"] != "RUNNING", 1800)
        ended = describe()
        self.say(f"{execution}: {ended['status']} {ended.get('error', '')} {ended.get('cause', '')}")
        return ended

    def after_abandoned(self) -> None:
        self._round_with_python(FEWER, 2)

    def _round_with_python(self, job: str, number: int) -> None:
        """Starts a round, and a client more than the agents, and requires that all are counted."""
        client = in_python(self.smoke, "smoke-python")
        try:
            self.say(self.smoke.rondo("round", "start", "--job", job, "--wait").text.strip())
        finally:
            client.stop()
        self._check_round(job, number, {"smoke-python", *self.agents.names()})

    def resume(self) -> None:
        """The updates from before the stop are counted in the round that is resumed."""
        self._create(RESUMED, ALL, "--rounds", "1")
        execution = self._waiting_round(RESUMED)
        self.say(self.smoke.rondo("round", "stop", "--job", RESUMED).text.strip())
        status = self._end_of(execution)["status"]
        require(status == "ABORTED", f"The stopped execution must be ABORTED, but is {status}.")
        require(
            not self.smoke.round_document(RESUMED, 1, "result"), "A stopped round must have no result, but has one."
        )
        self._round_with_python(RESUMED, 1)
        status = self.smoke.round_document(RESUMED, 1, "result")["status"]
        require(status == "committed", f"The resumed round must be committed, but is {status}.")

    def lost_agent(self) -> None:
        """Trains for so long that the agent is lost while it trains."""
        epochs = "30" if self.smoke.emulator else "200"
        self._create(LOST, CLIENTS, "--rounds", "1", "--epochs", epochs)
        execution = self.smoke.rondo("round", "start", "--job", LOST, "--json").json()["execution"]
        if self.smoke.emulator:
            self.smoke.until("Each agent must take its seat", lambda: self._seats_in_flight() >= CLIENTS, 300, 1)
        else:  # SQS counts messages exactly only after a minute.
            self.smoke.until("The seats of the round must be published", lambda: self.smoke.round_document(LOST, 1, "seats"), 300, 1)
            time.sleep(15)
        self.agents.lose_one()
        ended = self._end_of(execution)
        require(
            ended["status"] == "SUCCEEDED",
            f"The round must succeed without the lost agent, but ended with {ended.get('error')}.",
        )
        result = self.smoke.round_document(LOST, 1, "result")
        require(
            result["accepted"] == CLIENTS,
            f"The round must have {CLIENTS} accepted updates, but has {result['accepted']}.",
        )
        clients = [
            found["client"] for found in self.smoke.round_document(LOST, 1, "decision")["contributors"]
        ]
        self.say(f"contributors: {', '.join(clients)}")
        require(
            len(set(clients)) == CLIENTS, f"Each client must count once, but the contributors are {clients}."
        )

    def _seats_in_flight(self) -> int:
        name = "ApproximateNumberOfMessagesNotVisible"
        found = self.smoke.aws.client("sqs").get_queue_attributes(
            QueueUrl=self.smoke.outputs["TaskQueueUrl"], AttributeNames=[name]
        )
        return int(found["Attributes"][name])
