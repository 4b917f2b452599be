"""The account that a run uses, and who it runs as."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from .aws import HEALTH, Aws, emulator_at
from .options import Options
from .redaction import Redactor


class Refused(Exception):
    """The run does not begin; the text says why."""


def connect(options: Options, redactor: Redactor) -> tuple[Aws, dict[str, str]]:
    """The account. Its credentials and the name of the caller are hidden from then on."""
    aws = Aws(options.region, options.endpoint)
    if not aws.region:
        raise Refused("No AWS region is set. Use --region, AWS_REGION, or a region in the profile.")
    if options.endpoint and not emulator_at(options.endpoint):
        raise Refused(
            f"The endpoint must be LocalStack or MiniStack, but {options.endpoint} answers neither "
            f"{' nor '.join(HEALTH.values())}. Start the emulator, or unset AWS_ENDPOINT_URL to use AWS."
        )
    credentials = aws.session.get_credentials()
    if credentials is None:
        raise Refused(
            "No AWS credentials found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in."
        )
    try:
        frozen = credentials.get_frozen_credentials()
        for secret in (frozen.access_key, frozen.secret_key, frozen.token):
            redactor.hide(secret, "<hidden>")
        caller = aws.client("sts").get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        raise Refused(f"AWS does not accept these credentials: {error}") from None
    redactor.hide(caller["Account"], "<account>")
    redactor.hide_caller(caller["Arn"])
    return aws, caller


def require_no_root(caller: dict[str, str]) -> None:
    """AWS lets the root user assume no role, which the step privileges needs."""
    if caller["Arn"].endswith(":root"):
        raise Refused(
            "The caller must be a user or a role with administrator rights, but is the root user, which can assume no "
            "role. Create one in IAM or IAM Identity Center, and use its credentials."
        )


def introduce(options: Options, aws: Aws, caller: dict[str, str]) -> None:
    print(
        f"account  {caller['Account']}\ncaller   {caller['Arn']}\nregion   {aws.region}\nprefix   {options.prefix}"
    )
    if options.endpoint:
        print(f"endpoint {options.endpoint}, an emulator of AWS: nothing costs money")
