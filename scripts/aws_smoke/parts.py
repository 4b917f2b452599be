"""A round by a rule that needs all updates side by side, so that the model is aggregated in parts. The clients are this
process: they upload updates whose trimmed mean is known."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy
from safetensors.numpy import load

from .commands import ROOT
from .smoke import Smoke, require
from .steps import Step

sys.path.append(str(ROOT / "python" / "src"))

from rondo._agent.bucket import Bucket, round_key, update_file  # noqa: E402
from rondo._agent.training import Done  # noqa: E402

JOB = "smoke-parts"
CLIENTS = 5
# Client k adds k times this to each parameter; without the smallest and the largest, the mean is twice this. A power
# of two, so that F32 has no error in it.
UNIT = 2.0**-8


class Parts:
    def __init__(self, smoke: Smoke) -> None:
        self.smoke, self.say = smoke, smoke.say

    def steps(self) -> list[Step]:
        return [Step("parts", "a round by a trimmed mean, in model parts", self.parts, ("no-agents", "job"))]

    def parts(self) -> None:
        count = str(CLIENTS)
        self.smoke.rondo(
            "job", "create", "--job", JOB, "--clients", count, "--fraction", "1", "--minimum", count, "--rounds", "1",
            "--aggregation", "trimmed:0.2", "--evaluate-every", "0", "--deadline-seconds", "900",
        )  # fmt: skip
        execution = self.smoke.rondo("round", "start", "--job", JOB, "--json").json()["execution"]
        bucket = Bucket(self.smoke.aws.client("s3"), self.smoke.bucket)
        served: list[int] = []
        self.smoke.until("Each client must get a seat", lambda: self._serve(bucket, served), 420, 0)
        describe = lambda: self.smoke.aws.client("stepfunctions").describe_execution(executionArn=execution)
        self.smoke.until("The round must end", lambda: describe()["status"] != "RUNNING", 900, 2)
        ended = describe()
        self.say(f"{execution}: {ended['status']} {ended.get('error', '')} {ended.get('cause', '')}")
        require(
            ended["status"] == "SUCCEEDED", f"The round must succeed, but ended with {ended.get('error')}."
        )
        plan = self.smoke.round_document(JOB, 1, "plan")
        require(plan["parts"] >= 1, f"The plan must have model parts, but has {plan['parts']}.")
        self._check(bucket, plan)

    def _serve(self, bucket: Bucket, served: list[int]) -> bool:
        """Takes seats that are there now, and uploads an update for each."""
        sqs, url = self.smoke.aws.client("sqs"), self.smoke.outputs["TaskQueueUrl"]
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=1, WaitTimeSeconds=10, VisibilityTimeout=60
        )
        for message in answer.get("Messages", []):
            seat = json.loads(message["Body"])
            if seat["job"] == JOB:
                self._upload(bucket, seat, len(served))
                served.append(seat["seat"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(served) == CLIENTS

    @staticmethod
    def _upload(bucket: Bucket, seat: dict[str, Any], client: int) -> None:
        plan = json.loads(bucket.read(round_key(seat, "plan.json")))
        delta = {
            tensor["name"]: numpy.full(tensor["shape"], client * UNIT, numpy.float32)
            for tensor in plan["layout"]["tensors"]
        }
        key = f"updates/{JOB}/{seat['round']:08d}/smoke-part-{client}.safetensors"
        require(
            bucket.put(key, update_file(plan, seat, Done(delta, 0.5, 100, None)), IfNoneMatch="*"),
            f"{key} was there already.",
        )

    def _check(self, bucket: Bucket, plan: dict[str, Any]) -> None:
        manifest = self.smoke.document(f"jobs/{JOB}/models/00000001/manifest.json")
        base, model = (load(bucket.get(key)[0]) for key in (plan["base_model"], manifest["model_key"]))
        worst = max(float(numpy.abs(model[name] - base[name] - 2 * UNIT).max()) for name in base)
        self.say(f"{plan['parts']} model parts; largest difference from the trimmed mean: {worst:.2g}")
        require(
            worst < 1e-6,
            f"Each parameter must differ by less than 1e-6 from the trimmed mean, but one does by {worst}.",
        )
