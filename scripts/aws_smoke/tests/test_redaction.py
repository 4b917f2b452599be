"""A report can be posted in public."""

import json
import tempfile
import unittest
from pathlib import Path

import fakes

from aws_smoke.redaction import RedactedFile, Redactor
from aws_smoke.steps import Step


class RedactionTest(unittest.TestCase):
    def setUp(self):
        self.redactor = Redactor()

    def redacted(self, text):
        return self.redactor.redact(text)

    def test_account_ids_are_hidden_wherever_they_are(self):
        text = (
            "arn:aws:sqs:us-east-1:123456789012:tasks https://sqs.us-east-1.amazonaws.com/123456789012/tasks"
        )
        self.assertNotIn("123456789012", self.redacted(text + " cdk-hnb659fds-assets-123456789012-us-east-1"))
        self.assertIn("arn:aws:sqs:us-east-1:<account>:tasks", self.redacted(text))

    def test_longer_numbers_and_digests_stay(self):
        text = "1764316800000 ab12345678901cd 0.1234567890123"
        self.assertEqual(self.redacted(text), text)

    def test_access_keys_and_ids_of_roles_get_names_by_which_they_can_be_told_apart(self):
        one, two = "AROAIOSFODNN7EXAMPLE", "AROAJ2UCCR6DPCEXAMPLE"
        self.assertEqual(
            self.redacted(f"{one}:i-0a {two}:i-0b {one}:i-0c"), "AROA-1:i-0a AROA-2:i-0b AROA-1:i-0c"
        )
        self.assertNotIn("ASIAIOSFODNN7EXAMPLE", self.redacted("key ASIAIOSFODNN7EXAMPLE"))

    def test_a_secret_is_hidden_in_json_too(self):
        secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        self.redactor.hide(secret, "<hidden>")
        found = json.loads(self.redacted(json.dumps({"log": f'the key "{secret}" is wrong'})))
        self.assertEqual(found, {"log": 'the key "<hidden>" is wrong'})

    def test_the_caller_has_no_name(self):
        self.redactor.hide_caller("arn:aws:sts::123456789012:assumed-role/Admin-Alice/alice@example.org")
        text = self.redacted(
            "User: arn:aws:sts::123456789012:assumed-role/Admin-Alice/alice@example.org is not authorized"
        )
        self.assertEqual(
            text, "User: arn:aws:sts::<account>:assumed-role/<caller>/<caller> is not authorized"
        )

    def test_a_callers_name_inside_of_another_word_stays(self):
        self.redactor.hide_caller("arn:aws:iam::123456789012:user/rondo")
        self.assertEqual(self.redacted("rondo-agent.jar of rondo"), "rondo-agent.jar of <caller>")

    def test_signed_addresses_and_e_mails_are_hidden(self):
        text = self.redacted(
            "https://b.s3.amazonaws.com/k?X-Amz-Security-Token=IQoJabc&X-Amz-Signature=0af3 bob.b@mail.example.com"
        )
        for secret in ("IQoJabc", "0af3", "bob"):
            self.assertNotIn(secret, text)

    def test_folders_of_the_user_are_hidden(self):
        self.assertNotIn(str(fakes.SCRIPTS), self.redacted(f"at {fakes.SCRIPTS}/aws-smoke"))

    def test_what_follows_an_escape_is_hidden_too(self):
        self.redactor.hide_caller("arn:aws:iam::123456789012:user/alice")
        found = self.redacted(
            r"x\n123456789012\nalice\tAKIAABCDEFGHIJKLMNOP arn%3Aaws%3Aiam%3A%3A123456789012%3Auser%2Falice %20123456789012"
        )
        expected = r"x\n<account>\n<caller>\tAKIA-1 arn%3Aaws%3Aiam%3A%3A<account>%3Auser%2F<caller> %20<account>"
        self.assertEqual(found, expected)

    def test_output_for_a_closed_terminal_is_redacted_by_whole_lines(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "output.txt"
            file = RedactedFile(path, self.redactor)
            print("account 123456", end="", file=file)
            print("789012", file=file)
            self.assertEqual(path.read_text(), "account <account>\n")
            file.file.close()


class ReportTest(fakes.SmokeTestCase):
    def written(self, seen):
        self.runner.run_one(Step("one", "", lambda: self.report.current.seen.append(seen)))
        text = (self.folder / "report.json").read_text()
        return text, json.loads(text)["steps"][0]["seen"][0]

    def test_what_begins_a_later_line_of_a_text_is_hidden(self):
        self.redactor.hide_caller("arn:aws:iam::123456789012:user/alice")
        home = str(Path.home())
        _, seen = self.written(f"x\n123456789012 here\nalice\n\tAKIAABCDEFGHIJKLMNOP\n{home}/x")
        self.assertEqual(seen, "x\n<account> here\n<caller>\n\tAKIA-1\n~/x")

    def test_a_folder_with_letters_beyond_ascii_is_hidden(self):
        self.redactor.hide("/home/zoë", "~", shortest=3)
        self.assertEqual(self.written("at /home/zoë/x")[1], "at ~/x")

    def test_a_caller_named_like_a_field_of_the_report_changes_values_only(self):
        for name in ("service", "name", "status", "seen"):
            self.redactor.hide_caller(f"arn:aws:iam::123456789012:user/{name}")
        _, seen = self.written("service of name")
        self.assertEqual(seen, "<caller> of <caller>")


if __name__ == "__main__":
    unittest.main()
