"""Access to AWS, or to an emulator of it. Every request is recorded with its id."""

from __future__ import annotations

import http.client
import json
import os
import urllib.request
from typing import Any, Callable, Iterator

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# Where an emulator of AWS answers how it is. MiniStack answers at that of LocalStack too, so it comes first.
HEALTH = {"MiniStack": "/_ministack/health", "LocalStack": "/_localstack/health"}


def emulator_at(endpoint: str) -> str | None:
    """The name of the emulator that answers there; None if none does, as an endpoint of AWS itself."""
    for name, path in HEALTH.items():
        try:
            with urllib.request.urlopen(endpoint.rstrip("/") + path, timeout=10) as answer:
                if answer.status == 200 and isinstance(json.load(answer), dict):
                    return name
        except (OSError, ValueError, http.client.HTTPException):
            continue
    return None


class Aws:
    """Clients of one account and region.

    record: is told each request, as a dictionary with service, operation, status, id and error.
    """

    def __init__(self, region: str | None, endpoint: str | None) -> None:
        self.endpoint = endpoint
        self.session = boto3.Session(region_name=region or os.environ.get("AWS_REGION"))
        self.record: Callable[[dict[str, Any]], None] = lambda call: None
        self.watch(self.session)
        self._clients: dict[str, Any] = {}

    def watch(self, session: boto3.Session) -> None:
        """Records the requests of a session."""
        session.events.register("after-call", self._answered)

    @property
    def region(self) -> str | None:
        return self.session.region_name

    def client(self, service: str, session: boto3.Session | None = None, region: str | None = None) -> Any:
        """A client of a service; with a session, one with other credentials."""
        if session is None and region is None and service in self._clients:
            return self._clients[service]
        config = Config(
            retries={"mode": "standard", "max_attempts": 6},
            s3={"addressing_style": "path"} if self.endpoint else {},
        )
        region = region or self.region
        made = (session or self.session).client(
            service, region_name=region, endpoint_url=self.endpoint, config=config
        )
        if session is None and region == self.region:
            self._clients[service] = made
        return made

    def pages(self, service: str, operation: str, field: str, **arguments: Any) -> Iterator[Any]:
        """All elements of a list that AWS answers in pages."""
        for page in self.client(service).get_paginator(operation).paginate(**arguments):
            yield from page.get(field, [])

    def _answered(self, http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        meta = parsed.get("ResponseMetadata", {})
        error = parsed.get("Error") if http_response.status_code >= 300 else None
        self.record(
            {
                "service": model.service_model.service_id.hyphenize(),
                "operation": model.name,
                "status": http_response.status_code,
                "id": meta.get("RequestId", ""),
                "error": f"{error.get('Code')}: {error.get('Message')}" if error else "",
            }
        )


def code_of(error: ClientError) -> str:
    """The name of an error of AWS, such as AccessDenied."""
    return error.response.get("Error", {}).get("Code", "")


def is_offered(error: Exception) -> bool:
    """Whether an emulator knows the operation that has failed."""
    if isinstance(error, ClientError):
        text = f"{code_of(error)} {error}"
        return not any(
            word in text
            for word in ("not implemented", "NotImplemented", "InternalFailure", "501", "UnknownOperation")
        )
    return not isinstance(error, BotoCoreError)
