"""python3 -m unittest discover -s benchmarks/mcmahan"""

import unittest

from curves import best_so_far, rounds_to


class RoundsToTarget(unittest.TestCase):
    def test_interpolates_between_the_two_rounds_around_the_target(self):
        self.assertAlmostEqual(rounds_to(0.97, [(10, 0.96), (11, 0.98)]), 10.5)

    def test_counts_from_the_best_so_far_and_not_from_a_dip(self):
        curve = [(1, 0.5), (2, 0.8), (3, 0.2), (4, 0.9)]
        self.assertEqual(best_so_far(curve), [(1, 0.5), (2, 0.8), (3, 0.8), (4, 0.9)])
        self.assertAlmostEqual(rounds_to(0.85, curve), 3.5)

    def test_interpolates_over_rounds_that_were_not_evaluated(self):
        self.assertAlmostEqual(rounds_to(0.9, [(5, 0.8), (10, 1.0)]), 7.5)

    def test_a_target_met_exactly_is_met_at_that_round(self):
        self.assertEqual(rounds_to(0.9, [(1, 0.5), (2, 0.9), (3, 0.95)]), 2.0)

    def test_a_curve_that_begins_above_the_target_crosses_at_its_first_round(self):
        self.assertEqual(rounds_to(0.5, [(1, 0.7), (2, 0.8)]), 1.0)

    def test_says_none_when_the_target_is_never_met(self):
        self.assertIsNone(rounds_to(0.99, [(1, 0.5), (2, 0.6)]))
        self.assertIsNone(rounds_to(0.99, []))


if __name__ == "__main__":
    unittest.main()
