"""The report in Markdown, and texts of durations."""

from __future__ import annotations

from typing import Any, Iterable


def duration(seconds: float) -> str:
    """Such as 7.2 s or 12 min 5 s."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def cell(value: Any) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def table(header: list[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]


def markdown(report: dict[str, Any]) -> str:
    """The report for a reader; report.json has everything."""
    lines = ["# Report of scripts/aws-smoke", ""]
    facts = {key: value for key, value in report.items() if not isinstance(value, (list, dict))}
    lines += [f"- {key.replace('_', ' ')}: {cell(value)}" for key, value in facts.items()]
    lines += ["", "## Steps"]
    lines += table(
        ["step", "status", "seconds", "started", "reason"],
        (
            [step[key] for key in ("name", "status", "seconds", "started", "reason")]
            for step in report["steps"]
        ),
    )
    for step in report["steps"]:
        lines += step_details(step)
    for name, found in report["evidence"].items():
        lines += evidence(name, found)
    return "\n".join(lines) + "\n"


def step_details(step: dict[str, Any]) -> list[str]:
    lines = ["", f"### {step['name']}: {step['title']}"]
    lines += [f"- {cell(seen)}" for seen in step["seen"]]
    for command in step["commands"]:
        took = duration(command["seconds"])
        lines.append(
            f"- `{cell(command['command'])}`: exit code {command['exit_code']} after {took}, {command['log']}"
        )
    failed = [call for call in step["requests"] if call.get("error")]
    for call in failed[:20]:
        lines.append(f"- {call['service']} {call['operation']}: {cell(call['error'])}, request {call['id']}")
    if step["request_count"]:
        lines.append(f"- {step['request_count']} requests to AWS, see report.json")
    return lines


def evidence(name: str, found: Any) -> list[str]:
    """A list of similar objects as a table, anything else as a list."""
    lines = ["", f"## {name}"]
    if isinstance(found, list) and found and isinstance(found[0], dict):
        header = list(dict.fromkeys(key for row in found for key in row))
        return lines + table(header, ([row.get(key, "") for key in header] for row in found))
    if isinstance(found, dict):
        return lines + [f"- {key}: {cell(value)}" for key, value in found.items()]
    return lines + [f"- {cell(value)}" for value in found or ["none"]]
