"""The command line; RONDO_ variables, as the Java agent has them, are its defaults."""

from __future__ import annotations

import argparse
import os
import sys

VARIABLES = ("RONDO_BUCKET", "RONDO_TASK_QUEUE_URL")
FLAGS = ("--bucket", "--task-queue-url")


def wanted() -> bool:
    """Whether the script was started as a client of its own."""
    given = {argument.split("=", 1)[0] for argument in sys.argv[1:]}
    return any(os.environ.get(name) for name in VARIABLES) or not given.isdisjoint(FLAGS)


def _low_and_high(text: str) -> tuple[int, int]:
    low, high = map(int, text.split("-"))
    return low, high


def read() -> argparse.Namespace:
    """The client's options. Others are left to the script."""
    parser = argparse.ArgumentParser(description="A Rondo client in Python.", allow_abbrev=False)
    parser.add_argument("--bucket", default=os.environ.get("RONDO_BUCKET"))
    parser.add_argument("--task-queue-url", default=os.environ.get("RONDO_TASK_QUEUE_URL"))
    parser.add_argument("--client-id", help="default: the credentials' UserId, as IAM checks it")
    data = parser.add_mutually_exclusive_group()
    data.add_argument("--data", help="a safetensors file of images or features, and labels; default: a data shard")
    data.add_argument("--own-data", action="store_true", help="the script brings its data: no data shard is leased")
    parser.add_argument(
        "--personal",
        metavar="FOLDER",
        default=os.environ.get("RONDO_PERSONAL", "~/.cache/rondo-client"),
        help="for tensors of the role personal (default: ~/.cache/rondo-client)",
    )
    parser.add_argument(
        "--hand-back-seconds",
        metavar="LOW-HIGH",
        type=_low_and_high,
        default=os.environ.get("RONDO_HAND_BACK_SECONDS", "15-60"),
        help="when a seat that is for another is visible again (default: 15-60)",
    )
    secure = parser.add_argument_group("secure aggregation", "all three, or none of them")
    secure.add_argument("--helper-public-key", metavar="KEY", default=os.environ.get("RONDO_HELPER_PUBLIC_KEY"))
    secure.add_argument("--helper-bucket", metavar="BUCKET", default=os.environ.get("RONDO_HELPER_BUCKET"))
    secure.add_argument(
        "--client-key",
        metavar="FILE",
        default=os.environ.get("RONDO_CLIENT_KEY"),
        help="this client's private key; the helper's operator has the public one",
    )
    secure.add_argument(
        "--least-noise",
        metavar="Z",
        type=float,
        default=os.environ.get("RONDO_LEAST_NOISE", "0"),
        help="take part only in rounds with at least this noise multiplier (default: 0, all rounds)",
    )
    options, _ = parser.parse_known_args()
    if not options.bucket or not options.task_queue_url:
        parser.error("needs --bucket (RONDO_BUCKET), --task-queue-url (RONDO_TASK_QUEUE_URL)")
    keys = (options.helper_public_key, options.helper_bucket, options.client_key)
    if any(keys) and not all(keys):
        parser.error(
            "secure aggregation needs all of --helper-public-key (RONDO_HELPER_PUBLIC_KEY), "
            "--helper-bucket (RONDO_HELPER_BUCKET) and --client-key (RONDO_CLIENT_KEY), or none of them"
        )
    return options
