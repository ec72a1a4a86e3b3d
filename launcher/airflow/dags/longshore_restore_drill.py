# Licensed under the Apache License, Version 2.0.
"""Every month the newest image is restored into scratch tables: a backup is good once it is restored."""
from __future__ import annotations

import pendulum
from airflow import DAG
from longshore_operator import LongshoreOperator

with DAG(
    dag_id="longshore_restore_drill",
    description="Restores the newest image into scratch tables and compares every cell.",
    schedule="0 6 1 * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["longshore", "hbase"],
):
    verify = LongshoreOperator(
        task_id="verify",
        command="verify {{ var.json.longshore.root }} latest --deep",
    )
    restore = LongshoreOperator(
        task_id="restore",
        command="restore {{ var.json.longshore.root }} {{ ti.xcom_pull(task_ids='verify')['id'] }}"
        " -t {{ var.json.longshore.drill_tables }} -m {{ var.json.longshore.scratch_tables }} -o",
    )
    verify >> restore
