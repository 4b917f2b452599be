"""The benchmark starts and calls each packaged function."""

import subprocess
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


class RunTest(unittest.TestCase):
    def test_each_function_starts_and_answers(self) -> None:
        command = [str(HERE / "run"), "--runs", "1", "--calls", "1"]
        run = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        for function in ("FoldUpdates", "Aggregate", "Evaluate"):
            self.assertRegex(run.stdout, rf"{function}[^|]*\| +\d+ +\|")


if __name__ == "__main__":
    unittest.main()
