"""Secure aggregation: masks on updates, and the seeds of masks, which only the helper can open.

docs/wire-format.md has the rules. The package cryptography is needed: ``rondo-client[secure]``.
"""

from __future__ import annotations

import base64
import hashlib
import math
import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

SEED_BYTES = 32

LARGEST = 2**31 - 1
_AT_A_TIME = 1 << 20  # numbers that are encoded or masked at a time, which bounds the memory
_FORMAT = b"\x01"


@dataclass(frozen=True)
class Context:
    """Whose mask it is, for which round, and what the client was told. Masks, seeds and signatures are bound to it."""

    job: str
    round: int
    client: str
    terms: str

    def data(self, purpose: str, more: bytes = b"") -> bytes:
        """The context as bytes, for one purpose."""
        texts = (purpose, self.job, str(self.round), self.client, self.terms)
        return _list(*(text.encode() for text in texts), more)


@dataclass(frozen=True)
class FixedPoint:
    """Numbers of [-range, range] as integers, so that the sum of those of all seats fits in 32 bits."""

    range: float
    fraction_bits: int

    @staticmethod
    def of(seats: int, range: float) -> FixedPoint:  # noqa: A002
        """With as many fraction bits as fit."""
        limit = LARGEST // seats
        bits = math.frexp(limit)[1] - math.frexp(range)[1]
        return FixedPoint(range, bits if math.ldexp(range, bits) <= limit else bits - 1)

    def encode(self, values: Any, factor: float = 1.0) -> Any:
        """The integers of numbers times a factor: clipped to the range, and rounded to the nearest, ties to even."""
        flat = np.asarray(values).ravel()
        integers = np.empty(len(flat), np.int32)
        for begin in range(0, len(flat), _AT_A_TIME):
            scaled = flat[begin : begin + _AT_A_TIME].astype(np.float64) * factor
            if np.isnan(scaled).any():
                raise ValueError("NaN cannot be masked. Check the training.")
            clipped = np.clip(scaled, -self.range, self.range)
            integers[begin : begin + _AT_A_TIME] = np.rint(np.ldexp(clipped, self.fraction_bits))
        return integers


@dataclass(frozen=True)
class Masked:
    """What a client sends: a masked vector, its digest, and the sealed seed of the mask, which is stored first."""

    numbers: Any
    digest: bytes
    seed: bytes


def masked(vector: Any, context: Context, helper: X25519PublicKey, client: Ed25519PrivateKey) -> Masked:
    """Masks integers with a new seed."""
    seed = os.urandom(SEED_BYTES)
    numbers = vector.view(np.uint32) + mask(seed, context, len(vector))
    digest = hashlib.sha256(numbers.astype("<u4").data).digest()
    return Masked(numbers, digest, sealed(seed, context, digest, helper, client))


def mask(seed: bytes, context: Context, count: int) -> Any:
    """The first numbers of a mask: the key stream of ChaCha20, little-endian, from block 0."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), 32, salt=None, info=context.data("rondo mask")).derive(seed)
    stream = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor()
    pieces = (min(_AT_A_TIME, count - begin) for begin in range(0, count, _AT_A_TIME))
    data = b"".join(stream.update(bytes(4 * piece)) for piece in pieces)
    return np.frombuffer(data, "<u4")


def sealed(seed: bytes, context: Context, digest: bytes, helper: X25519PublicKey, client: Ed25519PrivateKey) -> bytes:
    """A seed, sealed for the helper by HPKE (RFC 9180) and signed by the client: 145 bytes."""
    suite = _suite()
    try:
        box = suite.encrypt(seed, helper, context.data("rondo sealed seed", digest))
    except ValueError as error:
        raise ValueError("The helper's public key is not valid. Ask the helper's operator for it.") from error
    file: bytes = _FORMAT + box + client.sign(_signed(context, digest, box))
    return file


def helper_key(text: str) -> X25519PublicKey:
    """The public key of the helper from its text: 32 bytes in Base64."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    return X25519PublicKey.from_public_bytes(_key("The helper's public key", text, 32))


def client_key(text: str) -> Ed25519PrivateKey:
    """The private key of a client from its text: the private key, then the public one, 64 bytes in Base64."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    data = _key("The client's private key", text, 64)
    key = Ed25519PrivateKey.from_private_bytes(data[:32])
    if key.public_key().public_bytes_raw() != data[32:]:
        raise ValueError("The client's private key must end with its public key. Copy the whole text again.")
    return key


def new_client_key() -> tuple[str, str]:
    """A new key of a client as texts: the private one to keep, and the public one for the helper's list."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return base64.b64encode(key.private_bytes_raw() + public).decode(), base64.b64encode(public).decode()


def _suite() -> Any:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def _signed(context: Context, digest: bytes, box: bytes) -> bytes:
    return _list(context.data("rondo signed seed", digest), box)


def _list(*pieces: bytes) -> bytes:
    """Each piece after its length as four bytes, so that two lists of pieces never look like one."""
    return b"".join(struct.pack(">I", len(piece)) + piece for piece in pieces)


def _key(name: str, text: str, size: int) -> bytes:
    try:
        data = base64.b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise ValueError(f"{name} must be {size} bytes in Base64, but is not Base64") from error
    if len(data) != size:
        raise ValueError(f"{name} must be {size} bytes, but is {len(data)}")
    return data
