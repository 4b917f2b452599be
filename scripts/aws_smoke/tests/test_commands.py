"""What commands print is kept, redacted, and a failed command says why."""

import unittest

from fakes import SmokeTestCase

from aws_smoke.commands import Output, environment
from aws_smoke.steps import Step, StepFailed


class CommandsTest(SmokeTestCase):
    def run_in_step(self, *command, **more):
        found = []
        self.runner.run([Step("one", "", lambda: found.append(self.smoke().commands.run(*command, **more)))])
        return found

    def test_the_output_of_a_command_is_in_a_file_without_account_ids(self):
        output = self.run_in_step("sh", "-c", "echo '{\"a\": 123456789012}'; echo warned 123456789012 >&2")[0]
        self.assertEqual(output.json(), {"a": 123456789012})
        command = self.report.steps[0].commands[0]
        self.assertEqual(command["exit_code"], 0)
        log = (self.folder / command["log"]).read_text()
        self.assertIn('{"a": <account>}', log)
        self.assertIn("warned <account>", log)

    def test_a_failed_command_fails_its_step_with_its_last_lines(self):
        self.run_in_step("sh", "-c", "echo first; echo the reason >&2; exit 3")
        self.assertEqual(self.report.steps[0].status, "failed")
        self.assertRegex(self.report.steps[0].reason, r"(?s)failed with exit code 3.*the reason")

    def test_a_command_that_does_not_end_is_ended(self):
        self.run_in_step("sleep", "60", timeout=0.2)
        self.assertIn("did not end within 0.2 s", self.report.steps[0].reason)

    def test_json_is_found_after_other_lines(self):
        self.assertEqual(Output("building.\n[1, 2]\n", 0).json(), [1, 2])
        with self.assertRaisesRegex(StepFailed, "printed no JSON"):
            Output("nothing", 0).json()

    def test_commands_know_the_region_and_the_endpoint(self):
        found = environment("eu-north-1", "http://127.0.0.1:1")
        self.assertEqual((found["AWS_REGION"], found["AWS_DEFAULT_REGION"]), ("eu-north-1", "eu-north-1"))
        self.assertEqual(found["AWS_ENDPOINT_URL"], "http://127.0.0.1:1")


if __name__ == "__main__":
    unittest.main()
