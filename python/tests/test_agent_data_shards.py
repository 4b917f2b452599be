"""A data shard has one holder at a time, and does not stay with one that is gone."""

import json
import time
import unittest

import pytest
from fakes import FakeS3, open_round, plan, stamp

from rondo import Round

pytest.importorskip("boto3", reason="needs boto3: pip install rondo-client[aws]")

from rondo._agent.bucket import Bucket
from rondo._agent.data_shards import RELEASED, DataShards, NoDataShard


class DataShardsTest(unittest.TestCase):
    def setUp(self):
        self.s3 = FakeS3()
        self.plan = plan(open_round(self.s3))

    def data_shards(self, client):
        return DataShards(Bucket(self.s3, "b"), client)

    def holders(self):
        keys = [key for key in self.s3.objects if key.startswith("leases/")]
        return sorted(self.s3.json(key)["client"] for key in keys)

    def everything_is_held_by(self, client, until):
        for number in range(3):
            key = f"leases/toy/shard-{number:05d}.json"
            self.s3.objects.pop(key, None)
            self.s3.json(key, {"client": client, "until": until})

    def test_each_client_has_a_data_shard_of_its_own(self):
        holders = [self.data_shards(f"c{number}") for number in range(3)]
        for holder in holders:
            features, labels = Round(shard=holder.of(self.plan)).data()
            self.assertEqual((features.shape, labels.shape), ((40, 6), (40,)))
        self.assertEqual(self.holders(), ["c0", "c1", "c2"])
        with self.assertRaisesRegex(NoDataShard, "others hold all 3 data shards of toy"):
            self.data_shards("c3").of(self.plan)

    def test_it_keeps_its_data_shard_from_round_to_round(self):
        mine = self.data_shards("c0")
        mine.of(self.plan)
        key, before = mine.key, len(self.s3.calls)
        mine.of(self.plan)
        self.assertEqual((mine.key, len(self.s3.calls)), (key, before))

    def test_a_client_that_comes_back_has_what_it_held(self):
        first = self.data_shards("c0")
        first.of(self.plan)
        again = self.data_shards("c0")
        again.of(self.plan)
        self.assertEqual(again.key, first.key)
        self.assertEqual(self.holders(), ["c0"])

    def test_a_lease_that_ran_out_is_taken_over_but_not_before_the_margin(self):
        self.everything_is_held_by("dead", stamp(-30))
        with self.assertRaises(NoDataShard):
            self.data_shards("c0").of(self.plan)
        self.everything_is_held_by("dead", stamp(-90))
        mine = self.data_shards("c0")
        mine.of(self.plan)
        self.assertEqual(self.s3.json(mine.key)["client"], "c0")

    def test_a_lease_that_was_given_back_or_cannot_be_believed_is_free(self):
        for until in (RELEASED, "soon", "2999-01-01T00:00:00Z"):
            self.everything_is_held_by("other", until)
            self.data_shards("c0").of(self.plan)

    def test_an_instant_with_nanoseconds_is_read(self):
        self.everything_is_held_by("other", stamp(300).replace("Z", ".123456789Z"))
        with self.assertRaises(NoDataShard):
            self.data_shards("c0").of(self.plan)

    def test_who_is_second_takes_another(self):
        mine = self.data_shards("c0")
        taken = iter([True])
        put = self.s3.put_object

        def faster(Bucket, Key, Body, **condition):
            if next(taken, False):
                put(Bucket, Key, json.dumps({"client": "c9", "until": stamp(300)}))
            put(Bucket, Key, Body, **condition)

        self.s3.put_object = faster
        mine.of(self.plan)
        self.assertEqual(self.holders(), ["c0", "c9"])

    def test_a_lease_is_prolonged_when_a_third_of_it_is_over(self):
        mine = self.data_shards("c0")
        mine.of(self.plan)
        before = len(self.s3.calls)
        mine.keep()
        self.assertEqual(len(self.s3.calls), before)
        mine.until -= 201
        mine.keep()
        self.assertGreater(mine.until - time.time(), 590)

    def test_a_data_shard_that_another_has_taken_is_forgotten(self):
        mine = self.data_shards("c0")
        mine.of(self.plan)
        self.s3.objects.pop(mine.key)
        self.s3.json(mine.key, {"client": "c9", "until": stamp(600)})
        mine.until -= 201
        mine.keep()
        self.assertIsNone(mine.key)

    def downloads_fail(self, mine):
        """The lease can be taken, but the data shard cannot be read."""
        read = mine.bucket.read

        def broken(key):
            if key.endswith(".safetensors"):
                raise ConnectionError("reset")
            return read(key)

        mine.bucket.read = broken
        return read

    def test_a_data_shard_that_cannot_be_downloaded_is_given_back_and_asked_for_again(self):
        mine = self.data_shards("c0")
        before, lost = mine.of(self.plan).read_bytes(), mine.key
        self.s3.json(lost, {"client": "c9", "until": stamp(600)})
        mine.until = 0
        read = self.downloads_fail(mine)
        with self.assertRaises(ConnectionError):
            mine.of(self.plan)
        self.assertEqual((mine.key, mine.name), (None, None))
        [lease] = [key for key in self.s3.objects if key.startswith("leases/") and key != lost]
        self.assertEqual(self.s3.json(lease)["until"], RELEASED)
        mine.bucket.read = read
        after = mine.of(self.plan).read_bytes()
        self.assertEqual(after, self.s3.objects[f"data/toy/{mine.name}.safetensors"][0])
        self.assertNotEqual(after, before)

    def test_a_data_shard_that_cannot_be_written_leaves_the_file_as_it_was(self):
        mine = self.data_shards("c0")
        file = mine.of(self.plan)
        before = file.read_bytes()
        file.with_suffix(".part").mkdir()  # as a full disk would, this stops the writing
        mine.until = 0
        with self.assertRaises(OSError):
            mine.of(self.plan)
        self.assertEqual((file.read_bytes(), mine.key), (before, None))

    def test_the_first_error_is_told_if_the_lease_cannot_be_given_back_either(self):
        mine = self.data_shards("c0")
        self.downloads_fail(mine)
        mine._prolong = lambda key, seconds: self.fail("S3 is away")
        with self.assertRaisesRegex(ConnectionError, "reset"):
            mine.of(self.plan)
        self.assertIsNone(mine.key)

    def test_a_job_without_a_data_set_needs_no_data_shard(self):
        mine = self.data_shards("c0")
        mine.of(self.plan)
        key = mine.key
        self.assertIsNone(mine.of({**self.plan, "dataset": "none"}))
        self.assertEqual((mine.key, mine.name), (None, None))
        self.assertEqual(self.s3.json(key)["until"], RELEASED)
        self.assertTrue(mine.of(self.plan).is_file())

    def test_a_data_shard_is_given_back(self):
        mine = self.data_shards("c0")
        mine.of(self.plan)
        key = mine.key
        mine.release()
        self.assertEqual(self.s3.json(key), {"client": "c0", "until": RELEASED})


if __name__ == "__main__":
    unittest.main()
