"""Removes from a text what should not be posted in public: credentials, account ids, names, e-mail addresses."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

# Where a word begins: not inside of another one, or after an escape such as \n of JSON or %3A of an address.
BEGIN = r"(?:(?<![A-Za-z0-9_-])|(?<=\\[bfnrt])|(?<=%[0-9A-Fa-f]{2}))"

# Ids of access keys, users and roles. Each gets a name of its own, so that a reader can tell them apart.
IDS = re.compile(r"(?<![A-Z0-9])(AKIA|ASIA|AIDA|AROA|ANPA|AGPA|ABIA|ACCA)[A-Z0-9]{12,}(?![A-Za-z0-9])")
ACCOUNTS = re.compile(r"(?:(?<!\d)|(?<=%[0-9A-Fa-f]{2}))\d{12}(?!\d)")
EMAILS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
SIGNATURES = re.compile(r"(?i)(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s\"']+")
TOKENS = re.compile(r"\b(?:IQoJ|FwoG)[A-Za-z0-9+/=]{40,}")


class Redactor:
    """Knows secrets and names by their text, and kinds of ids by their form."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.hide(str(Path.home()), "~", shortest=3)
        self.hide(str(Path(__file__).resolve().parents[2]), "<rondo>", shortest=3)

    def hide(self, text: str | None, replacement: str, shortest: int = 6) -> None:
        """From now on, this text is replaced. Shorter texts would also match parts of words."""
        if text and len(text) >= shortest:
            self.secrets[text] = replacement

    def hide_caller(self, arn: str) -> None:
        """The user or session of an ARN: what follows user/, or both names of assumed-role/."""
        resource = arn.split(":", 5)[-1]
        for name in resource.split("/")[1:]:
            self.hide(name, "<caller>", shortest=3)

    def redact(self, text: str) -> str:
        for secret in sorted(self.secrets, key=len, reverse=True):
            # A whole word: a user "rondo" must not change "rondo-agent".
            pattern = rf"{BEGIN}{re.escape(secret)}(?![A-Za-z0-9_-])"
            text = re.sub(pattern, lambda _, to=self.secrets[secret]: to, text)
        text = SIGNATURES.sub(r"\1<hidden>", text)
        text = TOKENS.sub("<hidden>", text)
        text = EMAILS.sub("<e-mail>", text)
        text = IDS.sub(self._named, text)
        return ACCOUNTS.sub("<account>", text)

    def redact_values(self, value: Any) -> Any:
        """The same document with each of its texts redacted; names of its fields stay. Other objects become texts."""
        if isinstance(value, dict):
            return {key: self.redact_values(found) for key, found in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.redact_values(found) for found in value]
        if value is None or isinstance(value, (bool, int, float)):
            return value
        return self.redact(str(value))

    def _named(self, found: re.Match[str]) -> str:
        kind = found.group(1)
        return self.names.setdefault(found.group(0), f"{kind}-{len(self.names) + 1}")


class RedactedFile(io.TextIOBase):
    """A file in place of the terminal. It takes whole lines, so that nothing that is split over two texts is missed."""

    def __init__(self, path: Path, redactor: Redactor) -> None:
        self.redactor, self.rest = redactor, ""
        self.file = path.open("a", encoding="utf-8", buffering=1)

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        with contextlib.suppress(OSError):  # A full disk must not end the run before its removal.
            self.file.writelines(self.redactor.redact(line) + "\n" for line in lines)
        return len(text)
