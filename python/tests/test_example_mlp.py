"""Gradients are those of the loss, and steps are PyTorch's."""

import tempfile
import unittest
from pathlib import Path

import mlp
import numpy as np
from fakes import examples, model, training
from safetensors.numpy import save_file

import rondo


def loss(tensors, x, y):
    return mlp.gradients(tensors, x, y)[0]


class Gradients(unittest.TestCase):
    def test_they_are_the_slopes_of_the_loss(self):
        tensors = {name: tensor.astype(np.float64) for name, tensor in model().items()}
        data = examples()
        x, y = data["features"].astype(np.float64), data["labels"]
        _, found = mlp.gradients(tensors, x, y)
        for name, tensor in tensors.items():
            for place in np.ndindex(tensor.shape):
                kept = tensor[place]
                tensor[place] = kept + 1e-6
                above = loss(tensors, x, y)
                tensor[place] = kept - 1e-6
                slope = (above - loss(tensors, x, y)) / 2e-6
                tensor[place] = kept
                self.assertAlmostEqual(found[name][place], slope, places=6, msg=f"{name}{place}")

    def test_the_loss_of_an_untrained_model_is_that_of_guessing(self):
        zeros = {name: np.zeros_like(tensor) for name, tensor in model().items()}
        data = examples()
        self.assertAlmostEqual(loss(zeros, data["features"], data["labels"]), np.log(3), places=6)

    def test_large_outputs_do_not_overflow(self):
        tensors = {name: tensor * 1e4 for name, tensor in model().items()}
        data = examples()
        self.assertTrue(np.isfinite(loss(tensors, data["features"], data["labels"])))

    def test_a_model_that_is_no_chain_of_dense_layers_is_refused(self):
        for names in (["conv1.weight", "conv1.bias"], ["fc1.weight"], []):
            with self.assertRaisesRegex(ValueError, "only dense layers"):
                mlp.layers(names)


class Training(unittest.TestCase):
    def train(self, **settings):
        base = model()
        return (base, *self.trained(base, examples(), **settings))

    def trained(self, base, data, closed=lambda: False, **settings):
        """The change of each tensor, and the loss."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "shard")
            save_file(data, file, {"kind": "data-shard", "classes": "3"})
            update = mlp.train(base, rondo.Round(training=training(**settings), seed=7, shard=file, _closed=closed))
        self.assertEqual(update.examples, len(data["labels"]))
        return {name: update.weights[name] - base[name] for name in base}, update.loss

    def test_it_lowers_the_loss_and_leaves_the_base_alone(self):
        before = model()
        base, delta, _ = self.train(epochs=20)
        data = examples()
        trained = {name: base[name] + delta[name] for name in base}
        first = loss(before, data["features"], data["labels"])
        self.assertLess(loss(trained, data["features"], data["labels"]), 0.5 * first)
        for name in base:
            np.testing.assert_array_equal(base[name], before[name])
            self.assertEqual((delta[name].dtype, delta[name].shape), (np.float32, base[name].shape))

    def test_one_batch_is_one_step_against_the_gradient(self):
        base, delta, reported = self.train(batch_size=1000, learning_rate=0.5)
        data = examples()
        first, grads = mlp.gradients(base, data["features"], data["labels"])
        self.assertAlmostEqual(reported, first, places=5)
        for name in base:
            np.testing.assert_allclose(delta[name], -0.5 * grads[name], atol=1e-5)

    def test_momentum_is_pytorchs(self):
        base, delta, _ = self.train(epochs=2, batch_size=1000, momentum=0.9)
        data = examples()
        x, y = data["features"], data["labels"]
        _, one = mlp.gradients(base, x, y)
        moved = {name: base[name] - 0.1 * one[name] for name in base}
        _, two = mlp.gradients(moved, x, y)
        for name in base:
            step = 0.1 * one[name] + 0.1 * (0.9 * one[name] + two[name])
            np.testing.assert_allclose(delta[name], -step, atol=1e-5)

    def test_clipping_bounds_the_norm_over_all_tensors(self):
        _, delta, _ = self.train(batch_size=1000, learning_rate=1, clip=0.01)
        norm = np.sqrt(sum(float((part**2).sum()) for part in delta.values()))
        self.assertAlmostEqual(norm, 0.01, places=5)

    def test_fedprox_pulls_towards_the_base(self):
        norms = []
        for prox_mu in (0.0, 5.0):
            _, delta, _ = self.train(epochs=5, prox_mu=prox_mu)
            norms.append(sum(float((part**2).sum()) for part in delta.values()))
        self.assertLess(norms[1], 0.5 * norms[0])

    def test_images_are_scaled_to_one(self):
        base, labels = model(), examples()["labels"]
        pixels = np.random.default_rng(3).integers(0, 256, (40, 1, 2, 3), dtype=np.uint8)
        scaled = pixels.astype(np.float32) / 255
        one, _ = self.trained(base, {"images": pixels, "labels": labels})
        other, _ = self.trained(base, {"features": scaled, "labels": labels})
        np.testing.assert_array_equal(one["fc1.weight"], other["fc1.weight"])

    def test_it_stops_when_told_to(self):
        answers = iter([False, True])
        one, _ = self.trained(model(), examples(), closed=lambda: next(answers))
        all_batches, _ = self.trained(model(), examples())
        self.assertGreater(np.abs(all_batches["fc1.weight"] - one["fc1.weight"]).max(), 0)

    def test_it_evaluates(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "shard")
            save_file(examples(), file, {"kind": "data-shard", "classes": "3"})
            zeros = {name: np.zeros_like(tensor) for name, tensor in model().items()}
            metrics = mlp.evaluate(zeros, rondo.Round(shard=file))
        self.assertEqual(metrics.examples, 40)
        self.assertAlmostEqual(metrics.numbers["loss"], np.log(3), places=6)
        self.assertEqual(metrics.numbers["accuracy"], np.mean(examples()["labels"] == 0))


if __name__ == "__main__":
    unittest.main()
