"""What a run costs at most, from public list prices."""

from __future__ import annotations

from dataclasses import dataclass

# For which everything is assumed to exist; a run takes about 50 minutes.
HOURS = 2
MONTH = 730

# The region and date of these prices are those of docs/cost.md. Other regions are up to about 1.6 times as expensive.
ASSUMED = "us-east-1, list prices of 2026-11-25, without free tiers"
# An hour of each instance type that may be chosen, all x86_64: https://aws.amazon.com/ec2/pricing/on-demand/
INSTANCE_HOUR = {
    "m7i-flex.large": 0.09576,
    "c7i-flex.large": 0.08479,
    "t3.small": 0.0208,
    "t3.medium": 0.0416,
    "t3.large": 0.0832,
}
# Two clients, and the one that replaces an instance which the run terminates.
INSTANCES = 3
VOLUME_GIB = 16


@dataclass(frozen=True)
class Item:
    """One line of the estimate; the cost is in dollars."""

    what: str
    how: str
    dollars: float


def items(instance_type: str, clients: bool = True) -> list[Item]:
    """An upper estimate of a run that leaves nothing behind."""
    hour = INSTANCE_HOUR[instance_type]
    machines = [
        Item("EC2 instances", f"{INSTANCES} x 1 h of {instance_type}, ${hour} an hour", INSTANCES * hour),
        Item(
            "volumes",
            f"{INSTANCES} x {VOLUME_GIB} GiB of gp3, 1 h, $0.08 a GiB and month",
            INSTANCES * VOLUME_GIB * 0.08 / MONTH,
        ),
        Item("public addresses", f"{INSTANCES} x 1 h, $0.005 an hour", INSTANCES * 0.005),
    ]
    services = [
        Item(
            "Lambda",
            "300 calls of 2 s at 1 GB, 20 evaluations of 10 s at 3 GB",
            300 * 2 * 0.0000133334 + 20 * 30 * 0.0000166667,
        ),
        Item("Step Functions", "500 state transitions, $25 a million", 500 * 25e-6),
        Item("S3 requests", "4,000 PUT and LIST, 10,000 GET", 4000 * 5e-6 + 10_000 * 0.4e-6),
        Item("S3 storage", "0.5 GB for a month in the bootstrap bucket", 0.5 * 0.023),
        Item("SQS", "10,000 requests, $0.40 a million", 10_000 * 0.4e-6),
        Item("custom metrics", f"150 metrics, {HOURS} h, $0.30 a month", 150 * HOURS * 0.30 / MONTH),
        Item("alarms", f"14 metrics, {HOURS} h, $0.10 a month", 14 * HOURS * 0.10 / MONTH),
        Item("dashboard", f"1, {HOURS} h, $3 a month (the first three are free)", HOURS * 3.00 / MONTH),
        Item("reading metrics", "2,000 metrics, $0.01 a thousand", 2000 * 0.01 / 1000),
        Item("logs", "0.05 GB, $0.50 a GB", 0.05 * 0.50),
    ]
    return machines + services if clients else services


def total(estimate: list[Item]) -> float:
    return sum(item.dollars for item in estimate)


def table(estimate: list[Item]) -> str:
    width = max(len(item.what) for item in estimate)
    lines = [f"  {item.what:<{width}}  ${item.dollars:6.3f}  {item.how}" for item in estimate]
    return "\n".join([*lines, f"  {'total':<{width}}  ${total(estimate):6.3f}  at most, {ASSUMED}"])
