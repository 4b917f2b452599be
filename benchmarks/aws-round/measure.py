"""Runs rounds and measures their times. `run` installs the imports and starts it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any, Callable

import numpy

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.append(str(HERE.parents[1] / "python" / "src"))

import harness  # noqa: E402
from emulator import Cloud, deployed  # noqa: E402
from rondo._agent.bucket import Bucket, round_key, update_file  # noqa: E402
from rondo._agent.training import Done  # noqa: E402

WARM_UP = 2
PATIENCE = 120
LOOK_SECONDS = 0.005
# How the last update comes: with all others in one instant, or after the others have been folded.
ARRIVALS = ["together", "one by one"]
EXAMPLES = 600


class Job:
    """A job on the stack, its clients, and one round of it after another."""

    def __init__(self, cloud: Cloud, name: str, clients: int) -> None:
        self.cloud, self.name, self.clients = cloud, name, clients
        self.s3, self.sqs, self.sfn = map(cloud.client, ("s3", "sqs", "stepfunctions"))
        self.bucket = Bucket(self.s3, cloud.outputs["BucketName"])
        self.random = numpy.random.default_rng(1)
        self.pool = ThreadPoolExecutor(clients)

    def until(self, what: str, condition: Callable[[], Any]) -> Any:
        """Looks again and again; what the condition has come to."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(LOOK_SECONDS)
        raise harness.BenchmarkError(f"{self.name}: {what} did not come in {PATIENCE} s")

    def seats(self, number: int) -> list[dict[str, Any]]:
        """A seat of this round for each client."""
        seats: list[dict[str, Any]] = []
        url = self.cloud.outputs["TaskQueueUrl"]

        def receive() -> bool:
            answer = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                seat = json.loads(message["Body"])
                if (seat["job"], seat["round"]) == (self.name, number):
                    seats.append(seat)
            return len(seats) >= self.clients

        self.until("seats", receive)
        return seats

    def updates(self, number: int, seats: list[dict[str, Any]]) -> dict[str, bytes]:
        """A valid update for each client, small random numbers, by its key."""
        plan = json.loads(self.bucket.read(round_key(seats[0], "plan.json")))
        files = {}
        for client, seat in zip(range(self.clients), seats):
            delta = {
                tensor["name"]: 1e-3 * self.random.standard_normal(tensor["shape"], numpy.float32)
                for tensor in plan["layout"]["tensors"]
            }
            key = f"updates/{self.name}/{number:08d}/client-{client:03d}.safetensors"
            files[key] = update_file(plan, seat, Done(delta, 0.5, EXAMPLES, None))
        return files

    def upload(self, update: tuple[str, bytes]) -> float:
        """Puts it; when that was acknowledged."""
        if not self.bucket.put(*update, IfNoneMatch="*"):
            raise harness.BenchmarkError(f"{update[0]} was there already")
        return time.time()

    def folded(self, number: int) -> int:
        """How many updates the workers have folded; the counts are in the keys."""
        prefix = f"partials/{self.name}/{number:08d}/"
        listed = self.s3.list_objects_v2(Bucket=self.bucket.name, Prefix=prefix)
        return sum(int(o["Key"][len(prefix) :].split("-")[0]) for o in listed.get("Contents", []))

    def upload_all(self, number: int, updates: dict[str, bytes], arrival: str) -> float:
        """Uploads all; when the last was acknowledged."""
        if arrival == "together":
            return max(self.pool.map(self.upload, updates.items()))
        *first, last = updates.items()
        for count, update in enumerate(first, start=1):
            self.upload(update)
            self.until(f"update {count}'s fold", lambda: self.folded(number) >= count)
        return self.upload(last)

    def run(self, number: int, arrival: str) -> dict[str, float]:
        """One round; its times in ms."""
        execution = self.sfn.start_execution(
            stateMachineArn=self.cloud.outputs["RoundStateMachineArn"],
            name=f"{self.name}-{number}",
            input=json.dumps({"job": self.name, "round": number}),
        )["executionArn"]
        seats = self.seats(number)
        updates = self.updates(number, seats)
        token = round_key(seats[0], "token.json")
        self.until("a token to wake the round", lambda: self.bucket.exists(token))
        manifest = f"jobs/{self.name}/models/{number:08d}/manifest.json"
        last = self.upload_all(number, updates, arrival)
        self.until("the manifest", lambda: self.bucket.exists(manifest))
        committed = time.time()
        describe = lambda: self.sfn.describe_execution(executionArn=execution)
        self.until("the end", lambda: describe()["status"] != "RUNNING")
        ended = describe()
        if ended["status"] != "SUCCEEDED":
            raise harness.BenchmarkError(f"round {number} of {self.name}: {ended}")
        if json.loads(self.bucket.read(manifest))["contributors"] != self.clients:
            raise harness.BenchmarkError(f"round {number} of {self.name} has not counted all")
        woken = self.left(execution, "AwaitQuorum")
        closed = ended["stopDate"].timestamp()
        return {
            "signal_ms": (woken - last) * 1000,
            "signal_to_manifest_ms": (committed - woken) * 1000,
            "manifest_ms": (committed - last) * 1000,
            "closed_ms": (closed - last) * 1000,
        }

    def left(self, execution: str, state: str) -> float:
        """When the execution left a state."""
        pages = self.sfn.get_paginator("get_execution_history").paginate(executionArn=execution)
        for page in pages:
            for event in page["events"]:
                if event.get("stateExitedEventDetails", {}).get("name") == state:
                    return event["timestamp"].timestamp()
        raise harness.BenchmarkError(f"{execution} has never left {state}")


def timed(action: Callable[[], Any], times: int = 20) -> float:
    """The median of its milliseconds."""
    values = []
    for _ in range(times):
        begin = time.perf_counter()
        action()
        values.append((time.perf_counter() - begin) * 1000)
    return median(values)


def own_times(job: Job, update: bytes) -> dict[str, float]:
    """What the emulator takes for single requests: its own share of a round's time."""
    s3, name = job.s3, job.bucket.name
    call = {
        "FunctionName": job.cloud.outputs["FoldUpdatesFunctionName"],
        "Payload": b'{"Records": []}',
    }
    function = job.cloud.client("lambda")
    return {
        "put_update_ms": timed(lambda: s3.put_object(Bucket=name, Key="own/o", Body=update)),
        "get_update_ms": timed(lambda: s3.get_object(Bucket=name, Key="own/o")["Body"].read()),
        "head_ms": timed(lambda: s3.head_object(Bucket=name, Key="own/o")),
        "empty_call_ms": timed(lambda: function.invoke(**call)["Payload"].read()),
    }


def measure(cloud: Cloud, model: str, clients: int, rounds: int) -> dict[str, Any]:
    name = f"{model}-{clients}"
    print(f"{model} x {clients} clients", file=sys.stderr, flush=True)
    last_round = WARM_UP + rounds * len(ARRIVALS)
    settings = {"job": name, "model": model, "clients": clients, "fraction": 1}
    settings |= {"rounds": last_round, "deadline-seconds": PATIENCE, "target-accuracy": 0}
    cloud.rondo("job", "create", *(f"--{key}={value}" for key, value in settings.items()))
    job = Job(cloud, name, clients)
    for number in range(1, WARM_UP + 1):
        job.run(number, ARRIVALS[number % len(ARRIVALS)])
    before = cloud.function_processes()
    times: dict[str, list[dict[str, float]]] = {arrival: [] for arrival in ARRIVALS}
    for number in range(WARM_UP + 1, last_round + 1):
        arrival = ARRIVALS[number % len(ARRIVALS)]  # By turns.
        times[arrival].append(job.run(number, arrival))
    after = cloud.function_processes()
    key = f"updates/{name}/{last_round:08d}/client-000.safetensors"
    update = job.bucket.get(key)[0]
    started = None if before is None or after is None else len(after - before)
    return {
        "model": model,
        "clients": clients,
        "update_bytes": len(update),
        "rounds": times,
        "processes_started": started,
        "emulator": own_times(job, update),
    }


def rows(result: dict[str, Any]) -> list[list[str]]:
    shown = []
    for arrival, rounds in result["rounds"].items():
        row = [result["model"], str(result["clients"]), arrival]
        for kind in ("signal_ms", "signal_to_manifest_ms", "manifest_ms"):
            row.append(f"{median(round_[kind] for round_ in rounds):.0f}")
        manifests = [round_["manifest_ms"] for round_ in rounds]
        row.append(f"{min(manifests):.0f} to {max(manifests):.0f}")
        row.append(f"{median(round_['closed_ms'] for round_ in rounds):.0f}")
        shown.append(row)
    return shown


def own_row(result: dict[str, Any]) -> list[str]:
    own = [f"{value:.0f}" for value in result["emulator"].values()]
    started = result["processes_started"]
    megabytes = f"{result['update_bytes'] / 1e6:.1f}"
    clients = str(result["clients"])
    return [result["model"], clients, megabytes, *own, "?" if started is None else str(started)]


def body() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--clients", type=int, nargs="+", required=True)
    parser.add_argument("--models", nargs="+", required=True)
    arguments = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="rondo-aws-round-") as scratch:
        with deployed(Path(scratch)) as cloud:
            count = str(max(arguments.clients))
            cloud.rondo("data", "push", "mnist", "--clients", count)
            for model in arguments.models:
                for clients in arguments.clients:
                    results.append(measure(cloud, model, clients, arguments.rounds))
            if cloud.was_mocked():
                raise harness.BenchmarkError("the emulator has imitated a function")
    print(f"Milliseconds, medians of {arguments.rounds} warm rounds each\n")
    header = ["model", "clients", "upload order", "last upload to signal", "signal to manifest"]
    header += ["last upload to manifest", "fastest to slowest", "last upload to closed"]
    harness.print_table(header, [row for result in results for row in rows(result)])
    print("\nThe emulator's own: a single request, ms\n")
    header = ["model", "clients", "update, MB", "PUT of an update", "GET of it", "HEAD"]
    header += ["call of a function with nothing to do", "processes started in timed rounds"]
    harness.print_table(header, [own_row(result) for result in results])
    kernel = harness.kernel_of_evaluation()
    print(f"\nOpenBLAS kernel: {kernel}")
    harness.save("aws-round", {"kernel": kernel, "load": os.getloadavg(), "cases": results})


if __name__ == "__main__":
    harness.main(body)
