"""What scripts/lint-templates makes of findings."""

import importlib.machinery
import importlib.util
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "lint-templates"
LOADER = importlib.machinery.SourceFileLoader("lint_templates", str(SCRIPT))
lint_templates = importlib.util.module_from_spec(importlib.util.spec_from_loader("lint_templates", LOADER))
LOADER.exec_module(lint_templates)

FINDING = {"rule": "E1", "template": "default/A.template.json", "path": "Bucket/Properties/Name", "message": "is long"}


def accepted(**changes):
    entry = {"rule": "E1", "path": "^Bucket/", "message": "long", "reason": "It may be."}
    return lint_templates.Accepted(entry | changes)


class LintTemplatesTest(unittest.TestCase):
    def test_an_accepted_finding_is_no_problem(self):
        self.assertEqual([], lint_templates.judge([FINDING], [accepted()]))

    def test_a_finding_of_another_rule_place_or_message_is_a_problem(self):
        for changes in ({"rule": "E2"}, {"path": "^Queue/"}, {"message": "short"}):
            problems = lint_templates.judge([FINDING], [accepted(**changes)])
            self.assertEqual("default/A.template.json: E1 at Bucket/Properties/Name: is long", problems[0])

    def test_an_accepted_finding_that_does_not_occur_is_a_problem(self):
        problems = lint_templates.judge([], [accepted()])
        self.assertEqual(1, len(problems))
        self.assertIn("E1 at ^Bucket/ with long does not occur any more", problems[0])

    def test_an_accepted_finding_needs_a_reason(self):
        with self.assertRaises(SystemExit):
            accepted(reason="")

    def test_equal_templates_are_checked_once_for_each_set_of_regions(self):
        with tempfile.TemporaryDirectory() as temporary:
            for variant, regions, text in (("a", "x", "1"), ("b", "x", "1"), ("c", "y", "1"), ("d", "x", "2")):
                folder = Path(temporary, variant)
                folder.mkdir()
                (folder / "regions").write_text(regions + "\n")
                (folder / "A.template.json").write_text(text)
            groups = lint_templates.by_regions(Path(temporary))
        found = {regions: [path.parent.name for path in paths] for regions, paths in groups.items()}
        self.assertEqual({("x",): ["a", "d"], ("y",): ["c"]}, found)


if __name__ == "__main__":
    unittest.main()
