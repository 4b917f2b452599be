"""The Python package safetensors reads every kind of file that Rondo writes."""

import json
import unittest

import numpy as np
from rondo_run import MODEL, MODEL_SHAPES, ROOT, STORE, SUMMARY
from safetensors import safe_open
from safetensors.numpy import load_file


def metadata(path):
    with safe_open(path, framework="np") as file:
        return file.metadata()


def shapes(tensors):
    return {name: tensor.shape for name, tensor in tensors.items()}


class WireFormat(unittest.TestCase):
    def test_a_model_has_the_tensors_that_pytorch_expects(self):
        model = load_file(MODEL)
        self.assertEqual(shapes(model), MODEL_SHAPES)
        self.assertEqual({tensor.dtype for tensor in model.values()}, {np.dtype(np.float32)})
        self.assertEqual(metadata(MODEL)["kind"], "model")
        self.assertEqual(metadata(MODEL)["version"], str(SUMMARY["version"]))

    def test_an_update_has_the_models_tensors_and_says_what_it_is(self):
        updates = sorted(STORE.glob("updates/*/*/*.safetensors"))
        self.assertEqual(len(updates), 30)  # Three rounds of ten.
        for path in updates:
            self.assertEqual(shapes(load_file(path)), MODEL_SHAPES)
            said = metadata(path)
            self.assertEqual((said["kind"], said["job"], said["examples"]), ("update", "ci", "600"))
            self.assertTrue(np.isfinite(float(said["train_loss"])))

    def test_a_version_is_its_base_plus_the_servers_step_on_the_mean_update(self):
        base, first = (self.version(number) for number in (0, 1))
        updates = sorted((STORE / "updates" / "ci" / "00000001").glob("*.safetensors"))
        for name in MODEL_SHAPES:
            mean = np.mean([load_file(u)[name].astype(np.float64) for u in updates], axis=0)
            np.testing.assert_allclose(first[name], base[name] + mean, rtol=1e-5, atol=1e-7)

    def test_optimizer_state_is_a_vector_of_doubles(self):
        states = sorted(STORE.glob("jobs/ci/models/*/*.optimizer.safetensors"))
        self.assertEqual(len(states), 3)
        state = load_file(states[-1])
        self.assertEqual(shapes(state), {"velocity": (199_210,)})
        self.assertEqual(state["velocity"].dtype, np.float64)

    def test_shards_hold_every_training_example_once(self):
        shards = sorted(ROOT.glob("data/**/shard-*.safetensors"))
        self.assertEqual(len(shards), 20)
        labels = []
        for path in shards:
            shard = load_file(path)
            self.assertEqual(shard["images"].dtype, np.uint8)
            self.assertEqual(len(shard["images"]), len(shard["labels"]))
            self.assertEqual(shard["labels"].dtype, np.int64)
            labels.extend(shard["labels"])
        self.assertEqual(len(labels), 60_000)
        self.assertEqual(np.bincount(labels).tolist()[:3], [5923, 6742, 5958])  # MNIST's own.

    def version(self, number):
        card = json.loads((STORE / f"jobs/ci/models/{number:08d}/card.json").read_text())
        return load_file(STORE / card["model_key"])


if __name__ == "__main__":
    unittest.main()
