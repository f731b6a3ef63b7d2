"""A real server with something of everything in it, and somebody in each role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from modelwarden import Client
from modelwarden.demo.server import running_server

ADMIN, PASSWORD = "admin", "a long enough password"
PROJECT, MODEL = "retail-credit", "credit-scoring"
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
# The administrator comes last: they keep people out.
EVERYBODY = [*PEOPLE, ADMIN]


@contextmanager
def furnished_server(directory: Path, database_url: str) -> Iterator[str]:
    """The address of a server on this database, with a project, people, and what a contributor makes."""
    with (
        patch.dict(os.environ, {"MODELWARDEN_DATABASE_URL": database_url}),
        running_server(directory, 0, PASSWORD) as server,
    ):
        with Client.log_in(server.url, ADMIN, PASSWORD) as admin:
            admin.projects.create(PROJECT, title="Retail credit", risk_tier="high")
            for username, roles in PEOPLE.items():
                admin.users.create(username, display_name=username.title(), password=PASSWORD)
                admin.members.set_roles(PROJECT, username, roles)
        with Client.log_in(server.url, "emil", PASSWORD) as emil:
            _furnish(emil, directory)
        yield server.url


def _furnish(emil: Client, directory: Path) -> None:
    file = directory / "model.bin"
    file.write_bytes(b"not really a model")
    table = directory / "table.csv"
    table.write_text("income,risk\n1,0\n2,1\n3,0\n", "utf-8")
    emil.models.create(PROJECT, MODEL, risk_tier="high", owner="Credit analytics", tags={"stage": "trial"})
    emil.datasets.create(PROJECT, "training")
    emil.datasets.register_version(PROJECT, "training", table)
    emil.runs.create(PROJECT, "run 1")
    for _ in range(2):
        emil.versions.register(MODEL, {"model.bin": file}, tags={"stage": "trial"})
    emil.aliases.set(MODEL, "candidate", 1)
    emil.promotions.open(MODEL, 1, environment="production", reason="It is better.")
    emil.waivers.ask(
        MODEL,
        environment="production",
        rule_id="FAIR-001",
        reason="Until the data is there.",
        compensating_controls="Every refusal is looked at.",
        expires_at=datetime.now(UTC) + timedelta(days=30),
    )


def token_of(url: str, username: str) -> str:
    """A fresh token of somebody."""
    with Client(url) as client:
        return client.tokens.log_in(username, PASSWORD).token
