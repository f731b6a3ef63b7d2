"""A project with the people that a gate needs, for tests of services."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.people import CreateUser, SetRoles
from registry.contract.projects import CreateProject
from registry.db.users import UserRow
from registry.services.context import Actor, open_unit
from registry.services.members import set_roles
from registry.services.platform import Platform
from registry.services.projects import create_project
from registry.services.users import create_first_admin, create_user, find_user

PASSWORD = "a long enough password"  # noqa: S105 - protects nothing

ROLES = {
    "ada": ["owner"],
    "emil": ["contributor"],
    "rita": ["risk_reviewer"],
    "leo": ["legal_reviewer"],
    "vera": ["validator"],
    "otto": ["auditor"],
    "olga": [],
}


@dataclass(frozen=True)
class People:
    """Everybody by login."""

    platform: Platform

    def __getattr__(self, username: str) -> Actor:
        with open_unit(self.platform, None, read_only=True) as context:
            return actor_of(find_user(context, username))


def actor_of(row: UserRow) -> Actor:
    return Actor(row.id, row.username, row.display_name, row.is_admin)


def populate(platform: Platform, project: str = "retail-credit") -> People:
    """An administrator, a high-risk project, and one person for each role."""
    with open_unit(platform, None) as context:
        create_first_admin(
            context, CreateUser(username="root", display_name="The administrator", password=PASSWORD)
        )
    return settle(platform, "root", project)


def settle(platform: Platform, administrator: str, project: str = "retail-credit") -> People:
    """The same where there is an administrator."""
    with open_unit(platform, None, read_only=True) as context:
        admin = actor_of(find_user(context, administrator))
    with open_unit(platform, admin) as context:
        create_project(context, CreateProject(name=project, title="Retail credit", risk_tier="high"))
        for username, roles in ROLES.items():
            create_user(
                context,
                CreateUser(username=username, display_name=username.title(), password=PASSWORD),
            )
            set_roles(context, project, username, SetRoles.model_validate({"roles": roles}))
    return People(platform)
