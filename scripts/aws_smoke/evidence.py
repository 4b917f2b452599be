"""What a run has seen inside the account, for somebody who cannot look there: executions, functions' times and memory,
warnings and errors of their logs."""

from __future__ import annotations

import json
import re
from typing import Any

from .smoke import Smoke
from .steps import Step

# Of each function's log.
PROBLEMS = 20
REPORT = {
    "ms": r"\tDuration: ([\d.]+) ms",
    "init_ms": r"Init Duration: ([\d.]+) ms",
    "restore_ms": r"\tRestore Duration: ([\d.]+) ms",
    "mb": r"Memory Size: (\d+) MB",
    "used_mb": r"Max Memory Used: (\d+) MB",
}


class Evidence:
    def __init__(self, smoke: Smoke) -> None:
        self.smoke, self.aws, self.say = smoke, smoke.aws, smoke.say

    def steps(self) -> list[Step]:
        deployed = ("deploy-control",)
        return [
            Step("executions", "executions of both state machines", self.executions, deployed),
            Step("functions", "times and memory of the functions", self.functions, deployed),
            Step("problems", "warnings and errors in the logs", self.problems, deployed),
        ]

    def executions(self) -> None:
        rows = []
        for machine in ("RoundStateMachineArn", "TrainingStateMachineArn"):
            found = self.aws.pages(
                "stepfunctions", "list_executions", "executions", stateMachineArn=self.smoke.outputs[machine]
            )
            for execution in found:
                ended = self.aws.client("stepfunctions").describe_execution(
                    executionArn=execution["executionArn"]
                )
                rows.append(
                    {
                        "execution": execution["executionArn"],
                        "status": ended["status"],
                        "seconds": round((ended["stopDate"] - ended["startDate"]).total_seconds(), 1)
                        if "stopDate" in ended
                        else "",
                        "error": ended.get("error", ""),
                        "cause": ended.get("cause", "")[:500],
                    }
                )
        self.smoke.report.evidence["executions"] = rows
        self.say(", ".join(f"{row['execution'].rsplit(':', 1)[-1]} {row['status']}" for row in rows))

    def _groups(self) -> list[str]:
        return self.smoke.outputs["FunctionLogGroups"].split(",")

    def _lines(self, group: str, pattern: str) -> list[str]:
        try:
            return [
                event["message"]
                for event in self.aws.pages(
                    "logs", "filter_log_events", "events", logGroupName=group, filterPattern=pattern
                )
            ]
        except self.aws.client("logs").exceptions.ResourceNotFoundException:
            return []  # The function has not run; an emulator makes the group when it does.

    def functions(self) -> None:
        """From the REPORT line of each call."""
        rows = []
        for group in self._groups():
            reports = [
                report for line in self._lines(group, '"REPORT RequestId"') if (report := parse_report(line))
            ]
            rows.append({"function": step_of(group, self.smoke.control), **summary(reports)})
        self.smoke.report.evidence["functions"] = rows
        for row in rows:
            self.say(", ".join(f"{key} {value}" for key, value in row.items()))

    def problems(self) -> None:
        rows = []
        for group in self._groups():
            lines = self._lines(group, "")
            found = [line.strip() for line in lines if is_problem(line)]
            self.say(
                f"{step_of(group, self.smoke.control)}: {len(lines)} lines, {len(found)} warnings and errors"
            )
            rows += [
                {"function": step_of(group, self.smoke.control), "line": line[:2000]}
                for line in found[:PROBLEMS]
            ]
        self.smoke.report.evidence["warnings and errors of functions"] = rows


def step_of(group: str, stack: str) -> str:
    """The step, from a log group's name such as STACK-FunctionsAggregateLogs0A1B-XYZ."""
    found = re.search(r"Functions([A-Za-z]+?)Logs", group.replace(stack, ""))
    return found.group(1) if found else group


def parse_report(line: str) -> dict[str, float] | None:
    """The numbers of a line that Lambda writes after each call."""
    if not line.startswith("REPORT"):
        return None
    found = {key: re.search(pattern, line) for key, pattern in REPORT.items()}
    return {key: float(match.group(1)) for key, match in found.items() if match}


def summary(reports: list[dict[str, float]]) -> dict[str, Any]:
    """Calls, cold starts, and the longest and largest of each number."""
    if not reports:
        return {"calls": 0}
    largest = {
        key: max(report[key] for report in reports if key in report)
        for key in REPORT
        if any(key in report for report in reports)
    }
    durations = sorted(report["ms"] for report in reports if "ms" in report)
    median = durations[len(durations) // 2] if durations else ""
    cold = sum("init_ms" in report or "restore_ms" in report for report in reports)
    return {
        "calls": len(reports),
        "cold": cold,
        "median_ms": median,
        **{f"largest_{key}": value for key, value in largest.items()},
    }


def is_problem(line: str) -> bool:
    """A line of Rondo's with the level WARN or ERROR, or one of Lambda's own about a failed call."""
    try:
        return json.loads(line).get("level") in ("WARN", "ERROR")
    except (ValueError, AttributeError):
        return any(
            word in line
            for word in ("Task timed out", "Runtime exited", "OutOfMemoryError", "Exception", "errorMessage")
        )
