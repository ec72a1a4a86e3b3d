# Licensed under the Apache License, Version 2.0.
"""Runs commands of Longshore as tasks.

A task that Airflow tries again runs the same command again, and that is safe: what was cut off is
gone on with or undone, and what has ended is told of (``--run-id``).
"""
from __future__ import annotations

import json
import os
import tempfile
from datetime import timedelta

from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.operators.bash import BashOperator

# docs/exit-status.md. To try again would end the same way.
NEVER_AGAIN = {
    2: "the command line cannot be understood",
    3: "damage was found, or what is published could not be ended: see the log",
    10: "there is no backup root, or no such image in it",
    12: "an image that others need is missing: take a full backup",
}
NOTHING_NEW = 99


class LongshoreOperator(BashOperator):
    """Runs ``longshore``; its result, a dictionary, is the task's XCom.

    :param command: what follows ``longshore`` on the command line; a template
    """

    def __init__(self, *, command: str, **kwargs):
        kwargs.setdefault("pool", "longshore")
        kwargs.setdefault("retries", 3)
        kwargs.setdefault("retry_delay", timedelta(minutes=10))
        super().__init__(
            bash_command="exec {{ var.json.longshore.command }} "
            + command
            + ' --xcom-file "$LONGSHORE_RESULT"',
            append_env=True,
            **kwargs,
        )

    def execute(self, context):
        with tempfile.TemporaryDirectory(prefix="longshore") as directory:
            result = os.path.join(directory, "result.json")
            ran = self.subprocess_hook.run_command(
                command=["bash", "-c", self.bash_command],
                env=dict(self.get_env(context), LONGSHORE_RESULT=result),
                output_encoding=self.output_encoding,
                cwd=self.cwd,
            )
            if ran.exit_code == NOTHING_NEW:
                raise AirflowSkipException("Nothing was written since the last image.")
            if ran.exit_code in NEVER_AGAIN:
                raise AirflowFailException(f"Longshore: {NEVER_AGAIN[ran.exit_code]}.")
            if ran.exit_code != 0:
                raise AirflowException(f"Longshore ended with exit status {ran.exit_code}.")
            if not os.path.exists(result):
                # Of longshore sql the rows are the result.
                return None
            with open(result, encoding="utf-8") as file:
                return json.load(file)
