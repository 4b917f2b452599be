"""Rondo's objects in S3: reading, putting under a condition, and what a client's update is."""

from botocore.exceptions import ClientError
from safetensors.numpy import save

ABSENT = {"404", "NoSuchKey", "403", "AccessDenied"}  # who may not list hears 403 for "not there"


class Bucket:
    """The bucket's objects: what is not there is None, and a put may have a condition."""

    def __init__(self, s3, name):
        self.s3, self.name = s3, name

    def ask(self, operation, key):
        try:
            return operation(Bucket=self.name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise

    def get(self, key):
        found = self.ask(self.s3.get_object, key)
        return found and (found["Body"].read(), found["ETag"])

    def exists(self, key):
        return self.ask(self.s3.head_object, key) is not None

    def put(self, key, body, **condition):
        """Puts under IfNoneMatch="*" or IfMatch=etag; says whether the condition held."""
        for _ in range(5):
            try:
                self.s3.put_object(Bucket=self.name, Key=key, Body=body, **condition)
                return True
            except ClientError as error:
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                if status == 412:
                    return False
                if status != 409:  # 409: another put of this key was under way
                    raise
        return False


def round_key(seat, document):
    return f"jobs/{seat['job']}/rounds/{seat['round']:08d}/{document}"


def update_file(plan, seat, delta, loss, examples, data_shard=None):
    """F32 differences under the model's tensor names, and metadata, all of them strings."""
    leased = {"data_shard": data_shard} if data_shard else {}
    return save(delta, {
        "kind": "update", "encoding": "f32", "job": plan["job"], "round": str(plan["round"]),
        "base_version": str(plan["base_version"]), "nonce": seat["nonce"],
        "examples": str(examples), "train_loss": repr(float(loss)), **leased,
    })
