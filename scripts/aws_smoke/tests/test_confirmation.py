"""Nothing is deployed or removed that was not confirmed."""

import contextlib
import io
import unittest
from unittest import mock

import fakes

from aws_smoke import account, options
from aws_smoke.account import Refused
from aws_smoke.run import confirm


class Terminal(io.StringIO):
    def isatty(self):
        return True


class ConfirmationTest(unittest.TestCase):
    def confirm(self, stdin, answer="", **more):
        with mock.patch("sys.stdin", stdin):
            confirm(options.Options(fakes.PREFIX, **more), "Deploy?", ask=lambda question: answer)

    def test_without_a_terminal_and_without_yes_it_is_refused(self):
        with self.assertRaisesRegex(Refused, "no terminal to ask on. Use --yes"):
            self.confirm(io.StringIO("yes\n"), "yes")

    def test_any_other_answer_than_yes_is_a_refusal(self):
        for answer in ("", "no", "yes please", "n"):
            with self.assertRaisesRegex(Refused, "not confirmed"):
                self.confirm(Terminal(), answer)

    def test_yes_confirms_on_a_terminal_and_as_a_flag(self):
        self.confirm(Terminal(), " Yes ")
        self.confirm(io.StringIO(), yes=True)

    def test_a_region_must_be_known(self):
        with mock.patch.dict(
            "os.environ", {"AWS_CONFIG_FILE": "/nonexistent", "HOME": "/nonexistent"}, clear=True
        ):
            with self.assertRaisesRegex(Refused, "No AWS region is set"):
                account.connect(options.Options(fakes.PREFIX), fakes.Redactor())

    def test_credentials_must_be_there(self):
        environment = {"AWS_REGION": "us-east-1", "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"}
        with mock.patch.dict("os.environ", environment, clear=True):
            with self.assertRaisesRegex(Refused, "No AWS credentials found"):
                account.connect(options.Options(fakes.PREFIX), fakes.Redactor())

    def test_only_the_prefix_of_a_run_can_be_removed(self):
        for prefix in ("Rondo", "Smoke", "smoke12ab34", "Smoke12ab345", "Smoke12ab3x"):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as said:
                options.read(["--remove", prefix])
            self.assertIn("PREFIX must be one that a run printed", said.getvalue())
        self.assertTrue(options.read(["--remove", "Smoke12ab34"]).remove)

    def test_each_run_has_a_prefix_of_its_own_which_is_one_that_can_be_removed(self):
        first, second = options.read([]), options.read([])
        self.assertNotEqual(first.prefix, second.prefix)
        self.assertEqual(options.read(["--remove", first.prefix]).prefix, first.prefix)

    def test_ctrl_c_and_ctrl_d_at_the_question_are_refusals(self):
        for error in (KeyboardInterrupt, EOFError):
            with mock.patch("sys.stdin", Terminal()), contextlib.redirect_stdout(io.StringIO()):
                with self.assertRaisesRegex(Refused, "not confirmed, so nothing was changed"):
                    confirm(options.Options(fakes.PREFIX), "Deploy?", ask=mock.Mock(side_effect=error))


if __name__ == "__main__":
    unittest.main()
