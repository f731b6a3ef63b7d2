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

    def get(self, model: str, alias: str) -> Alias:
        """What one alias points to."""
        return self._transport.get(route("models", model, "aliases", alias), Alias)

    def set(self, model: str, alias: str, version: int, *, if_match: str | None = None) -> Model:
        """Point an unprotected alias to a version; a protected one moves only by an applied promotion.

        With `if_match`, only while the alias has that `etag`.
        """
        return self._move(model, alias, version, if_match)

    def remove(self, model: str, alias: str, *, if_match: str | None = None) -> Model:
        """Take an unprotected alias away."""
        return self._move(model, alias, None, if_match)

    def history(self, model: str) -> tuple[AliasMove, ...]:
        """Where the aliases have been, newest first."""
        return self._transport.get_all(route("models", model, "alias-history"), AliasMove)

    def _move(self, model: str, alias: str, version: int | None, if_match: str | None) -> Model:
        path = route("models", model, "aliases", alias)
        return self._transport.send("PUT", path, Model, {"version": version}, if_match=if_match)
