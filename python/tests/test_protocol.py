"""A script as a host of trainers sees it: a process that reads requests and writes answers."""

import json
import signal
from pathlib import Path

import numpy as np
import pytest
from host import FakeHost
from safetensors.numpy import load_file

TRANSCRIPTS = Path(__file__).parent / "transcripts"

ADDS_ONE = """
import rondo

def train(weights, round):
    weights["fc.weight"] += 1
    return rondo.Update(weights, examples=4)

rondo.run(train)
"""

OF_TRANSCRIPTS = {
    "training.txt": """
        import rondo

        def train(weights, round):
            round.progress(1, of=2)
            return rondo.Update(weights, examples=120, loss=0.25, metrics={"accuracy": 0.5})

        def evaluate(weights, round):
            return rondo.Metrics(360, loss=0.5, accuracy=0.875)

        rondo.run(train, evaluate)
        """,
    "failures.txt": """
        import time, numpy, rondo

        def train(weights, round):
            if round.client == "client-00003":
                raise ValueError(f"no data for {round.client}")
            while not round.closed():
                time.sleep(0.001)
            return rondo.Update(weights, examples=1)

        rondo.run(train, initialize=lambda seed: {"a": numpy.zeros(seed, "f4")})
        """,
}


@pytest.mark.parametrize("transcript", sorted(path.name for path in TRANSCRIPTS.iterdir()))
def test_the_trainer_follows_the_transcript(tmp_path, base, transcript):
    (tmp_path / "trainer-0").mkdir()
    with FakeHost(tmp_path, OF_TRANSCRIPTS[transcript]) as host:
        for line in (TRANSCRIPTS / transcript).read_text().splitlines():
            direction, text = line.split(" ", 1)
            message = json.loads(text.replace("/tmp/", f"{tmp_path}/"))
            if direction == ">":
                host.send(message)
            else:
                assert host.receive() == message
        assert host.end()[0] == 0


def test_the_new_weights_are_in_the_file(tmp_path, base):
    with FakeHost(tmp_path, ADDS_ONE) as host:
        host.hello()
        answer = host.ask(**host.train(1))
        assert (answer["type"], answer["examples"], answer["content"]) == ("trained", 4, "weights")
        written = load_file(tmp_path / "1.safetensors")
        np.testing.assert_array_equal(written["fc.weight"], base["fc.weight"] + 1)
        np.testing.assert_array_equal(written["fc.bias"], base["fc.bias"])
        assert written["steps"].dtype == np.int64
        assert written["steps"].shape == ()
        assert not list(tmp_path.glob(".*"))


def test_a_difference_says_so_and_is_f32(tmp_path, base):
    script = """
    import numpy, rondo

    def train(weights, round):
        difference = {name: numpy.ones(value.shape, value.dtype) for name, value in weights.items()}
        return rondo.Update(difference, examples=4, difference=True)

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        assert host.ask(**host.train(1))["content"] == "difference"
        assert {value.dtype for value in load_file(tmp_path / "1.safetensors").values()} == {np.dtype("f4")}


def test_prints_and_reads_of_the_script_and_of_c_do_not_touch_the_protocol(tmp_path, base):
    script = """
    print("before the import")  # is still in Python's buffer
    import os, sys, rondo
    print("after the import", flush=True)

    def train(weights, round):
        print("printed")
        os.system("echo of a process")
        os.write(1, b"of a library\\n")
        print("read:", repr(sys.stdin.read()))
        print("variable:", os.environ.get("RONDO_TRAINER_PROTOCOL"))
        return rondo.Update(weights, examples=1)

    rondo.run(train)
    print("after run")
    """
    with FakeHost(tmp_path, script, PYTHONUNBUFFERED="") as host:
        host.hello()
        assert host.ask(**host.train(1))["type"] == "trained"
        code, log = host.end()
        assert code == 0
        for text in ("before the import", "after the import", "printed", "of a process", "of a library", "after run"):
            assert text in log
        assert "read: ''" in log
        assert "variable: None" in log


def test_an_error_is_one_bounded_line_and_its_traceback_is_in_the_log(tmp_path, base):
    script = """
    import rondo

    def train(weights, round):
        raise RuntimeError("first line\\nsecond line " + "x" * 10_000)

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        answer = host.ask(**host.train(1))
        assert answer["type"] == "failed"
        assert answer["message"].startswith("RuntimeError: first line second line xxx")
        assert len(answer["message"]) <= 500
        assert host.ask(**host.train(2))["type"] == "failed"
        assert "Traceback" in host.end()[1]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("rondo.Update({**weights, 'fc.bias': weights['fc.bias'] / 0}, 1)", "tensor fc.bias must be finite"),
        ("rondo.Update({**weights, 'fc.bias': weights['fc.bias'][:1]}, 1)", "tensor fc.bias must have the shape [2]"),
        ("rondo.Update({**weights, 'steps': weights['fc.bias'][0] > 1}, 1)", "tensor steps must be F32 or I64"),
        ("rondo.Update({**weights, 'fc.bias': weights['fc.bias'].tolist()}, 1)", "tensor fc.bias must be an array"),
        ("rondo.Update({'fc.bias': weights['fc.bias']}, 1)", "has no fc.weight, steps"),
        ("rondo.Update({**weights, 'more': weights['steps']}, 1)", "but has more"),
        ("rondo.Update(weights, 1, loss=float('nan'))", "loss must be finite, but is nan"),
        ("rondo.Update(weights, 1, metrics={'f1': float('inf')})", "metric f1 must be finite, but is inf"),
        ("rondo.Update(weights, 0)", "examples must be 1 to 1,000,000,000, but is 0"),
        ("weights", "train must return a rondo.Update, but returned dict"),
    ],
)
def test_a_result_that_does_not_fit_is_refused_in_words_and_writes_nothing(tmp_path, base, result, message):
    script = f"""
    import warnings, rondo
    warnings.simplefilter("ignore")
    rondo.run(lambda weights, round: {result})
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        answer = host.ask(**host.train(1))
        assert answer["type"] == "failed"
        assert message in answer["message"]
        assert not (tmp_path / "1.safetensors").exists()


def test_a_cancelled_request_writes_nothing_and_one_that_has_not_begun_is_not_done(tmp_path, base):
    script = """
    import sys, time, rondo

    def train(weights, round):
        print("begins", round.number)
        round.progress(0, 1)
        while not round.closed():
            time.sleep(0.001)
        return rondo.Update(weights, examples=1)

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        assert host.ask(**host.train(1, round=1))["type"] == "progress"
        host.send(host.train(2, round=2))
        for number in (2, 99, 1):
            host.send({"type": "cancel", "id": number})
        assert host.receive() == {"type": "cancelled", "id": 1}
        assert host.receive() == {"type": "cancelled", "id": 2}
        log = host.end()[1]
        assert "begins 2" not in log
        assert not list(tmp_path.glob("[12].safetensors"))


def test_training_hears_that_the_host_is_gone(tmp_path, base):
    script = """
    import time, rondo

    def train(weights, round):
        round.progress(0, 1)
        while not round.closed():
            time.sleep(0.001)
        print("stopped")
        return rondo.Update(weights, examples=1)

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        assert host.ask(**host.train(1))["type"] == "progress"
        code, log = host.end()
        assert code == 0
        assert "stopped" in log


def test_training_that_does_not_stop_ends_some_time_after_the_host(tmp_path, base):
    script = """
    import threading, rondo, rondo._run
    rondo._run.GRACE_SECONDS = 0.05

    def train(weights, round):
        round.progress(0, 1)
        threading.Event().wait()

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        host.ask(**host.train(1))
        code, log = host.end()
        assert code == 1
        assert "the host is gone" in log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_without_a_traceback_and_its_own_code_runs(tmp_path, base, number):
    script = """
    import time, rondo

    def train(weights, round):
        try:
            round.progress(0, 1)
            while True:
                time.sleep(0.01)
        finally:
            print("cleaned up")

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        host.ask(**host.train(1))
        host.process.send_signal(number)
        code, log = host.ended()
        assert code == 128 + number
        assert log == "cleaned up\n"


def test_another_protocol_is_refused_in_words(tmp_path):
    with FakeHost(tmp_path, ADDS_ONE) as host:
        answer = host.ask(type="hello", id=0, protocol=2, folder=str(tmp_path))
        assert answer["type"] == "failed"
        assert "protocol must be 1, but is 2" in answer["message"]
        assert host.ended()[0] == 0


@pytest.mark.parametrize("line", [b"hello\n", b"[1]\n", b'{"type":"hello"}\n', b'{"type":"hello","id":true}\n'])
def test_a_line_that_is_no_message_ends_it(tmp_path, line):
    with FakeHost(tmp_path, ADDS_ONE) as host:
        host.send(line)
        code, log = host.ended()
        assert code == 1
        assert "rondo: a message must be a JSON object with type and id" in log
        assert "Traceback" not in log


def test_a_line_that_is_too_long_ends_it(tmp_path):
    with FakeHost(tmp_path, ADDS_ONE) as host:
        host.send(b'{"type":"' + b"x" * 1_100_000 + b"\n")
        assert "a message must have at most 1,048,576 bytes" in host.ended()[1]


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"type": "dance"}, "must be hello, initialize, train, evaluate or cancel, but is dance"),
        ({"type": "train"}, "out of the request train must be str, but is None"),
        ({"type": "evaluate"}, "the trainer has no function evaluate"),
        ({"type": "initialize", "seed": 1}, "the trainer has no function initialize"),
    ],
)
def test_a_request_that_it_cannot_do_fails_and_the_trainer_lives_on(tmp_path, base, message, answer):
    with FakeHost(tmp_path, ADDS_ONE) as host:
        host.hello()
        said = host.ask(id=1, **message)
        assert said["type"] == "failed"
        assert answer in said["message"]
        assert host.ask(**host.train(2))["type"] == "trained"


def test_unknown_fields_are_ignored_and_the_round_has_the_known_ones(tmp_path, base):
    script = """
    import rondo

    def train(weights, round):
        print(round)
        training = round.training
        print(training.learning_rate, training["batch_size"], round.config.color, round.deadline.isoformat())
        return rondo.Update(weights, examples=1)

    def evaluate(weights, round):
        print(round.number, round.version, round.client, dict(round.training))
        return rondo.Metrics(2, accuracy=1, **{"top-5": 0.5})

    rondo.run(train, evaluate)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        request = host.train(1, config={"color": "blue"}, deadline="2026-01-01T00:10:00.123456789Z", later=[1])
        assert host.ask(**request)["type"] == "trained"
        model = str(tmp_path / "base.safetensors")
        answer = host.ask(type="evaluate", id=2, job="digits", version=8, client=None, shard=None, model=model)
        assert answer["metrics"] == {"accuracy": 1, "top-5": 0.5}
        log = host.end()[1]
        assert "0.1 10 blue 2026-01-01T00:10:00.123456+00:00" in log
        assert "partition=3, partitions=10" in log
        assert "8 8 None {}" in log


MEASURES = """
import rondo

def train(weights, round):
    assert round.version is None
    return rondo.Update(weights, examples=4, metrics={"fit": 1})

def evaluate(weights, round):
    assert (round.client, round.version, round.number) == ("client-00003", 6, 6)
    weights["fc.weight"] += 1
    BODY

rondo.run(train, evaluate)
"""


@pytest.mark.parametrize(
    ("body", "metrics", "examples"),
    [
        ("return rondo.Metrics(9, loss=0.5)", {"loss": 0.5}, 9),
        ("return rondo.Metrics(9, loss=float('nan'), accuracy=1)", {"loss": None, "accuracy": 1}, 9),
        ("raise ValueError('no data')", {"fit": 1}, None),
    ],
)
def test_the_base_model_is_measured_before_the_training_if_the_host_wants_that(tmp_path, base, body, metrics, examples):
    with FakeHost(tmp_path, MEASURES.replace("BODY", body)) as host:
        host.hello()
        answer = host.ask(**host.train(1), evaluate=True, version=6)
        assert (answer["type"], answer["metrics"]) == ("trained", metrics)
        assert answer.get("metrics_examples") == examples
        np.testing.assert_array_equal(load_file(tmp_path / "1.safetensors")["fc.weight"], base["fc.weight"])
        assert "metrics_examples" not in host.ask(**host.train(2))


def test_metrics_of_an_update_that_say_their_examples_count(tmp_path, base):
    script = """
    import rondo

    def train(weights, round):
        return rondo.Update(weights, examples=4, metrics=rondo.Metrics(7, accuracy=0.25))

    rondo.run(train)
    """
    with FakeHost(tmp_path, script) as host:
        host.hello()
        answer = host.ask(**host.train(1))
        assert (answer["metrics"], answer["metrics_examples"]) == ({"accuracy": 0.25}, 7)
