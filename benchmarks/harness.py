"""What the benchmark commands share: running `./rondo simulate`, reading its rounds.csv, printing
a table and keeping the result as JSON. Python's standard library only."""

from __future__ import annotations

import csv
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Iterable

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"


class BenchmarkError(Exception):
    """Something that the user can put right; its text is all that is shown."""


def main(body) -> None:
    """Runs a command's body and turns what the user can put right into one line and exit code 1."""
    try:
        body()
    except BenchmarkError as error:
        sys.exit(f"{Path(sys.argv[0]).parent.name}/{Path(sys.argv[0]).name}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def simulate(job: str, out: Path, flags: dict[str, Any]) -> list[dict[str, str]]:
    """Runs one training with `./rondo simulate` and returns the rows of its rounds.csv.

    Always starts a new run; a resumed benchmark would count rounds that it did not run.
    """
    launcher = ROOT / "rondo"
    if not launcher.is_file():
        raise BenchmarkError(f"there is no launcher at {launcher}: is this a whole checkout?")
    java()
    command = [str(launcher), "simulate", "--job", job, "--out", str(out), "--restart", "--quiet"]
    for name, value in flags.items():
        command += [f"--{name}", str(value)]
    # Its output goes to stderr, so that stdout holds the table and nothing else.
    code = subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode
    if code != 0:
        raise BenchmarkError(f"exit code {code} from: {' '.join(command)}")
    return read_rounds(out / job / "rounds.csv")


def kernel(job: str, out: Path) -> str:
    """The kernels of OpenBLAS with which a training ran, as a list in words."""
    inputs = out / job / "store" / "jobs" / job / "inputs.json"
    return ", ".join(json.loads(inputs.read_text(encoding="utf-8"))["kernels"]) or "unknown"


def kernel_of(path: str) -> str:
    """The kernel of OpenBLAS that the programs of a class path use on this machine."""
    command = [java(), "-cp", path, str(ROOT / "benchmarks" / "NameKernel.java")]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        raise BenchmarkError(f"this failed: {' '.join(command)}")
    return run.stdout.splitlines()[-1]


def kernel_of_evaluation() -> str:
    """The kernel of the packaged function that evaluates."""
    return kernel_of(f"{ROOT}/functions/evaluation/target/lambda/lib/*")


def java() -> str:
    """The Java of JAVA_HOME, or else of the PATH."""
    home = os.environ.get("JAVA_HOME")
    found = f"{home}/bin/java" if home else shutil.which("java")
    if not found or not Path(found).is_file():
        raise BenchmarkError("no java found: install JDK 17 or later, or set JAVA_HOME")
    return found


def java_version() -> str:
    said = subprocess.run([java(), "-version"], capture_output=True, text=True).stderr
    return said.splitlines()[0] if said else "unknown"


def python_with(venv: Path, requirements: str, what: str) -> Path:
    """The interpreter of a virtual environment with these requirements; it is made, or made again,
    when they have changed."""
    python, stamp = venv / "bin" / "python", venv / "requirements.txt"
    if python.is_file() and stamp.is_file() and stamp.read_text() == requirements:
        return python
    print(f"Installing {what} into {venv.relative_to(ROOT)} (once)", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="rondo-requirements-") as scratch:
        wanted = Path(scratch) / "requirements.txt"
        wanted.write_text(requirements)
        for step in (
            [sys.executable, "-m", "venv", "--clear", str(venv)],
            [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(wanted)],
        ):
            if subprocess.run(step, stdout=sys.stderr).returncode != 0:
                shutil.rmtree(venv, ignore_errors=True)
                raise BenchmarkError(f"this failed: {' '.join(step)}")
    stamp.write_text(requirements)
    return python


def python_with_flower() -> Path:
    """The interpreter that FLOWER_PYTHON names, or that of an environment with the packages."""
    if given := os.environ.get("FLOWER_PYTHON"):
        return Path(given).absolute()
    venv = ROOT / "benchmarks" / ".venv"
    if not venv.is_dir() and not (3, 11) <= sys.version_info < (3, 14):
        have = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise BenchmarkError(
            f"Flower's simulation needs Python 3.11 to 3.13 and this is {have}; start the command "
            f"with another one, for example: python3.12 {Path(sys.argv[0])}"
        )
    requirements = (ROOT / "benchmarks" / "flower" / "requirements.txt").read_text()
    return python_with(venv, requirements, "Flower and PyTorch, 6 GB,")


def run_with_flower(script: Path, arguments: list[str], modules: Path, log: Path) -> None:
    """Runs a script with Flower and PyTorch, without telemetry; its output goes to the log."""
    environment = {
        **os.environ,
        "FLWR_TELEMETRY_ENABLED": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "PYTHONPATH": str(modules),
    }
    command = [str(python_with_flower()), str(script), *arguments]
    with log.open("wb") as file:
        run = subprocess.run(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
    if run.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        raise BenchmarkError(f"{script.name} stopped with exit code {run.returncode}:\n{tail}")


def package(modules: str, *options: str) -> None:
    """Builds these modules, and those that they need."""
    command = ["mvn", "-B", "-q", "-ntp", "-Dquick", "-DskipTests", "-pl", modules, "-am", *options]
    if subprocess.run([*command, "package"], cwd=ROOT, stdout=sys.stderr).returncode != 0:
        raise BenchmarkError("the build failed; its messages are above")


def build() -> str:
    """Builds the benchmarks written in Java; their class path.

    RONDO_BENCHMARKS_CLASS_PATH names classes that are already built.
    """
    built = os.environ.get("RONDO_BENCHMARKS_CLASS_PATH")
    if built:
        return built
    package("benchmarks")
    target = ROOT / "benchmarks" / "target"
    return f"{target}/classes:{target}/lib/*"


def jmh(path: str, benchmark: str, **parameters: int) -> dict[str, list[float]]:
    """Runs a JMH benchmark: the seconds of each measured iteration, by method."""
    # Newer Java warns of what JMH uses; older Java does not know the option.
    quiet = ["-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"]
    with tempfile.TemporaryDirectory(prefix="rondo-jmh-") as scratch:
        out = Path(scratch) / "jmh.json"
        command = [java(), *quiet, "-cp", path, "org.openjdk.jmh.Main", benchmark]
        command += ["-v", "SILENT", "-jvmArgsPrepend", " ".join(quiet), "-foe", "true"]
        for name, value in parameters.items():
            command += ["-p", f"{name}={value}"]
        command += ["-jvm", java(), "-rf", "json", "-rff", str(out)]
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            raise BenchmarkError(f"this failed: {' '.join(command)}")
        return {
            result["benchmark"].rsplit(".", 1)[1]: result["primaryMetric"]["rawData"][0]
            for result in json.loads(out.read_text())
        }


def run_java(path: str, main_class: str, *arguments: str) -> str:
    """What a program in Java prints."""
    command = [java(), f"-Drondo.home={ROOT}", "-cp", path, main_class, *arguments]
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS")}
    run = subprocess.run(command, env={**os.environ, **threads}, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        raise BenchmarkError(f"this failed: {' '.join(command)}")
    return run.stdout


def read_rounds(path: Path) -> list[dict[str, str]]:
    """The rows of a rounds.csv, each a dictionary by column."""
    if not path.is_file():
        raise BenchmarkError(f"the simulation left no {path}")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise BenchmarkError(f"{path} holds no round")
    return rows


def numbers(rows: list[dict[str, str]], column: str) -> list[tuple[int, float]]:
    """(round, value) for each row that has a value in the column."""
    if column not in rows[0]:
        raise BenchmarkError(f"rounds.csv has no column '{column}'; it has {', '.join(rows[0])}")
    return [(int(row["round"]), float(row[column])) for row in rows if row[column]]


def print_table(header: list[str], rows: Iterable[list[str]]) -> None:
    """A Markdown table, columns aligned: it reads well in a terminal and pastes into a document."""
    cells = [header, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]

    def line(row: list[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"

    print(line(header))
    print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    for row in cells[1:]:
        print(line(row))


def save(name: str, result: dict[str, Any], done: bool = True) -> Path:
    """Writes a result, with when and on what it was measured, to benchmarks/results/NAME.json;
    what is not done yet, without a word."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    measured = {"at": datetime.now(timezone.utc).isoformat(timespec="seconds"), **machine()}
    path.write_text(json.dumps({"measured": measured, **result}, indent=2) + "\n")
    if done:
        print(f"\nWritten to {path.relative_to(ROOT)}")
    return path


def machine() -> dict[str, Any]:
    """What a reader needs to know to judge a time: processor, cores, system, and the commit."""
    return {
        "processor": processor(),
        "cores": cores(),
        "system": platform.platform(terse=True),
        "commit": commit(),
    }


def cores() -> int:
    """Cores that this process may use, which in a container can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def commit() -> str:
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
