from __future__ import annotations

from datetime import timedelta

from airflow.models.dag import DAG


class BaseOperator:
    """Arguments of airflow.models.baseoperator.BaseOperator that are used; others are refused."""

    template_fields = ()

    def __init__(
        self,
        *,
        task_id,
        pool="default_pool",
        retries=0,
        retry_delay=timedelta(minutes=5),
        trigger_rule="all_success",
    ):
        self.task_id = task_id
        self.pool = pool
        self.retries = retries
        self.retry_delay = retry_delay
        self.trigger_rule = trigger_rule
        self.upstream = []
        DAG.current.tasks.append(self)

    def __rshift__(self, other):
        other.upstream.append(self)
        return other

    def render(self, environment, context):
        for field in self.template_fields:
            value = getattr(self, field)
            if isinstance(value, str):
                setattr(self, field, environment.from_string(value).render(**context))
