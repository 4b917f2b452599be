"""What functions get and return is checked where it is made."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rondo import Metrics, Round, Update
from rondo._trainer import instant

WEIGHTS = {"a": np.zeros(2, "f4")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"examples": 0}, "examples must be 1 to 1,000,000,000, but is 0"),
        ({"examples": 1_000_000_001}, "examples must be 1 to 1,000,000,000, but is 1000000001"),
        ({"examples": 1.5}, "examples must be a whole number, but is 1.5"),
        ({"examples": None}, "examples must be a whole number, but is None"),
        ({"loss": "low"}, "loss must be a number, but is a str"),
        ({"loss": np.zeros(2)}, "loss must be a number, but is a ndarray"),
        ({"metrics": [1]}, "metrics must be a mapping"),
        ({"metrics": {"1st": 1}}, "the name of a metric must start with a letter .* but is '1st'"),
        ({"metrics": {"x" * 65: 1}}, "the name of a metric"),
        ({"metrics": {f"m{number}": 1 for number in range(33)}}, "metrics must be at most 32, but are 33"),
    ],
)
def test_an_update_that_the_protocol_does_not_allow_is_refused(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Update(WEIGHTS, **{"examples": 1, **arguments})


def test_numbers_of_numpy_are_numbers():
    update = Update(WEIGHTS, np.int64(3), loss=np.float32(0.5), metrics={"auc/top-1": np.array(1.0)})
    assert (update.examples, update.loss, update.metrics) == (3, 0.5, {"auc/top-1": 1.0})
    assert Update(WEIGHTS, 120.0).examples == 120


def test_metrics_need_loss_or_accuracy():
    with pytest.raises(ValueError, match="Metrics must have loss or accuracy, but has f1, recall"):
        Metrics(3, recall=1, f1=0)
    with pytest.raises(ValueError, match="but has no number"):
        Metrics(3)
    assert Metrics(3, loss=1, **{"top-5": 0.5}).numbers == {"loss": 1, "top-5": 0.5}


def test_a_round_cannot_be_changed_and_has_defaults_for_tests():
    round = Round(training={"learning_rate": 0.1})
    with pytest.raises(FrozenInstanceError):
        round.number = 2
    round.progress(1, 2)
    assert not round.closed()
    assert round.training.learning_rate == round.training["learning_rate"] == 0.1
    assert dict(round.config) == {}
    assert Round() == Round()


def test_a_setting_that_is_not_there_is_named():
    training = Round(training={"epochs": 1, "clip": 0.0}).training
    with pytest.raises(AttributeError, match="there is no setting 'rate'; there are epochs, clip"):
        _ = training.rate
    with pytest.raises(KeyError, match="there is no setting 'rate'"):
        _ = training["rate"]
    assert training.get("rate", 3) == 3


@given(st.datetimes())
def test_instants_are_read_as_java_writes_them(when):
    digits = f".{when.microsecond:06d}789" if when.microsecond else ""
    text = when.replace(microsecond=0).isoformat() + digits + "Z"
    assert instant(text).replace(tzinfo=None) == when


@pytest.mark.parametrize("text", ["", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+01:00", "soon"])
def test_what_is_no_instant_in_utc_is_refused(text):
    with pytest.raises(ValueError, match="an instant must be like 2026-01-01T00:10:00Z"):
        instant(text)
