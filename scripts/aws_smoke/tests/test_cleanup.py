"""What a run has made is found by its prefix and removed, and what cannot be removed does not keep the rest from it."""

import datetime
import unittest
from unittest import mock

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from fakes import PREFIX, SmokeTestCase, StubbedAws

from aws_smoke.cleanup import Cleanup
from aws_smoke.steps import StepFailed

CONTROL = f"arn:aws:cloudformation:us-east-1:123456789012:stack/{PREFIX}Control/1"
BUCKET = "smoke12ab34control-storebucket-x"
NOW = datetime.datetime(2026, 1, 1)


def stack(name, status, identity=CONTROL, **more):
    return {"StackName": name, "StackId": identity, "StackStatus": status, "CreationTime": NOW, **more}


class CleanupTest(SmokeTestCase):
    def setUp(self):
        super().setUp()
        self.aws = StubbedAws(self)
        self.said = []
        self.cleanup = Cleanup(self.aws, PREFIX, self.said.append)
        no_pause = mock.patch("aws_smoke.cleanup.time.sleep")
        no_pause.start()
        self.addCleanup(no_pause.stop)

    def finds(self, stacks=(), instances=(), buckets=(), groups=(), alarms=(), dashboards=()):
        """The answers to one search for each kind, in the order in which they are asked."""
        self.aws.refuses("iam", "get_role", "NoSuchEntity")
        self.aws.answers("cloudformation", "describe_stacks", {"Stacks": list(stacks)})
        found = [{"Instances": [{"InstanceId": name} for name in instances]}]
        self.aws.answers("ec2", "describe_instances", {"Reservations": found})
        self.aws.answers("s3", "list_buckets", {"Buckets": [{"Name": name} for name in buckets]})
        for position in range(3):
            names = groups if position == 0 else ()
            self.aws.answers(
                "logs", "describe_log_groups", {"logGroups": [{"logGroupName": name} for name in names]}
            )
        self.aws.answers(
            "cloudwatch", "describe_alarms", {"MetricAlarms": [{"AlarmName": name} for name in alarms]}
        )
        entries = [{"DashboardName": name} for name in dashboards]
        self.aws.answers("cloudwatch", "list_dashboards", {"DashboardEntries": entries})

    def test_of_everything_in_the_account_only_what_has_the_prefix_is_found(self):
        self.finds(
            stacks=[stack("RondoControl", "CREATE_COMPLETE"), stack(f"{PREFIX}Control", "CREATE_COMPLETE"),
                    stack(f"{PREFIX}Ec2Clients", "ROLLBACK_FAILED"), stack(f"{PREFIX}Old", "DELETE_COMPLETE")],
            instances=["i-1"],
            buckets=["rondocontrol-storebucket-y", BUCKET],
            groups=[f"{PREFIX}Control-Logs"],
        )  # fmt: skip
        self.assertEqual(
            self.cleanup.left(),
            [("stack", f"{PREFIX}Ec2Clients"), ("stack", f"{PREFIX}Control"), ("instance", "i-1"),
             ("bucket", BUCKET), ("log group", f"{PREFIX}Control-Logs")],
        )  # fmt: skip

    def stack_is(self, *statuses, **more):
        for status in statuses:
            self.aws.answers("cloudformation", "describe_stacks", {"Stacks": [stack("a", status, **more)]})

    def stack_is_deleted(self):
        self.aws.answers("cloudformation", "delete_stack", {}, {"StackName": CONTROL})

    def test_a_stack_that_is_still_rolled_back_is_deleted_afterwards(self):
        self.stack_is("ROLLBACK_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE")
        self.stack_is_deleted()
        self.stack_is("DELETE_IN_PROGRESS", "DELETE_COMPLETE")

        self.cleanup._delete_stack("a")

    def test_a_stack_that_cannot_be_deleted_is_tried_again_once_and_then_named_with_the_reason(self):
        reason = {"StackStatusReason": "The following resource(s) failed to delete: [Vpc]."}
        self.stack_is("CREATE_COMPLETE", "CREATE_COMPLETE")
        self.stack_is_deleted()
        self.stack_is("DELETE_FAILED", **reason)
        self.stack_is_deleted()
        self.stack_is("DELETE_FAILED", **reason)

        with self.assertRaisesRegex(StepFailed, "CloudFormation cannot delete it: .*Vpc"):
            self.cleanup._delete_stack("a")

    def empties(self, keys, errors=(), markers=()):
        """The requests that empty and delete a bucket."""
        upload = {"Key": "jobs/a/m", "UploadId": "u1"}
        self.aws.answers("s3", "list_multipart_uploads", {"Uploads": [upload]}, {"Bucket": BUCKET, **dict(markers)})
        self.aws.answers("s3", "abort_multipart_upload", {}, {"Bucket": BUCKET, **upload})
        contents = [{"Key": key} for key in keys]
        self.aws.answers(
            "s3", "list_objects_v2", {"Contents": contents, "IsTruncated": False}, {"Bucket": BUCKET}
        )
        request = {"Bucket": BUCKET, "Delete": {"Objects": contents, "Quiet": True}}
        self.aws.answers("s3", "delete_objects", {"Errors": list(errors)}, request)
        if not errors:
            self.aws.answers("s3", "delete_bucket", {}, {"Bucket": BUCKET})

    def test_the_bucket_that_a_stack_keeps_is_emptied_and_deleted(self):
        self.aws.answers("s3", "list_buckets", {"Buckets": [{"Name": BUCKET}, {"Name": "somebody-elses"}]})
        self.empties(["a", "b"])
        only = {"bucket": self.cleanup.kinds["bucket"]}
        self.cleanup.kinds = only

        self.cleanup.remove()

        self.assertEqual(self.said, [f"removed bucket {BUCKET}"])

    def test_buckets_and_uploads_are_listed_to_the_last_page(self):
        self.aws.answers("s3", "list_buckets", {"Buckets": [{"Name": "a"}], "ContinuationToken": "more"})
        self.aws.answers("s3", "list_buckets", {"Buckets": [{"Name": BUCKET}]}, {"ContinuationToken": "more"})
        self.assertEqual(self.cleanup._found("bucket"), [BUCKET])

        uploads = [{"Key": "a", "UploadId": "u0"}]
        more = {"Uploads": uploads, "IsTruncated": True, "NextKeyMarker": "a", "NextUploadIdMarker": "u0"}
        self.aws.answers("s3", "list_multipart_uploads", more, {"Bucket": BUCKET})
        self.aws.answers("s3", "abort_multipart_upload", {}, {"Bucket": BUCKET, **uploads[0]})
        markers = {"KeyMarker": "a", "UploadIdMarker": "u0"}
        self.empties(["a"], markers=markers)
        self.cleanup._delete_bucket(BUCKET)

    def test_what_cannot_be_removed_does_not_keep_the_rest_from_it(self):
        self.aws.answers("s3", "list_buckets", {"Buckets": [{"Name": BUCKET}]})
        self.empties(["a"], [{"Key": "a", "Code": "AccessDenied"}])
        for position in range(3):
            names = [f"{PREFIX}Logs"] if position == 0 else []
            self.aws.answers(
                "logs", "describe_log_groups", {"logGroups": [{"logGroupName": name} for name in names]}
            )
        self.aws.answers("logs", "delete_log_group", {}, {"logGroupName": f"{PREFIX}Logs"})
        self.cleanup.kinds = {kind: self.cleanup.kinds[kind] for kind in ("bucket", "log group")}

        with self.assertRaisesRegex(StepFailed, f"Cannot remove bucket {BUCKET}: 1 objects stay"):
            self.cleanup.remove()

        self.assertEqual(self.said, [f"removed log group {PREFIX}Logs"])

    def kind(self, names, failure=None):
        def delete(name):
            names.remove(name)
            if failure:
                raise failure

        return (lambda: iter(list(names))), delete

    def unlisted(self):
        raise EndpointConnectionError(endpoint_url="https://monitoring")

    def test_a_failure_of_the_network_in_one_kind_does_not_keep_the_later_ones_from_it(self):
        stacks, buckets = ["one", "two"], ["b"]
        timeout = ReadTimeoutError(endpoint_url="https://cloudformation")
        self.cleanup.kinds = {
            "role": (self.unlisted, None),
            "stack": self.kind(stacks, timeout),
            "bucket": self.kind(buckets),
        }

        with self.assertRaises(StepFailed) as failed:
            self.cleanup.remove()

        self.assertEqual((stacks, buckets), ([], []))
        text = str(failed.exception)
        self.assertRegex(text, "role: cannot be listed: Could not connect.*stack one: Read timeout.*stack two: ")
        self.assertEqual(self.said, ["removed bucket b"])

    def test_a_kind_that_cannot_be_listed_does_not_hide_what_is_left_of_the_others(self):
        self.cleanup.kinds = {"alarm": (self.unlisted, None), "bucket": self.kind(["b"])}
        left = self.cleanup.left()
        self.assertIn("cannot be listed: Could not connect", left[0][1])
        self.assertEqual(left[1], ("bucket", "b"))


if __name__ == "__main__":
    unittest.main()
