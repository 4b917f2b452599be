"""A client with keys for secure aggregation."""

import io
import json
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import mlp
import numpy as np
import pytest
from fakes import SEAT, FakeS3, FakeSqs, model, open_round, plan
from safetensors.numpy import load

import rondo
from rondo import _masks
from rondo._trainer import Functions

pytest.importorskip("boto3", reason="needs boto3: pip install rondo-client[aws]")
pytest.importorskip("cryptography", reason="needs cryptography: pip install rondo-client[secure]")

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from rondo._agent import client, settings
from rondo._agent.bucket import Bucket
from rondo._agent.data_shards import DataShards
from rondo._agent.personal import Personal
from rondo._agent.secure import Secure, encoded, problem, terms

UPDATE = "updates/one/00000003/me.safetensors"
SECURE = {"helper": "f", "fraction_bits": 20}
MASKED = {"encoding": "masked", "clip_update_norm": 0.5, "seats": 10, "secure_aggregation": SECURE}
NOISY = {**MASKED, "privacy": {"noise_multiplier": 2}, "secure_aggregation": {**SECURE, "noise": "1048576"}}


def metadata(file):
    length = int.from_bytes(file[:8], "little")
    return json.loads(file[8 : 8 + length])["__metadata__"]


class SecureClientTest(unittest.TestCase):
    def setUp(self):
        self.s3, self.helper = FakeS3(), FakeS3()
        self.key = X25519PrivateKey.generate()
        self.private, self.public = _masks.new_client_key()
        self.said = io.StringIO()
        output = redirect_stdout(self.said)
        output.__enter__()
        self.addCleanup(output.__exit__, None, None, None)
        pause = mock.patch("rondo._agent.client.PAUSE_SECONDS", (0, 0))
        pause.start()
        self.addCleanup(pause.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def secure(self):
        file = self.folder / "client.key"
        file.write_text(self.private + "\n")
        public = _masks.base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        return Secure.of(self.helper, "helper", public, str(file))

    def take(self, secure, train=mlp.train, **changes):
        open_round(self.s3, **changes)
        sqs = FakeSqs(SEAT)
        bucket = Bucket(self.s3, "b")
        data, functions = DataShards(bucket, "me", None, False), Functions.of(train, None, None, "numpy")
        own = client.Client(bucket, sqs, "queue", "me", data, functions, Personal(self.folder), (0, 0), secure)
        sqs.when_empty = own.stopping.set
        own.run()
        return sqs

    def unmasked(self):
        """The update's integers, as the helper makes it possible."""
        file = self.s3.objects[UPDATE][0]
        digest = metadata(file)["masked_sha256"]
        box = self.helper.objects[f"seeds/one/00000003/me/{digest}.bin"][0]
        context = _masks.Context("one", 3, "me", terms(plan(model(), **MASKED)))
        info = context.data("rondo sealed seed", bytes.fromhex(digest))
        seed = _masks._suite().decrypt(box[1:81], self.key, info)
        tensors = load(file)
        masked = np.concatenate([tensors[name].ravel() for name in model()])
        return (masked - _masks.mask(seed, context, len(masked))).view(np.int32)

    def test_it_uploads_a_masked_update_after_its_sealed_seed(self):
        def train(weights, round):
            return rondo.Update({name: tensor + 0.25 for name, tensor in weights.items()}, 7, 0.5)

        self.s3.calls = self.helper.calls
        sqs = self.take(self.secure(), train, **MASKED)
        self.assertEqual(len(sqs.deleted), 1)
        puts = [key.split("/")[0] for what, key in self.s3.calls if what == "put"]
        self.assertEqual(puts[-2:], ["seeds", "updates"])
        said = metadata(self.s3.objects[UPDATE][0])
        self.assertEqual((said["encoding"], said["examples"]), ("masked", "1"))
        self.assertNotIn("train_loss", said)
        count = sum(tensor.size for tensor in model().values())
        expected = round(0.5 / np.sqrt(count) * 2**20)
        np.testing.assert_allclose(self.unmasked(), np.full(count, expected), atol=1)

    def test_without_keys_the_seat_is_handed_back(self):
        sqs = self.take(None, **MASKED)
        self.assertEqual((sqs.deleted, sqs.visible), ([], [0]))
        self.assertNotIn(UPDATE, self.s3.objects)
        self.assertIn("Set helper_public_key, helper_bucket and client_key", self.said.getvalue())

    def test_with_keys_no_update_is_sent_in_plain_form(self):
        sqs = self.take(self.secure())
        self.assertEqual((sqs.deleted, sqs.visible), ([], [0]))
        self.assertNotIn(UPDATE, self.s3.objects)

    def test_an_update_that_is_not_finite_is_not_masked(self):
        for number in (np.nan, np.inf):
            changes = {name: np.full(tensor.shape, number, np.float32) for name, tensor in model().items()}
            with self.assertRaisesRegex(ValueError, "Training diverged"):
                encoded(plan(model(), **MASKED), changes)

    def test_terms_are_written_as_in_java(self):
        tensors = {"a": np.ones((2, 3), np.float32)}
        self.assertEqual(
            terms(plan(tensors, **NOISY)), "bits 20 seats 10 clip 3fe0000000000000 coordinates 6 noise 1048576"
        )

    def test_a_round_with_less_noise_than_its_privacy_needs_is_refused(self):
        secure = self.secure()
        self.assertIsNone(problem(plan(model(), **NOISY), secure))
        for less in ({**SECURE, "noise": "1048575"}, SECURE, {**SECURE, "fraction_bits": 21, "noise": "1048576"}):
            self.assertIn(
                "the helper is to add", problem(plan(model(), **{**NOISY, "secure_aggregation": less}), secure)
            )

    def test_a_client_can_demand_noise(self):
        secure = self.secure()
        secure.least_noise = 2
        self.assertIsNone(problem(plan(model(), **NOISY), secure))
        self.assertIn("least_noise is 2", problem(plan(model(), **MASKED), secure))

    def test_numbers_that_do_not_fit_in_32_bits_are_refused(self):
        document = plan(model(), **{**MASKED, "seats": 1 << 13})
        with self.assertRaisesRegex(ValueError, "do not fit in 32 bits with 20 fraction bits"):
            encoded(document, model())

    def test_tensors_that_updates_leave_out_are_zeros(self):
        tensors = {"a": np.ones(2, np.float32), "b": np.ones(3, np.float32)}
        document = plan(tensors, **{**MASKED, "clip_update_norm": 2})
        document["layout"]["roles"] = {"a": "keep"}
        np.testing.assert_array_equal(encoded(document, {"b": tensors["b"]}), [0, 0, 1 << 20, 1 << 20, 1 << 20])


class SettingsTest(unittest.TestCase):
    def read(self, *arguments, **variables):
        needed = ["train.py", "--bucket", "b", "--task-queue-url", "q"]
        with mock.patch("sys.argv", [*needed, *arguments]), mock.patch.dict("os.environ", variables):
            return settings.read()

    def test_the_three_settings_are_flags_or_variables(self):
        options = self.read("--helper-bucket", "h", RONDO_HELPER_PUBLIC_KEY="k", RONDO_CLIENT_KEY="f")
        self.assertEqual((options.helper_bucket, options.helper_public_key, options.client_key), ("h", "k", "f"))

    def test_one_of_them_needs_the_others(self):
        said = io.StringIO()
        with redirect_stderr(said), self.assertRaises(SystemExit):
            self.read("--helper-bucket", "h")
        self.assertIn("RONDO_CLIENT_KEY", said.getvalue())

    def test_without_them_there_are_no_keys(self):
        self.assertIsNone(Secure.of(None, None, None, None))
