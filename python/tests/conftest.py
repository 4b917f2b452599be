"""Fixtures of all tests."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from safetensors.numpy import save_file

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[2] / "examples" / "python-client"))

# The same examples in each run, and no assertion on time.
settings.register_profile(
    "rondo", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("rondo")


@pytest.fixture
def base(tmp_path):
    """A small model, which is in the file base.safetensors of the folder, too."""
    tensors = {
        "fc.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
        "fc.bias": np.array([0.5, -0.5], dtype=np.float32),
        "steps": np.array(7, dtype=np.int64),
    }
    save_file(tensors, tmp_path / "base.safetensors")
    return tensors
