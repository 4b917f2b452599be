"""The values of Google's dp-accounting for the settings of dev.rondo.benchmarks.AccountingValues:
one number a line, in the same order."""

import logging
import math
import sys
import warnings

import dp_accounting
from dp_accounting.rdp import RdpAccountant

# It says which orders it leaves out.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

TIGHT = 1e-12


def sampled_event(q: float, z: float, rounds: int) -> dp_accounting.DpEvent:
    one = dp_accounting.PoissonSampledDpEvent(q, dp_accounting.GaussianDpEvent(z))
    return dp_accounting.SelfComposedDpEvent(one, rounds)


def gaussian(mu: float, delta: float) -> float:
    return dp_accounting.get_epsilon_gaussian(1 / mu, delta, tol=TIGHT)


def sampled(q: float, z: float, rounds: float, delta: float) -> float:
    return RdpAccountant().compose(sampled_event(q, z, int(rounds))).get_epsilon(delta)


def gaussian_z(epsilon: float, delta: float, rounds: float, cap: float, separation: float) -> float:
    contributions = min(cap, math.ceil(rounds / separation))
    return dp_accounting.get_sigma_gaussian(epsilon, delta, tol=TIGHT) * math.sqrt(contributions)


def sampled_z(epsilon: float, delta: float, rounds: float, q: float) -> float:
    return dp_accounting.calibrate_dp_mechanism(
        RdpAccountant,
        lambda z: sampled_event(q, z, int(rounds)),
        epsilon,
        delta,
        dp_accounting.LowerEndpointAndGuess(0.05, 1),
        tol=1e-9,
    )


KINDS = {
    "gaussian": gaussian,
    "sampled": sampled,
    "gaussian-z": gaussian_z,
    "sampled-z": sampled_z,
}

with open(sys.argv[1], encoding="utf-8") as settings:
    for line in settings:
        kind, *numbers = line.split()
        print(KINDS[kind](*map(float, numbers)), flush=True)
