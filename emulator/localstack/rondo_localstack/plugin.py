"""The plugin that LAMBDA_RUNTIME_EXECUTOR=process selects."""

from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin


class ProcessPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *args, **kwargs):
        # LocalStack looks for plugins before it can import all of its own modules.
        from rondo_localstack import corrections
        from rondo_localstack.executor import ProcessExecutor

        corrections.apply()
        return ProcessExecutor
