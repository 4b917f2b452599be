"""Finds and removes everything that has the prefix of a run, whatever state it is in."""

from __future__ import annotations

import time
from typing import Any, Callable, Iterator

from botocore.exceptions import ClientError

from .aws import Aws, code_of, is_offered
from .privileges import delete_role
from .steps import StepFailed

STACK_SECONDS = 30 * 60
GONE = ("DELETE_COMPLETE",)


class Cleanup:
    """What a run with this prefix has left, and how to remove it."""

    def __init__(self, aws: Aws, prefix: str, say: Callable[[str], None]) -> None:
        self.aws, self.prefix, self.say = aws, prefix, say
        # In the order in which they are removed: stacks first, because they remove most of the others.
        self.kinds: dict[str, tuple[Callable[[], Iterator[str]], Callable[[str], Any]]] = {
            "role": (self._roles, lambda name: delete_role(self.aws, name)),
            "stack": (self._stacks, self._delete_stack),
            "instance": (
                self._instances,
                lambda name: self.aws.client("ec2").terminate_instances(InstanceIds=[name]),
            ),
            "bucket": (self._buckets, self._delete_bucket),
            "log group": (
                self._log_groups,
                lambda name: self.aws.client("logs").delete_log_group(logGroupName=name),
            ),
            "alarm": (
                self._alarms,
                lambda name: self.aws.client("cloudwatch").delete_alarms(AlarmNames=[name]),
            ),
            "dashboard": (
                self._dashboards,
                lambda name: self.aws.client("cloudwatch").delete_dashboards(DashboardNames=[name]),
            ),
        }

    def left(self) -> list[tuple[str, str]]:
        """Kinds and names of all that is left. Of a kind that cannot be listed, the name is the reason."""
        left = []
        for kind in self.kinds:
            try:
                left += [(kind, name) for name in self._found(kind)]
            except Exception as error:
                left.append((kind, f"(cannot be listed: {error})"))
        return left

    def _found(self, kind: str) -> list[str]:
        find, _ = self.kinds[kind]
        try:
            return list(find())
        except Exception as error:
            if self.aws.endpoint and not is_offered(error):
                return []
            raise

    def remove(self) -> None:
        """Removes all. What cannot be removed does not keep the rest from it."""
        failures = []
        for kind, (_, delete) in self.kinds.items():
            try:
                names = self._found(kind)
            except Exception as error:  # Whatever it is, such as a timeout, the later kinds must be removed.
                failures.append(f"{kind}: cannot be listed: {error}")
                continue
            for name in names:
                try:
                    delete(name)
                    self.say(f"removed {kind} {name}")
                except Exception as error:
                    failures.append(f"{kind} {name}: {error}")
        if failures:
            raise StepFailed("Cannot remove " + "; ".join(failures))

    def _stacks(self) -> Iterator[str]:
        """The one of the clients first, because it uses the other one."""
        found = self.aws.pages("cloudformation", "describe_stacks", "Stacks")
        names = [stack["StackName"] for stack in found if stack["StackStatus"] not in GONE]
        return iter(sorted((name for name in names if name.startswith(self.prefix)), reverse=True))

    def _delete_stack(self, name: str) -> None:
        cloudformation = self.aws.client("cloudformation")
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        end = time.monotonic() + STACK_SECONDS
        asked = 0
        while True:
            found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
            status = found["StackStatus"]
            if status in GONE:
                return
            if status == "DELETE_FAILED" and asked >= 2:
                raise StepFailed(f"CloudFormation cannot delete it: {found.get('StackStatusReason', status)}")
            if status not in ("DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
                cloudformation.delete_stack(StackName=stack)
                asked += 1
            if time.monotonic() > end:
                raise StepFailed(f"it is {status} after {STACK_SECONDS // 60} minutes")
            time.sleep(1 if self.aws.endpoint else 10)

    def _instances(self) -> Iterator[str]:
        filters = [
            {"Name": "tag:aws:autoscaling:groupName", "Values": [self.prefix + "Ec2Clients"]},
            {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]},
        ]
        for reservation in self.aws.pages("ec2", "describe_instances", "Reservations", Filters=filters):
            yield from (instance["InstanceId"] for instance in reservation["Instances"])

    def _buckets(self) -> Iterator[str]:
        """CloudFormation names them after the stack, in lower case."""
        for bucket in self.aws.pages("s3", "list_buckets", "Buckets"):
            if bucket["Name"].startswith(self.prefix.lower() + "control-"):
                yield bucket["Name"]

    def _delete_bucket(self, name: str) -> None:
        s3 = self.aws.client("s3")
        for upload in self.aws.pages("s3", "list_multipart_uploads", "Uploads", Bucket=name):
            s3.abort_multipart_upload(Bucket=name, Key=upload["Key"], UploadId=upload["UploadId"])
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
            keys = [{"Key": found["Key"]} for found in page.get("Contents", [])]
            if keys:
                errors = s3.delete_objects(Bucket=name, Delete={"Objects": keys, "Quiet": True}).get(
                    "Errors", []
                )
                if errors:
                    raise StepFailed(f"{len(errors)} objects stay, such as {errors[0]}")
        s3.delete_bucket(Bucket=name)

    def _log_groups(self) -> Iterator[str]:
        for start in (self.prefix, "/aws/vendedlogs/states/" + self.prefix, "/aws/lambda/" + self.prefix):
            for group in self.aws.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=start):
                yield group["logGroupName"]

    def _alarms(self) -> Iterator[str]:
        for alarm in self.aws.pages(
            "cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=self.prefix
        ):
            yield alarm["AlarmName"]

    def _dashboards(self) -> Iterator[str]:
        for dashboard in self.aws.pages(
            "cloudwatch", "list_dashboards", "DashboardEntries", DashboardNamePrefix=self.prefix
        ):
            yield dashboard["DashboardName"]

    def _roles(self) -> Iterator[str]:
        """The one of the step privileges; those of the stacks go with them."""
        name = self.prefix + "-client-check"
        try:
            self.aws.client("iam").get_role(RoleName=name)
            yield name
        except ClientError as error:
            if code_of(error) != "NoSuchEntity":
                raise
