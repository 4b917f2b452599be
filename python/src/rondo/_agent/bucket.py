"""Rondo's objects in S3: reading, putting under a condition, and what a client's update is."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Callable

from botocore.exceptions import ClientError

from rondo import _encoding
from rondo._agent.training import Done
from rondo._agent.upload import LARGEST_PUT, put_in_parts

ABSENT = {"404", "NoSuchKey", "403", "AccessDenied"}  # who may not list hears 403 for "not there"


class Bucket:
    """The bucket's objects: what is not there is None, and a put may have a condition."""

    def __init__(self, s3: Any, name: str) -> None:
        self.s3, self.name = s3, name
        self.wait: Callable[[float], object] = time.sleep

    def _ask(self, operation: Callable[..., Any], key: str) -> Any:
        try:
            return operation(Bucket=self.name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise

    def get(self, key: str) -> tuple[bytes, str] | None:
        """The object's bytes and its ETag."""
        found = self._ask(self.s3.get_object, key)
        return found and (found["Body"].read(), found["ETag"])

    def read(self, key: str) -> bytes:
        """The bytes of an object that must be there."""
        found = self.get(key)
        if found is None:
            raise FileNotFoundError(f"Cannot read {key} in the bucket {self.name}: it is not there, or is forbidden.")
        return found[0]

    def exists(self, key: str) -> bool:
        """Whether the object is there."""
        return self._ask(self.s3.head_object, key) is not None

    def put(self, key: str, body: bytes | str, **condition: str) -> bool:
        """Puts under IfNoneMatch="*" or IfMatch=etag; says whether the condition held."""
        for _ in range(5):
            try:
                self._put(key, body.encode() if isinstance(body, str) else body, condition)
                return True
            except ClientError as error:
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                code = error.response["Error"]["Code"]
                if status == 412 or code == "NoSuchUpload":  # an earlier completion, whose answer was lost
                    return False
                if status != 409:  # 409: another put of this key was under way
                    raise
        return False

    def _put(self, key: str, body: bytes, condition: dict[str, str]) -> None:
        target = {"Bucket": self.name, "Key": key}
        if len(body) > LARGEST_PUT:
            put_in_parts(self.s3, target, body, condition, wait=self.wait)
        else:
            self.s3.put_object(**target, Body=body, **condition)


def round_key(seat: Mapping[str, Any], document: str) -> str:
    """The key of a document of the seat's round."""
    return f"jobs/{seat['job']}/rounds/{seat['round']:08d}/{document}"


def update_file(
    plan: Mapping[str, Any],
    seat: Mapping[str, Any],
    done: Done,
    data_shard: str | None = None,
    seed: int = 0,
) -> bytes:
    """Differences under the model's tensor names, and metadata."""
    encoding = plan.get("encoding", "f32")
    return _encoding.file(done.changes, metadata(plan, seat, done, data_shard), plan["layout"], encoding, seed)


def metadata(
    plan: Mapping[str, Any], seat: Mapping[str, Any], done: Done, data_shard: str | None = None
) -> dict[str, str]:
    """The metadata of an update, all of them strings."""
    measured = done.measured
    return {
        "kind": "update",
        "encoding": plan.get("encoding", "f32"),
        "job": plan["job"],
        "round": str(plan["round"]),
        "base_version": str(plan["base_version"]),
        "nonce": seat["nonce"],
        "examples": str(done.examples),
        **({} if done.loss is None or plan.get("privacy") else {"train_loss": repr(float(done.loss))}),
        **({} if measured is None else {"metrics": json.dumps(measured.json())}),
        **({} if measured is None else {"metrics_examples": str(measured.examples)}),
        **({"data_shard": data_shard} if data_shard else {}),
    }
