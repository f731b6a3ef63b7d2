"""Projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from modelwarden.namespaces.base import Namespace, given
from modelwarden.objects.people import Access
from modelwarden.objects.projects import Parameters, Project
from modelwarden.routes import route


class Projects(Namespace):
    """Scopes with members, a risk tier, policy packs and parameters."""

    def create(
        self,
        name: str,
        *,
        title: str,
        risk_tier: str,
        packs: Sequence[str] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> Project:
        """Add a project; its creator does not become a member by it."""
        body = {
            "name": name,
            "title": title,
            "risk_tier": risk_tier,
            "packs": None if packs is None else list(packs),
            "parameters": None if parameters is None else dict(parameters),
        }
        return self._transport.send("POST", route("projects"), Project, given(body))

    def list(self) -> tuple[Project, ...]:
        """The projects that I may read."""
        return self._transport.get_all(route("projects"), Project)

    def get(self, name: str) -> Project:
        """One project."""
        return self._transport.get(route("projects", name), Project)

    def change(
        self,
        name: str,
        *,
        title: str | None = None,
        risk_tier: str | None = None,
        packs: Sequence[str] | None = None,
        parameters: Mapping[str, Any] | None = None,
        if_match: str | None = None,
    ) -> Project:
        """Change what is given; what is left out stays. `if_match` is the `etag` that it must still have."""
        body = {
            "title": title,
            "risk_tier": risk_tier,
            "packs": None if packs is None else [*packs],
            "parameters": None if parameters is None else dict(parameters),
        }
        return self._transport.send("PATCH", route("projects", name), Project, given(body), if_match=if_match)

    def parameters(self, name: str) -> Parameters:
        """The parameters in force for a project, and where each comes from."""
        return self._transport.get(route("projects", name, "parameters"), Parameters)

    def explain_access(
        self, project: str, *, action: str, actor: str | None = None, promotion: str | None = None
    ) -> Access:
        """Why somebody can, or can't, do something, e.g. `promotion.review`; by default oneself.

        With a promotion request, also what keeps them from acting on that one.
        """
        params = given({"actor": actor, "action": action, "promotion": promotion})
        return self._transport.get(route("projects", project, "access"), Access, params)
