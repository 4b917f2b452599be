"""The command line; RONDO_ variables, as the Java agent has them, are its defaults."""

import argparse
import os


def low_and_high(text):
    low, high = map(int, text.split("-"))
    return low, high


def read():
    parser = argparse.ArgumentParser(description="A Rondo client in Python.")
    parser.add_argument("--bucket", default=os.environ.get("RONDO_BUCKET"))
    parser.add_argument("--task-queue-url", default=os.environ.get("RONDO_TASK_QUEUE_URL"))
    parser.add_argument("--client-id", help="default: the credentials' UserId, as IAM checks it")
    parser.add_argument("--data", help="a safetensors file of images and labels; "
                        "default: a data shard")
    parser.add_argument("--hand-back-seconds", metavar="LOW-HIGH",
                        type=low_and_high,
                        default=os.environ.get("RONDO_HAND_BACK_SECONDS", "15-60"),
                        help="when a seat that is for another is visible again (default: 15-60)")
    options = parser.parse_args()
    if not options.bucket or not options.task_queue_url:
        parser.error("needs --bucket (RONDO_BUCKET), --task-queue-url (RONDO_TASK_QUEUE_URL)")
    return options
