"""A model that Rondo trained does in NumPy what it does in Rondo."""

import re
import subprocess
import sys
import unittest

from rondo_run import HOME, MODEL, SUMMARY


class NumpyExample(unittest.TestCase):
    def test_finds_the_accuracy_that_rondo_reports_to_a_tenth_of_a_point(self):
        script = HOME / "examples" / "load_model_numpy.py"
        done = subprocess.run(
            [sys.executable, str(script), str(MODEL)], capture_output=True, text=True, check=True
        )
        accuracy = float(re.match(r"accuracy (\S+) on 10000 test images", done.stdout).group(1))
        self.assertAlmostEqual(accuracy, SUMMARY["accuracy"], delta=0.001)
        self.assertGreater(accuracy, 0.5)


if __name__ == "__main__":
    unittest.main()
