"""Environments."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.projects import Environment
from modelwarden.routes import route


class Environments(Namespace):
    """Where versions go; each has an alias that says what is in it."""

    def create(self, name: str, *, alias: str, protected: bool) -> Environment:
        """Add an environment; the alias of a protected one moves only by an applied promotion."""
        body = {"name": name, "alias": alias, "protected": protected}
        return self._transport.send("POST", route("environments"), Environment, body)

    def list(self) -> tuple[Environment, ...]:
        """All environments."""
        return self._transport.get_all(route("environments"), Environment)
