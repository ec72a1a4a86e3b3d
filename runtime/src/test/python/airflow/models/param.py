import re


class Param:
    """A default and a JSON schema, of which the pattern is checked."""

    def __init__(self, default=None, description=None, **schema):
        self.value = default
        self.schema = schema

    def resolve(self, value):
        pattern = self.schema.get("pattern")
        if pattern and not re.match(pattern, value):
            raise ValueError(f"{value!r} does not match {pattern}")
        return value
