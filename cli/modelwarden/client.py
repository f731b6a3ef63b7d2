"""The client: one registry, asked as one person. Its attributes are the nouns."""

from __future__ import annotations

from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx

from modelwarden.answers import json_of, parse_object
from modelwarden.attempts import PAUSES
from modelwarden.credentials import find_credentials
from modelwarden.namespaces.aliases import Aliases
from modelwarden.namespaces.artifacts import Artifacts
from modelwarden.namespaces.audit_log import AuditLog
from modelwarden.namespaces.bundles import Bundles
from modelwarden.namespaces.datasets import Datasets
from modelwarden.namespaces.decisions import Decisions
from modelwarden.namespaces.environments import Environments
from modelwarden.namespaces.evidence import EvidenceNamespace
from modelwarden.namespaces.inbox import InboxNamespace
from modelwarden.namespaces.jobs import Jobs
from modelwarden.namespaces.keys import Keys
from modelwarden.namespaces.lineage import LineageNamespace
from modelwarden.namespaces.members import Members
from modelwarden.namespaces.models import Models
from modelwarden.namespaces.policies import PoliciesNamespace
from modelwarden.namespaces.projects import Projects
from modelwarden.namespaces.promotions import Promotions
from modelwarden.namespaces.reports import Reports
from modelwarden.namespaces.runs import Runs
from modelwarden.namespaces.search import Search
from modelwarden.namespaces.tokens import Tokens
from modelwarden.namespaces.users import Users
from modelwarden.namespaces.versions import Versions
from modelwarden.namespaces.waivers import Waivers
from modelwarden.objects.health import Health
from modelwarden.routes import route
from modelwarden.transport import TIMEOUT, Transport


class Client:
    """Talk to the registry at `url` with an API token.

    Use it as a context manager, or call `close`. Methods raise subclasses of `ModelwardenError` that say
    what happened, why, and what to do. What can safely be sent twice is sent again after each of `pauses` (in
    seconds). With `dry_run` nothing is ever changed: what would change something
    raises `DryRunEndedError`, which says what would be sent and what the registry would answer.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        pauses: tuple[float, ...] = PAUSES,
        dry_run: bool = False,
    ) -> None:
        transport = self._transport = _transport(url, token, timeout, pauses, dry_run=dry_run)
        self.aliases = Aliases(transport)
        self.artifacts = Artifacts(transport)
        self.audit_log = AuditLog(transport)
        self.bundles = Bundles(transport)
        self.decisions = Decisions(transport)
        self.environments = Environments(transport)
        self.inbox = InboxNamespace(transport)
        self.jobs = Jobs(transport)
        self.keys = Keys(transport)
        self.lineage = LineageNamespace(transport)
        self.members = Members(transport)
        self.models = Models(transport)
        self.policies = PoliciesNamespace(transport)
        self.projects = Projects(transport)
        self.promotions = Promotions(transport)
        self.runs = Runs(transport)
        self.search = Search(transport)
        self.tokens = Tokens(transport)
        self.users = Users(transport)
        self.waivers = Waivers(transport)
        self.datasets = Datasets(transport, self.artifacts, self.jobs)
        self.evidence = EvidenceNamespace(transport, self.models, self.artifacts, self.jobs)
        self.reports = Reports(transport, self.jobs)
        self.versions = Versions(transport, self.models, self.artifacts)

    @classmethod
    def log_in(cls, url: str, username: str, password: str) -> Self:
        """A client for this person; its token ends after twelve hours."""
        with cls(url) as anonymous:
            token = anonymous.tokens.log_in(username, password).token
        return cls(url, token)

    @classmethod
    def from_env(cls, *, dry_run: bool = False) -> Self:
        """A client for whoever `MODELWARDEN_URL` and `MODELWARDEN_TOKEN` name, or did `modelwarden login`."""
        found = find_credentials()
        return cls(found.url, found.token, dry_run=dry_run)

    @property
    def url(self) -> str:
        """The registry's address."""
        return self._transport.url

    def health(self) -> Health:
        """How the server and what it depends on are doing, also when it is not well. Needs no token."""
        unwell = frozenset({HTTPStatus.SERVICE_UNAVAILABLE.value})
        return parse_object(Health, json_of(self._transport.exchange("GET", "/-/health", also=unwell)))

    def describe_api(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document of the registry's API."""
        document: dict[str, Any] = json_of(self._transport.exchange("GET", route("openapi.json")))
        return document

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.url!r})"


def _transport(
    url: str, token: str | None, timeout: httpx.Timeout, pauses: tuple[float, ...], *, dry_run: bool
) -> Transport:
    if not dry_run:
        return Transport(url, token, timeout=timeout, pauses=pauses)
    from modelwarden.rehearsals import RehearsingTransport

    return RehearsingTransport(url, token, timeout=timeout, pauses=pauses)
