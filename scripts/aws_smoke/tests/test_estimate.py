"""The estimate is itemised, and at most a dollar."""

import contextlib
import io
import unittest

import fakes  # noqa: F401

from aws_smoke import estimate, options


class EstimateTest(unittest.TestCase):
    def test_a_run_costs_at_most_a_dollar_with_each_instance_type_whose_price_is_known(self):
        for kind in estimate.INSTANCE_HOUR:
            self.assertLessEqual(estimate.total(estimate.items(kind)), 1.0, kind)

    def test_most_of_it_is_the_instances(self):
        items = {item.what: item.dollars for item in estimate.items("m7i-flex.large")}
        self.assertAlmostEqual(items["EC2 instances"], 3 * 0.09576)
        self.assertTrue(all(dollars > 0 for dollars in items.values()), items)
        self.assertEqual(max(items, key=items.get), "EC2 instances")

    def test_the_table_has_each_item_and_their_sum(self):
        items = estimate.items("t3.small")
        lines = estimate.table(items).splitlines()
        self.assertEqual(len(lines), len(items) + 1)
        self.assertIn(f"${estimate.total(items):6.3f}", lines[-1])

    def test_a_type_whose_price_is_unknown_is_refused(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as said:
            options.read(["--instance-type", "p5.48xlarge"])
        self.assertIn("must be one whose price the estimate knows (m7i-flex.large, ", said.getvalue())
        self.assertIn('but is "p5.48xlarge"', said.getvalue())
        self.assertEqual(options.read(["--instance-type", "t3.large"]).instance_type, "t3.large")


if __name__ == "__main__":
    unittest.main()
