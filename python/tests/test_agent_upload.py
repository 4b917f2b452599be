"""Uploads in parts."""

from __future__ import annotations

import base64
import zlib
from unittest import mock

import pytest

pytest.importorskip("botocore", reason="needs boto3: pip install rondo-client[aws]")

from botocore.exceptions import ConnectionClosedError, NoCredentialsError
from fakes import error

from rondo._agent import bucket
from rondo._agent.bucket import Bucket
from rondo._agent.upload import PAUSES, put_in_parts

TARGET = {"Bucket": "b", "Key": "updates/one/00000003/me.safetensors"}


class FakeUploads:
    """Uploads of S3; breaks the connection when it gets parts of some numbers."""

    def __init__(self, breaks=()):
        self.breaks, self.numbers, self.parts = list(breaks), [], {}
        self.completed, self.aborted, self.exists = None, 0, False

    def create_multipart_upload(self, Bucket, Key, ChecksumAlgorithm):
        return {"UploadId": "u"}

    def upload_part(self, Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm):
        self.numbers.append(PartNumber)
        if PartNumber in self.breaks:
            self.breaks.remove(PartNumber)
            raise ConnectionClosedError(endpoint_url="s3")
        self.parts[PartNumber] = Body
        return {"ETag": f"e{PartNumber}", "ChecksumCRC32": _checksum(Body)}

    def complete_multipart_upload(self, Bucket, Key, UploadId, MultipartUpload, IfNoneMatch):
        self.numbers.append("end")
        if "end" in self.breaks:
            self.breaks.remove("end")
            raise ConnectionClosedError(endpoint_url="s3")
        if self.exists:
            raise error("PreconditionFailed", 412)
        assert IfNoneMatch == "*"
        for part in MultipartUpload["Parts"]:
            assert part["ETag"] == f"e{part['PartNumber']}"
            assert part["ChecksumCRC32"] == _checksum(self.parts[part["PartNumber"]])
        self.completed = b"".join(self.parts[part["PartNumber"]] for part in MultipartUpload["Parts"])

    def abort_multipart_upload(self, Bucket, Key, UploadId):
        self.aborted += 1


def _checksum(body):
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def test_after_a_break_the_upload_goes_on_with_the_part_that_did_not_arrive():
    s3, slept = FakeUploads(breaks=[3, 3, "end"]), []
    put_in_parts(s3, TARGET, b"abcdefgh", {"IfNoneMatch": "*"}, part_size=2, wait=slept.append)
    assert (s3.numbers, s3.completed) == ([1, 2, 3, 3, 3, 4, "end", "end"], b"abcdefgh")
    assert (slept, s3.aborted) == ([1, 2, 1], 0)


def test_a_break_that_lasts_too_long_ends_the_upload():
    s3 = FakeUploads(breaks=[1] * 100)
    with pytest.raises(ConnectionClosedError):
        put_in_parts(s3, TARGET, b"ab", {"IfNoneMatch": "*"}, part_size=2, wait=lambda seconds: None)
    assert (len(s3.numbers), s3.completed, s3.aborted) == (len(PAUSES) + 1, None, 1)


def test_a_client_that_stops_gives_up_the_upload():
    s3 = FakeUploads(breaks=[1] * 100)
    with pytest.raises(ConnectionClosedError):
        put_in_parts(s3, TARGET, b"ab", {"IfNoneMatch": "*"}, part_size=2, wait=lambda seconds: True)
    assert (s3.numbers, s3.aborted) == ([1], 1)


def test_what_a_pause_cannot_mend_is_raised_at_once():
    s3 = FakeUploads()
    s3.upload_part = mock.Mock(side_effect=NoCredentialsError())
    with pytest.raises(NoCredentialsError):
        put_in_parts(s3, TARGET, b"ab", {"IfNoneMatch": "*"}, part_size=2, wait=lambda seconds: pytest.fail("waits"))


@pytest.mark.parametrize(("exists", "stored"), [(False, True), (True, False)])
def test_an_update_above_the_limit_goes_in_parts_and_is_written_once(monkeypatch, exists, stored):
    monkeypatch.setattr(bucket, "LARGEST_PUT", 10)
    s3 = FakeUploads()
    s3.exists = exists
    assert Bucket(s3, "b").put(TARGET["Key"], b"more than ten", IfNoneMatch="*") is stored
    assert (s3.completed, s3.aborted) == ((b"more than ten", 0) if stored else (None, 1))
