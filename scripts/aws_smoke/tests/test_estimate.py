"""The estimate is itemised, and at most a dollar."""

import unittest

import fakes  # noqa: F401

from aws_smoke import estimate


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

    def test_an_unknown_type_is_not_taken_for_a_cheap_one(self):
        self.assertEqual(estimate.items("x9.huge")[0].dollars, estimate.items("m7i-flex.large")[0].dollars)


if __name__ == "__main__":
    unittest.main()
