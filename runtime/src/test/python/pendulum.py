"""A stand-in, as far as the DAGs use it."""
import datetime as _datetime


def datetime(year, month, day, tz="UTC"):
    assert tz == "UTC"
    return _datetime.datetime(year, month, day, tzinfo=_datetime.timezone.utc)
