"""A whole run: prerequisites, the question, all steps, and the removal, which comes in any case."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Callable

from . import estimate
from .account import Refused, connect, introduce, require_no_root
from .aws import Aws
from .cleanup import Cleanup
from .clients import Ec2Agents, LocalAgents
from .commands import ROOT, Commands, environment
from .deployment import Deployment
from .evidence import Evidence
from .observation import Observation
from .options import Options
from .parts import Parts
from .prerequisites import Prerequisites
from .privileges import Privileges
from .redaction import RedactedFile, Redactor
from .report import FAILED, INTERRUPTED, PASSED, Report
from .smoke import Smoke
from .steps import Runner, Step, StepFailed
from .training import Training

MINUTES = 50
# The exit codes are 0 if all is well, 1 if something failed, and 2 if nothing was deployed.


def confirm(options: Options, question: str, ask: Callable[[str], str] = input) -> None:
    """Asks on the terminal, unless --yes was given."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise Refused("It must be confirmed, and there is no terminal to ask on. Use --yes to confirm it.")
    try:
        answer = ask(f"{question} Type yes to continue: ")
    except (KeyboardInterrupt, EOFError):
        print()
        answer = "no"
    if answer.strip().lower() not in ("yes", "y"):
        raise Refused("It was not confirmed, so nothing was changed.")


def announce(smoke: Smoke) -> None:
    """What the question is about."""
    if smoke.must_bootstrap:
        print(
            f"\nIt first runs 'cdk bootstrap' in {smoke.aws.region}, because of --bootstrap. "
            "The stack CDKToolkit stays, with its bucket, roles and parameter."
        )
    if smoke.emulator:
        return
    kind = smoke.options.instance_type
    print(f"\nIt deploys two stacks with two {kind} instances, trains, checks and removes everything.")
    print(f"That takes about {MINUTES} minutes, and costs:\n{estimate.table(estimate.items(kind))}\n")


def catch_signals(report: Report) -> None:
    """SIGTERM and a closed terminal end a run as Ctrl-C does: everything is removed.

    A closed terminal takes no more output; it goes to a file of the report.
    """

    def interrupt(number: int, _: object) -> None:
        if number == signal.SIGHUP:
            sys.stdout = sys.stderr = instead_of_terminal(report)
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def instead_of_terminal(report: Report) -> RedactedFile:
    """A file of the report, or none if it cannot be opened: nothing may keep the run from its removal."""
    try:
        return RedactedFile(report.folder / "output.txt", report.redactor)
    except OSError:
        return RedactedFile(Path(os.devnull), report.redactor)


def start(options: Options) -> int:
    redactor = Redactor()
    aws, caller = connect(options, redactor)
    introduce(options, aws, caller)
    folder = (options.folder or ROOT / "target" / "aws-smoke" / options.prefix).resolve()
    options = options.with_folder(folder)
    if options.remove:
        return remove(options, aws)
    if not options.endpoint:
        require_no_root(caller)
    report = Report(folder, redactor, facts(options, aws))
    aws.record = report.request
    commands = Commands(report, redactor, environment(aws.region or "", options.endpoint))
    runner = Runner(report, options.endpoint is not None)
    smoke = Smoke(options, aws, commands, report, runner)
    print(f"report   {folder}\n\nPrerequisites, which cost nothing:")
    catch_signals(report)
    return run_all(smoke)


def facts(options: Options, aws: Aws) -> dict[str, object]:
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True
    ).stdout.strip()
    return {
        "commit": commit or "unknown",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "region": aws.region,
        "emulator": options.endpoint is not None,
        "prefix": options.prefix,
        "instance_type": options.instance_type,
        "estimate_dollars": 0
        if options.endpoint
        else round(estimate.total(estimate.items(options.instance_type)), 2),
    }


def run_all(smoke: Smoke) -> int:
    """All steps, and in any case the removal."""
    scratch = ROOT / "target" / "aws-smoke" / (smoke.options.prefix + ".work")
    scratch.mkdir(parents=True, exist_ok=True)
    deployment = Deployment(smoke, scratch)
    agents = LocalAgents(smoke, scratch) if smoke.emulator else Ec2Agents(smoke)
    cleanup = Cleanup(smoke.aws, smoke.options.prefix, smoke.say)
    try:
        smoke.runner.run(Prerequisites(smoke).steps())
        if smoke.report.counts()[FAILED]:
            raise Refused("A prerequisite is missing, so nothing was deployed. See above.")
        announce(smoke)
        confirm(smoke.options, "Deploy?")
        smoke.runner.run(steps(smoke, deployment, agents))
    except KeyboardInterrupt:
        smoke.interrupted = True
        print(f"\nInterrupted. {what_now(smoke)}")
    finally:
        with contextlib.suppress(KeyboardInterrupt, Exception):  # Whatever it is: the removal comes first.
            agents.close()
        finish(smoke, deployment.last_steps(), cleanup)
        shutil.rmtree(scratch, ignore_errors=True)
    return verdict(smoke)


def what_now(smoke: Smoke) -> str:
    if not smoke.created:
        return "Nothing was deployed."
    if smoke.options.keep:
        return "Nothing is removed, because of --keep."
    return "What was deployed is removed now; a second Ctrl-C leaves it where it is."


def steps(smoke: Smoke, deployment: Deployment, agents: LocalAgents | Ec2Agents) -> list[Step]:
    training, observation = Training(smoke, agents), Observation(smoke)
    return [
        *deployment.steps(),
        *training.steps(),
        *Privileges(smoke).steps(),
        *training.more_steps(),
        *Parts(smoke).steps(),
        *observation.steps(),
        *Evidence(smoke).steps(),
    ]


def finish(smoke: Smoke, last_steps: list[Step], cleanup: Cleanup) -> None:
    """Removes what the run has made, looks whether anything is left, and says so."""
    if not smoke.created:
        smoke.report.write()
        return
    if smoke.options.keep:
        tell_left(smoke, cleanup, "because of --keep")
        return
    remove = "what cdk destroy leaves: the bucket, and what else there is"
    try:
        smoke.runner.run(last_steps)
        smoke.runner.run([Step("remove", remove, cleanup.remove)])
        smoke.runner.run([Step("nothing-left", "nothing is left", lambda: nothing_left(cleanup))])
    except KeyboardInterrupt:
        smoke.interrupted = True
        tell_left(smoke, cleanup, "because the removal was interrupted")
        return
    if smoke.report.status("nothing-left") != PASSED:
        tell_left(smoke, cleanup, "because it could not be removed")


def nothing_left(cleanup: Cleanup) -> None:
    left = cleanup.left()
    if left:
        raise StepFailed("Left: " + ", ".join(f"{kind} {name}" for kind, name in left))
    cleanup.say("no " + ", no ".join(cleanup.kinds) + f" of {cleanup.prefix} exists")


def tell_left(smoke: Smoke, cleanup: Cleanup, why: str) -> None:
    try:
        left = [f"{kind} {name}" for kind, name in cleanup.left()]
    except (Exception, KeyboardInterrupt) as error:  # Whatever it is, the user must learn the command.
        left = [f"unknown, because AWS did not answer: {type(error).__name__} {error}"]
    smoke.report.facts["left"] = ", ".join(left) or "nothing"
    smoke.report.write()
    print(f"\nLEFT IN THE ACCOUNT, {why}:")
    for found in left:
        print(f"  {found}")
    print(f"It costs money. To remove it:\n  {removal(smoke.options, smoke.aws)}")


def removal(options: Options, aws: Aws) -> str:
    endpoint = f" --endpoint-url {options.endpoint}" if options.endpoint else ""
    return f"scripts/aws-smoke --remove {options.prefix} --region {aws.region}{endpoint}"


def remove(options: Options, aws: Aws) -> int:
    """Only removes what a run has left."""
    cleanup = Cleanup(aws, options.prefix, lambda text: print(f"  {text}"))
    left = cleanup.left()
    if not left:
        print(f"Nothing of {options.prefix} is left in {aws.region}.")
        return 0
    for kind, name in left:
        print(f"  {kind} {name}")
    confirm(options, "Remove all of this?")
    try:
        cleanup.remove()
        nothing_left(cleanup)
    except StepFailed as failure:
        print(f"aws-smoke: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("aws-smoke: interrupted; start the same command again to remove the rest", file=sys.stderr)
        return 1
    return 0


def verdict(smoke: Smoke) -> int:
    counts = smoke.report.counts()
    well = not counts[FAILED] and not counts[INTERRUPTED] and not smoke.interrupted
    code = 0 if well else 1
    if smoke.interrupted and not smoke.created:
        code = 2
    smoke.report.facts["exit_code"] = code
    smoke.report.write()
    print(f"\n{smoke.report.summary()}")
    for record in smoke.report.steps:
        if record.status in (FAILED, INTERRUPTED):
            print(f"  {record.status}: {record.name}: {record.reason}")
    print(
        f"Report: {smoke.report.folder / 'report.md'} (and report.json, logs/). "
        "It has no credentials, account ids or user names."
    )
    return code
