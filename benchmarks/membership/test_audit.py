"""python3 -m unittest discover -s benchmarks/membership"""

import random
import unittest

from audit import (
    at_most,
    binomial_tail,
    epsilon_of,
    error_rates,
    estimate,
    gaussian_lower_bound,
    lower_bound,
)


class Intervals(unittest.TestCase):
    def test_the_upper_bound_of_no_success_has_a_closed_form(self):
        self.assertAlmostEqual(at_most(0, 300, 0.025), 1 - 0.025 ** (1 / 300), places=12)
        self.assertEqual(at_most(5, 5, 0.025), 1.0)

    def test_published_intervals(self):
        # Clopper and Pearson: 2 of 10 at 95 % is 0.0252 to 0.5561; 5 of 10 is 0.1871 to 0.8129.
        self.assertAlmostEqual(at_most(2, 10, 0.025), 0.5561, places=4)
        self.assertAlmostEqual(at_most(5, 10, 0.025), 0.8129, places=4)

    def test_tails_of_a_fair_coin(self):
        self.assertAlmostEqual(binomial_tail(8, 10, 0.5), 56 / 1024)
        self.assertEqual(binomial_tail(0, 10, 0.5), 1.0)
        self.assertEqual(binomial_tail(1, 10, 0.0), 0.0)

    def test_bounds_hold_as_often_as_they_should(self):
        draw = random.Random(3)
        misses = 0
        for _ in range(1000):
            successes = sum(draw.random() < 0.3 for _ in range(50))
            misses += at_most(successes, 50, 0.05) < 0.3
        self.assertLess(misses, 75)  # 5 %, and room for chance.


class Epsilons(unittest.TestCase):
    def test_the_exact_gaussian_curve(self):
        for mu, delta, epsilon in [
            (0.1, 1e-5, 0.340669),
            (1, 1e-5, 4.377178),
            (2, 1e-6, 10.997151),
            (5, 1e-8, 39.891147),
        ]:
            self.assertAlmostEqual(epsilon_of(mu, delta), epsilon, places=5)
        self.assertEqual(epsilon_of(0, 1e-5), 0.0)
        self.assertEqual(epsilon_of(-1, 1e-5), 0.0)

    def test_bounds_on_known_rates(self):
        self.assertAlmostEqual(lower_bound(0.1, 0.1, 0.0), 2.1972245773)  # log 9
        self.assertEqual(lower_bound(0.5, 0.5, 1e-5), 0.0)
        self.assertEqual(lower_bound(1.0, 1.0, 1e-5), 0.0)
        # Rates of mu = 1 at its middle: Phi(-1/2).
        rate = 0.3085375387
        self.assertAlmostEqual(gaussian_lower_bound(rate, rate, 1e-5), 4.377178, places=4)
        self.assertEqual(gaussian_lower_bound(1.0, 0.1, 1e-5), 0.0)

    def test_bounds_are_below_the_truth_and_grow_with_the_leak(self):
        draw = random.Random(4)
        before = -1.0
        for mu in (0.5, 1.0, 2.0):
            present = [draw.gauss(mu, 1) for _ in range(2000)]
            absent = [draw.gauss(0, 1) for _ in range(2000)]
            rates = error_rates(present, absent, mu / 2, 0.95)
            truth = epsilon_of(mu, 1e-5)
            general = lower_bound(*rates, 1e-5)
            gaussian = gaussian_lower_bound(*rates, 1e-5)
            self.assertLess(general, gaussian)
            self.assertLess(gaussian, truth)
            self.assertGreater(gaussian, 0.5 * truth)
            self.assertGreater(general, before)
            self.assertAlmostEqual(estimate(present, absent, 1e-5) / truth, 1, delta=0.15)
            before = general
