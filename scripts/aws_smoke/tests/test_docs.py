"""docs/first-deployment.md describes this script and no other."""

import re
import unittest

from fakes import SCRIPTS, SmokeTestCase

from aws_smoke import estimate, options, run
from aws_smoke.clients import Ec2Agents
from aws_smoke.deployment import Deployment
from aws_smoke.prerequisites import Prerequisites

PAGE = (SCRIPTS.parent / "docs" / "first-deployment.md").read_text(encoding="utf-8")


class DocsTest(SmokeTestCase):
    def test_each_step_is_in_the_table_of_minutes_in_its_order(self):
        smoke = self.smoke()
        deployment = Deployment(smoke, self.folder)
        steps = Prerequisites(smoke).steps()
        steps += run.steps(smoke, deployment, Ec2Agents(smoke)) + deployment.last_steps()
        table = PAGE[PAGE.index("## Minute by minute") : PAGE.index("## What it costs")]
        rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
        documented = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row)]
        self.assertEqual(documented, [step.name for step in steps] + ["remove", "nothing-left"])

    def test_each_step_needs_only_steps_before_it(self):
        smoke = self.smoke()
        before = set()
        for step in [
            *Prerequisites(smoke).steps(),
            *run.steps(smoke, Deployment(smoke, self.folder), Ec2Agents(smoke)),
        ]:
            self.assertLessEqual(set(step.needs), before, step.name)
            self.assertNotIn(step.name, before)
            before.add(step.name)

    def test_the_estimate_is_the_one_of_the_script(self):
        dollars = estimate.total(estimate.items(options.DEFAULT_TYPE))
        self.assertIn(f"${dollars:.2f} in all with `{options.DEFAULT_TYPE}`", PAGE)

    def test_the_commands_are_ones_that_the_script_takes(self):
        commands = re.findall(r"^scripts/aws-smoke\b([^#\n]*)", PAGE, re.MULTILINE)
        self.assertGreater(len(commands), 4)
        for command in commands:
            options.read(command.split())


if __name__ == "__main__":
    unittest.main()
