"""A round that is stopped and resumed."""

from __future__ import annotations

import types
import unittest
from typing import Any
from unittest import mock

from fakes import SmokeTestCase

from aws_smoke import training
from aws_smoke.steps import Step, StepFailed

AGENTS = ["agent-1", "agent-2"]
ALL = [*AGENTS, "smoke-python"]


class World:
    """A stack whose rounds wait for a third client; it keeps the commands that it is given."""

    def __init__(self, counted: list[str], stopped_as: str = "ABORTED", result: str = "committed") -> None:
        self.counted, self.stopped_as, self.result = counted, stopped_as, result
        self.commands: list[str] = []
        self.execution = "RUNNING"
        self.ended = False
        self.emulator = False
        self.aws = self
        self.said: list[str] = []
        self.say = self.said.append

    def rondo(self, *words: str, **_: Any) -> Any:
        command = " ".join(words[:2]) + (" --wait" if "--wait" in words else "")
        self.commands.append(command)
        if command == "round stop":
            self.execution = self.stopped_as
        self.ended |= command == "round start --wait"
        return types.SimpleNamespace(text=command, json=lambda: {"execution": "arn"})

    def until(self, wanted: str, condition: Any, seconds: float, pause: float = 5) -> Any:
        found = condition()
        if not found:
            raise AssertionError(wanted)
        return found

    def keys(self, prefix: str) -> list[str]:
        return [prefix + agent for agent in AGENTS]

    def client(self, _: str) -> Any:
        return types.SimpleNamespace(describe_execution=lambda executionArn: {"status": self.execution})

    def round_document(self, job: str, number: int, name: str) -> Any:
        if not self.ended:
            return None
        if name == "decision":
            return {"contributors": [{"client": client} for client in self.counted]}
        counts = {"accepted": len(self.counted), "late": 0, "dropped": 0, "rejected": 0}
        return counts | {"status": self.result}


class ResumeTest(SmokeTestCase):
    def resume(self, world: World) -> None:
        agents = types.SimpleNamespace(names=lambda: AGENTS, stop=lambda: None)
        steps: dict[str, Step] = {step.name: step for step in training.Training(world, agents).more_steps()}
        with mock.patch.object(training, "in_python", lambda smoke, name: types.SimpleNamespace(stop=lambda: None)):
            steps["resume"].run()

    def test_a_waiting_round_is_stopped_and_started_again(self) -> None:
        world = World(ALL)
        self.resume(world)
        self.assertEqual(world.commands, ["job create", "round start", "round stop", "round start --wait"])

    def test_an_execution_that_was_not_stopped_fails(self) -> None:
        with self.assertRaisesRegex(StepFailed, "must be ABORTED, but is SUCCEEDED"):
            self.resume(World(ALL, stopped_as="SUCCEEDED"))

    def test_an_update_from_before_the_stop_that_is_not_counted_fails(self) -> None:
        with self.assertRaisesRegex(StepFailed, "Round 1 must have .*'accepted': 3"):
            self.resume(World(ALL[1:]))

    def test_a_round_that_is_not_committed_fails(self) -> None:
        with self.assertRaisesRegex(StepFailed, "must be committed, but is abandoned"):
            self.resume(World(ALL, result="abandoned"))


if __name__ == "__main__":
    unittest.main()
