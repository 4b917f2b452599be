"""A report can be posted in public."""

import json
import unittest

import fakes

from aws_smoke.redaction import Redactor


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
        text = "1764316800000 ab123456789012cd 0.123456789012"
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


if __name__ == "__main__":
    unittest.main()
