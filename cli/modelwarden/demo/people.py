"""The people of the demo, with passwords that are made up when it runs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from modelwarden.client import Client

PROJECT = "retail-credit"


@dataclass(frozen=True)
class Person:
    """A login, a printed name, and the roles in the demo's project."""

    username: str
    display_name: str
    roles: tuple[str, ...]
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)


@dataclass(frozen=True)
class Cast:
    """Everybody in it."""

    admin: Person = field(default_factory=lambda: Person("admin", "The administrator", ()))
    engineer: Person = field(default_factory=lambda: Person("emma", "Emma Engineer", ("contributor",)))
    risk: Person = field(default_factory=lambda: Person("rita", "Rita Risk", ("risk_reviewer",)))
    legal: Person = field(default_factory=lambda: Person("leo", "Leo Legal", ("legal_reviewer",)))

    @property
    def members(self) -> tuple[Person, ...]:
        """The three who work in the project."""
        return (self.engineer, self.risk, self.legal)


def introduce(url: str, cast: Cast) -> None:
    """Have the administrator make the project and its three members."""
    with Client.log_in(url, cast.admin.username, cast.admin.password) as admin:
        admin.projects.create(PROJECT, title="Retail credit", risk_tier="high", packs=["fairness"])
        for person in cast.members:
            admin.users.create(person.username, display_name=person.display_name, password=person.password)
            admin.members.set_roles(PROJECT, person.username, person.roles)
