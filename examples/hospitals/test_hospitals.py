"""The example of four hospitals does what its README says."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

import train

HERE = Path(__file__).resolve().parent
HEADER = "id,age,sex,dataset,cp,trestbps,chol,fbs,restecg,thalch,exang,oldpeak,slope,ca,thal,num\n"


def run(*arguments):
    return subprocess.run([sys.executable, str(HERE / "run"), *arguments], capture_output=True, text=True)


def step(partition):
    """A step of gradient descent from the initial model, in one hospital."""
    training = SimpleNamespace(epochs=1, learning_rate=1)
    return train.train(train.initialize(1), SimpleNamespace(partition=partition, training=training))


class Hospitals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        written = run("--write", str(cls.folder / "tables"))
        assert written.returncode == 0, written.stderr
        cls.files = sorted((cls.folder / "tables").glob("*.csv"))

    def setUp(self):
        os.environ["HOSPITAL_DATA"] = str(self.folder / "tables")
        self.addCleanup(os.environ.pop, "HOSPITAL_DATA", None)

    def own(self, *rows):
        file = self.folder / "own.csv"
        file.write_text(HEADER + "".join(row + "\n" for row in rows))
        return file

    def test_the_federated_model_is_as_good_as_one_trained_on_all_rows(self):
        done = run("--out", str(self.folder / "runs"))

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"Cleveland +202 +102 +0\.9\d+ +0\.9\d+ +0\.9\d+\n")
        self.assertRegex(done.stdout, r"differ by 0\.00\d+; allowed are 0\.01\.\n$")

    def test_a_larger_difference_is_exit_code_1(self):
        done = run("--rounds", "1", "--within", "0.001", "--out", str(self.folder / "short"))

        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("allowed are 0.001.", done.stdout)

    def test_the_hospitals_together_take_the_step_that_all_rows_take(self):
        updates = [step(hospital) for hospital in range(4)]
        parts = [train.split(file) for file in self.files]
        x, y = (np.concatenate([part[i] for part in parts]) for i in (0, 2))

        mean = np.average([u.weights["coef"] for u in updates], weights=[u.examples for u in updates], axis=0)

        np.testing.assert_allclose(mean, x.T @ (y - 0.5) / len(y), atol=1e-12)

    def test_a_step_lowers_the_loss_on_rows_that_are_held_out(self):
        for hospital in range(4):
            place = SimpleNamespace(partition=hospital)
            before = train.evaluate(train.initialize(1), place)
            after = train.evaluate(dict(step(hospital).weights), place)

            self.assertLess(after.numbers["loss"], before.numbers["loss"])
            self.assertGreater(after.numbers["auc"], 0.6)

    def test_a_third_of_the_healthy_and_of_the_ill_is_held_out_and_always_the_same(self):
        for file in self.files:
            x, held_out, y, truth = train.split(file)

            self.assertAlmostEqual(len(truth), len(train.read(file)[1]) / 3, delta=1)
            self.assertAlmostEqual(truth.mean(), y.mean(), delta=0.02)
            np.testing.assert_array_equal(train.split(file)[1], held_out)

    def test_a_missing_number_is_the_usual_one_and_a_missing_category_is_none(self):
        usual = self.own("1,55,Male,X,asymptomatic,130,240,,normal,140,,1,,1,,0")
        missing = self.own("1,,Male,X,asymptomatic,0,0,,normal,,,,,,,2")

        x, y = train.read(missing)

        np.testing.assert_array_equal(x, train.read(usual)[0])
        self.assertEqual(x.sum(), 3, "sex, cp and restecg")
        self.assertEqual(y.tolist(), [True])

    def test_an_unknown_category_is_named(self):
        file = self.own("1,55,male,X,asymptomatic,130,240,TRUE,normal,140,TRUE,1,flat,1,normal,0")

        with self.assertRaisesRegex(ValueError, r"own.csv: sex must be one of \['Female', 'Male'\].*\['male'\]"):
            train.read(file)


if __name__ == "__main__":
    unittest.main()
