from __future__ import annotations

import subprocess
import sys
from collections import namedtuple

SubprocessResult = namedtuple("SubprocessResult", ["exit_code", "output"])


class SubprocessHook:
    """As airflow.hooks.subprocess.SubprocessHook: both streams are one, and its last line is kept."""

    def run_command(self, command, env=None, output_encoding="utf-8", cwd=None):
        process = subprocess.run(
            command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        said = process.stdout.decode(output_encoding)
        print(said, file=sys.stderr)
        lines = said.splitlines()
        return SubprocessResult(process.returncode, lines[-1] if lines else "")
