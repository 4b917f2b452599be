"""How a script was started decides what it does."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import rondo


def run(folder, script, *arguments):
    """Runs a script that nobody started as a trainer."""
    file = folder / "train.py"
    file.write_text(textwrap.dedent(script))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RONDO_")}
    command = [sys.executable, str(file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)


def test_a_script_that_nobody_started_says_how_to_start_it(tmp_path):
    said = run(tmp_path, "import rondo\nrondo.run(lambda weights, round: None)\n")
    assert said.returncode == 2
    assert 'rondo simulate --model init.safetensors --trainer "python train.py"' in said.stderr
    assert "Traceback" not in said.stderr


def test_a_worker_process_of_the_script_that_imports_it_again_passes_by(tmp_path):
    script = """
    import multiprocessing, rondo

    if __name__ == "__main__":
        process = multiprocessing.get_context("spawn").Process(target=print, args=("from the worker",))
        process.start()
        process.join()
        raise SystemExit(process.exitcode)

    rondo.run(lambda weights, round: None)
    """
    said = run(tmp_path, script)
    assert (said.returncode, said.stdout) == (0, "from the worker\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"train": None}, "train must be a function, but is None"),
        ({"train": print, "evaluate": 3}, "evaluate must be a function, but is 3"),
        ({"train": print, "framework": "jax"}, "framework must be numpy or torch, but is 'jax'"),
    ],
)
def test_what_is_no_function_or_framework_is_refused(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        rondo.run(**arguments)


def test_scripts_of_the_checkout_install_what_the_package_needs():
    folder = Path(__file__).parent.parent
    project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|aws) = (\[.*\])$", project, re.MULTILINE)
    wanted = sorted(package for found in lists for package in json.loads(found))
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == wanted


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--bucket", "b"], 2, "needs --bucket (RONDO_BUCKET), --task-queue-url (RONDO_TASK_QUEUE_URL)"),
        (["--task-queue-url=u", "--size", "3"], 2, "needs --bucket (RONDO_BUCKET)"),
        (["--bucket", "b", "--task-queue-url", "u", "--data", "f", "--own-data"], 2, "not allowed with argument"),
        (["--size", "3"], 2, "Start it in one of these ways"),
    ],
)
def test_options_of_a_client_are_checked(tmp_path, arguments, code, message):
    pytest.importorskip("boto3", reason="needs boto3: pip install rondo-client[aws]")
    said = run(tmp_path, "import rondo\nrondo.run(lambda weights, round: None)\n", *arguments)
    assert said.returncode == code
    assert message in said.stderr
    assert "Traceback" not in said.stderr


def test_a_client_without_boto3_says_what_to_install(tmp_path):
    script = """
    import sys
    sys.modules["boto3"] = None  # as if it were not installed
    import rondo
    rondo.run(lambda weights, round: None)
    """
    said = run(tmp_path, script, "--bucket", "b", "--task-queue-url", "u")
    assert said.returncode == 1
    assert "Install rondo-client[aws]" in said.stderr
    assert "Traceback" not in said.stderr
