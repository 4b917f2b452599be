"""Steps that depend on each other: a failed step does not hide later ones, unless they need it."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from typing import Callable

from .report import FAILED, INTERRUPTED, PASSED, SKIPPED, Report, StepRecord
from .text import duration


class StepFailed(Exception):
    """Something is not as it should be; the text says what, and what to do."""


class StepSkipped(Exception):
    """The step cannot be done here, for the reason that the text gives."""


@dataclass(frozen=True)
class Step:
    """One step of a run.

    needs: names of steps that must have passed.
    not_on_emulator: why an emulator of AWS cannot do this; empty if it can.
    """

    name: str
    title: str
    run: Callable[[], None]
    needs: tuple[str, ...] = ()
    not_on_emulator: str = ""


class Runner:
    """Runs steps and records them."""

    def __init__(self, report: Report, emulator: bool, show: Callable[[str], None] = print) -> None:
        self.report, self.emulator, self.show = report, emulator, show

    def say(self, text: str) -> None:
        """Something that the running step has seen, for the report and the terminal."""
        if self.report.current:
            self.report.current.seen.append(text)
        for line in text.splitlines():
            self.show(f"      {line}")

    def run(self, steps: list[Step]) -> None:
        for step in steps:
            self.run_one(step)

    def run_one(self, step: Step) -> bool:
        """Whether the step has passed. An interruption is recorded and goes on to the caller."""
        record = StepRecord(step.name, step.title)
        self.report.steps.append(record)
        self.show(f"{step.name}: {step.title}")
        try:
            self._check_needs(step)
            step.run()
            record.end(PASSED)
        except StepSkipped as reason:
            record.end(SKIPPED, str(reason))
        except StepFailed as reason:
            record.end(FAILED, str(reason))
        except KeyboardInterrupt:
            record.end(INTERRUPTED, "interrupted")
            self.report.write()
            raise
        except Exception as error:  # An answer of AWS that no step expects is a finding too.
            where = traceback.extract_tb(sys.exc_info()[2])[-1]
            record.end(FAILED, f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})")
        self.report.write()
        reason = f": {record.reason}" if record.reason else ""
        took = f" in {duration(record.seconds)}" if record.status != SKIPPED else ""
        self.show(f"   -> {record.status}{took}{reason}")
        return record.status == PASSED

    def _check_needs(self, step: Step) -> None:
        if self.emulator and step.not_on_emulator:
            raise StepSkipped(f"on the emulator, because {step.not_on_emulator}")
        for needed in step.needs:
            status = self.report.status(needed)
            if status != PASSED:
                raise StepSkipped(f"because the step {needed} {_in_words(status)}")


def _in_words(status: str) -> str:
    return {FAILED: "has failed", SKIPPED: "was skipped", INTERRUPTED: "was interrupted"}.get(
        status, "has not run"
    )
