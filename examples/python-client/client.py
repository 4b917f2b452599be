"""A Rondo client in Python: it takes seats from the queue, trains, and uploads updates.

    python client.py --bucket BUCKET --task-queue-url URL                    # leases a data shard
    python client.py --bucket BUCKET --task-queue-url URL --data FILE        # has data of its own

The rules that it follows are in docs/wire-format.md.
"""

import json
import random
import signal
import threading
import time
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from safetensors.numpy import load

import mlp
import settings
from bucket import Bucket, round_key, update_file
from data_shards import DataShards

HELD_SECONDS = 120  # how long a seat stays ours without a word from us
HEARTBEAT_SECONDS = 30
CLOCK_MARGIN = timedelta(seconds=60)  # by how much this machine's clock may be ahead
PAUSE_SECONDS = (1, 5)  # before the next poll, so that others get the seats that are left


def say(message, **fields):
    print(json.dumps({"time": round(time.time(), 3), "message": message, **fields}), flush=True)


def deadline_has_passed(plan):
    deadline = datetime.fromisoformat(plan["deadline"][:19]).replace(tzinfo=timezone.utc)
    return datetime.now(timezone.utc) >= deadline + CLOCK_MARGIN


class Heartbeat(threading.Thread):
    """Renews the seat and the data shard's lease during training, and notices when the round has closed."""

    def __init__(self, client, seat, receipt):
        super().__init__(daemon=True)
        self.client, self.seat, self.receipt = client, seat, receipt
        self.done, self.round_closed = threading.Event(), False

    def run(self):
        while not self.done.wait(HEARTBEAT_SECONDS):
            try:
                self.round_closed = self.client.is_closed(self.seat)
                self.client.visible_after(self.receipt, HELD_SECONDS)
                self.client.data.keep()
            except Exception as error:  # the next beat may do better, and the seat lasts for four
                say("a heartbeat failed", error=repr(error))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


class Client:
    def __init__(self, bucket, sqs, queue_url, name, data, hand_back=(15, 60)):
        self.bucket, self.sqs, self.queue_url = bucket, sqs, queue_url
        self.hand_back_seconds = hand_back
        self.name, self.data, self.base = name, data, (None, None)
        self.stopping, self.idle = threading.Event(), False

    def run(self):
        while not self.stopping.is_set():
            try:
                self.data.keep()
                messages = self.receive()
                for message in messages:
                    self.take(json.loads(message["Body"]), message["ReceiptHandle"])
            except Exception as error:  # AWS did not answer: another try may help
                messages = [error]
                say("a poll failed", client=self.name, error=repr(error))
            if messages:
                self.stopping.wait(random.uniform(*PAUSE_SECONDS))

    def receive(self):
        self.idle = True
        answer = self.sqs.receive_message(
            QueueUrl=self.queue_url, WaitTimeSeconds=20, VisibilityTimeout=HELD_SECONDS
        )
        self.idle = False
        return answer.get("Messages", [])

    def take(self, seat, receipt):
        try:
            self.serve(seat, receipt)
        except Exception as reason:  # another client may do better, or this one later
            say("a seat was handed back", client=self.name, reason=repr(reason))
            self.hand_back(receipt)

    def serve(self, seat, receipt):
        update = f"updates/{seat['job']}/{seat['round']:08d}/{self.name}.safetensors"
        if self.is_closed(seat):
            return self.delete(receipt)
        if self.bucket.exists(update):  # one update a client and round: this seat is for another
            return self.hand_back(receipt)
        plan = json.loads(self.bucket.get(round_key(seat, "plan.json"))[0])
        if deadline_has_passed(plan):
            return self.delete(receipt)
        mlp.layers([tensor["name"] for tensor in plan["layout"]["tensors"]])
        examples, labels = self.data.of(plan)
        data_shard = self.data.name
        with Heartbeat(self, seat, receipt) as heartbeat:
            give_up = lambda: heartbeat.round_closed or self.stopping.is_set()
            trained = mlp.train(self.base_model(plan), examples, labels, plan["training"], give_up)
        if trained is None and heartbeat.round_closed:
            return self.delete(receipt)
        if trained is None:
            return self.visible_after(receipt, 0)
        delta, loss = trained
        file = update_file(plan, seat, delta, loss, len(labels), data_shard)
        stored = self.bucket.put(update, file, IfNoneMatch="*")
        self.delete(receipt)
        say("trained", client=self.name, job=seat["job"], round=seat["round"],
            examples=len(labels), train_loss=loss, stored=stored)

    def is_closed(self, seat):
        return self.bucket.exists(round_key(seat, "outcome.json"))

    def base_model(self, plan):
        if self.base[0] != plan["base_model"]:
            self.base = plan["base_model"], load(self.bucket.get(plan["base_model"])[0])
        return self.base[1]

    def delete(self, receipt):
        self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=receipt)

    def hand_back(self, receipt):
        self.visible_after(receipt, random.randint(*self.hand_back_seconds))

    def visible_after(self, receipt, seconds):
        self.sqs.change_message_visibility(
            QueueUrl=self.queue_url, ReceiptHandle=receipt, VisibilityTimeout=seconds
        )

    def stop(self, *_):
        self.stopping.set()
        if self.idle:  # nothing to hand back: a long poll need not be waited for
            raise SystemExit


def main():
    options = settings.read()
    config = Config(retries={"mode": "standard", "max_attempts": 5}, read_timeout=40)
    name = options.client_id or boto3.client("sts", config=config).get_caller_identity()["UserId"]
    bucket = Bucket(boto3.client("s3", config=config), options.bucket)
    data = DataShards(bucket, name, options.data)
    sqs = boto3.client("sqs", config=config)
    client = Client(bucket, sqs, options.task_queue_url, name, data, options.hand_back_seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, client.stop)
    say("ready", client=name)
    try:
        client.run()
    finally:
        data.release()
        say("stopped", client=name)


if __name__ == "__main__":
    main()
