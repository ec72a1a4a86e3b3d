# Licensed under the Apache License, Version 2.0.
"""A full backup every night, an incremental one every hour, and what no rule keeps deleted."""
from __future__ import annotations

import pendulum
from airflow import DAG
from longshore_operator import LongshoreOperator

START = pendulum.datetime(2026, 1, 1, tz="UTC")

with DAG(
    dag_id="longshore_hourly",
    description="An incremental image of all tables that the root continues.",
    schedule="30 * * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    tags=["longshore", "hbase"],
):
    # The first one of all, and one that cannot continue the last, is a full image.
    LongshoreOperator(
        task_id="incremental",
        command="create incremental {{ var.json.longshore.root }} --full-if-needed"
        " -t {{ var.json.longshore.tables }}"
        " --skip-when-nothing-new --run-id '{{ dag.dag_id }}-{{ run_id }}'",
    )

with DAG(
    dag_id="longshore_nightly",
    description="A full image, read back; images that are too old are deleted.",
    schedule="0 2 * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    tags=["longshore", "hbase"],
):
    full = LongshoreOperator(
        task_id="full",
        command="create full {{ var.json.longshore.root }}"
        " -t {{ var.json.longshore.tables }} --run-id '{{ dag.dag_id }}-{{ run_id }}'",
    )
    verify = LongshoreOperator(
        task_id="verify",
        command="verify {{ var.json.longshore.root }} {{ ti.xcom_pull(task_ids='full')['id'] }}",
    )
    expire = LongshoreOperator(
        task_id="expire",
        command="expire {{ var.json.longshore.root }}"
        " --keep-full {{ var.json.longshore.get('keep_full', 2) }}"
        " --keep-days {{ var.json.longshore.get('keep_days', 14) }}"
        " --keep-monthly {{ var.json.longshore.get('keep_monthly', 12) }}",
    )
    full >> verify >> expire
