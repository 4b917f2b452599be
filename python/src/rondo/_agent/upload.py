"""Uploads in parts, for objects that are too large for one request over a line that may break."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any, Callable

from botocore.exceptions import HTTPClientError

LARGEST_PUT = 100_000_000
PART_SIZE = 16 << 20

# Before a request is sent again: four minutes in all.
PAUSES = (1, 2, 4, 8, 16, 32, 60, 60, 60)


def put_in_parts(
    s3: Any,
    target: dict[str, str],
    body: bytes,
    condition: dict[str, str],
    part_size: int = PART_SIZE,
    wait: Callable[[float], object] = time.sleep,
) -> None:
    """Creates an object from parts; ``target`` is its Bucket and Key, and ``condition`` applies to the completion.

    If the connection breaks, the upload goes on with the request that got no answer, unless ``wait`` returns true. On
    failure it is aborted; if that fails too, the lifecycle rule of the bucket removes it.
    """

    def asked(request: Callable[..., Any], **arguments: Any) -> Any:
        for pause in PAUSES:
            try:
                return request(**arguments)
            except HTTPClientError as error:  # no answer; errors that S3 answers are raised
                print(json.dumps({"message": "the connection is broken", "reason": repr(error), "seconds": pause}))
                if wait(pause):
                    raise
        return request(**arguments)

    created = asked(s3.create_multipart_upload, **target, ChecksumAlgorithm="CRC32")
    upload = {**target, "UploadId": created["UploadId"]}
    try:
        parts = []
        for number, begin in enumerate(range(0, len(body), part_size), 1):
            part = body[begin : begin + part_size]
            answer = asked(s3.upload_part, **upload, PartNumber=number, Body=part, ChecksumAlgorithm="CRC32")
            # S3 requires at completion the checksums that it verified for each part.
            checksum = {name: answer[name] for name in ("ChecksumCRC32",) if name in answer}
            parts.append({"PartNumber": number, "ETag": answer["ETag"], **checksum})
        asked(s3.complete_multipart_upload, **upload, MultipartUpload={"Parts": parts}, **condition)
    except BaseException:
        with contextlib.suppress(Exception):  # the first failure counts
            s3.abort_multipart_upload(**upload)
        raise
