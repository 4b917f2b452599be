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


def flat(tensors):
    return np.concatenate([tensors[name].ravel() for name in MODEL_SHAPES])


class WireFormat(unittest.TestCase):
    def test_a_model_has_the_tensors_that_pytorch_expects(self):
        model = load_file(MODEL)
        self.assertEqual(shapes(model), MODEL_SHAPES)
        self.assertEqual({tensor.dtype for tensor in model.values()}, {np.dtype(np.float32)})
        self.assertEqual(metadata(MODEL)["kind"], "model")
        self.assertEqual(metadata(MODEL)["version"], str(SUMMARY["version"]))

    def test_an_update_has_the_models_tensors_and_says_what_it_is(self):
        updates = self.updates()
        self.assertEqual(len(updates), 10)
        for path in updates:
            self.assertEqual(shapes(load_file(path)), MODEL_SHAPES)
            said = metadata(path)
            self.assertEqual((said["kind"], said["job"], said["examples"]), ("update", "ci", "600"))
            self.assertEqual((said["round"], said["base_version"]), ("3", "2"))
            self.assertTrue(np.isfinite(float(said["train_loss"])))

    def test_a_version_is_its_base_moved_by_the_mean_update_with_momentum(self):
        updates = [flat(load_file(path)) for path in self.updates()]
        velocity = 0.5 * self.velocity(2) + np.mean(updates, axis=0, dtype=np.float64)
        np.testing.assert_allclose(self.velocity(3), velocity, rtol=0, atol=1e-12)
        moved = (flat(self.version(2)) + velocity).astype(np.float32)
        np.testing.assert_allclose(flat(self.version(3)), moved, rtol=1e-6, atol=1e-9)

    def test_optimizer_state_is_a_vector_of_doubles(self):
        states = sorted(STORE.glob("jobs/ci/models/*/*.optimizer.safetensors"))
        self.assertEqual(len(states), 3)
        state = load_file(states[-1])
        self.assertEqual(shapes(state), {"velocity": (199_210,)})
        self.assertEqual(state["velocity"].dtype, np.float64)

    def test_data_shards_hold_every_training_example_once(self):
        data_shards = sorted(ROOT.glob("data/**/shard-*.safetensors"))
        self.assertEqual(len(data_shards), 20)
        labels = []
        for path in data_shards:
            data_shard = load_file(path)
            self.assertEqual(data_shard["images"].dtype, np.uint8)
            self.assertEqual(len(data_shard["images"]), len(data_shard["labels"]))
            self.assertEqual(data_shard["labels"].dtype, np.int64)
            labels.extend(data_shard["labels"])
        self.assertEqual(len(labels), 60_000)
        self.assertEqual(np.bincount(labels).tolist()[:3], [5923, 6742, 5958])  # MNIST's own.

    def updates(self):
        """Those of the last round; the earlier ones are deleted when they are of no more use."""
        return sorted((STORE / "updates" / "ci" / "00000003").glob("*.safetensors"))

    def version(self, number):
        return load_file(STORE / self.manifest(number)["model_key"])

    def velocity(self, number):
        return load_file(STORE / self.manifest(number)["optimizer_key"])["velocity"]

    def manifest(self, number):
        return json.loads((STORE / f"jobs/ci/models/{number:08d}/manifest.json").read_text())


if __name__ == "__main__":
    unittest.main()
