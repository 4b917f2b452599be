"""What the step privileges asks for shows something about permissions, and harms nothing."""

import unittest
from unittest import mock

from fakes import SmokeTestCase, StubbedAws

from aws_smoke.privileges import SPARE_MODEL, Privileges, trust
from aws_smoke.steps import StepFailed


class PrivilegesTest(SmokeTestCase):
    def setUp(self):
        super().setUp()
        self.aws = StubbedAws(self)
        self.run_of_step = self.smoke(self.aws)
        self.run_of_step.outputs = {"BucketName": "b", "TaskQueueUrl": "t", "UpdateQueueUrl": "u",
                                    "RoundStateMachineArn": "m"}  # fmt: skip
        self.privileges = Privileges(self.run_of_step)

    def test_only_the_caller_may_assume_the_role(self):
        arn = "arn:aws:sts::123456789012:assumed-role/Admin/alice"
        self.assertEqual(trust(arn)["Statement"][0]["Principal"], {"AWS": arn})

    def test_an_object_that_must_not_be_read_must_exist(self):
        self.aws.answers("s3", "head_object", {}, {"Bucket": "b", "Key": "one"})
        self.aws.refuses("s3", "head_object", "404")
        with self.assertRaisesRegex(StepFailed, "The object two must exist for this step, but S3 answers: 404"):
            self.privileges._must_exist(["one", "two"])

    def test_each_object_that_must_not_be_read_is_asked_for_and_only_a_spare_model_is_deleted(self):
        self.run_of_step.keys = lambda prefix: [prefix + "another"]
        self.run_of_step.document = lambda key: {"model_key": "the-model"}
        s3, unreadable = mock.Mock(), self.privileges._unreadable()
        table = self.privileges._table(None, s3, mock.Mock(), "me", unreadable)
        requests = {what: request for what, wanted, request in table if wanted == "refused"}
        for what, key in unreadable.items():
            requests[what]()
            s3.get_object.assert_called_with(Bucket="b", Key=key)
        requests["delete a model"]()
        s3.delete_object.assert_called_once_with(Bucket="b", Key=SPARE_MODEL)


if __name__ == "__main__":
    unittest.main()
