"""`reference/roles.md`: the table that the services ask, in words."""

from __future__ import annotations

from collections.abc import Iterator

from registry.domain.duties import DUTIES, MEANINGS
from registry.domain.roles import PERMISSIONS, Action, Role, Scope, scope_for
from tools.reference.markdown import code, page, table

_LEAD = (
    "Roles are held per project, except `admin`, which is of the whole installation. Whoever has no role in "
    "a project is told that nothing is there. A token needs the scope besides, and only ever takes away from "
    "what its owner may do. Why it is like this is in [who may do what](../explanation/roles.md)."
)


def roles_page() -> str:
    """The page."""
    return page(
        "Roles and scopes",
        _LEAD,
        [
            "## Roles",
            table(["Action", *(code(role.value) for role in Role), "Scope"], map(_row, Action)),
            "## Actions",
            table(
                ["Action", "What it is", "Beyond the role"],
                [(code(one.value), f"{MEANINGS[one]}.", DUTIES.get(one, "")) for one in Action],
            ),
            "## Scopes",
            table(["Scope", "Actions"], [(code(scope.value), ", ".join(_actions(scope))) for scope in Scope]),
        ],
    )


def _row(action: Action) -> list[str]:
    marks = ["✓" if action in PERMISSIONS[role] else "" for role in Role]
    return [code(action.value), *marks, code(scope_for(action).value)]


def _actions(scope: Scope) -> Iterator[str]:
    yield from (code(action.value) for action in Action if scope_for(action) is scope)
    if scope is Scope.ADMIN:
        yield "making and ending tokens, changing one's password"
