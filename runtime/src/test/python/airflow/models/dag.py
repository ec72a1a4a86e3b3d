from __future__ import annotations

DAGS = {}


class DAG:
    """Arguments of airflow.models.dag.DAG that are used; others are refused, as there."""

    current = None

    def __init__(
        self,
        dag_id,
        description=None,
        schedule=None,
        start_date=None,
        catchup=True,
        max_active_runs=16,
        params=None,
        tags=None,
    ):
        self.dag_id = dag_id
        self.schedule = schedule
        self.catchup = catchup
        self.max_active_runs = max_active_runs
        self.params = params or {}
        self.tasks = []
        if dag_id in DAGS:
            raise ValueError(f"Two DAGs are called {dag_id}.")
        DAGS[dag_id] = self

    def __enter__(self):
        DAG.current = self
        return self

    def __exit__(self, *_):
        DAG.current = None
