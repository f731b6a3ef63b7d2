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

    def set_active(self, username: str, *, active: bool) -> User:
        """Let a person in, or keep them out, which ends their tokens; administrators only."""
        return self._transport.send("PATCH", route("users", username), User, {"active": active})

    def change_password(self, *, old: str, new: str) -> User:
        """Change my password. Every token that was made with the old one ends, also this client's."""
        body = {"old_password": old, "new_password": new}
        return self._transport.send("POST", route("me", "password"), User, body)

    def get(self, username: str) -> User:
        """One person."""
        return self._transport.get(route("users", username), User)

    def list(self) -> tuple[User, ...]:
        """Everybody."""
        return self._transport.get_all(route("users"), User)
