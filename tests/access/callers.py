"""Who asks: one person per role, and tokens that are narrow, foreign or not good any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from registry.contract.people import CreateToken, CreateUser, SetRoles
from registry.contract.projects import CreateProject
from registry.db.users import TokenRow
from registry.domain.roles import Role, Scope
from registry.services.context import Actor, open_unit
from registry.services.members import set_roles
from registry.services.platform import Platform
from registry.services.projects import create_project
from registry.services.tokens import create_token, start_session
from registry.services.users import create_user, find_user
from tests.access.furniture import PROJECT
from tests.services.people import PASSWORD, People

EVERY_ROLE = [role.value for role in Role if role is not Role.ADMIN]
EVERY_SCOPE = [scope.value for scope in Scope]
OTHER = "leasing"
BY_ROLE = {
    "owner": "ada",
    "contributor": "emil",
    "validator": "vera",
    "risk_reviewer": "rita",
    "legal_reviewer": "leo",
    "auditor": "otto",
    "admin": "root",
}


@dataclass(frozen=True)
class Caller:
    """Somebody with a token. `reach` is the project that the token is for, if any."""

    name: str
    username: str
    token: str
    roles: frozenset[str]
    scopes: frozenset[str] = field(default_factory=lambda: frozenset(EVERY_SCOPE))
    reach: str | None = None
    spare: str = ""
    good: bool = True

    @property
    def is_member(self) -> bool:
        """Whether the project is there for them."""
        return bool(self.roles) and self.reach in (None, PROJECT)


def populate_more(platform: Platform, people: People) -> None:
    """Somebody of another project, somebody who may do everything everywhere, and a newcomer."""
    with open_unit(platform, people.root) as context:
        create_project(context, CreateProject(name=OTHER, title="Leasing", risk_tier="high"))
        for username in ("stranger", "sam", "gone", "newbie"):
            admin = username in {"sam", "gone"}
            named = CreateUser(username=username, display_name=username, password=PASSWORD, is_admin=admin)
            create_user(context, named)
        roles = SetRoles.model_validate({"roles": EVERY_ROLE})
        for username, projects in {
            "stranger": [OTHER],
            "sam": [OTHER, PROJECT],
            "gone": [OTHER, PROJECT],
        }.items():
            for project in projects:
                set_roles(context, project, username, roles)


def callers(platform: Platform, people: People) -> list[Caller]:
    """Everybody, those with one role first."""
    found = [_caller(platform, people, BY_ROLE[role], role, {role}) for role in BY_ROLE]
    found.append(_caller(platform, people, "olga", "who has no role", set()))
    found.append(_caller(platform, people, "stranger", "with every role in another project", set()))
    every = {*EVERY_ROLE, "admin"}
    narrow = {f"a token to {scope}": [scope] for scope in EVERY_SCOPE} | {"a token without scopes": []}
    return [
        *found,
        *(_caller(platform, people, "sam", name, every, scopes) for name, scopes in narrow.items()),
        *(
            _caller(platform, people, "sam", f"a token for {project}", every, reach=project)
            for project in (PROJECT, OTHER)
        ),
    ]


def bad_tokens(platform: Platform, people: People) -> dict[str, str]:
    """Tokens of people who may do everything, each not good any more for one reason."""
    gone = _token(platform, people.gone, EVERY_SCOPE, None)[0]
    with open_unit(platform, people.root) as context:
        # Not through the service, which also revokes every token: each of the two has to do by itself.
        find_user(context, "gone").active = False
    made = {
        name: _token(platform, people.sam, EVERY_SCOPE, None) for name in ("revoked", "expired", "altered")
    }
    with open_unit(platform, None) as context:
        context.session.get_one(TokenRow, UUID(made["revoked"][1])).revoked_at = context.now
        expired = context.session.get_one(TokenRow, UUID(made["expired"][1]))
        expired.expires_at = context.now - timedelta(milliseconds=1)
    altered = made["altered"][0]
    return {
        "of a deactivated person": gone,
        "revoked": made["revoked"][0],
        "expired": made["expired"][0],
        "altered": altered[:-1] + ("A" if altered[-1] != "A" else "B"),
        "of nobody": "mw_" + "0" * 32 + "_secret",
    }


def session_of(platform: Platform, username: str) -> tuple[str, str]:
    """A cookie, and the secret of its forms."""
    with open_unit(platform, None) as context:
        cookie, row = start_session(context, find_user(context, username), 12)
        return cookie, row.csrf_token


def _caller(
    platform: Platform,
    people: People,
    username: str,
    name: str,
    roles: set[str],
    scopes: list[str] | None = None,
    reach: str | None = None,
) -> Caller:
    given = EVERY_SCOPE if scopes is None else scopes
    actor = getattr(people, username)
    token, _ = _token(platform, actor, given, reach)
    spare = _token(platform, actor, EVERY_SCOPE, reach)[1]
    return Caller(name, username, token, frozenset(roles), frozenset(given), reach, spare)


def _token(platform: Platform, actor: Actor, scopes: list[str], project: str | None) -> tuple[str, str]:
    wanted = CreateToken.model_validate({"name": "t", "scopes": scopes, "project": project})
    with open_unit(platform, actor) as context:
        issued = create_token(context, wanted)
    return issued.token, issued.details.id
