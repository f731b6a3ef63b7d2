"""Users."""

from __future__ import annotations

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.people import User
from modelwarden.routes import route


class Users(Namespace):
    """The people of the installation."""

    def me(self) -> User:
        """Who I am."""
        return self._transport.get(route("me"), User)

    def create(self, username: str, *, display_name: str, password: str, is_admin: bool = False) -> User:
        """Add a person; administrators only."""
        body = {
            "username": username,
            "display_name": display_name,
            "password": password,
            "is_admin": is_admin,
        }
        return self._transport.send("POST", route("users"), User, body)

    def list(self) -> tuple[User, ...]:
        """Everybody."""
        return self._transport.get_all(route("users"), User)
