"""The command line."""

from __future__ import annotations

import argparse
import os
import re
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from .estimate import INSTANCE_HOUR

# A prefix of a run. --remove accepts no other, so that it cannot remove somebody's own deployment.
PREFIX = re.compile(r"Smoke[0-9a-f]{6}")
DEFAULT_TYPE = "m7i-flex.large"


@dataclass(frozen=True)
class Options:
    """What the user wants; prefix is the first part of the names of everything that the run makes."""

    prefix: str
    region: str | None = None
    endpoint: str | None = None
    yes: bool = False
    bootstrap: bool = False
    keep: bool = False
    remove: bool = False
    instance_type: str = DEFAULT_TYPE
    folder: Path | None = None

    def with_folder(self, folder: Path) -> Options:
        return replace(self, folder=folder)


def prefix(text: str) -> str:
    if not PREFIX.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f'PREFIX must be one that a run printed, such as Smoke12ab34, but is "{text}"'
        )
    return text


def instance_type(text: str) -> str:
    if text not in INSTANCE_HOUR:
        raise argparse.ArgumentTypeError(
            f"the instance type must be one whose price the estimate knows ({', '.join(INSTANCE_HOUR)}), "
            f'but is "{text}"'
        )
    return text


def read(arguments: list[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(
        prog="aws-smoke",
        description="Deploys Rondo to an AWS account under a new name, tries it out, removes everything, and writes "
        "a report that can be posted in public. It shows the account and the cost, and asks before it spends anything.",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--region", help="the region (default: that of AWS_REGION, AWS_DEFAULT_REGION or the profile)"
    )
    parser.add_argument(
        "--bootstrap", action="store_true", help="run 'cdk bootstrap' if the region has not been bootstrapped"
    )
    parser.add_argument(
        "--instance-type",
        metavar="TYPE",
        type=instance_type,
        default=DEFAULT_TYPE,
        help=f"of the two clients: {', '.join(INSTANCE_HOUR)} (default: %(default)s)",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="do not remove anything at the end; everything continues to cost money",
    )
    parser.add_argument(
        "--remove",
        metavar="PREFIX",
        type=prefix,
        help="only remove what an earlier run has left, and ask before",
    )
    parser.add_argument("--endpoint-url", default=os.environ.get("AWS_ENDPOINT_URL") or None,
                        help="an emulator of AWS (default: AWS_ENDPOINT_URL)")  # fmt: skip
    parser.add_argument(
        "--report",
        metavar="FOLDER",
        type=Path,
        help="for the report (default: a new folder in target/aws-smoke)",
    )
    found = parser.parse_args(arguments)
    return Options(
        prefix=found.remove or "Smoke" + secrets.token_hex(3),
        region=found.region,
        endpoint=found.endpoint_url,
        yes=found.yes,
        bootstrap=found.bootstrap,
        keep=found.keep,
        remove=bool(found.remove),
        instance_type=found.instance_type,
        folder=found.report,
    )
