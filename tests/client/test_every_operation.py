"""All that the API can do, client and command line can do; a dry run of it changes nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

import httpx
import pytest

from modelwarden import Client
from modelwarden.namespaces import artifacts
from modelwarden.routes import route
from tests.client.command_line import Done, invoke
from tests.client.operations import API, OPERATIONS, Way
from tests.client.registry import MODEL, PROJECT, ROLES, Registry, write_spec
from tools.reference.command_tree import Command, every_command

DESCRIPTION = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
LOCAL = {"completion", "help"}
"""Nouns that ask no registry."""
SERVER = {"admin", "db", "demo", "doctor", "opa", "serve", "verify", "worker"}


def described() -> set[str]:
    """The operations, from the generated description, which another test keeps like the code."""
    paths = json.loads(DESCRIPTION.read_text())["paths"]
    return {
        f"{method.upper()} {path.removeprefix(API)}"
        for path, operations in paths.items()
        for method in operations
        if method in {"get", "put", "post", "patch", "delete"}
    }


def commands() -> dict[str, Command]:
    """The commands that ask a registry, by their words."""
    return {
        " ".join(command.words): command
        for command in every_command()
        if command.words and not command.is_group and command.words[0] not in LOCAL | SERVER
    }


def options_of(command: Command) -> set[str]:
    return {option for param in command.command.params for option in getattr(param, "opts", ())}


def operation_of(method: str, path: str) -> str:
    """The operation behind a request; names in the path's place come last."""
    fitting = [
        operation
        for operation in OPERATIONS
        if operation.startswith(f"{method} ")
        and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", operation.partition(" ")[2]), path.removeprefix(API))
    ]
    return min(fitting, key=lambda operation: operation.count("{"), default=f"{method} {path}")


def test_every_operation_has_its_row() -> None:
    assert described() == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_its_method_and_its_command(operation: str) -> None:
    way = OPERATIONS[operation]
    with Client("http://127.0.0.1:9") as client:
        assert callable(attrgetter(way.method)(client))
    known = commands()
    assert any(way.command.startswith(words) for words in known), way.command
    if operation.partition(" ")[0] in WRITES:
        assert "--dry-run" in options_of(known[words_of(way)])


def words_of(way: Way) -> str:
    return max((words for words in commands() if f"{way.command} ".startswith(f"{words} ")), key=len)


@pytest.mark.parametrize("words", commands())
def test_every_command_gives_json_and_who_can_wait_can_stop_waiting(words: str) -> None:
    options = options_of(commands()[words])
    assert "--json" in options
    assert "--timeout" in options or "--wait" not in options


def test_only_what_writes_takes_a_dry_run() -> None:
    wrote = {words_of(way) for name, way in OPERATIONS.items() if name.partition(" ")[0] in WRITES}
    # What another way of the same operation does: taking away, or letting in again.
    wrote |= {"alias remove", "member remove", "user activate", "logout"}
    assert {words for words, command in commands().items() if "--dry-run" in options_of(command)} == wrote


@pytest.fixture
def scene(versions: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One of everything, and what it is called."""
    small, parts = tmp_path / "small.bin", tmp_path / "parts.bin"
    small.write_bytes(b"small")
    parts.write_bytes(b"in several parts" * 1000)
    monkeypatch.setattr(artifacts, "WHOLE_BYTES", 1000)
    for person in ("admin", *ROLES):
        versions.run(person, "whoami")
    with versions.client("emil") as emil, versions.client("rita") as rita:
        made = _made(emil, tmp_path)
        refused = emil.promotions.get(versions.requests[1])
        if refused.request.break_glass_digest is None:
            rita.promotions.break_glass(refused.id, reason="It burns, and nobody can wait.")
        decision = refused.decision
    assert decision is not None
    return made | {
        "url": versions.url,
        "out": str(tmp_path / "out"),
        "file": str(small),
        "parts": str(parts),
        "table": str(versions.directory / "first" / "evaluation.csv"),
        "spec": str(write_spec(tmp_path)),
        "project": PROJECT,
        "model": MODEL,
        "refused": versions.requests[1],
        "waiting": versions.requests[2],
        "decision": decision.id,
        "bundle": decision.provenance.bundle_sha256,
    }


def _made(emil: Client, directory: Path) -> dict[str, str]:
    emil.aliases.set(MODEL, "shadow", 1)
    emil.reports.create_model_card(MODEL, 1, timeout=120)
    file = directory / "weights.bin"
    file.write_bytes(b"weights of a model")
    begun = emil._transport.exchange(
        "POST", route("projects", PROJECT, "uploads"), json={"sha256": f"sha256:{'9' * 64}", "size": 99}
    )
    waiver = emil.waivers.ask(
        MODEL,
        environment="staging",
        rule_id="VAL-002",
        reason="A trial.",
        compensating_controls="Few customers.",
        expires_at=datetime.now(UTC) + timedelta(days=2),
    )
    return {
        "evidence": emil.evidence.list_newest(MODEL, 1, ["fairness"])[0].digest,
        "job": emil.jobs.list()[0].id,
        "artifact": emil.artifacts.upload(PROJECT, file).sha256,
        "upload": str(begun.json()["id"]),
        "waiver": waiver.id,
        "token": emil.tokens.create("to be ended", scopes=["read"]).details.id,
    }


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What goes over the wire while the test runs; each request still goes."""
    requests: list[tuple[str, str]] = []
    send = httpx.Client.send

    def note(self: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401
        requests.append((request.method, request.url.path))
        return send(self, request, **options)

    monkeypatch.setattr(httpx.Client, "send", note)
    return requests


def run(registry: Registry, way: Way, scene: dict[str, str], *, dry: bool) -> Done:
    arguments = [word.format(**scene) for word in way.command.split()]
    environment = {"XDG_CONFIG_HOME": str(registry.directory / way.person)}
    return invoke([*arguments, *(["--dry-run"] if dry else []), "--json"], environment, typed=way.typed)


def reached(done: Done, sent: list[tuple[str, str]]) -> set[str]:
    """The operations that a command asked for, and those that its dry run says it would."""
    planned = json.loads(done.out).get("requests", []) if '"dry_run"' in done.out else []
    told = [(request["method"], request["path"]) for request in planned]
    return {operation_of(method, path) for method, path in (*sent, *told)}


@pytest.mark.usefixtures("home")
@pytest.mark.timeout(600)
@pytest.mark.slow
@pytest.mark.xdist_group("client-registry")
def test_every_command_asks_for_its_operation_and_a_dry_run_changes_nothing(
    versions: Registry, scene: dict[str, str], sent: list[tuple[str, str]]
) -> None:
    def walk(*, real: bool) -> list[str]:
        ways = {name: way for name, way in OPERATIONS.items() if way.real is real}
        return [wrong for name, way in ways.items() if (wrong := complaint(versions, scene, sent, name, way))]

    with versions.client("admin") as admin:
        before = log_of(admin, versions)
        assert walk(real=False) == []
        assert log_of(admin, versions) == before
        assert walk(real=True) == []


def complaint(
    registry: Registry, scene: dict[str, str], sent: list[tuple[str, str]], operation: str, way: Way
) -> str:
    """What is wrong with the command of an operation: how it ends, or what it asks for."""
    sent.clear()
    if way.real:
        Path(scene["parts"]).write_bytes(operation.encode() * 1000)
    done = run(registry, way, scene, dry=operation.partition(" ")[0] in WRITES and not way.real)
    if done.code != way.code:
        return f"{operation}: {way.command} ended with {done.code}: {done.err}"
    asked = reached(done, sent)
    return "" if operation in asked else f"{operation}: {way.command} asked for {asked}"


def log_of(admin: Client, registry: Registry) -> bytes:
    """The whole audit log, byte for byte."""
    return admin.audit_log.export(registry.directory / "log.jsonl").read_bytes()
