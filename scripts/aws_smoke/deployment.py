"""Building, deploying, comparing and destroying the stacks with the CDK command, and what CloudFormation says of it."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from .commands import ROOT
from .prerequisites import bootstrap_version
from .smoke import CLIENTS, Smoke, require
from .steps import Step
from .text import duration

CDK = ROOT / "cdk"
CAUSED = ("Resource creation cancelled", "Resource deletion cancelled", "The following resource(s) failed")


class Deployment:
    def __init__(self, smoke: Smoke, scratch: Path) -> None:
        self.smoke, self.say, self.scratch = smoke, smoke.say, scratch
        self.templates = scratch / "cdk.out"
        self.ids: dict[str, str] = {}
        self.deployed: set[str] = set()

    def steps(self) -> list[Step]:
        fits = () if self.smoke.emulator else ("vcpu-quota", "vpc-quota", "instance-types")
        no_clients = "its template has no stacks of clients" if self.smoke.ministack else ""
        prepared = ("synth", "cdk-bootstrap", "functions-quota")
        clients = "deploy the stack of two EC2 clients"
        if self.smoke.emulator:
            clients += ", of which an emulator runs no instances"
        return [
            Step("cdk-bootstrap", "cdk bootstrap, if the region needs it", self.bootstrap, ("bootstrap",)),
            Step("synth", "build the functions, the agent and the templates", self.synth, ("tools",)),
            Step("rondo", "build the command rondo", self.build_rondo, ("tools",)),
            Step("deploy-control", "deploy the control stack", self.deploy_control, prepared),
            Step("deploy-clients", clients, self.deploy_clients, ("deploy-control", *fits), no_clients),
            Step("diff", "cdk diff shows no changes", self.diff, ("deploy-control",)),
        ]

    def last_steps(self) -> list[Step]:
        return [Step("destroy", "cdk destroy", self.destroy, ("synth",))]

    def bootstrap(self) -> None:
        """Only now, because it changes the account."""
        if not self.smoke.must_bootstrap:
            self.say("the region was bootstrapped before")
            return
        account = self.smoke.aws.client("sts").get_caller_identity()["Account"]
        target = f"aws://{account}/{self.smoke.aws.region}"
        self.smoke.commands.run("cdk", "bootstrap", target, folder=ROOT)
        self.say(
            f"bootstrap stack: version {bootstrap_version(self.smoke.aws)}; the stack CDKToolkit stays, "
            "because other CDK applications use it"
        )

    def synth(self) -> None:
        shutil.rmtree(self.templates, ignore_errors=True)
        settings = {"prefix": self.smoke.options.prefix, **self.smoke.settings}
        settings |= {
            "ec2_nodes": str(CLIENTS),
            "ec2_max_nodes": str(CLIENTS + 1),
            "ec2_instance_type": self.smoke.options.instance_type,
        }
        if self.smoke.ministack:
            settings = {**settings, "emulator": "true"}
        context = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.smoke.commands.run(
            "cdk", "synth", "--quiet", *context, "--output", str(self.templates), folder=CDK, timeout=3600
        )
        for stack in self.smoke.stacks:
            template = json.loads((self.templates / f"{stack}.template.json").read_text())
            self.say(f"{stack}: {len(template['Resources'])} resources")

    def build_rondo(self) -> None:
        version = self.smoke.commands.run(str(ROOT / "rondo"), "--version", timeout=3600)
        self.say(version.text.strip())

    def deploy_control(self) -> None:
        self.smoke.outputs = self._deploy(self.smoke.control)
        require(
            "BucketName" in self.smoke.outputs,
            f"{self.smoke.control} must have the output BucketName, but has {sorted(self.smoke.outputs)}",
        )

    def deploy_clients(self) -> None:
        self.smoke.client_outputs = self._deploy(self.smoke.clients_stack)

    def _deploy(self, stack: str) -> dict[str, str]:
        outputs = self.scratch / f"{stack}.outputs.json"
        self.smoke.created = True
        try:
            self._cdk(
                "deploy",
                stack,
                "--exclusively",
                "--require-approval",
                "never",
                "--progress",
                "events",
                "--outputs-file",
                str(outputs),
            )
        finally:
            self.gather(stack, "creation")
        self.deployed.add(stack)
        return json.loads(outputs.read_text())[stack]

    def diff(self) -> None:
        """Of the stacks that were deployed. With --fail, changes are an exit code of 1."""
        deployed = [stack for stack in self.smoke.stacks if stack in self.deployed]
        done = self._cdk("diff", *deployed, "--exclusively", "--fail", check=False)
        self.say(f"compared: {', '.join(deployed)}")
        require(done.exit_code == 0, f"cdk diff must show no changes, but shows:\n{done.text[-3000:]}")

    def destroy(self) -> None:
        stacks = [stack for stack in reversed(self.smoke.stacks) if self.describe(stack)]
        if not stacks:  # Without names cdk asks for --all.
            self.say("there is no stack to destroy")
            return
        try:
            self._cdk("destroy", *stacks, "--exclusively", "--force", timeout=3600)
        finally:
            for stack in stacks:
                self.gather(stack, "deletion")

    def _cdk(self, *arguments: str, timeout: float = 3600, check: bool = True) -> Any:
        return self.smoke.commands.run(
            "cdk",
            *arguments,
            "--app",
            str(self.templates),
            "--no-color",
            folder=CDK,
            timeout=timeout,
            check=check,
        )

    def describe(self, stack: str) -> dict[str, Any] | None:
        try:
            return self.smoke.aws.client("cloudformation").describe_stacks(
                StackName=self.ids.get(stack, stack)
            )["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def gather(self, stack: str, what: str) -> None:
        """The time of each resource, and why the first one failed, for the report."""
        found = self.describe(stack)
        if found is None:
            self.say(f"{stack} does not exist")
            return
        self.ids[stack] = found["StackId"]
        events = list(
            self.smoke.aws.pages(
                "cloudformation", "describe_stack_events", "StackEvents", StackName=found["StackId"]
            )
        )
        rows = resources(events, "DELETE" if what == "deletion" else "CREATE")
        self.smoke.report.evidence[f"{what} of {stack}"] = rows
        slowest = max(
            rows,
            key=lambda row: row["seconds"] if row["type"] != "AWS::CloudFormation::Stack" else -1,
            default=None,
        )
        if slowest:
            self.say(
                f"{stack}: {found['StackStatus']}, {len(rows) - 1} resources; "
                f"slowest {slowest['resource']}, {duration(slowest['seconds'])}"
            )
        for row in first_failures(rows):
            self.say(f"{row['resource']} ({row['type']}) {row['status']}: {row['reason']}")


def resources(events: list[dict[str, Any]], verb: str) -> list[dict[str, Any]]:
    """One row for each resource: when it began to be created or deleted, for how long, and how it ended."""
    rows: dict[str, dict[str, Any]] = {}
    for event in sorted(events, key=lambda event: event["Timestamp"]):
        status, at = event["ResourceStatus"], event["Timestamp"]
        rollback = "ROLLBACK" in status
        if not status.startswith(verb) and not (verb == "CREATE" and rollback):
            continue
        row = rows.setdefault(
            event["LogicalResourceId"],
            {
                "resource": event["LogicalResourceId"],
                "type": event["ResourceType"],
                "started": _text(at),
                "began": at,
                "reason": "",
            },
        )
        row["status"], row["seconds"] = status, round((at - row["began"]).total_seconds(), 1)
        if event.get("ResourceStatusReason") and status.endswith("FAILED"):
            row["reason"] = row["reason"] or event["ResourceStatusReason"]
    return [{key: value for key, value in row.items() if key != "began"} for row in rows.values()]


def first_failures(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The resources that failed by themselves, and not because another one had."""
    return [row for row in rows if row["reason"] and not row["reason"].startswith(CAUSED)]


def _text(at: datetime) -> str:
    return at.strftime("%H:%M:%S")
