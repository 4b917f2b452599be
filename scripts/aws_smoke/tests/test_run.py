"""However a run ends, what it made is removed, or the user learns what is left and the command that removes it."""

import contextlib
import io
import json
import unittest
from unittest import mock

from fakes import PREFIX, SmokeTestCase

from aws_smoke import run
from aws_smoke.steps import Step, StepFailed


class FakeCleanup:
    """Removes what is left, unless it is told to fail or to be interrupted."""

    def __init__(self, left, failure=None):
        self.found, self.failure, self.prefix = left, failure, PREFIX
        self.kinds = {"stack": None, "bucket": None}
        self.said = []
        self.say = self.said.append

    def left(self):
        return self.found

    def remove(self):
        if self.failure:
            raise self.failure
        self.found = []


class RunTest(SmokeTestCase):
    def finish(self, cleanup, last=(), created=True, **options):
        smoke = self.smoke(**options)
        smoke.created = created
        with contextlib.redirect_stdout(io.StringIO()) as said:
            run.finish(smoke, list(last), cleanup)
            code = run.verdict(smoke)
        return said.getvalue(), code

    def statuses(self):
        return {step.name: step.status for step in self.report.steps}

    def test_after_a_failed_step_everything_is_removed_and_the_exit_code_is_one(self):
        def fail():
            raise StepFailed("The round must succeed, but ended with RoundAbandoned.")

        self.runner.run([Step("round", "", fail)])
        cleanup = FakeCleanup([("stack", PREFIX + "Control"), ("bucket", "b")])

        said, code = self.finish(cleanup, [Step("destroy", "", lambda: None)])

        expected = {"round": "failed", "destroy": "passed", "remove": "passed", "nothing-left": "passed"}
        self.assertEqual(self.statuses(), expected)
        self.assertEqual((code, cleanup.found), (1, []))
        self.assertIn("failed: round: The round must succeed", said)

    def test_what_cdk_cannot_destroy_is_removed_without_it(self):
        def fail():
            raise StepFailed("cdk is not there any more")

        cleanup = FakeCleanup([("stack", PREFIX + "Control")])
        self.finish(cleanup, [Step("destroy", "", fail)])
        self.assertEqual(self.statuses(), {"destroy": "failed", "remove": "passed", "nothing-left": "passed"})

    def test_what_could_not_be_removed_is_named_with_the_command_that_removes_it(self):
        cleanup = FakeCleanup([("stack", PREFIX + "Control")], StepFailed("Cannot remove stack"))
        said, code = self.finish(cleanup)
        self.assertIn(f"stack {PREFIX}Control", said)
        self.assertIn(f"scripts/aws-smoke --remove {PREFIX} --region us-east-1", said)
        self.assertEqual(code, 1)
        self.assertEqual(
            json.loads((self.folder / "report.json").read_text())["left"], f"stack {PREFIX}Control"
        )

    def test_a_second_interruption_leaves_what_is_there_and_says_so(self):
        cleanup = FakeCleanup([("bucket", "b")], KeyboardInterrupt())
        said, code = self.finish(cleanup)
        self.assertIn("because the removal was interrupted", said)
        self.assertIn(f"--remove {PREFIX}", said)
        self.assertEqual(code, 1)

    def test_keep_removes_nothing_and_says_what_is_there(self):
        cleanup = FakeCleanup([("bucket", "b")])
        said, _ = self.finish(cleanup, keep=True)
        self.assertEqual(cleanup.found, [("bucket", "b")])
        self.assertIn("LEFT IN THE ACCOUNT, because of --keep:\n  bucket b", said)

    def test_where_nothing_was_deployed_nothing_is_removed(self):
        cleanup = FakeCleanup([("bucket", "b")])
        self.finish(cleanup, created=False)
        self.assertEqual(self.report.steps, [])

    def interrupted(self, created):
        """A whole run that is interrupted between two steps."""
        smoke = self.smoke(yes=True)

        def steps(*_):
            smoke.created = created
            raise KeyboardInterrupt

        cleanup = FakeCleanup([("bucket", "b")])
        with contextlib.ExitStack() as changed:
            for name, value in {
                "Prerequisites": mock.Mock(return_value=mock.Mock(steps=lambda: [])),
                "Cleanup": lambda *_: cleanup,
                "Deployment": lambda *_: mock.Mock(last_steps=lambda: []),
                "steps": steps,
                "ROOT": self.folder,
            }.items():
                changed.enter_context(mock.patch.object(run, name, value))
            said = changed.enter_context(contextlib.redirect_stdout(io.StringIO()))
            code = run.run_all(smoke)
        return code, said.getvalue(), cleanup

    def test_an_interruption_before_anything_was_deployed_has_an_exit_code_of_two(self):
        code, said, cleanup = self.interrupted(created=False)
        self.assertEqual((code, cleanup.found), (2, [("bucket", "b")]))
        self.assertIn("Interrupted. Nothing was deployed.", said)

    def test_an_interruption_between_two_steps_removes_everything_and_has_an_exit_code_of_one(self):
        code, said, cleanup = self.interrupted(created=True)
        self.assertEqual((code, cleanup.found), (1, []))
        self.assertIn("What was deployed is removed now", said)

    def full_disk(self, cleanup):
        with mock.patch("pathlib.Path.write_text", side_effect=OSError(28, "No space left on device")):
            return self.finish(cleanup)[0]

    def test_a_full_disk_does_not_keep_the_run_from_its_removal(self):
        cleanup = FakeCleanup([("stack", PREFIX + "Control")])
        self.full_disk(cleanup)
        self.assertEqual(cleanup.found, [])

    def test_a_full_disk_does_not_keep_the_run_from_saying_what_is_left(self):
        said = self.full_disk(FakeCleanup([("bucket", "b")], StepFailed("Cannot remove it")))
        self.assertIn("No space left on device", said)
        self.assertIn(f"scripts/aws-smoke --remove {PREFIX}", said)

    def test_without_a_terminal_and_a_folder_for_its_output_the_run_goes_on(self):
        self.report.folder = self.folder / "absent"
        file = run.instead_of_terminal(self.report)
        self.addCleanup(file.file.close)
        print("removed", file=file)

    def test_the_question_names_the_bootstrapping(self):
        smoke = self.smoke()
        for needed in (False, True):
            smoke.must_bootstrap = needed
            with contextlib.redirect_stdout(io.StringIO()) as said:
                run.announce(smoke)
            self.assertEqual("runs 'cdk bootstrap' in us-east-1" in said.getvalue(), needed)
            self.assertIn("total", said.getvalue())

    def test_skipped_steps_alone_are_no_failure(self):
        self.runner.run([Step("one", "", lambda: None), Step("two", "", lambda: None, needs=("three",))])
        _, code = self.finish(FakeCleanup([]))
        self.assertEqual(code, 0)


if __name__ == "__main__":
    unittest.main()
