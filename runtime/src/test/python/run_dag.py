"""Runs a DAG once as a scheduler would, and prints what became of each task, as JSON.

usage: run_dag.py DAGS_FOLDER DAG_ID RUN_ID VARIABLES_JSON [PARAMS_JSON]
"""
from __future__ import annotations

import copy
import importlib
import json
import pathlib
import sys

import jinja2
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.models.dag import DAGS


class Variables:
    def __init__(self, values):
        self.json = type("Json", (), values)


class TaskInstance:
    def __init__(self, xcoms):
        self.xcoms = xcoms

    def xcom_pull(self, task_ids):
        return self.xcoms[task_ids]


def load(folder):
    sys.path.insert(0, folder)
    for file in sorted(pathlib.Path(folder).glob("*.py")):
        importlib.import_module(file.stem)


def run(dag, run_id, variables, params):
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    xcoms = {}
    tasks = {}
    for task in dag.tasks:
        state = {"pool": task.pool, "retries": task.retries}
        tasks[task.task_id] = state
        good = {"all_success": ["success"], "none_failed": ["success", "skipped"]}
        wanted = good[task.trigger_rule]
        if any(tasks[upstream.task_id]["state"] not in wanted for upstream in task.upstream):
            state["state"] = "upstream"
            continue
        context = {
            "run_id": run_id,
            "dag": dag,
            "var": Variables(variables),
            "params": {
                name: param.resolve(params.get(name, param.value))
                for name, param in dag.params.items()
            },
            "ti": TaskInstance(xcoms),
        }
        attempt = copy.copy(task)
        attempt.render(environment, context)
        state["command"] = attempt.bash_command
        try:
            xcoms[task.task_id] = attempt.execute(context)
            state["state"] = "success"
            state["xcom"] = xcoms[task.task_id]
        except AirflowSkipException as skipped:
            state.update(state="skipped", why=str(skipped))
        except AirflowFailException as failed:
            state.update(state="failed", why=str(failed))
        except AirflowException as failed:
            state.update(state="up_for_retry", why=str(failed))
    return tasks


if __name__ == "__main__":
    load(sys.argv[1])
    chosen = DAGS[sys.argv[2]]
    params = json.loads(sys.argv[5]) if len(sys.argv) > 5 else {}
    print(json.dumps(run(chosen, sys.argv[3], json.loads(sys.argv[4]), params)))
