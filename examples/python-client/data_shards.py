"""Training data: the client's own file, or a leased data shard of the data set."""

import json
import random
import time
from datetime import datetime, timezone

from safetensors.numpy import load, load_file

LEASE_SECONDS = 600
MARGIN_SECONDS = 60  # by how much two clients' clocks may differ
LONGEST_SECONDS = 86_400  # no lease is for longer; one that says so is not believed
RELEASED = "1970-01-01T00:00:00Z"


class NoDataShard(Exception):
    """Other clients hold all data shards of the data set."""


class DataShards:
    def __init__(self, bucket, client, file=None):
        self.bucket, self.client, self.file = bucket, client, file
        self.key, self.until, self.dataset, self.examples = None, 0, None, None
        self.name = None  # of the data shard that the examples are, if they are leased

    def of(self, plan):
        """The examples to train on: images or features, and their labels."""
        if self.file:
            self.examples = self.examples or load_file(self.file)
        elif not self.key or self.dataset != plan["dataset"] or time.time() >= self.until:
            self.release()
            self.take(plan["dataset"])
        images = self.examples["images" if "images" in self.examples else "features"]
        return images, self.examples["labels"]

    def take(self, dataset):
        index = json.loads(self.bucket.get(f"data/{dataset}/index.json")[0])
        names = [it["name"] for it in index["data_shards"] if it["examples"] > 0]
        random.Random(self.client).shuffle(names)  # so that not everybody asks for the first one
        for name in names:
            key = f"leases/{dataset}/{name}.json"
            found = self.bucket.get(key)
            if self.is_free(found) and self.lease(key, found and found[1]):
                self.dataset, self.name = dataset, name
                self.examples = load(self.bucket.get(f"data/{dataset}/{name}.safetensors")[0])
                return
        raise NoDataShard(f"others hold all {len(names)} data shards of {dataset}")

    def is_free(self, found):
        """Whether a data shard has no lease, this client's lease, or one that expired some time ago."""
        if found is None:
            return True
        try:
            lease = json.loads(found[0])
            until = datetime.fromisoformat(lease["until"][:19]).replace(tzinfo=timezone.utc)
        except (ValueError, KeyError, TypeError):
            return True  # a lease that cannot be read holds no data shard
        if lease["client"] == self.client or lease["until"] == RELEASED:
            return True
        over = time.time() - until.timestamp()
        return over >= MARGIN_SECONDS or over < -LONGEST_SECONDS - MARGIN_SECONDS

    def lease(self, key, etag, seconds=LEASE_SECONDS):
        """Replaces the lease with this ETag by ours; returns whether no other client was faster."""
        until = time.time() + seconds
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until)) if seconds else RELEASED
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        lease = json.dumps({"client": self.client, "until": stamp})
        if not self.bucket.put(key, lease, **condition):
            return False
        self.key, self.until = key, until
        return True

    def keep(self):
        """Renews the lease after a third of its time; forgets a data shard that another client has."""
        if self.key and self.until - time.time() < LEASE_SECONDS * 2 / 3:
            self.prolong(LEASE_SECONDS)

    def release(self):
        """Gives the data shard back, so that another need not wait for the lease's end."""
        if self.key:
            self.prolong(0)
            self.key = None

    def prolong(self, seconds):
        found = self.bucket.get(self.key)
        ours = found and json.loads(found[0])["client"] == self.client
        if not ours or not self.lease(self.key, found[1], seconds):
            self.key = None
