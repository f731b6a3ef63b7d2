"""A real server with something of everything in it, and somebody in each role."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from modelwarden import Client
from modelwarden.demo.server import running_server

PASSWORD = "a long enough password"  # noqa: S105 - protects nothing
PROJECT, MODEL, DATASET = "retail-credit", "credit-scoring", "training"
BYTES = b"not really a model"
SHA256 = f"sha256:{hashlib.sha256(BYTES).hexdigest()}"
PEOPLE = {
    "ada": ["owner"],
    "emil": ["contributor"],
    "vera": ["validator"],
    "rita": ["risk_reviewer"],
    "leo": ["legal_reviewer"],
    "otto": ["auditor"],
    # In no project, and so nothing is there for her.
    "olga": [],
}
ADMIN = "alma"
EVERYBODY = [*PEOPLE, ADMIN]
# Who sets the scene takes no part, so that nobody's run can end their tokens.
_STEWARD, _HAND = "admin", "hand"
_SPARE = 40
_SCOPES = ["read", "write", "review", "admin"]


@dataclass(frozen=True)
class Scene:
    """A server, and a log-in of everybody, made before guesses of others lock them out."""

    url: str
    directory: Path
    log_ins: dict[str, str]

    def renew(self) -> None:
        """Put right what somebody's run has changed: everybody in their role, and something to act on."""
        with Client(self.url, self.log_ins[_STEWARD]) as steward:
            _set_roles(steward)
        with Client(self.url, self.log_ins[_HAND]) as hand:
            _add_requests(hand, self.directory)

    def tokens_of(self, username: str) -> list[str]:
        """Tokens of somebody, enough for one run."""
        with Client(self.url, self.log_ins[username]) as client:
            return [client.tokens.create("spare", scopes=_SCOPES).token for _ in range(_SPARE)]

    def known(self) -> dict[str, list[str | int]]:
        """What is there, by the parameters that name it, so that most requests are about something."""
        promotions = [one["id"] for one in self._list("promotions")]
        decisions = [self._get(f"promotions/{one}")["decision"] for one in promotions]
        evidence = self._list(f"models/{MODEL}/versions/1/evidence")
        return {
            "path.project": [PROJECT],
            "path.model": [MODEL],
            "path.number": [1, 2],
            "path.before": [1, 2],
            "path.after": [1, 2],
            "path.environment": ["production", "staging"],
            "path.username": ["vera", "otto"],
            "path.alias": ["candidate"],
            "path.name": [DATASET, "attestation.pub.pem"],
            "path.path": ["model.bin"],
            "path.promotion_id": promotions,
            "path.decision_id": [one["id"] for one in decisions],
            "path.waiver_id": [one["id"] for one in self._list(f"models/{MODEL}/waivers")],
            "path.job_id": [one["id"] for one in self._list("jobs")],
            "path.sha256": [SHA256, decisions[0]["provenance"]["bundle_sha256"]],
            "path.pack": ["core", "fairness"],
            "path.rule": ["FAIR-001", "VAL-001"],
            "path.chart": ["roc"],
            "path.digest": [one["digest"] for one in evidence],
            "query.actor": ["vera", "otto"],
            "query.model": [MODEL],
            "query.project": [PROJECT],
            "body.project": [PROJECT],
            "body.model": [MODEL],
            "body.version": [1, 2],
            "body.environment": ["production", "staging"],
            "body.rule_id": ["FAIR-001"],
            "body.artifact": [SHA256],
            "body.decision": [one["id"] for one in decisions],
        }

    def me(self) -> str:
        """The address that says who asks."""
        return f"{self.url}/api/v1/me"

    def _list(self, path: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._get(f"{path}?limit=3")["items"]
        return items

    def _get(self, path: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.log_ins[_HAND]}"}
        answer = httpx.get(f"{self.url}/api/v1/{path}", headers=headers, trust_env=False)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


@contextmanager
def furnished_server(directory: Path, database_url: str) -> Iterator[Scene]:
    """A server on this database, with a project, people, and what a contributor makes."""
    with (
        patch.dict(os.environ, {"MODELWARDEN_DATABASE_URL": database_url}),
        running_server(directory, 0, PASSWORD) as server,
    ):
        with Client.log_in(server.url, _STEWARD, PASSWORD) as steward:
            steward.projects.create(PROJECT, title="Retail credit", risk_tier="high")
            for name in (*EVERYBODY, _HAND):
                steward.users.create(
                    name, display_name=name.title(), password=PASSWORD, is_admin=name == ADMIN
                )
            _set_roles(steward)
        log_ins = {name: _log_in(server.url, name) for name in (*EVERYBODY, _HAND, _STEWARD)}
        with Client(server.url, log_ins[_HAND]) as hand:
            _furnish(hand, directory)
        yield Scene(server.url, directory, log_ins)


def _set_roles(steward: Client) -> None:
    for username, roles in {**PEOPLE, _HAND: ["owner", "contributor"]}.items():
        steward.members.set_roles(PROJECT, username, roles)


def _furnish(hand: Client, directory: Path) -> None:
    (directory / "model.bin").write_bytes(BYTES)
    table = directory / "table.csv"
    table.write_text("income,risk\n1,0\n2,1\n3,0\n", "utf-8")
    hand.models.create(PROJECT, MODEL, risk_tier="high", owner="Credit analytics", tags={"stage": "trial"})
    hand.datasets.create(PROJECT, DATASET)
    hand.datasets.register_version(PROJECT, DATASET, table)
    hand.runs.create(PROJECT, "run 1")
    hand.versions.register(MODEL, {"model.bin": directory / "model.bin"}, tags={"stage": "trial"})
    _add_requests(hand, directory)
    hand.evidence.declare(MODEL, 1, kind="document", title="A letter", statement="Read.")
    hand.aliases.set(MODEL, "candidate", 1)


def _add_requests(hand: Client, directory: Path) -> None:
    """A version with a promotion request, and a waiver."""
    version = hand.versions.register(MODEL, {"model.bin": directory / "model.bin"}, tags={"stage": "trial"})
    hand.promotions.open(MODEL, version.version, environment="production", reason="It is better.")
    hand.waivers.ask(
        MODEL,
        environment="production",
        rule_id="FAIR-001",
        reason="Until the data is there.",
        compensating_controls="Every refusal is looked at.",
        expires_at=datetime.now(UTC) + timedelta(days=30),
    )


def _log_in(url: str, username: str) -> str:
    with Client(url) as client:
        return client.tokens.log_in(username, PASSWORD).token
