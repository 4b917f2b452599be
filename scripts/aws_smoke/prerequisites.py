"""What must be there before anything is deployed. Nothing here costs or changes anything."""

from __future__ import annotations

import re
import subprocess
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from .aws import Aws, code_of
from .commands import ROOT
from .smoke import CLIENTS, Smoke, require
from .steps import Step, StepFailed

VERSION_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
# The oldest version of the bootstrap stack that cdk accepts for assets by file.
BOOTSTRAP_VERSION = 6
STANDARD_VCPUS = "L-1216C47A"
VPCS = "L-F678F1CE"
# New accounts have 10. Workers and parts together must leave some for the other functions.
FEW_FUNCTIONS = 50
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Prerequisites:
    def __init__(self, smoke: Smoke) -> None:
        self.smoke, self.aws, self.say = smoke, smoke.aws, smoke.say

    def steps(self) -> list[Step]:
        no_quotas = "it has no quotas"
        return [
            Step("tools", "Java, Maven, Node and the CDK command", self.tools),
            Step("bootstrap", "the region is bootstrapped for CDK", self.bootstrap, ("tools",)),
            Step("functions-quota", "how many functions may run at once", self.functions_quota),
            Step("plan", "the kind of account", self.plan, not_on_emulator="it has no plans"),
            Step("vcpu-quota", "vCPUs for the instances", self.vcpu_quota, not_on_emulator=no_quotas),
            Step("vpc-quota", "a VPC for the instances", self.vpc_quota, not_on_emulator=no_quotas),
            Step(
                "instance-types",
                "the instance type is offered",
                self.instance_types,
                not_on_emulator="it runs no instances",
            ),
        ]

    def tools(self) -> None:
        java = self._version("java", "-version")
        number = re.search(r'version "(?:1\.)?(\d+)', java)
        require(
            number and int(number.group(1)) >= 17,
            f"Java must be 17 or later, but is: {java}. Set JAVA_HOME or PATH.",
        )
        self.say(f"java: {java}")
        self.say(f"maven: {self._version('mvn', '-version')}")
        self.say(f"node: {self._version('node', '--version')}, tested with 22")
        wanted = (ROOT / "cdk" / "cdk-version").read_text().strip()
        cdk = self._version("cdk", "--version")
        self.say(f"cdk: {cdk}, tested with {wanted}")
        require(
            _numbers(cdk) >= _numbers(wanted),
            f"cdk must be {wanted} or later, but is {cdk}. Run: npm install -g aws-cdk@{wanted}",
        )

    def _version(self, *command: str) -> str:
        hint = {
            "java": "Install JDK 17 or later.",
            "mvn": "Install Maven 3.8 or later.",
            "node": "Install Node 22 or later.",
        }
        wanted = (ROOT / "cdk" / "cdk-version").read_text().strip()
        hint["cdk"] = f"Run: npm install -g aws-cdk@{wanted}"
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, env=self.smoke.commands.environment, timeout=120
            )
        except FileNotFoundError:
            raise StepFailed(f"Cannot run {command[0]}: it is not on the PATH. {hint[command[0]]}") from None
        return next(iter(COLOUR.sub("", done.stdout + done.stderr).strip().splitlines()), "")

    def bootstrap(self) -> None:
        version = bootstrap_version(self.aws)
        if version is None and self.smoke.options.bootstrap:
            self.smoke.must_bootstrap = True
            self.say("the region is not bootstrapped; this run does it first, if you confirm it")
            return
        require(
            version is not None,
            f"The region {self.aws.region} is not bootstrapped for CDK. "
            "Run 'cdk bootstrap', or start again with --bootstrap.",
        )
        require(
            version >= BOOTSTRAP_VERSION,
            f"The bootstrap stack must have version {BOOTSTRAP_VERSION} or later, but has {version}. "
            "Run: cdk bootstrap",
        )
        self.say(f"bootstrap stack: version {version}")

    def functions_quota(self) -> None:
        limits = self.aws.client("lambda").get_account_settings()["AccountLimit"]
        found = limits["UnreservedConcurrentExecutions"]
        self.say(
            f"concurrent executions of functions: {limits['ConcurrentExecutions']}, {found} of them unreserved"
        )
        if found < FEW_FUNCTIONS:
            self.smoke.settings |= {"fold_concurrency": "5", "part_concurrency": "5"}
            self.say("this is few, so the stack is deployed with fold_concurrency=5 and part_concurrency=5")
        require(
            found >= 10,
            f"The quota of concurrent executions must be 10 or more, but is {found}. "
            "Request more: quota L-B99A9384 of Lambda",
        )

    def plan(self) -> None:
        """Accounts on the free plan may run few instance types only. Not every caller may ask, and old boto3 cannot."""
        try:
            state: dict[str, Any] = self.aws.client("freetier", region="us-east-1").get_account_plan_state()
        except (ClientError, BotoCoreError, AttributeError) as error:
            self.say(f"the plan of the account is unknown: {error}")
            return
        self.say(f"account plan: {state.get('accountPlanType')} ({state.get('accountPlanStatus')})")

    def _quota(self, service: str, code: str) -> float:
        """That of the account, or the default of AWS where the account has none of its own."""
        quotas, which = self.aws.client("service-quotas"), {"ServiceCode": service, "QuotaCode": code}
        try:
            return quotas.get_service_quota(**which)["Quota"]["Value"]
        except ClientError as error:
            if code_of(error) != "NoSuchResourceException":
                raise
            return quotas.get_aws_default_service_quota(**which)["Quota"]["Value"]

    def vcpu_quota(self) -> None:
        found = self._quota("ec2", STANDARD_VCPUS)
        kind = self.smoke.options.instance_type
        types = self.aws.client("ec2").describe_instance_types(InstanceTypes=[kind])["InstanceTypes"]
        built_for = types[0]["ProcessorInfo"]["SupportedArchitectures"]
        require(
            "x86_64" in built_for,
            f"{kind} must be of the architecture x86_64, but is {', '.join(built_for)}. "
            "Choose another type with --instance-type.",
        )
        needed = CLIENTS * types[0]["VCpuInfo"]["DefaultVCpus"]
        self.say(f"vCPUs of running On-Demand Standard instances: {found:.0f}; two {kind} need {needed}")
        require(
            found >= needed,
            f"The quota {STANDARD_VCPUS} must be {needed} or more, but is {found:.0f}. Request more: "
            "aws service-quotas request-service-quota-increase --service-code ec2 "
            f"--quota-code {STANDARD_VCPUS} --desired-value 16",
        )

    def vpc_quota(self) -> None:
        """The stack of the clients has a VPC of its own."""
        used = len(list(self.aws.pages("ec2", "describe_vpcs", "Vpcs")))
        found = self._quota("vpc", VPCS)
        self.say(f"VPCs: {used} of {found:.0f}")
        require(
            used < found,
            f"The region must have room for a VPC, but has {used} of {found:.0f}. Request more: {VPCS}",
        )

    def instance_types(self) -> None:
        kind = self.smoke.options.instance_type
        offered = self.aws.pages(
            "ec2", "describe_instance_type_offerings", "InstanceTypeOfferings",
            LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": [kind]}],
        )  # fmt: skip
        having = sorted(offer["Location"] for offer in offered)
        zones = self.aws.client("ec2").describe_availability_zones()["AvailabilityZones"]
        names = sorted(
            zone["ZoneName"]
            for zone in zones
            if zone.get("ZoneType", "availability-zone") == "availability-zone"
        )
        self.say(f"zones: {', '.join(names)}; {kind} is offered in {', '.join(having) or 'none'}")
        both = [zone for zone in names if zone in having][:2]
        require(
            both,
            f"The region {self.aws.region} offers no {kind}. "
            "Choose another type with --instance-type, or another --region.",
        )
        if names[:2] != both:  # The stack takes the first two zones.
            self.smoke.settings |= {"ec2_zone_names": ",".join(both)}
            self.say(f"so the stack is deployed with ec2_zone_names={','.join(both)}")


def bootstrap_version(aws: Aws) -> int | None:
    """That of the region's bootstrap stack; None if there is none."""
    try:
        return int(aws.client("ssm").get_parameter(Name=VERSION_PARAMETER)["Parameter"]["Value"])
    except ClientError as error:
        if code_of(error) == "ParameterNotFound":
            return None
        raise


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version.split(" ")[0])]
