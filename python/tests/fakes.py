"""S3 and SQS in memory, as far as the client uses them, and the example client."""

import hashlib
import io
import json
import time
from pathlib import Path

import numpy as np
from safetensors.numpy import save

try:
    from botocore.exceptions import ClientError
except ImportError:
    ClientError = None

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "examples" / "python-client"


class FakeS3:
    def __init__(self):
        self.objects, self.may_list, self.calls = {}, False, []

    def get_object(self, Bucket, Key):
        self.calls.append(("get", Key))
        body, etag = self._find(Key, "NoSuchKey" if self.may_list else "AccessDenied")
        return {"Body": io.BytesIO(body), "ETag": etag}

    def head_object(self, Bucket, Key):
        self.calls.append(("head", Key))
        self._find(Key, "404" if self.may_list else "403")
        return {}

    def put_object(self, Bucket, Key, Body, IfNoneMatch=None, IfMatch=None):
        self.calls.append(("put", Key))
        there = self.objects.get(Key)
        if (IfNoneMatch and there) or (IfMatch and (not there or there[1] != IfMatch)):
            raise error("PreconditionFailed", 412)
        body = Body.encode() if isinstance(Body, str) else Body
        self.objects[Key] = body, hashlib.md5(body).hexdigest()

    def json(self, key, value=None):
        if value is None:
            return json.loads(self.objects[key][0])
        self.put_object("b", key, json.dumps(value))

    def _find(self, key, code):
        if key not in self.objects:
            raise error(code, 404 if self.may_list else 403)
        return self.objects[key]


class FakeSqs:
    """One queue; remembers what became of each seat."""

    def __init__(self, *seats):
        self.waiting = [json.dumps(seat) for seat in seats]
        self.deleted, self.visible, self.when_empty = [], [], lambda: None

    def receive_message(self, QueueUrl, WaitTimeSeconds, VisibilityTimeout):
        if not self.waiting:
            self.when_empty()
            return {}
        body = self.waiting.pop(0)
        return {"Messages": [{"Body": body, "ReceiptHandle": f"receipt of {body}"}]}

    def delete_message(self, QueueUrl, ReceiptHandle):
        self.deleted.append(ReceiptHandle)

    def change_message_visibility(self, QueueUrl, ReceiptHandle, VisibilityTimeout):
        self.visible.append(VisibilityTimeout)


def error(code, status):
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "operation")


def stamp(seconds_from_now):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds_from_now))


def model(inputs=6, hidden=5, classes=3, seed=1):
    random = np.random.default_rng(seed)
    shapes = {
        "fc1.weight": (hidden, inputs),
        "fc1.bias": (hidden,),
        "fc2.weight": (classes, hidden),
        "fc2.bias": (classes,),
    }
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def examples(count=40, inputs=6, classes=3, seed=2):
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, count)
    features = random.normal(size=(count, inputs)) + 3 * np.eye(classes, inputs)[labels]
    return {"features": features.astype(np.float32), "labels": labels.astype(np.int64)}


def shard(seed=2):
    """The file of a data shard."""
    return save(examples(seed=seed), {"kind": "data-shard", "classes": "3"})


def training(**changes):
    settings = {"epochs": 1, "batch_size": 10, "learning_rate": 0.1, "momentum": 0.0, "prox_mu": 0.0, "clip": 0.0}
    return {**settings, **changes}


SEAT = {"job": "one", "round": 3, "seat": 0, "nonce": "0.00ff."}


def plan(tensors, **changes):
    layout = [{"name": name, "shape": list(tensor.shape)} for name, tensor in tensors.items()]
    document = {
        "job": "one",
        "round": 3,
        "base_version": 2,
        "base_model": "jobs/one/models/m.safetensors",
        "model": "dense",
        "dataset": "toy",
        "layout": {"tensors": layout},
        "training": training(),
        "deadline": stamp(600),
    }
    return {**document, **changes}


def open_round(s3, data_shards=3, **changes):
    """Puts an open round, its base model and its data set into the bucket."""
    tensors = model()
    s3.json("jobs/one/rounds/00000003/plan.json", plan(tensors, **changes))
    s3.put_object("b", "jobs/one/models/m.safetensors", save(tensors))
    names = [f"shard-{number:05d}" for number in range(data_shards)]
    s3.json(
        "data/toy/index.json",
        {
            "dataset": "toy",
            "example_shape": [6],
            "classes": 3,
            "data_shards": [{"name": name, "examples": 40} for name in names],
        },
    )
    for number, name in enumerate(names):
        s3.put_object("b", f"data/toy/{name}.safetensors", shard(seed=number))
    return tensors
