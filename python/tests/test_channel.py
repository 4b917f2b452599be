"""The lines of the protocol, without processes."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rondo._channel import Channel, ProtocolError, _parsed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "id", "x"]), inner),
)


@given(st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()))
def test_a_line_is_a_message_or_an_error_in_words(line):
    try:
        message = _parsed(line)
    except ProtocolError as error:
        assert "a message must" in str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert isinstance(message["type"], str)
        assert type(message["id"]) is int


def test_deep_nesting_is_no_message():
    with pytest.raises(ProtocolError, match="must be a JSON object"):
        _parsed(b"[" * 500_000)


class Slow(io.BytesIO):
    """Takes a few bytes at a time, as a full pipe does."""

    def write(self, data):
        return super().write(data[:3])


def channel(*messages, answers=None):
    lines = b"".join(json.dumps(message).encode() + b"\n" for message in messages)
    return Channel(io.BytesIO(lines), Slow() if answers is None else answers, lambda: None)


def test_a_message_is_written_whole():
    answers = Slow()
    opened = channel({"type": "hello", "id": 7}, answers=answers)
    opened.send(opened.next(), {"type": "progress", "done": 1, "of": 2})
    assert json.loads(answers.getvalue()) == {"type": "progress", "id": 7, "done": 1, "of": 2}


def test_a_cancel_ends_only_the_request_with_its_id():
    opened = channel({"type": "train", "id": 1}, {"type": "train", "id": 2}, {"type": "cancel", "id": 1})
    requests = [opened.next(), opened.next()]
    assert opened.next() is None  # so the cancel has been read
    opened._ended.clear()
    assert [request.cancelled() for request in requests] == [True, False]


class Gone:
    """A pipe whose reader has ended."""

    def write(self, data):
        raise BrokenPipeError


def test_when_the_host_is_gone_nobody_needs_the_result():
    opened = channel({"type": "train", "id": 1}, answers=Gone())
    request = opened.next()
    opened.answer(request, {"type": "trained"})
    assert request.cancelled()
