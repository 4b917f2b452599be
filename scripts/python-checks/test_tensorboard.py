"""The stock TensorBoard reads what a run leaves for it."""

import unittest

from rondo_run import SUMMARY, TENSORBOARD
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def scalars(folder):
    events = EventAccumulator(str(folder))
    events.Reload()
    return {tag: events.Scalars(tag) for tag in events.Tags()["scalars"]}


class TensorBoard(unittest.TestCase):
    def test_reads_loss_and_accuracy_of_the_global_model(self):
        read = scalars(TENSORBOARD / "global")
        self.assertEqual(set(read), {"loss", "accuracy"})
        self.assertEqual([event.step for event in read["accuracy"]], [1, 2, 3])
        self.assertAlmostEqual(read["accuracy"][-1].value, SUMMARY["accuracy"], places=5)

    def test_reads_the_loss_of_every_device(self):
        devices = [path for path in TENSORBOARD.iterdir() if path.name != "global"]
        read = [scalars(path) for path in devices]
        self.assertEqual(sum(len(device["loss"]) for device in read), 30)
        self.assertEqual({tag for device in read for tag in device}, {"loss"})


if __name__ == "__main__":
    unittest.main()
