"""How a script was started decides what it does."""

import os
import subprocess
import sys
import textwrap

import pytest

import rondo


def run(folder, script):
    """Runs a script that nobody started as a trainer."""
    file = folder / "train.py"
    file.write_text(textwrap.dedent(script))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RONDO_")}
    return subprocess.run([sys.executable, str(file)], capture_output=True, text=True, env=environment, timeout=60)


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
