"""Least privilege, by requests with a client's credentials: those of a role with the policy of the machines' role. This
run makes, assumes and deletes it, because the machines' own role can be assumed by instances only."""

from __future__ import annotations

import json
from typing import Any, Callable

import boto3
from botocore.exceptions import ClientError

from .aws import code_of
from .smoke import Smoke, require
from .steps import Step, StepSkipped
from .training import JOB

DENIED = ("AccessDenied", "AccessDeniedException", "403", "AWS.SimpleQueueService.AccessDenied")
SESSION = "i-smoke"
# IAM is known in all places after some seconds only.
PROPAGATION_SECONDS = 120
# A round that is never opened: workers ignore its uploads.
UNUSED = 99_999_999
# The caller puts it, so that a client which may delete models by mistake deletes none that is needed.
SPARE_MODEL = f"jobs/{JOB}/models/{UNUSED}/{'1' * 64}.safetensors"


class Privileges:
    def __init__(self, smoke: Smoke) -> None:
        self.smoke, self.aws, self.say = smoke, smoke.aws, smoke.say
        self.role = smoke.options.prefix + "-client-check"

    def steps(self) -> list[Step]:
        title = "a client can do what it needs, and nothing else"
        return [Step("privileges", title, self.check, ("deploy-clients", "round"))]

    def check(self) -> None:
        iam = self.aws.client("iam")
        source = self.smoke.client_outputs["ClientRoleArn"].rsplit("/", 1)[-1]
        caller = self.aws.client("sts").get_caller_identity()
        made = iam.create_role(
            RoleName=self.role,
            AssumeRolePolicyDocument=json.dumps(trust(caller["Arn"])),
            Description="aws-smoke: a client",
            MaxSessionDuration=3600,
        )
        try:
            for name in iam.list_role_policies(RoleName=source)["PolicyNames"]:
                policy = iam.get_role_policy(RoleName=source, PolicyName=name)["PolicyDocument"]
                iam.put_role_policy(RoleName=self.role, PolicyName=name, PolicyDocument=json.dumps(policy))
            self.aws.client("s3").put_object(Bucket=self.smoke.bucket, Key=SPARE_MODEL, Body=b"x")
            self._requests(made["Role"])
        finally:
            delete_role(self.aws, self.role)
            self.aws.client("s3").delete_object(Bucket=self.smoke.bucket, Key=SPARE_MODEL)

    def _assume(self, arn: str) -> boto3.Session:
        def assume() -> Any:
            try:
                return self.aws.client("sts").assume_role(RoleArn=arn, RoleSessionName=SESSION)["Credentials"]
            except ClientError as error:
                if code_of(error) in DENIED:
                    return None
                raise

        found = self.smoke.until("AWS must let the caller assume the new role", assume, PROPAGATION_SECONDS)
        for secret in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
            self.smoke.report.redactor.hide(found[secret], "<hidden>")
        session = boto3.Session(
            found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"], self.aws.region
        )
        self.aws.watch(session)
        return session

    def _requests(self, role: dict[str, Any]) -> None:
        session = self._assume(role["Arn"])
        client = f"{role['RoleId']}:{SESSION}"
        s3, sqs = self.aws.client("s3", session), self.aws.client("sqs", session)
        index = lambda: s3.get_object(Bucket=self.smoke.bucket, Key="data/mnist/index.json")
        self.smoke.until(
            "The permissions of the new role must take effect", lambda: outcome(index) == "allowed", PROPAGATION_SECONDS
        )
        unreadable = self._unreadable()
        self._must_exist([*unreadable.values(), SPARE_MODEL])
        wrong = []
        for what, wanted, request in self._table(session, s3, sqs, client, unreadable):
            if wanted == "refused" and self.smoke.emulator:
                continue
            found = outcome(request)
            self.say(f"{found}: {what}")
            if found != wanted:
                wrong.append(f"{what} must be {wanted}, but is {found}")
        require(not wrong, "; ".join(wrong) + ".")
        if self.smoke.emulator:
            raise StepSkipped(
                "what must be refused was not tried on the emulator, because it does not enforce IAM"
            )

    def _unreadable(self) -> dict[str, str]:
        """Objects that a client must not read, by what it tries."""
        job = f"jobs/{JOB}"
        return {
            "read the update of another client": self.smoke.keys(f"updates/{JOB}/00000001/")[0],
            "read the secret of the nonces": "control/nonces.key",
            "read the job": f"{job}/job.json",
            "read a decision": f"{job}/rounds/00000001/decision.json",
            "read a task token": f"{job}/rounds/00000001/token.json",
        }

    def _must_exist(self, keys: list[str]) -> None:
        """With the caller's credentials. S3 refuses to read an absent object too, so that its refusal shows nothing."""
        s3 = self.aws.client("s3")
        for key in keys:
            found = outcome(lambda: s3.head_object(Bucket=self.smoke.bucket, Key=key))
            require(found == "allowed", f"The object {key} must exist for this step, but S3 answers: {found}.")

    def _table(
        self, session: boto3.Session, s3: Any, sqs: Any, client: str, unreadable: dict[str, str]
    ) -> list[tuple[str, str, Callable[[], Any]]]:
        bucket, job = self.smoke.bucket, f"jobs/{JOB}"
        own = f"updates/{JOB}/{UNUSED}/{client}.safetensors"
        manifest = self.smoke.document(f"{job}/models/00000001/manifest.json")
        get = lambda key: lambda: s3.get_object(Bucket=bucket, Key=key)
        put = lambda key, **more: lambda: s3.put_object(Bucket=bucket, Key=key, Body=b"x" * 32, **more)
        delete = lambda key: lambda: s3.delete_object(Bucket=bucket, Key=key)
        tasks, machine = self.smoke.outputs["TaskQueueUrl"], self.smoke.outputs["RoundStateMachineArn"]
        states = self.aws.client("stepfunctions", session)
        once = {"IfNoneMatch": "*"}
        allowed = [
            ("write its own update once", put(own, **once)),
            ("read its own update", get(own)),
            ("read a plan", get(f"{job}/rounds/00000001/plan.json")),
            ("read an outcome", get(f"{job}/rounds/00000001/outcome.json")),
            ("read a manifest", get(f"{job}/models/00000001/manifest.json")),
            ("read a model", get(manifest["model_key"])),
            ("read the index of the data", get("data/mnist/index.json")),
            ("write a lease", put("leases/smoke-check/shard-00000.json")),
            ("read a lease", get("leases/smoke-check/shard-00000.json")),
            ("take a seat", lambda: sqs.receive_message(QueueUrl=tasks, WaitTimeSeconds=0)),
        ]
        refused = [
            ("overwrite its own update", put(own)),
            *((what, get(key)) for what, key in unreadable.items()),
            (
                "write the update of another client",
                put(f"updates/{JOB}/{UNUSED}/another.safetensors", **once),
            ),
            (
                "write an update with a storage class that cannot be read",
                put(f"updates/{JOB}/{UNUSED - 1}/{client}.safetensors", StorageClass="GLACIER", **once),
            ),
            ("write a model", put(f"{job}/models/{UNUSED}/{'0' * 64}.safetensors")),
            ("write a manifest", put(f"{job}/models/{UNUSED}/manifest.json")),
            ("write a plan", put(f"{job}/rounds/{UNUSED}/plan.json")),
            ("write an outcome", put(f"{job}/rounds/{UNUSED}/outcome.json")),
            ("write latest.json", put(f"{job}/latest.json")),
            ("write data", put("data/smoke-check/shard-00000.safetensors")),
            ("list the bucket", lambda: s3.list_objects_v2(Bucket=bucket, MaxKeys=1)),
            ("delete its own update", delete(own)),
            ("delete a model", delete(SPARE_MODEL)),
            ("publish a seat", lambda: sqs.send_message(QueueUrl=tasks, MessageBody="{}")),
            (
                "write to the queue of uploads",
                lambda: sqs.send_message(QueueUrl=self.smoke.outputs["UpdateQueueUrl"], MessageBody="{}"),
            ),
            ("start a round", lambda: states.start_execution(stateMachineArn=machine, input="{}")),
        ]
        return [(what, "allowed", request) for what, request in allowed] + [
            (what, "refused", request) for what, request in refused
        ]


def trust(caller: str) -> dict[str, Any]:
    """Lets only the caller, by its ARN, assume the role."""
    statement = {"Effect": "Allow", "Principal": {"AWS": caller}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def outcome(request: Callable[[], Any]) -> str:
    """How AWS answered: allowed, refused, or the name of another error."""
    try:
        request()
        return "allowed"
    except ClientError as error:
        return "refused" if code_of(error) in DENIED else code_of(error)


def delete_role(aws: Any, role: str) -> None:
    iam = aws.client("iam")
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    iam.delete_role(RoleName=role)
