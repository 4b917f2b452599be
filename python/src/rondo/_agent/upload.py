"""Uploads in parts, for objects that are too large for one request over a line that may break."""

from __future__ import annotations

import contextlib
import time
from typing import Any, Callable

from botocore.exceptions import BotoCoreError

LARGEST_PUT = 100_000_000
PART_SIZE = 16 << 20

# Before a part is sent again: four minutes in all.
PAUSES = (1, 2, 4, 8, 16, 32, 60, 60, 60)


def put_in_parts(
    s3: Any,
    target: dict[str, str],
    body: bytes,
    condition: dict[str, str],
    part_size: int = PART_SIZE,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Creates an object from parts; ``target`` is its Bucket and Key, and ``condition`` applies to the completion.

    If the connection breaks, the upload goes on with the part that did not arrive. On failure it is aborted; if that
    fails too, the lifecycle rule of the bucket removes it.
    """
    upload = {**target, "UploadId": s3.create_multipart_upload(**target, ChecksumAlgorithm="CRC32")["UploadId"]}
    try:
        parts = []
        for number, begin in enumerate(range(0, len(body), part_size), 1):
            answer = _sent(s3, upload, number, body[begin : begin + part_size], sleep)
            # S3 requires at completion the checksums that it verified for each part.
            checksum = {name: answer[name] for name in ("ChecksumCRC32",) if name in answer}
            parts.append({"PartNumber": number, "ETag": answer["ETag"], **checksum})
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, **condition)
    except BaseException:
        with contextlib.suppress(Exception):  # the first failure counts
            s3.abort_multipart_upload(**upload)
        raise


def _sent(s3: Any, upload: dict[str, str], number: int, part: bytes, sleep: Callable[[float], None]) -> Any:
    for pause in PAUSES:
        try:
            return s3.upload_part(**upload, PartNumber=number, Body=part, ChecksumAlgorithm="CRC32")
        except BotoCoreError:  # no answer; errors that S3 answers are raised
            sleep(pause)
    return s3.upload_part(**upload, PartNumber=number, Body=part, ChecksumAlgorithm="CRC32")
