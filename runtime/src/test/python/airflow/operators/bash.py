from __future__ import annotations

import os

from airflow.exceptions import AirflowException, AirflowSkipException
from airflow.hooks.subprocess import SubprocessHook
from airflow.models.baseoperator import BaseOperator


class BashOperator(BaseOperator):
    """The arguments of airflow.operators.bash.BashOperator."""

    template_fields = ("bash_command", "env", "cwd")

    def __init__(
        self,
        *,
        bash_command,
        env=None,
        append_env=False,
        output_encoding="utf-8",
        skip_on_exit_code=99,
        cwd=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.bash_command = bash_command
        self.env = env
        self.append_env = append_env
        self.output_encoding = output_encoding
        self.skip_on_exit_code = skip_on_exit_code
        self.cwd = cwd
        self.subprocess_hook = SubprocessHook()

    def get_env(self, context):
        return {**(os.environ if self.append_env or self.env is None else {}), **(self.env or {})}

    def execute(self, context):
        result = self.subprocess_hook.run_command(
            ["bash", "-c", self.bash_command],
            self.get_env(context),
            self.output_encoding,
            self.cwd,
        )
        if result.exit_code == self.skip_on_exit_code:
            raise AirflowSkipException("skipped")
        if result.exit_code != 0:
            raise AirflowException(f"exit code {result.exit_code}")
        return result.output
