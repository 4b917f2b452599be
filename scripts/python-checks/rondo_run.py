"""The short training that .ci/run has made: where its files are."""

import json
import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
ROOT = Path(os.environ["RONDO_RUN"])
SUMMARY = json.loads((ROOT / "summary.json").read_text())
STORE = ROOT / SUMMARY["job"] / "store"
TENSORBOARD = ROOT / SUMMARY["job"] / "tensorboard"
MODEL = Path(SUMMARY["model_file"])
MODEL_SHAPES = {
    "fc1.weight": (200, 784),
    "fc1.bias": (200,),
    "fc2.weight": (200, 200),
    "fc2.bias": (200,),
    "fc3.weight": (10, 200),
    "fc3.bias": (10,),
}
