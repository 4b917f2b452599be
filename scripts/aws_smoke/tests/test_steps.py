"""A failed step does not hide later ones, unless they need it."""

import json
import unittest

from fakes import SmokeTestCase

from aws_smoke.steps import Runner, Step, StepFailed, StepSkipped


def fail(error):
    def step():
        raise error

    return step


class StepsTest(SmokeTestCase):
    def statuses(self):
        return {step.name: step.status for step in self.report.steps}

    def reason(self, name):
        return next(step.reason for step in self.report.steps if step.name == name)

    def test_what_needs_a_failed_step_is_skipped_and_the_rest_runs(self):
        ran = []
        self.runner.run(
            [
                Step("one", "", fail(StepFailed("X must be 1, but is 2."))),
                Step("two", "", lambda: ran.append("two"), needs=("one",)),
                Step("three", "", lambda: ran.append("three"), needs=("two",)),
                Step("four", "", lambda: ran.append("four")),
            ]
        )
        self.assertEqual(ran, ["four"])
        self.assertEqual(
            self.statuses(), {"one": "failed", "two": "skipped", "three": "skipped", "four": "passed"}
        )
        self.assertEqual(self.reason("two"), "because the step one has failed")
        self.assertEqual(self.reason("three"), "because the step two was skipped")

    def test_a_step_that_was_not_reached_is_a_reason_too(self):
        self.runner.run([Step("two", "", lambda: None, needs=("one",))])
        self.assertEqual(self.reason("two"), "because the step one has not run")

    def test_an_unexpected_error_fails_its_step_only_and_says_where(self):
        self.runner.run([Step("one", "", fail(KeyError("BucketName"))), Step("two", "", lambda: None)])
        self.assertEqual(self.statuses(), {"one": "failed", "two": "passed"})
        self.assertRegex(self.reason("one"), r"KeyError: 'BucketName' \(step, line \d+\)")

    def test_a_step_can_say_that_it_cannot_be_done_here(self):
        self.runner.run([Step("one", "", fail(StepSkipped("there is no moon")))])
        self.assertEqual((self.statuses()["one"], self.reason("one")), ("skipped", "there is no moon"))

    def test_an_emulator_skips_what_it_cannot_do_with_the_reason(self):
        Runner(self.report, emulator=True, show=lambda _: None).run(
            [Step("iam", "", fail(AssertionError), not_on_emulator="it does not enforce IAM")]
        )
        self.assertEqual(self.reason("iam"), "on the emulator, because it does not enforce IAM")

    def test_an_interruption_is_in_the_report_and_ends_the_run(self):
        with self.assertRaises(KeyboardInterrupt):
            self.runner.run([Step("one", "", fail(KeyboardInterrupt())), Step("two", "", lambda: None)])
        self.assertEqual(self.statuses(), {"one": "interrupted"})
        written = json.loads((self.folder / "report.json").read_text())
        self.assertEqual(written["steps"][0]["status"], "interrupted")

    def test_what_does_not_happen_in_time_is_said_in_a_sentence(self):
        sentence = "All alarms must be OK within 0 s, but this did not happen."
        with self.assertRaisesRegex(StepFailed, sentence):
            self.smoke().until("All alarms must be OK", lambda: False, 0, 0)

    def test_the_report_is_written_after_each_step(self):
        self.runner.run_one(Step("one", "", lambda: self.runner.say("seen in account 123456789012")))
        written = json.loads((self.folder / "report.json").read_text())
        self.assertEqual(written["steps"][0]["seen"], ["seen in account <account>"])
        self.assertIn("seen in account <account>", (self.folder / "report.md").read_text())


if __name__ == "__main__":
    unittest.main()
