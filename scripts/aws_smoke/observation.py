"""What an operator sees: metrics, the dashboard, the alarms, and rondo doctor."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from .smoke import Smoke, require
from .steps import Step
from .training import FEWER, JOB, ROUNDS

# CloudWatch shows metrics of log lines, and of its own services, some minutes later.
PATIENCE = 15 * 60
EXPECTED = {"RoundDuration", "QuorumWait", "UpdatesAccepted", "ContributorCount", "TrainLoss", "TestAccuracy",
            "ClientLoss", "AggregationDuration", "BytesFolded", "RoundsCommitted", "RoundOpenedAt",
            "RoundEndedAt"}  # fmt: skip
# Graphs that have no data when all is well, or only after a day.
MAY_BE_EMPTY = {
    "Rejected updates by reason",
    "Bytes stored",
    "Training loss of each client (larger jobs)",
    "Age of waiting uploads in seconds, and dead letters",
}
ALARMS = 13
# What doctor says of a check whose requests failed.
UNANSWERED = "the check failed"


class Observation:
    def __init__(self, smoke: Smoke) -> None:
        self.smoke, self.aws, self.say = smoke, smoke.aws, smoke.say
        self.begun = datetime.now(timezone.utc)

    def steps(self) -> list[Step]:
        no_metrics = "it does not turn log lines into metrics"
        return [
            Step("doctor", "rondo doctor finds nothing wrong", self.doctor, ("rondo", "deploy-control")),
            Step("metrics", "metrics of the functions have arrived", self.metrics, ("round",), no_metrics),
            Step(
                "dashboard",
                "the dashboard exists, and its graphs have data",
                self.dashboard,
                ("training",),
                "it ignores dashboards",
            ),
            Step(
                "alarms",
                "the alarms exist, and are quiet",
                self.alarms,
                ("deploy-control",),
                "it computes no alarms",
            ),
            Step(
                "alarm-rings",
                "the alarm RoundAbandoned was raised",
                self.alarm_rings,
                ("abandon",),
                "it computes no alarms",
            ),
        ]

    def doctor(self) -> None:
        done = self.smoke.rondo("doctor", "--json", check=False)
        findings = done.json()
        for found in findings:
            self.say(
                f"{found['level']}: {found['subject']}: {found['says']}"
                + (f" ({found['remedy']})" if "remedy" in found else "")
            )
        # An emulator does not answer each question.
        counted = [
            found
            for found in findings
            if found["level"] == "wrong" and not (self.smoke.emulator and found["says"] == UNANSWERED)
        ]
        wrong = "; ".join(
            f"{found['subject']}: {found['says']} ({found.get('remedy', '')})" for found in counted
        )
        require(not wrong, f"rondo doctor must find nothing wrong, but finds: {wrong}")

    def metrics(self) -> None:
        namespace = self.smoke.control

        def missing() -> set[str]:
            found = self.aws.pages("cloudwatch", "list_metrics", "Metrics", Namespace=namespace)
            self.found = [
                (metric["MetricName"], {d["Name"]: d["Value"] for d in metric["Dimensions"]})
                for metric in found
            ]
            return EXPECTED - {name for name, _ in self.found}

        try:
            self.smoke.until("All metrics must arrive", lambda: not missing(), PATIENCE, 20)
        finally:
            self.say(
                f"{len(self.found)} metrics in {namespace}; missing: {', '.join(sorted(missing())) or 'none'}"
            )
        committed = ROUNDS if self.smoke.report.status("training") == "passed" else 1
        self.smoke.until(
            f"The sum of RoundsCommitted must be {committed}",
            lambda: self._sum(namespace, "RoundsCommitted", JOB) == committed,
            PATIENCE,
            20,
        )
        self.say(f"RoundsCommitted of {JOB}: {committed}")

    def _sum(self, namespace: str, metric: str, job: str) -> float:
        found = self.aws.client("cloudwatch").get_metric_statistics(
            Namespace=namespace, MetricName=metric, Dimensions=[{"Name": "Job", "Value": job}],
            StartTime=self.begun - timedelta(minutes=5), EndTime=datetime.now(timezone.utc),
            Period=3600, Statistics=["Sum"],
        )  # fmt: skip
        return sum(point["Sum"] for point in found["Datapoints"])

    def dashboard(self) -> None:
        name = self.smoke.outputs["DashboardName"]
        body = json.loads(self.aws.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])
        graphs = {
            widget["properties"].get("title", ""): widget["properties"]
            for widget in body["widgets"]
            if widget["type"] == "metric"
        }
        found: dict[str, list[str]] = {}

        def empty() -> list[str]:
            for title, graph in graphs.items():
                if graph.get("metrics") and not found.get(title):
                    found[title] = self._series(graph)
            return [title for title in found if not found[title] and title not in MAY_BE_EMPTY]

        try:
            self.smoke.until("Each graph must have data", lambda: not empty(), PATIENCE, 30)
        finally:
            self.smoke.report.evidence["graphs of the dashboard"] = [
                {"graph": title, "lines with data": ", ".join(lines) or "none"}
                for title, lines in found.items()
            ]
            self.say(
                f"{name}: {len(body['widgets'])} widgets; "
                f"graphs without data: {', '.join(t for t in found if not found[t]) or 'none'}"
            )

    def _series(self, graph: dict[str, Any]) -> list[str]:
        """The labels of a graph's lines that have data, as CloudWatch computes them."""
        queries = metric_queries(graph)
        end = datetime.now(timezone.utc)
        results = self.aws.pages(
            "cloudwatch", "get_metric_data", "MetricDataResults",
            MetricDataQueries=queries, StartTime=self.begun - timedelta(minutes=10), EndTime=end,
        )  # fmt: skip
        return list(dict.fromkeys(result["Label"] for result in results if result["Values"]))

    def alarms(self) -> None:
        """All but RoundAbandoned, which this run raises on purpose."""

        def states() -> dict[str, dict[str, Any]]:
            found = self.aws.pages(
                "cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=self.smoke.options.prefix
            )
            return {alarm["AlarmName"]: alarm for alarm in found}

        loud = lambda: {
            name: alarm
            for name, alarm in states().items()
            if alarm["StateValue"] != "OK" and "RoundAbandoned" not in name
        }
        require(len(states()) == ALARMS, f"There must be {ALARMS} alarms, but there are {len(states())}.")
        try:
            self.smoke.until("All alarms must be OK", lambda: not loud(), PATIENCE, 20)
        finally:
            self.smoke.report.evidence["alarms"] = [
                {"alarm": name, "state": alarm["StateValue"], "reason": alarm.get("StateReason", "")}
                for name, alarm in states().items()
            ]
            self.say(f"{ALARMS} alarms; not OK: {', '.join(loud()) or 'none'}")

    def alarm_rings(self) -> None:
        alarms = self.aws.pages(
            "cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=self.smoke.options.prefix
        )
        name = next(alarm["AlarmName"] for alarm in alarms if "RoundAbandoned" in alarm["AlarmName"])

        def changes() -> list[str]:
            found = self.aws.pages(
                "cloudwatch",
                "describe_alarm_history",
                "AlarmHistoryItems",
                AlarmName=name,
                HistoryItemType="StateUpdate",
            )
            return [item["HistorySummary"] for item in found]

        self.smoke.until(
            f"The abandoned round of {FEWER} must raise its alarm",
            lambda: any("to ALARM" in change for change in changes()),
            PATIENCE,
            20,
        )
        self.say(f"{name}: {'; '.join(reversed(changes()))}")


def metric_queries(graph: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a dashboard's graph as queries of GetMetricData.

    A line is a list of namespace, name, names and values of dimensions, and perhaps an object with options; "." repeats
    the word of the line before. Or it is such an object alone, with an expression.
    """
    queries: list[dict[str, Any]] = []
    before: list[str] = []
    for number, line in enumerate(graph["metrics"]):
        options = line[-1] if isinstance(line[-1], dict) else {}
        words = [word for word in line if isinstance(word, str)]
        query: dict[str, Any] = {
            "Id": options.get("id", f"q{number}"),
            "ReturnData": options.get("visible", True),
        }
        if options.get("label"):
            query["Label"] = options["label"]
        period = int(options.get("period", graph.get("period", 300)))
        if "expression" in options:
            query |= {"Expression": options["expression"], "Period": period}
        else:
            words = [before[place] if word == "." else word for place, word in enumerate(words)]
            before = words
            dimensions = [{"Name": name, "Value": value} for name, value in zip(words[2::2], words[3::2])]
            metric = {"Namespace": words[0], "MetricName": words[1], "Dimensions": dimensions}
            query["MetricStat"] = {
                "Metric": metric,
                "Period": period,
                "Stat": options.get("stat", graph.get("stat", "Average")),
            }
        queries.append(query)
    return queries
