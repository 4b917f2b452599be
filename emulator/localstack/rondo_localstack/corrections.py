"""Corrects three faults of LocalStack 4.14.0 that Rondo's stack meets."""

from __future__ import annotations

import json
import uuid


def apply() -> None:
    _use_configured_log_groups()
    _support_uuid()
    _escape_variables()


def _use_configured_log_groups() -> None:
    """The logs of a function belong into the group of its LoggingConfig."""
    from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment

    usual = ExecutionEnvironment.get_log_group_name

    def get_log_group_name(environment) -> str:
        logging = environment.function_version.config.logging_config or {}
        return logging.get("LogGroup") or usual(environment)

    ExecutionEnvironment.get_log_group_name = get_log_group_name


def _support_uuid() -> None:
    """JSONata's $uuid() is refused; here each evaluation gets a declaration with a new one."""
    from localstack.services.stepfunctions.asl.component.intrinsic import jsonata

    class Declarations(dict):
        def get(self, name, default=None):
            if name == "$uuid":
                return f'$uuid:=function(){{"{uuid.uuid4()}"}};'
            return super().get(name, default)

    known = jsonata._DECLARATION_BY_VARIABLE_REFERENCE
    jsonata._DECLARATION_BY_VARIABLE_REFERENCE = Declarations(known)


def _escape_variables() -> None:
    """Variables are put into an expression as text, without escaping quotes and backslashes."""
    from localstack.services.stepfunctions.asl.eval import states, variable_store

    # LocalStack passes the argument by its name.
    def declarations(bindings: dict) -> str:
        return "".join(
            f"{name}:={json.dumps(value, default=str)};" for name, value in bindings.items()
        )

    states.encode_jsonata_variable_declarations = declarations
    variable_store.encode_jsonata_variable_declarations = declarations
