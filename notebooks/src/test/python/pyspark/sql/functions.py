"""Functions of columns, as far as the notebook uses them."""

import jpype

_functions = jpype.JClass("org.apache.spark.sql.functions")


def to_timestamp(column, format):
    return _functions.to_timestamp(_functions.col(column), format)
