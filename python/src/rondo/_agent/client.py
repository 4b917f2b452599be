"""A Rondo client in Python: it takes seats from the queue, trains, and uploads updates."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from rondo._agent import settings
from rondo._agent.bucket import Bucket, round_key, update_file
from rondo._agent.data_shards import DataShards
from rondo._agent.personal import Personal
from rondo._agent.secure import Secure, problem
from rondo._agent.training import Done, GivenUpError, Training, seed
from rondo._trainer import Functions, instant

HELD_SECONDS = 120  # how long a seat stays ours without a word from us
HEARTBEAT_SECONDS: float = 30
STOP_SECONDS: float = 25  # how long a clean stop may take
END_SECONDS = 2  # how long a heartbeat may then take
CLOCK_MARGIN = timedelta(seconds=60)  # by how much this machine's clock may be ahead
PAUSE_SECONDS = (1, 5)  # before the next poll, so that others get the seats that are left

Seat = Mapping[str, Any]


def say(message: str, **fields: Any) -> None:
    """Prints a line of the client's log."""
    print(json.dumps({"time": round(time.time(), 3), "message": message, **fields}), flush=True)


class Heartbeat(threading.Thread):
    """Renews the seat and the data shard's lease during training, and notices when the round has closed."""

    def __init__(self, client: Client, seat: Seat, receipt: str) -> None:
        super().__init__(daemon=True)
        self._client, self._seat, self._receipt = client, seat, receipt
        self._done, self.round_closed = threading.Event(), False

    def run(self) -> None:
        """Beats until the training is done."""
        while not self._done.wait(HEARTBEAT_SECONDS):
            try:
                self.round_closed = self._client.is_closed(self._seat)
                self._client.visible_after(self._receipt, HELD_SECONDS)
                self._client.data.keep()
            except Exception as error:  # the next beat may do better, and the seat lasts for four
                say("a heartbeat failed", error=repr(error))

    def __enter__(self) -> Heartbeat:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self, seconds: float | None = None) -> None:
        """Stops beating. A beat that is under way is waited for, or for so many seconds."""
        self._done.set()
        self.join(seconds)


class Client:
    """Serves one seat after another with the functions of the script."""

    def __init__(
        self,
        bucket: Bucket,
        sqs: Any,
        queue_url: str,
        name: str,
        data: DataShards,
        functions: Functions,
        personal: Personal,
        hand_back: tuple[int, int] = (15, 60),
        secure: Secure | None = None,
    ) -> None:
        self.bucket, self.sqs, self.queue_url = bucket, sqs, queue_url
        self.name, self.data, self.functions = name, data, functions
        self.personal, self.hand_back_seconds, self.secure = personal, hand_back, secure
        self.base: tuple[str, bytes] = ("", b"")
        self.stopping, self.idle = threading.Event(), False
        bucket.wait = self.stopping.wait  # a client that stops gives up an upload
        self._receipt: str | None = None  # of the seat that is being served
        self._heartbeat: Heartbeat | None = None
        self._limit: threading.Timer | None = None

    def run(self) -> None:
        """Polls the queue until the client is stopped."""
        try:
            self._poll()
        finally:
            if self._limit:
                self._limit.cancel()

    def _poll(self) -> None:
        while not self.stopping.is_set():
            pause = True
            try:
                self.data.keep()
                messages = self._receive()
                pause = bool(messages)
                for message in messages:
                    self._take(json.loads(message["Body"]), message["ReceiptHandle"])
            except Exception as error:  # AWS did not answer: another try may help
                say("a poll failed", client=self.name, error=repr(error))
            if pause:
                self.stopping.wait(random.uniform(*PAUSE_SECONDS))

    def _receive(self) -> list[dict[str, Any]]:
        self.idle = True
        answer = self.sqs.receive_message(QueueUrl=self.queue_url, WaitTimeSeconds=20, VisibilityTimeout=HELD_SECONDS)
        self.idle = False
        return list(answer.get("Messages", []))

    def _take(self, seat: Seat, receipt: str) -> None:
        self._receipt = receipt
        try:
            self._serve(seat, receipt)
        except Exception as reason:  # another client may do better, or this one later
            say("a seat was handed back", client=self.name, reason=repr(reason))
            self._hand_back(receipt)
        finally:
            self._receipt = None

    def _serve(self, seat: Seat, receipt: str) -> None:
        update = f"updates/{seat['job']}/{seat['round']:08d}/{self.name}.safetensors"
        if self.is_closed(seat):
            return self._delete(receipt)
        if self.bucket.exists(update):  # one update a client and round: this seat is for another
            return self._hand_back(receipt)
        plan = json.loads(self.bucket.read(round_key(seat, "plan.json")))
        if datetime.now(timezone.utc) >= instant(plan["deadline"]) + CLOCK_MARGIN:
            return self._delete(receipt)
        if reason := self._excluded(plan):
            say("excluded", client=self.name, job=seat["job"], round=seat["round"], reason=reason)
            return self._hand_back(receipt)
        if refusal := problem(plan, self.secure):
            raise ValueError(refusal)
        shard, base = self.data.of(plan), self.personal.base(plan, self.base_model(plan))
        data_shard = self.data.name
        with Heartbeat(self, seat, receipt) as heartbeat:
            self._heartbeat = heartbeat
            training = Training(self.functions, self.name, lambda: heartbeat.round_closed or self.stopping.is_set())
            try:
                done = training.run(plan, base, shard, lenient=self.data.file is not None)
            except GivenUpError:
                return self._delete(receipt) if heartbeat.round_closed else self.visible_after(receipt, 0)
            self.personal.keep(plan, done.personal)
            if heartbeat.round_closed or self.is_closed(seat):  # a late update is of no use
                return self._delete(receipt)
            stored = self.bucket.put(update, self._file(plan, seat, done, data_shard), IfNoneMatch="*")
        self._delete(receipt)
        said: dict[str, Any] = {"job": seat["job"], "round": seat["round"]}
        if not plan.get("privacy"):  # logs must not tell on a client
            said.update(examples=done.examples, train_loss=done.loss)
        return say("trained", client=self.name, **said, stored=stored)

    def _excluded(self, plan: Mapping[str, Any]) -> str | None:
        """Why an update of this client would be rejected by the limits of differential privacy."""
        if not (privacy := plan.get("privacy")):
            return None
        before = json.loads(self.bucket.read(round_key(plan, "participations.json")))["clients"].get(self.name)
        if before is None:
            return None
        if before["times"] >= privacy["cap"]:
            return f"it has contributed to {before['times']} releases, and privacy_cap is {privacy['cap']}"
        free = before["last"] + privacy["cool_down"]
        if privacy["release"] < free:
            return f"it has contributed to release {before['last']} and may contribute again from release {free}"
        return None

    def _file(self, plan: Mapping[str, Any], seat: Seat, done: Done, data_shard: str | None) -> bytes:
        if self.secure is not None:
            return self.secure.update_file(plan, seat, done, self.name, data_shard)
        return update_file(plan, seat, done, data_shard, seed(plan["job"], plan["round"], self.name))

    def is_closed(self, seat: Seat) -> bool:
        """Whether the seat's round has ended."""
        return self.bucket.exists(round_key(seat, "outcome.json"))

    def base_model(self, plan: Mapping[str, Any]) -> bytes:
        """The file of the base model, which is read once a version."""
        if self.base[0] != plan["base_model"]:
            self.base = plan["base_model"], self.bucket.read(plan["base_model"])
        return self.base[1]

    def _delete(self, receipt: str) -> None:
        self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=receipt)

    def _hand_back(self, receipt: str) -> None:
        self.visible_after(receipt, random.randint(*self.hand_back_seconds))

    def visible_after(self, receipt: str, seconds: int) -> None:
        """Gives the seat to others after so many seconds."""
        self.sqs.change_message_visibility(QueueUrl=self.queue_url, ReceiptHandle=receipt, VisibilityTimeout=seconds)

    def stop(self, *_: object) -> None:
        """Ends the client when it has given its seat back, which may take STOP_SECONDS."""
        self.stopping.set()
        if self.idle:  # nothing to hand back: a long poll need not be waited for
            raise SystemExit
        if not self._limit:
            self._limit = threading.Timer(STOP_SECONDS, self._end)
            self._limit.daemon = True
            self._limit.start()

    def _end(self) -> None:
        """Ends the process although the script still trains; others get its seat and its data shard at once."""
        say("training did not stop", client=self.name, seconds=STOP_SECONDS)
        with ExitStack() as last:  # each of these, even if the one before fails
            last.callback(os._exit, 0)
            last.callback(self.data.release)
            if self._heartbeat:
                self._heartbeat.end(END_SECONDS)
            if self._receipt:
                self.visible_after(self._receipt, 0)


def main(functions: Functions) -> None:
    """Runs a client until SIGTERM or SIGINT."""
    options = settings.read()
    config = Config(retries={"mode": "standard", "max_attempts": 5}, read_timeout=40)
    name = options.client_id or boto3.client("sts", config=config).get_caller_identity()["UserId"]
    s3 = boto3.client("s3", config=config)
    bucket = Bucket(s3, options.bucket)
    secure = Secure.of(s3, options.helper_bucket, options.helper_public_key, options.client_key, options.least_noise)
    data = DataShards(bucket, name, options.data, options.own_data)
    sqs = boto3.client("sqs", config=config)
    personal = Personal(Path(options.personal).expanduser() / options.bucket / name)
    client = Client(
        bucket, sqs, options.task_queue_url, name, data, functions, personal, options.hand_back_seconds, secure
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, client.stop)
    say("ready", client=name)
    try:
        client.run()
    finally:
        data.release()
        say("stopped", client=name)
