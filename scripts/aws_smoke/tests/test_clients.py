"""Clients as processes of this machine keep no secrets in their logs."""

import sys
import unittest

from fakes import SmokeTestCase

from aws_smoke.clients import ChildClient


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


if __name__ == "__main__":
    unittest.main()
