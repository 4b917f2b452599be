"""What the client does with a seat."""

import io
import json
import tempfile
import threading
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

import mlp
import numpy as np
import pytest
from fakes import (
    HERE,
    SEAT,
    FakeS3,
    FakeSqs,
    error,
    examples,
    open_round,
    plan,
    stamp,
    training,
)
from safetensors import safe_open
from safetensors.numpy import load, save, save_file

import rondo
from rondo._trainer import Functions

pytest.importorskip("boto3", reason="needs boto3: pip install rondo-client[aws]")

from rondo._agent import client
from rondo._agent import training as training_of_seats
from rondo._agent.bucket import Bucket, update_file
from rondo._agent.data_shards import RELEASED, DataShards
from rondo._agent.personal import Personal

UPDATE = "updates/one/00000003/me.safetensors"
OUTCOME = "jobs/one/rounds/00000003/outcome.json"
GOLDEN = HERE / "golden-update.safetensors"


def metadata(file):
    length = int.from_bytes(file[:8], "little")
    return json.loads(file[8 : 8 + length])["__metadata__"]


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.s3 = FakeS3()
        self.base = open_round(self.s3)
        self.said = io.StringIO()
        output = redirect_stdout(self.said)
        output.__enter__()
        self.addCleanup(output.__exit__, None, None, None)
        pause = mock.patch("rondo._agent.client.PAUSE_SECONDS", (0, 0))
        pause.start()
        self.addCleanup(pause.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.personal = Path(folder.name)

    def take(self, *seats, file=None, own=False, train=mlp.train, evaluate=None):
        """Runs a client until the queue is empty."""
        self.sqs = FakeSqs(*seats)
        bucket = Bucket(self.s3, "b")
        data, functions = DataShards(bucket, "me", file, own), Functions.of(train, evaluate, None, "numpy")
        self.client = client.Client(bucket, self.sqs, "queue", "me", data, functions, Personal(self.personal))
        self.sqs.when_empty = self.client.stopping.set
        self.client.run()

    def test_it_trains_uploads_and_deletes_the_seat(self):
        self.take(SEAT)
        update = load(self.s3.objects[UPDATE][0])
        self.assertEqual({n: t.shape for n, t in update.items()}, {n: t.shape for n, t in self.base.items()})
        self.assertTrue(any(np.abs(tensor).max() > 0 for tensor in update.values()))
        self.assertEqual(len(self.sqs.deleted), 1)
        self.assertIn('"stored": true', self.said.getvalue())

    def test_an_update_states_the_data_shard_that_was_leased_for_it(self):
        self.take(SEAT)
        [lease] = [key for key in self.s3.objects if key.startswith("leases/")]
        name = metadata(self.s3.objects[UPDATE][0])["data_shard"]
        self.assertEqual(f"leases/toy/{name}.json", lease)

    def test_a_client_with_its_own_data_states_no_data_shard(self):
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/own.safetensors"
            save_file(examples(), file)
            self.take(SEAT, file=file)
        self.assertNotIn("data_shard", metadata(self.s3.objects[UPDATE][0]))

    def test_it_measures_the_base_version_before_it_trains_if_the_plan_wants_that(self):
        seen = []

        def evaluate(weights, round):
            seen.append((round.version, round.client, round.shard is not None))
            weights["fc1.weight"] += 1  # must not change what is trained
            return rondo.Metrics(40, accuracy=0.5, loss=float("nan"))

        open_round(self.s3, client_evaluation=True)
        self.take(SEAT, evaluate=evaluate)
        said = metadata(self.s3.objects[UPDATE][0])
        self.assertEqual(json.loads(said["metrics"]), {"accuracy": 0.5, "loss": None})
        self.assertEqual(said["metrics_examples"], "40")
        self.assertEqual(seen, [(2, "me", True)])

    def test_without_client_evaluation_it_sends_no_metrics(self):
        self.take(SEAT, evaluate=lambda weights, round: rondo.Metrics(40, accuracy=0.5))
        self.assertNotIn("metrics", metadata(self.s3.objects[UPDATE][0]))

    def test_an_evaluation_that_fails_does_not_prevent_the_training(self):
        open_round(self.s3, client_evaluation=True)
        self.take(SEAT, evaluate=lambda weights, round: 1 / 0)
        self.assertNotIn("metrics", metadata(self.s3.objects[UPDATE][0]))

    def test_metrics_of_an_update_count_if_they_say_on_how_many_examples(self):
        def train(weights, round):
            return rondo.Update(weights, examples=3, metrics=rondo.Metrics(7, accuracy=0.25))

        open_round(self.s3, client_evaluation=True)
        self.take(SEAT, train=train)
        said = metadata(self.s3.objects[UPDATE][0])
        self.assertEqual((said["metrics"], said["metrics_examples"]), ('{"accuracy": 0.25}', "7"))

    def test_in_a_round_that_only_measures_an_update_has_no_tensors(self):
        open_round(self.s3, client_evaluation=True, task="evaluate")
        self.take(SEAT, evaluate=lambda weights, round: rondo.Metrics(40, accuracy=0.5))
        self.assertEqual(load(self.s3.objects[UPDATE][0]), {})
        said = metadata(self.s3.objects[UPDATE][0])
        self.assertEqual((said["examples"], said["metrics_examples"]), ("40", "40"))

    def test_a_script_that_cannot_evaluate_leaves_such_a_seat_to_others(self):
        open_round(self.s3, client_evaluation=True, task="evaluate")
        self.take(SEAT)
        self.assertNotIn(UPDATE, self.s3.objects)
        self.assertEqual((len(self.sqs.deleted), len(self.sqs.visible)), (0, 1))

    def test_a_seat_of_a_closed_round_is_deleted(self):
        self.s3.json(OUTCOME, {"committed": None, "abandoned": {"by": "master", "reason": "x"}})
        self.take(SEAT)
        self.assertNotIn(UPDATE, self.s3.objects)
        self.assertEqual(len(self.sqs.deleted), 1)

    def test_a_seat_of_a_round_whose_deadline_has_passed_is_deleted(self):
        open_round(self.s3, deadline=stamp(-120))
        self.take(SEAT)
        self.assertNotIn(UPDATE, self.s3.objects)
        self.assertEqual(len(self.sqs.deleted), 1)

    def test_fields_of_a_plan_that_it_does_not_know_are_ignored(self):
        open_round(self.s3, later={"than": "this client"}, training=training(later=True))
        self.take(SEAT)
        self.assertIn(UPDATE, self.s3.objects)

    def test_a_second_seat_of_a_round_is_handed_back(self):
        self.take(SEAT, {**SEAT, "seat": 1})
        self.assertEqual(len(self.sqs.deleted), 1)
        [seconds] = self.sqs.visible
        self.assertTrue(15 <= seconds <= 60)

    def test_a_client_that_privacy_excludes_hands_the_seat_back_untrained(self):
        limits = {"cap": 2, "cool_down": 5, "release": 9}
        for times, last, trains in [(2, 1, False), (1, 5, False), (1, 4, True)]:
            with self.subTest(times=times, last=last):
                self.setUp()
                open_round(self.s3, privacy=limits)
                clients = {"me": {"times": times, "last": last}, "other": {"times": 2, "last": 8}}
                key = "jobs/one/rounds/00000003/participations.json"
                self.s3.json(key, {"releases": 8, "last": 8, "clients": clients})
                self.take(SEAT)
                self.assertEqual(UPDATE in self.s3.objects, trains)
                self.assertEqual((len(self.sqs.deleted), len(self.sqs.visible)), (int(trains), int(not trains)))

    def test_with_privacy_neither_the_update_nor_the_log_has_the_loss(self):
        open_round(self.s3, privacy={"cap": 2, "cool_down": 5, "release": 9})
        self.s3.json("jobs/one/rounds/00000003/participations.json", {"releases": 8, "last": 8, "clients": {}})
        self.take(SEAT)
        self.assertNotIn("train_loss", metadata(self.s3.objects[UPDATE][0]))
        self.assertNotIn("train_loss", self.said.getvalue())
        self.assertNotIn("examples", self.said.getvalue())

    def test_absence_is_understood_with_and_without_the_permission_to_list(self):
        self.s3.may_list = True
        self.take(SEAT)
        self.assertIn(UPDATE, self.s3.objects)

    def test_a_model_that_it_cannot_train_is_left_to_others(self):
        self.s3.put_object("b", "jobs/one/models/m.safetensors", save({"conv1.weight": np.zeros(1, "f4")}))
        self.take(SEAT)
        self.assertEqual((len(self.sqs.deleted), len(self.sqs.visible)), (0, 1))
        self.assertIn("only dense layers", self.said.getvalue())

    def test_without_a_free_data_shard_the_seat_is_handed_back(self):
        for number in range(3):
            self.s3.json(f"leases/toy/shard-{number:05d}.json", {"client": "c9", "until": stamp(300)})
        self.take(SEAT)
        self.assertEqual((len(self.sqs.deleted), len(self.sqs.visible)), (0, 1))
        self.assertIn("others hold all 3 data shards", self.said.getvalue())

    def test_an_upload_whose_answer_was_lost_counts_as_done(self):
        put = self.s3.put_object

        def lost(Bucket, Key, Body, **condition):
            put(Bucket, Key, Body, **condition)
            if Key == UPDATE:
                raise error("PreconditionFailed", 412)  # what a retry of the SDK would hear

        self.s3.put_object = lost
        self.take(SEAT)
        self.assertEqual(len(self.sqs.deleted), 1)

    def test_a_put_that_met_another_is_tried_again(self):
        answers = iter([error("ConditionalRequestConflict", 409)])
        put = self.s3.put_object

        def busy(Bucket, Key, Body, **condition):
            if Key == UPDATE and (answer := next(answers, None)):
                raise answer
            put(Bucket, Key, Body, **condition)

        self.s3.put_object = busy
        self.take(SEAT)
        self.assertIn(UPDATE, self.s3.objects)

    def test_a_seat_that_cannot_be_served_is_handed_back_and_the_client_lives_on(self):
        self.take({**SEAT, "round": 9}, SEAT)  # round 9 has no plan
        self.assertEqual(len(self.sqs.deleted), 1)
        self.assertEqual(len(self.sqs.visible), 1)
        self.assertIn(UPDATE, self.s3.objects)

    def test_a_queue_that_does_not_answer_is_asked_again(self):
        receive, failures = FakeSqs.receive_message, iter([error("ServiceUnavailable", 503)])

        def flaky(queue, **arguments):
            if failure := next(failures, None):
                raise failure
            return receive(queue, **arguments)

        with mock.patch.object(FakeSqs, "receive_message", flaky):
            self.take(SEAT)
        self.assertIn("a poll failed", self.said.getvalue())
        self.assertIn(UPDATE, self.s3.objects)

    def test_a_stopping_client_hands_its_seat_back_at_once(self):
        for ending in ("return", "raise"):

            def interrupted(weights, round, ending=ending):
                self.client.stopping.set()
                if round.closed() and ending == "raise":
                    raise InterruptedError
                return rondo.Update(weights, examples=1, loss=1)

            self.take(SEAT, train=interrupted)
            self.assertEqual((self.sqs.visible, self.sqs.deleted), ([0], []))
            self.assertNotIn(UPDATE, self.s3.objects)

    def test_training_that_was_complete_when_the_client_was_stopped_counts(self):
        def train(weights, round):
            self.client.stopping.set()
            return rondo.Update(weights, examples=1, loss=1)

        self.take(SEAT, train=train)
        self.assertIn(UPDATE, self.s3.objects)

    def test_while_it_trains_heartbeats_keep_the_seat_and_notice_the_rounds_end(self):
        closed = threading.Event()

        def slow(weights, round):
            self.s3.json(OUTCOME, {"committed": None, "abandoned": {"by": "master", "reason": "x"}})
            while not round.closed():
                closed.wait(0.001)
            return rondo.Update(weights, examples=1, loss=1)

        with mock.patch("rondo._agent.client.HEARTBEAT_SECONDS", 0.01):
            self.take(SEAT, train=slow)
        self.assertIn(client.HELD_SECONDS, self.sqs.visible)
        self.assertEqual(len(self.sqs.deleted), 1)
        self.assertNotIn(UPDATE, self.s3.objects)

    def test_an_update_of_a_round_that_closed_without_a_heartbeat_is_not_uploaded(self):
        def train(weights, round):
            self.s3.json(OUTCOME, {"committed": None, "abandoned": {"by": "master", "reason": "x"}})
            return rondo.Update(weights, examples=1, loss=1)

        self.take(SEAT, train=train)
        self.assertNotIn(UPDATE, self.s3.objects)
        self.assertEqual((len(self.sqs.deleted), self.sqs.visible), (1, []))

    def test_a_training_that_never_asks_whether_to_stop_does_not_hold_the_process(self):
        ended, found = threading.Event(), []

        def leave(code):  # what others see when the process ends
            leases = [self.s3.json(key)["until"] for key in self.s3.objects if key.startswith("leases/")]
            found.append((code, list(self.sqs.visible), leases))
            ended.set()

        def train(weights, round):
            self.client.stop()
            self.client.stop()  # as a second signal
            self.assertTrue(ended.wait(60))
            raise InterruptedError

        with mock.patch("rondo._agent.client.STOP_SECONDS", 0), mock.patch("rondo._agent.client.os._exit", leave):
            self.take(SEAT, train=train)
        self.assertEqual(found, [(0, [0], [RELEASED])])
        self.assertIn("training did not stop", self.said.getvalue())

    def test_a_client_that_stopped_in_time_is_not_ended(self):
        def train(weights, round):
            self.client.stop()
            while not round.closed():
                pass
            raise InterruptedError

        self.take(SEAT, train=train)
        self.assertEqual(self.sqs.visible, [0])
        self.assertTrue(self.client._limit.finished.is_set())

    def test_the_script_may_bring_its_own_data(self):
        def train(weights, round):
            self.assertIsNone(round.shard)
            return rondo.Update(weights, examples=7, loss=1)

        self.take(SEAT, own=True, train=train)
        self.assertEqual(metadata(self.s3.objects[UPDATE][0])["examples"], "7")
        self.assertFalse([key for key in self.s3.objects if key.startswith("leases/")])

    def test_if_the_job_has_no_data_set_the_script_brings_its_own(self):
        def train(weights, round):
            self.assertIsNone(round.shard)
            return rondo.Update(weights, examples=7, loss=1)

        open_round(self.s3, dataset="none")
        self.take(SEAT, train=train)
        self.assertNotIn("data_shard", metadata(self.s3.objects[UPDATE][0]))

    def test_an_update_is_new_minus_base_whichever_of_the_two_the_script_returns(self):
        ones = {name: np.ones_like(tensor) for name, tensor in self.base.items()}
        new = {name: tensor + 1 for name, tensor in self.base.items()}
        for returned in (rondo.Update(ones, 1, loss=1, difference=True), rondo.Update(new, 1, loss=1)):
            self.s3.objects.pop(UPDATE, None)
            self.take(SEAT, train=lambda weights, round, returned=returned: returned)
            for tensor in load(self.s3.objects[UPDATE][0]).values():
                np.testing.assert_allclose(tensor, 1, atol=1e-6)

    def test_the_script_gets_the_dtypes_of_the_model_and_what_the_server_keeps_is_not_uploaded(self):
        def train(weights, round):
            self.assertEqual((weights["fc1.bias"].dtype, weights["fc2.bias"].dtype), (np.float16, np.int64))
            return rondo.Update({name: tensor + 1 for name, tensor in weights.items()}, examples=1, loss=1)

        roles, dtypes = {"fc1.weight": "keep"}, {"fc1.bias": "f16", "fc2.bias": "i64"}
        layout = {**plan(self.base)["layout"], "roles": roles, "dtypes": dtypes}
        open_round(self.s3, layout=layout)
        self.take(SEAT, train=train)
        update = load(self.s3.objects[UPDATE][0])
        self.assertEqual(update.keys(), self.base.keys() - {"fc1.weight"})
        self.assertEqual({tensor.dtype for tensor in update.values()}, {np.dtype("<f4")})

    def test_personal_tensors_go_on_from_round_to_round_and_are_not_uploaded(self):
        heads = []

        def train(weights, round):
            heads.append(float(weights["fc2.bias"][0]))
            return rondo.Update({name: tensor + 1 for name, tensor in weights.items()}, examples=1, loss=1)

        layout = {**plan(self.base)["layout"], "roles": {"fc2.bias": "personal"}}
        document = json.loads(self.s3.objects["jobs/one/rounds/00000003/plan.json"][0])
        for number in (3, 4):
            key = f"jobs/one/rounds/{number:08d}/plan.json"
            self.s3.json(key, {**document, "layout": layout, "round": number})
            self.take({**SEAT, "round": number}, train=train)
        first = float(self.base["fc2.bias"][0])
        self.assertEqual(heads, [np.float32(first), np.float32(first) + 1])
        for number in (3, 4):
            update = load(self.s3.objects[f"updates/one/{number:08d}/me.safetensors"][0])
            self.assertEqual(update.keys(), self.base.keys() - {"fc2.bias"})

    def test_the_update_has_the_encoding_of_the_plan(self):
        open_round(self.s3, encoding="f16")
        self.take(SEAT)
        self.assertEqual(metadata(self.s3.objects[UPDATE][0])["encoding"], "f16")
        self.assertEqual({tensor.dtype for tensor in load(self.s3.objects[UPDATE][0]).values()}, {np.dtype("<f2")})

    def test_a_script_that_changes_the_weights_it_got_trains_from_the_same_base_again(self):
        def train(weights, round):
            for tensor in weights.values():
                tensor += 1
            return rondo.Update(weights, examples=1, loss=1)

        for _ in range(2):
            self.s3.objects.pop(UPDATE, None)
            self.take(SEAT, train=train)
            np.testing.assert_allclose(load(self.s3.objects[UPDATE][0])["fc1.bias"], 1, atol=1e-6)

    def test_a_result_that_does_not_fit_is_left_to_others_and_named(self):
        for update, message in (
            (rondo.Update({"fc1.bias": self.base["fc1.bias"]}, 1, loss=1), "but has no fc1.weight"),
            (None, "train must return a rondo.Update, but returned NoneType"),
        ):
            self.take(SEAT, train=lambda weights, round, update=update: update)
            self.assertEqual((len(self.sqs.deleted), len(self.sqs.visible)), (0, 1))
            self.assertIn(message, self.said.getvalue())

    def test_the_round_has_what_the_plan_says(self):
        rounds = []

        def train(weights, round):
            rounds.append(round)
            return rondo.Update(weights, examples=1, loss=1)

        open_round(self.s3, config={"color": "blue"}, deadline="2999-01-01T00:00:00.123456789Z")
        self.take(SEAT, train=train)
        [round] = rounds
        self.assertEqual((round.job, round.number, round.client, round.partition), ("one", 3, "me", None))
        self.assertEqual((round.training.epochs, round.config.color, round.deadline.year), (1, "blue", 2999))
        self.assertEqual(round.seed, training_of_seats.seed("one", 3, "me"))
        self.assertTrue(0 <= round.seed < 2**53)

    def test_idle_it_ends_at_once(self):
        self.take()
        self.client.idle = True
        with self.assertRaises(SystemExit):
            self.client.stop()

    def test_the_base_model_is_read_once_a_version(self):
        self.take(SEAT)
        reads = self.s3.calls.count(("get", "jobs/one/models/m.safetensors"))
        self.client.base_model(plan(self.base))
        self.assertEqual(reads, 1)
        self.assertEqual(self.s3.calls.count(("get", "jobs/one/models/m.safetensors")), 1)


class GoldenUpdate(unittest.TestCase):
    """The file that PythonClientTest in Java validates is what this client writes today."""

    @staticmethod
    def written():
        base = {"fc1.weight": np.zeros((2, 3), np.float32), "fc1.bias": np.zeros(2, np.float32)}
        features = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], np.float32)
        labels = np.array([0, 1, 0, 1])
        golden = plan(base, job="golden", round=7, base_version=6, training=training(batch_size=4))
        functions = Functions.of(mlp.train, None, None, "numpy")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "own.safetensors")
            save_file({"features": features, "labels": labels}, file)
            seat = training_of_seats.Training(functions, "me", lambda: False)
            done = seat.run(golden, save(base), file, lenient=True)
        return update_file(golden, {**SEAT, "job": "golden"}, done)

    def test_the_client_writes_the_golden_update(self):
        golden, now = load(GOLDEN.read_bytes()), load(self.written())
        self.assertEqual(golden.keys(), now.keys())
        for name, tensor in golden.items():
            np.testing.assert_allclose(now[name], tensor, atol=1e-6)
        with safe_open(GOLDEN, framework="np") as file:
            said = file.metadata()
        now = metadata(self.written())
        self.assertAlmostEqual(float(now.pop("train_loss")), float(said.pop("train_loss")), 5)
        self.assertEqual(now, said)


if __name__ == "__main__":
    unittest.main()
