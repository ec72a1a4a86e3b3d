"""A small stand-in for Airflow, for tests: it takes what Airflow 2.10's classes take, and no more.

Longshore was not run on Airflow itself. What is real here are Jinja, the command lines, and what
they do.
"""
from __future__ import annotations

from airflow.models.dag import DAG

__all__ = ["DAG"]
