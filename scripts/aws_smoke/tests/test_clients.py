"""Clients as processes of this machine keep no secrets in their logs."""

import json
import sys
import unittest
from unittest import mock

from fakes import SmokeTestCase, StubbedAws

from aws_smoke.clients import ChildClient, Ec2Agents
from aws_smoke.commands import Output


class ClientsTest(SmokeTestCase):
    def client(self, script):
        smoke = self.smoke()
        smoke.outputs = {"BucketName": "b", "TaskQueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/tasks"}
        return ChildClient(smoke, "agent-1", [sys.executable, "-c", script], {})

    def test_the_log_of_a_client_is_redacted_while_it_is_written(self):
        client = self.client("import os; print('queue', os.environ['RONDO_TASK_QUEUE_URL'])")
        client.process.wait(60)
        client.stop()
        self.assertIn("/123456789012/tasks", client.text())
        log = client.log.read_text()
        self.assertIn("queue https://sqs.us-east-1.amazonaws.com/<account>/tasks", log)

    def test_a_killed_client_leaves_a_redacted_log(self):
        client = self.client("print('in 123456789012', flush=True); import time; time.sleep(60)")
        while not client.text():
            client.pump.join(0.05)
        client.kill()
        self.assertEqual(client.log.read_text(), "in <account>\n")

    def test_an_instance_is_lost_without_a_shutdown_that_gives_its_seat_back(self):
        aws = StubbedAws(self)
        smoke = self.smoke(aws)
        smoke.client_outputs = {"AutoScalingGroupName": "g"}
        agents = Ec2Agents(smoke)
        agents._instances = lambda: [{"InstanceId": "i-1"}]
        agents.say = (said := []).append
        aws.answers("ec2", "terminate_instances", {}, {"InstanceIds": ["i-1"], "SkipOsShutdown": True})
        agents.lose_one()
        self.assertIn("without a shutdown", said[0])

        members = aws.client("ec2").meta.service_model.operation_model("TerminateInstances").input_shape.members
        with mock.patch.dict(members):
            del members["SkipOsShutdown"]
            aws.answers("ec2", "terminate_instances", {}, {"InstanceIds": ["i-1"]})
            agents.lose_one()
        self.assertIn("in order, because this boto3 does not know SkipOsShutdown", said[1])

    def test_what_doctor_says_of_the_instances_is_told(self):
        smoke = self.smoke()
        agents = Ec2Agents(smoke)
        agents.say = (said := []).append
        text = json.dumps(
            [
                {"level": "ok", "subject": "stack", "says": "it is there"},
                {"level": "wrong", "subject": "clients stack", "says": "1 of 2 instances run no agent"},
            ]
        )
        asked = []
        smoke.rondo = lambda *words, check: asked.append(words) or Output(text, 1)
        agents._tell_what_doctor_says()
        smoke.rondo = lambda *words, check: Output("", 2)
        agents._tell_what_doctor_says()

        self.assertEqual(said, ["doctor: wrong: 1 of 2 instances run no agent"])
        self.assertEqual(asked, [("doctor", "--json", "--clients-stack", smoke.clients_stack)])


if __name__ == "__main__":
    unittest.main()
