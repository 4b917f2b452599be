"""Nothing is deployed or removed that was not confirmed."""

import contextlib
import http.server
import io
import threading
import unittest
from unittest import mock

import fakes

from aws_smoke import account, options
from aws_smoke.account import Refused
from aws_smoke.aws import emulator_at
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

    def test_the_root_user_is_refused(self):
        with self.assertRaisesRegex(Refused, "but is the root user, which can assume no role"):
            account.require_no_root({"Arn": "arn:aws:iam::123456789012:root"})
        account.require_no_root({"Arn": "arn:aws:iam::123456789012:user/root"})

    def endpoint(self, paths):
        """A server that knows these paths only."""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if self.path in paths else 404)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    def test_an_endpoint_that_is_no_emulator_is_refused_because_it_may_cost_money(self):
        url = self.endpoint(["/"])
        with mock.patch.dict("os.environ", {"AWS_REGION": "us-east-1"}):
            with self.assertRaisesRegex(Refused, f"must be LocalStack or MiniStack, but {url} answers neither"):
                account.connect(options.Options(fakes.PREFIX, endpoint=url), fakes.Redactor())

    def test_emulators_are_known_by_their_health(self):
        self.assertEqual(emulator_at(self.endpoint(["/_localstack/health"])), "LocalStack")
        both = self.endpoint(["/_localstack/health", "/_ministack/health"])
        self.assertEqual(emulator_at(both), "MiniStack")

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
