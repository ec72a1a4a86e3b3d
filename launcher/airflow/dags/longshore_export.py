# Licensed under the Apache License, Version 2.0.
"""A snapshot of HBase to an object store, for whoever reads it there; started by hand or by others.

Trigger it with the snapshot's name: {"snapshot": "orders-2026-11-22"}.
"""
from __future__ import annotations

import pendulum
from airflow import DAG
from airflow.models.param import Param
from longshore_operator import LongshoreOperator

with DAG(
    dag_id="longshore_export",
    description="Copies a snapshot to an object store.",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    params={"snapshot": Param(
            "snapshot", type="string", pattern="^[A-Za-z0-9_.-]+$", description="The snapshot to copy."
        )},
    tags=["longshore", "hbase"],
):
    LongshoreOperator(
        task_id="export",
        command="export-snapshot --snapshot '{{ params.snapshot }}'"
        " --copy-to {{ var.json.longshore.export_to }} --overwrite",
    )
