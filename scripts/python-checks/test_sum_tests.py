"""What scripts/sum-tests makes of reports."""

import contextlib
import importlib.machinery
import importlib.util
import io
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "sum-tests"
LOADER = importlib.machinery.SourceFileLoader("sum_tests", str(SCRIPT))
sum_tests = importlib.util.module_from_spec(importlib.util.spec_from_loader("sum_tests", LOADER))
LOADER.exec_module(sum_tests)

TRACE = "\n\tat dev.rondo.ATest.a(ATest.java:1)\n"
ROOT = (
    f"<skipped><![CDATA[org.opentest4j.TestAbortedException: \nassumption was not met due to: "
    f"[root may write everywhere] \nExpecting value to be false but was true{TRACE}]]></skipped>"
)
NO_CDK = (
    "<skipped><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: "
    f"'cdk' is not on the PATH; .ci/run installs it{TRACE}]]></skipped>"
)


class SumTestsTest(unittest.TestCase):
    def run_main(self, skipped="", python="", ci_run=True, failures=0):
        """Exit code, output and errors for a report of two tests, one of which may be skipped."""
        count = 1 if skipped else 0
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "functions", "round", "target", "surefire-reports", "TEST-a.xml")
            report.parent.mkdir(parents=True)
            report.write_text(
                f'<testsuite tests="2" failures="{failures}" errors="0" skipped="{count}">'
                f'<testcase classname="dev.rondo.ATest" name="a">{skipped}</testcase>'
                '<testcase classname="dev.rondo.ATest" name="b"/></testsuite>'
            )
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = sum_tests.main(Path(folder), python, ci_run)
            return code, out.getvalue(), err.getvalue()

    def test_all_tests_are_added_up(self):
        code, out, err = self.run_main(python="5 0\n7 0\n")
        self.assertEqual((0, ""), (code, err))
        self.assertEqual("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0\n14 passed, 0 failed, 0 skipped\n", out)

    def test_a_failed_test_fails(self):
        code, out, _ = self.run_main(failures=1)
        self.assertEqual(1, code)
        self.assertIn("1 passed, 1 failed, 0 skipped", out)

    def test_an_allowed_skip_is_printed_with_its_reason(self):
        code, out, err = self.run_main(ROOT, "3 1\nskipped: test_torch: needs PyTorch: pip install it\n")
        self.assertEqual((0, ""), (code, err))
        self.assertIn("skipped: dev.rondo.ATest.a: assumption was not met due to: [root may write everywhere]", out)
        self.assertIn("skipped: test_torch: needs PyTorch: pip install it\n", out)
        self.assertIn("3 passed, 0 failed, 2 skipped", out)

    def test_a_skip_for_another_reason_fails_a_run_of_everything_only(self):
        reason = "dev.rondo.ATest.a: 'cdk' is not on the PATH; .ci/run installs it\n"
        code, out, err = self.run_main(NO_CDK)
        self.assertEqual(1, code)
        self.assertIn("skipped: " + reason, out)
        self.assertIn("must not be skipped: " + reason, err)
        code, out, err = self.run_main(NO_CDK, ci_run=False)
        self.assertEqual((0, ""), (code, err))
        self.assertIn("skipped: " + reason, out)

    def test_a_python_test_without_a_package_fails_a_run_of_everything(self):
        code, _, err = self.run_main(python="3 1\nskipped: test_run: needs boto3: pip install it\n")
        self.assertEqual(1, code)
        self.assertIn("must not be skipped: test_run: needs boto3: pip install it\n", err)

    def test_a_skip_whose_reason_no_report_names_is_not_allowed(self):
        code, _, err = self.run_main(python="3 1\n")
        self.assertEqual(1, code)
        self.assertIn("must not be skipped: another test: no reason is known", err)

    def test_a_message_is_the_reason(self):
        skipped = '<skipped message="this emulator completes an upload in several steps"/>'
        self.assertEqual(0, self.run_main(skipped)[0])


if __name__ == "__main__":
    unittest.main()
