"""The client as a process, against an emulator of S3, SQS and STS: what boto3 really sends."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

import pytest
from fakes import EXAMPLE, SEAT, examples, model, plan, shard
from safetensors.numpy import load, save

boto3 = pytest.importorskip("boto3", reason="needs boto3: pip install rondo-client[aws]")

MINISTACK = shutil.which("ministack") or shutil.which("ministack", path=str(Path(sys.executable).parent))
UPDATES = "updates/one/00000003/"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds=30):
    """Asks again and again; returns what the condition returned."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"nothing for {seconds} seconds")
        time.sleep(0.05)
    return answer


@unittest.skipUnless(MINISTACK, "ministack is not installed")
class EmulatorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        port = free_port()
        endpoint = f"http://127.0.0.1:{port}"
        cls.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "HOME": tempfile.mkdtemp(),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        cls.addClassCleanup(shutil.rmtree, cls.environment["HOME"])
        emulator = subprocess.Popen(
            [MINISTACK],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**cls.environment, "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)},
        )
        cls.addClassCleanup(cls.end, emulator)
        until(lambda: cls.answers(f"{endpoint}/_ministack/health"))
        session = boto3.Session("test", "test", region_name="us-east-1")
        cls.s3 = session.client("s3", endpoint_url=endpoint)
        cls.sqs = session.client("sqs", endpoint_url=endpoint)

    @staticmethod
    def answers(url):
        try:
            return urllib.request.urlopen(url, timeout=1).status == 200
        except OSError:
            return False

    @staticmethod
    def end(process):
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def setUp(self):
        self.bucket = f"rondo-{time.monotonic_ns()}"
        self.s3.create_bucket(Bucket=self.bucket)
        self.queue = self.sqs.create_queue(QueueName=self.bucket)["QueueUrl"]
        tensors = model()
        self.put("jobs/one/rounds/00000003/plan.json", json.dumps(plan(tensors)))
        self.put("jobs/one/models/m.safetensors", save(tensors))
        data_shard = {"name": "shard-00000", "examples": 40}
        index = {"dataset": "toy", "example_shape": [6], "classes": 3, "data_shards": [data_shard]}
        self.put("data/toy/index.json", json.dumps(index))
        self.put("data/toy/shard-00000.safetensors", shard())

    def put(self, key, body):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def keys(self, prefix):
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def publish(self, **changes):
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=json.dumps({**SEAT, **changes}))

    def start(self, *arguments):
        process = subprocess.Popen(
            [
                sys.executable,
                EXAMPLE / "mlp.py",
                "--bucket",
                self.bucket,
                "--task-queue-url",
                self.queue,
                *arguments,
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(self.end, process)
        return process

    def stop(self, process):
        """SIGTERM; returns what the client said, line by line."""
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=15)
        self.assertEqual(process.returncode, 0, said)
        return [json.loads(line) for line in said.splitlines()]

    def seats_left(self):
        counts = self.sqs.get_queue_attributes(
            QueueUrl=self.queue,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return sum(map(int, counts.values()))

    def test_a_client_serves_a_seat_and_ends_on_sigterm(self):
        self.publish()
        process = self.start("--client-id", "python-1")
        until(lambda: self.keys(UPDATES))
        until(lambda: self.seats_left() == 0)
        said = self.stop(process)
        self.assertEqual([line["message"] for line in said], ["ready", "trained", "stopped"])
        self.assertEqual(self.keys(UPDATES), [f"{UPDATES}python-1.safetensors"])
        body = self.s3.get_object(Bucket=self.bucket, Key=self.keys(UPDATES)[0])["Body"].read()
        self.assertEqual(load(body).keys(), model().keys())
        lease = self.s3.get_object(Bucket=self.bucket, Key="leases/toy/shard-00000.json")
        self.assertEqual(json.loads(lease["Body"].read())["until"], "1970-01-01T00:00:00Z")

    def test_its_id_is_that_of_its_credentials_and_its_data_may_be_its_own(self):
        with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
            file.write(save(examples()))
            file.flush()
            self.publish()
            process = self.start("--data", file.name)
            until(lambda: self.keys(UPDATES))
            until(lambda: self.seats_left() == 0)
            said = self.stop(process)
        self.assertEqual(self.keys(UPDATES), [f"{UPDATES}{said[0]['client']}.safetensors"])
        self.assertEqual(self.keys("leases/"), [])

    def test_an_update_that_is_there_is_not_replaced(self):
        key = f"{UPDATES}python-1.safetensors"
        self.put(key, "mine already")
        self.publish()
        process = self.start("--client-id", "python-1")
        until(lambda: self.invisible() == 1)
        until(lambda: self.keys(UPDATES))
        self.stop(process)
        body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        self.assertEqual(body, b"mine already")
        self.assertEqual(self.seats_left(), 1)

    def invisible(self):
        name = "ApproximateNumberOfMessagesNotVisible"
        found = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=[name])
        return int(found["Attributes"][name])


if __name__ == "__main__":
    unittest.main()
