"""Aliases."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.models import Alias, AliasMove, Model
from modelwarden.routes import route


class Aliases(Namespace):
    """Pointers such as `@champion`."""

    def list(self, model: str) -> tuple[Alias, ...]:
        """What the aliases of a model point to."""
        return self._transport.get(route("models", model), Model).aliases

    def set(self, model: str, alias: str, version: int) -> Model:
        """Point an unprotected alias to a version; a protected one moves only by an applied promotion."""
        path = route("models", model, "aliases", alias)
        return self._transport.send("PUT", path, Model, {"version": version})

    def remove(self, model: str, alias: str) -> Model:
        """Take an unprotected alias away."""
        return self._transport.send("PUT", route("models", model, "aliases", alias), Model, {"version": None})

    def history(self, model: str) -> tuple[AliasMove, ...]:
        """Where the aliases have been, newest first."""
        return self._transport.get_all(route("models", model, "alias-history"), AliasMove)
