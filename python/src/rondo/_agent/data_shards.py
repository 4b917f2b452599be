"""Training data: the script's own, the client's own file, or a leased data shard of the data set."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rondo._agent.bucket import Bucket

LEASE_SECONDS = 600
MARGIN_SECONDS = 60  # by how much two clients' clocks may differ
LONGEST_SECONDS = 86_400  # no lease is for longer; one that says so is not believed
NO_DATASET = "none"  # only the scripts have data
RELEASED = "1970-01-01T00:00:00Z"


class NoDataShard(Exception):  # noqa: N818 - an outcome, not a defect
    """Other clients hold all data shards of the data set."""


class DataShards:
    """Where this client's examples are. Without a file, and unless the data are the script's own, it leases them."""

    def __init__(self, bucket: Bucket, client: str, file: str | None = None, own: bool = False) -> None:
        self.bucket, self.client = bucket, client
        self.file, self.own = Path(file) if file else None, own
        self.key: str | None = None
        self.until, self.dataset = 0.0, None
        self.name: str | None = None  # of the data shard that the examples are, if they are leased
        self._folder: TemporaryDirectory[str] | None = None

    def of(self, plan: Mapping[str, Any]) -> Path | None:
        """The file of the examples to train on; None if the script has its own."""
        if self.own or self.file:
            return self.file
        if plan["dataset"] == NO_DATASET:
            self.release()
            return None
        if not self.key or self.dataset != plan["dataset"] or time.time() >= self.until:
            self.release()
            self._take(plan["dataset"])
        return self._path()

    def _path(self) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="rondo-")
        return Path(self._folder.name, "data-shard.safetensors")

    def _take(self, dataset: Any) -> None:
        index = json.loads(self.bucket.read(f"data/{dataset}/index.json"))
        names = [it["name"] for it in index["data_shards"] if it["examples"] > 0]
        random.Random(self.client).shuffle(names)  # so that not everybody asks for the first one
        for name in names:
            key = f"leases/{dataset}/{name}.json"
            found = self.bucket.get(key)
            if self._is_free(found) and self._lease(key, found and found[1]):
                self._download(f"data/{dataset}/{name}.safetensors")
                self.dataset, self.name = dataset, name
                return
        raise NoDataShard(f"others hold all {len(names)} data shards of {dataset}")

    def _download(self, key: str) -> None:
        """Replaces the file of the examples as a whole; if that fails, the lease is of no use."""
        part = self._path().with_suffix(".part")
        try:
            part.write_bytes(self.bucket.read(key))
            os.replace(part, self._path())
        except BaseException:
            with suppress(Exception):  # The first error says more.
                self.release()
            raise

    def _is_free(self, found: tuple[bytes, str] | None) -> bool:
        """Whether a data shard has no lease, this client's lease, or one that expired some time ago."""
        if found is None:
            return True
        try:
            lease = json.loads(found[0])
            until = datetime.fromisoformat(lease["until"][:19]).replace(tzinfo=timezone.utc)
            client = lease["client"]
        except (ValueError, KeyError, TypeError):
            return True  # a lease that cannot be read holds no data shard
        if client == self.client or lease["until"] == RELEASED:
            return True
        over = time.time() - until.timestamp()
        return over >= MARGIN_SECONDS or over < -LONGEST_SECONDS - MARGIN_SECONDS

    def _lease(self, key: str, etag: str | None, seconds: float = LEASE_SECONDS) -> bool:
        """Replaces the lease with this ETag by ours; returns whether no other client was faster."""
        until = time.time() + seconds
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until)) if seconds else RELEASED
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        lease = json.dumps({"client": self.client, "until": stamp})
        if not self.bucket.put(key, lease, **condition):
            return False
        self.key, self.until = key, until
        return True

    def keep(self) -> None:
        """Renews the lease after a third of its time; forgets a data shard that another client has."""
        if self.key and self.until - time.time() < LEASE_SECONDS * 2 / 3:
            self._prolong(self.key, LEASE_SECONDS)

    def release(self) -> None:
        """Gives the data shard back, so that another need not wait for the lease's end."""
        key, self.key, self.name = self.key, None, None
        if key:
            self._prolong(key, 0)
            self.key = None

    def _prolong(self, key: str, seconds: float) -> None:
        found = self.bucket.get(key)
        if found is None or json.loads(found[0])["client"] != self.client or not self._lease(key, found[1], seconds):
            self.key = None
