"""The clients of a run: agents on EC2, or, with an emulator of AWS, agents as processes of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from .commands import ROOT, end
from .smoke import CLIENTS, Smoke, require
from .steps import StepFailed

# Until instances have installed Java and the agent.
SETUP_SECONDS = 15 * 60
# Clients train side by side on one machine; more threads than processors wait for one another.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
JAR = ROOT / "client-agent" / "target" / "rondo-agent.jar"


class ChildClient:
    """A client as a process of this machine."""

    def __init__(self, smoke: Smoke, name: str, command: list[str], more: dict[str, str]) -> None:
        self.name = name
        self.log = smoke.commands.log_file(f"client-{name}")
        environment = {
            **smoke.commands.environment,
            "RONDO_BUCKET": smoke.bucket,
            "RONDO_TASK_QUEUE_URL": smoke.outputs["TaskQueueUrl"],
            "RONDO_HAND_BACK_SECONDS": "1-2",
            **more,
        }
        self.said: list[str] = []
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace",
            start_new_session=True,  # Ctrl-C ends it in order, by stop().
        )  # fmt: skip
        self.file = self.log.open("w", encoding="utf-8")
        self.pump = smoke.commands.pump(self.process.stdout, self.file, self.said)

    def text(self) -> str:
        return "".join(self.said)

    def stop(self) -> None:
        if self.process.poll() is None:
            end(self.process)
        self._close()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def _close(self) -> None:
        self.pump.join(10)
        if not self.pump.is_alive():  # A child of the process may still hold its output.
            self.file.close()
            self.process.stdout.close()


def in_python(smoke: Smoke, name: str) -> ChildClient:
    """The example client in Python, on this machine, with the credentials of the caller."""
    script = str(ROOT / "examples" / "python-client" / "mlp.py")
    environment = {"PYTHONPATH": str(ROOT / "python" / "src"), **ONE_THREAD}
    return ChildClient(smoke, name, [sys.executable, script, "--client-id", name], environment)


class LocalAgents:
    """The agent's jar, as on a client's machine."""

    def __init__(self, smoke: Smoke, scratch: Path) -> None:
        self.smoke, self.scratch = smoke, scratch
        self.agents: list[ChildClient] = []

    def start(self) -> None:
        require(JAR.is_file(), f"Cannot start an agent: there is no {JAR.name}. The step synth builds it.")
        for number in range(1, CLIENTS + 1):
            self._add(f"agent-{number}")
        self.smoke.until(
            "All agents must start", lambda: all(self._has_started(agent) for agent in self.agents), 120, 1
        )

    def _add(self, name: str) -> None:
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        more = {
            "RONDO_IDENTITY": f"id:{name}",
            "RONDO_CACHE": str(folder / "cache"),
            "RONDO_HEALTH_FILE": str(folder / "health.json"),
            "RONDO_VISIBILITY_SECONDS": "30",  # The seat of a lost agent comes back sooner than by default.
            "RONDO_HEARTBEAT_SECONDS": "5",
            "RONDO_LONG_POLL_SECONDS": "5",  # An agent stops when its poll has ended.
            **ONE_THREAD,
        }
        self.agents.append(
            ChildClient(self.smoke, name, ["java", "-Xmx512m", "-XX:+UseSerialGC", "-jar", str(JAR)], more)
        )

    @staticmethod
    def _has_started(agent: ChildClient) -> bool:
        if agent.process.poll() is not None:
            raise StepFailed(
                f"{agent.name} has ended with exit code {agent.process.returncode}: {agent.text()[-1000:]}"
            )
        return '"state":"started"' in agent.text()

    def names(self) -> list[str]:
        return [agent.name for agent in self.agents]

    def lose_one(self) -> None:
        """Kills one without warning, and starts another one in its place."""
        lost = self.agents.pop(0)
        lost.kill()
        self.smoke.say(f"{lost.name} was killed")
        self._add("agent-3")

    def stop(self) -> None:
        for agent in self.agents:
            agent.stop()
        self.agents.clear()

    def close(self) -> None:
        self.stop()


class Ec2Agents:
    """Two instances in an Auto Scaling group."""

    def __init__(self, smoke: Smoke) -> None:
        self.smoke, self.aws, self.say = smoke, smoke.aws, smoke.say

    @property
    def group(self) -> str:
        return self.smoke.client_outputs["AutoScalingGroupName"]

    def start(self) -> None:
        """Waits until both agents have logged that they have started."""
        try:
            self.smoke.until(
                f"{CLIENTS} agents must start", lambda: len(self._started()) >= CLIENTS, SETUP_SECONDS, 15
            )
        except StepFailed:
            self.tell_what_instances_say()
            raise
        self.say(self.smoke.rondo_clients("list").text.strip())
        self._tell_what_doctor_says()

    def _tell_what_doctor_says(self) -> None:
        done = self.smoke.rondo("doctor", "--json", "--clients-stack", self.smoke.clients_stack, check=False)
        for found in done.json() if done.text.strip() else []:
            if found["subject"] == "clients stack":
                self.say(f"doctor: {found['level']}: {found['says']}")

    def _started(self) -> set[str]:
        """The log streams, which are named by instances, in which an agent has started."""
        events = self.aws.pages(
            "logs", "filter_log_events", "events",
            logGroupName=self.smoke.client_outputs["AgentLogGroupName"], filterPattern='{ $.state = "started" }',
        )  # fmt: skip
        return {event["logStreamName"] for event in events}

    def _instances(self) -> list[dict[str, Any]]:
        groups = self.aws.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[self.group]
        )["AutoScalingGroups"]
        return groups[0]["Instances"] if groups else []

    def tell_what_instances_say(self) -> None:
        """Why agents may not have started: the activities of the group, and the ends of setup logs and consoles."""
        activities = self.aws.client("autoscaling").describe_scaling_activities(
            AutoScalingGroupName=self.group, MaxRecords=10
        )["Activities"]
        self.smoke.report.evidence["activities of the Auto Scaling group"] = [
            {
                "status": found["StatusCode"],
                "what": found["Description"],
                "message": found.get("StatusMessage", ""),
            }
            for found in activities
        ]
        for found in activities[:4]:
            self.say(f"{found['StatusCode']}: {found['Description']} {found.get('StatusMessage', '')}")
        logs = self.aws.client("logs")
        group = self.smoke.client_outputs["AgentLogGroupName"]
        streams = [
            stream["logStreamName"]
            for stream in self.aws.pages("logs", "describe_log_streams", "logStreams", logGroupName=group)
        ]
        self.say(f"log streams of the agents: {', '.join(streams) or 'none'}")
        self._tell_what_doctor_says()
        for stream in streams:
            events = logs.get_log_events(
                logGroupName=group, logStreamName=stream, limit=60, startFromHead=False
            )["events"]
            self.smoke.report.evidence[f"end of the log {stream}"] = [event["message"] for event in events]
        for instance in self._instances():
            console = (
                self.aws.client("ec2")
                .get_console_output(InstanceId=instance["InstanceId"], Latest=True)
                .get("Output", "")
            )
            self.smoke.report.evidence[f"end of the console of {instance['InstanceId']}"] = (
                console.splitlines()[-60:]
            )

    def names(self) -> list[str]:
        """The ids of clients: the role's id, and the instance."""
        arn = self.smoke.client_outputs["ClientRoleArn"]
        role = self.aws.client("iam").get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]["RoleId"]
        return [f"{role}:{instance['InstanceId']}" for instance in self._instances()]

    def lose_one(self) -> None:
        """Terminates an instance; the group starts another one, which needs some minutes.

        The system is not shut down in order, because the agent would then give its seat back.
        """
        lost, ec2 = self._instances()[0]["InstanceId"], self.aws.client("ec2")
        known = ec2.meta.service_model.operation_model("TerminateInstances").input_shape.members
        abrupt = {"SkipOsShutdown": True} if "SkipOsShutdown" in known else {}
        ec2.terminate_instances(InstanceIds=[lost], **abrupt)
        how = "without a shutdown of its system" if abrupt else (
            "in order, because this boto3 does not know SkipOsShutdown: the agent gives its seat back"
        )  # fmt: skip
        self.say(f"{lost} was terminated {how}; the group replaces it")

    def stop(self) -> None:
        """Scales to zero, and waits until the instances are gone, so that they take no more seats."""
        self.say(self.smoke.rondo_clients("scale", "0").text.strip())
        self.smoke.until("All instances must end", lambda: not self._instances(), 15 * 60, 10)

    def close(self) -> None:
        """Instances end with their stack."""
