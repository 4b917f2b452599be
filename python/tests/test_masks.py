"""Masks, sealed seeds, and the golden bytes that the Java client and the helper read, too."""

import base64
import hashlib
import unittest
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from rondo import _masks
from rondo._masks import Context, FixedPoint

GOLDEN = Path(__file__).parent / "golden-masks.properties"


def golden():
    lines = (line for line in GOLDEN.read_text().splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def decoded(text):
    return base64.b64decode(text)


class GoldenTest(unittest.TestCase):
    def setUp(self):
        self.said = golden()
        self.context = Context(self.said["job"], int(self.said["round"]), self.said["client"], self.said["terms"])
        self.numbers = np.frombuffer(decoded(self.said["masked"]), "<u4")
        self.digest = decoded(self.said["digest"])

    def test_numbers_are_encoded_and_masked_as_in_java(self):
        point = FixedPoint.of(int(self.said["seats"]), float(self.said["range"]))
        self.assertEqual(point.fraction_bits, int(self.said["fraction_bits"]))
        values = np.array(self.said["values"].split(","), np.float32)
        integers = point.encode(values, float(self.said["factor"]))
        masked = integers.view(np.uint32) + _masks.mask(decoded(self.said["seed"]), self.context, len(integers))
        np.testing.assert_array_equal(masked, self.numbers)
        self.assertEqual(hashlib.sha256(masked.tobytes()).digest(), self.digest)

    def test_seeds_that_java_and_python_sealed_are_opened(self):
        helper = X25519PrivateKey.from_private_bytes(decoded(self.said["helper_key"]))
        client = _masks.client_key(self.said["client_key"]).public_key()
        for file in (decoded(self.said["sealed_by_java"]), decoded(self.said["sealed_by_python"])):
            self.assertEqual(file[0], 1)
            box, signature = file[1:81], file[81:]
            client.verify(signature, _masks._signed(self.context, self.digest, box))
            info = self.context.data("rondo sealed seed", self.digest)
            self.assertEqual(_masks._suite().decrypt(box, helper, info), decoded(self.said["seed"]))


class MaskTest(unittest.TestCase):
    def setUp(self):
        self.helper = X25519PrivateKey.generate()
        self.private, self.public = _masks.new_client_key()
        self.client = _masks.client_key(self.private)
        self.context = Context("mnist", 7, "me", "terms")

    def test_a_masked_vector_has_a_digest_and_a_seed_that_unmasks_it(self):
        vector = FixedPoint.of(10, 1).encode(np.linspace(-1, 1, 50_001, dtype=np.float32))
        said = _masks.masked(vector, self.context, self.helper.public_key(), self.client)
        info = self.context.data("rondo sealed seed", said.digest)
        seed = _masks._suite().decrypt(said.seed[1:81], self.helper, info)
        unmasked = said.numbers - _masks.mask(seed, self.context, len(vector))
        np.testing.assert_array_equal(unmasked.view(np.int32), vector)
        self.assertEqual(len(said.seed), 145)

    def test_a_seed_is_bound_to_job_round_client_and_vector(self):
        digest = bytes(32)
        file = _masks.sealed(bytes(32), self.context, digest, self.helper.public_key(), self.client)
        others = (
            Context("other", 7, "me", "terms"),
            Context("mnist", 8, "me", "terms"),
            Context("mnist", 7, "you", "terms"),
            Context("mnist", 7, "me", "other terms"),
        )
        for context, other in [*((context, digest) for context in others), (self.context, b"\x01" * 32)]:
            with self.assertRaises(InvalidTag):
                _masks._suite().decrypt(file[1:81], self.helper, context.data("rondo sealed seed", other))
            with self.assertRaises(InvalidSignature):
                self.client.public_key().verify(file[81:], _masks._signed(context, other, file[1:81]))

    def test_a_key_of_low_order_is_refused(self):
        zero = _masks.helper_key(base64.b64encode(bytes(32)).decode())
        with self.assertRaisesRegex(ValueError, "The helper's public key is not valid"):
            _masks.sealed(bytes(32), self.context, bytes(32), zero, self.client)

    def test_keys_that_are_not_keys_are_refused(self):
        with self.assertRaisesRegex(
            ValueError, "The helper's public key must be 32 bytes in Base64, but is not Base64"
        ):
            _masks.helper_key("?")
        with self.assertRaisesRegex(ValueError, "The client's private key must be 64 bytes, but is 3"):
            _masks.client_key("AAAA")
        mixed = base64.b64encode(decoded(self.private)[:32] + bytes(32)).decode()
        with self.assertRaisesRegex(ValueError, "must end with its public key"):
            _masks.client_key(mixed)
        self.assertEqual(base64.b64encode(self.client.public_key().public_bytes_raw()).decode(), self.public)


class FixedPointTest(unittest.TestCase):
    def test_as_many_fraction_bits_as_fit(self):
        for seats, range_, bits in [(1, 1, 30), (2, 1, 29), (3, 1, 29), (4, 1, 28), (10, 1, 27), (100, 0.5, 25)]:
            self.assertEqual(FixedPoint.of(seats, range_).fraction_bits, bits)
        self.assertEqual(FixedPoint.of(100_000, 1e9).fraction_bits, -16)

    def test_rounds_to_the_nearest_and_clips(self):
        encoded = FixedPoint(100, 1).encode(np.array([0.25, 0.26, 0.75, -0.75, 1000, -np.inf], np.float32))
        self.assertEqual(encoded.tolist(), [0, 1, 2, -2, 200, -200])

    def test_nan_is_refused(self):
        with self.assertRaisesRegex(ValueError, "NaN cannot be masked"):
            FixedPoint.of(1, 1).encode(np.array([np.nan], np.float32))
