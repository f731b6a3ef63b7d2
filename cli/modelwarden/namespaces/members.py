"""Members."""

from __future__ import annotations

from collections.abc import Sequence

from modelwarden.namespaces.base import Namespace
from modelwarden.objects.people import Member
from modelwarden.routes import route


class Members(Namespace):
    """People in a project, and their roles there."""

    def list(self, project: str) -> tuple[Member, ...]:
        """Who is in a project."""
        return self._transport.get_all(route("projects", project, "members"), Member)

    def get(self, project: str, username: str) -> Member:
        """One person's roles in a project, which may be none."""
        return self._transport.get(route("projects", project, "members", username), Member)

    def set_roles(
        self, project: str, username: str, roles: Sequence[str], *, if_match: str | None = None
    ) -> Member:
        """Give a person exactly these roles; none takes them out of the project."""
        body = {"roles": [*roles]}
        path = route("projects", project, "members", username)
        return self._transport.send("PUT", path, Member, body, if_match=if_match)
