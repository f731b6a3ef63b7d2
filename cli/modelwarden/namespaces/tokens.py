"""API tokens."""

from __future__ import annotations

from collections.abc import Sequence

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.people import IssuedToken, Token
from modelwarden.routes import route


class Tokens(Namespace):
    """What scripts show instead of a password: scoped, expiring, revocable."""

    def log_in(self, username: str, password: str, *, name: str = "log-in", hours: int = 12) -> IssuedToken:
        """Exchange a password for a token with all scopes."""
        body = {"username": username, "password": password, "token_name": name, "hours": hours}
        return self._transport.send("POST", route("login"), IssuedToken, body)

    def create(
        self, name: str, *, scopes: Sequence[str], project: str | None = None, hours: int = 24
    ) -> IssuedToken:
        """A token with no more than my own scopes, optionally for one project only."""
        body = {"name": name, "scopes": [*scopes], "project": project, "hours": hours}
        return self._transport.send("POST", route("tokens"), IssuedToken, body)

    def list(self) -> tuple[Token, ...]:
        """My tokens."""
        return self._transport.get_all(route("tokens"), Token)

    def revoke(self, token_id: str) -> None:
        """End one of my tokens."""
        self._transport.exchange("DELETE", route("tokens", token_id))
