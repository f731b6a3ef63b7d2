"""What is measured, as requests; the standard library only, so that a client starts at once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.population import RISKS, SHELF, TEAMS, version_at

Request = tuple[str, str, object]
"""Method, path and JSON body; None for no body."""

_API = "/api/v1/models"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a client must know of the registry: how many shelves it has, and a file that is really there."""

    shelves: int
    sha256: str
    size: int


def requests_of(operation: str, facts: Facts, seed: int) -> Iterator[Request]:
    """Requests without end, each for something else, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made with it
    make = {
        "get": _get,
        "get_by_alias": _get_by_alias,
        "search": _search,
        "lineage": _lineage,
        "set_tag": _set_tag,
        "create": _create,
    }[operation]
    while True:
        yield make(chance, facts)


def _get(chance: random.Random, facts: Facts) -> Request:
    model, number = version_at(chance.randrange(facts.shelves * SHELF))
    return "GET", f"{_API}/{model}/versions/{number}", None


def _get_by_alias(chance: random.Random, facts: Facts) -> Request:
    return "GET", f"{_model(chance, facts)}/aliases/shadow", None


def _search(chance: random.Random, _facts: Facts) -> Request:
    tags = f"tag=team%3Dteam-{chance.randrange(TEAMS)}&tag=risk%3D{RISKS[0]}"
    return "GET", f"{_API}/large/versions?{tags}&order_by=registered_at&order=desc&limit=100", None


def _lineage(chance: random.Random, facts: Facts) -> Request:
    method, path, _ = _get(chance, facts)
    return method, f"{path}/lineage", None


def _set_tag(chance: random.Random, facts: Facts) -> Request:
    tags = {"build": str(chance.random()), "risk": RISKS[0], "team": "team-1"}
    return "PATCH", _model(chance, facts), {"tags": tags}


def _create(chance: random.Random, facts: Facts) -> Request:
    version = {
        "files": [{"path": "model.onnx", "size": facts.size, "sha256": facts.sha256}],
        "description": "Trained again on fresh data.",
        "framework": "scikit-learn",
        "parameters": {"depth": 6, "rate": 0.1},
        "metrics": {"auc": 0.91},
        "tags": {"build": str(chance.random()), "risk": RISKS[0], "team": "team-1"},
        "signature": {
            "inputs": [{"name": "income", "type": "number"}],
            "outputs": [{"name": "score", "type": "number"}],
        },
        "lineage": {"training": [{"name": "training", "version": chance.randrange(facts.shelves) + 1}]},
    }
    return "POST", f"{_model(chance, facts)}/versions", version


def _model(chance: random.Random, facts: Facts) -> str:
    return f"{_API}/model-{chance.randrange(facts.shelves):05d}"


def as_bytes(request: Request, host: str, token: str) -> bytes:
    """A request as it goes over the wire, on a connection that stays open."""
    method, path, body = request
    content = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return head.encode() + b"\r\n" + content
