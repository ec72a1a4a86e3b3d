# Licensed under the Apache License, Version 2.0.
"""In place of a full backup: the newest full image and what continues it become one.

Use it with longshore_hourly and without longshore_nightly: incremental images for ever, and the
cluster is never read in full again.
"""
from __future__ import annotations

import pendulum
from airflow import DAG
from longshore_operator import LongshoreOperator

with DAG(
    dag_id="longshore_weekly_merge",
    description="Folds the incremental images into their full one, and reads that back.",
    schedule="0 4 * * 0",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["longshore", "hbase"],
):
    merge = LongshoreOperator(
        task_id="merge",
        command="merge --full --newest -p {{ var.json.longshore.root }}",
    )
    verify = LongshoreOperator(
        task_id="verify",
        # Also where there was nothing to merge: it may have been done by a run that died.
        trigger_rule="none_failed",
        command="verify {{ var.json.longshore.root }} latest --deep",
    )
    merge >> verify
