"""Every row of the production table: what it refuses, and that nothing else is refused with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from registry.commands.production import TABLE, refusals, refuse_unsafe_production
from registry.commands.production_facts import Facts, gather_facts
from registry.db.engine import open_engine
from registry.db.jobs import WorkerRow
from registry.db.users import UserRow
from registry.domain.errors import ModelwardenError
from registry.services.neighbours import DEMO_PEOPLE
from registry.settings import Profile, Settings, read_settings

LONG = "d2hhdCBhIGxvbmcgcmFuZG9tIHNlY3JldCB0aGlzIGlz"
NO_HASH = "x"
SAFE: dict[str, Any] = {
    "profile": Profile.PRODUCTION,
    "database_url": f"postgresql+psycopg://registry:{LONG}@db.example.org/registry?sslmode=verify-full",
    "public_url": "https://registry.example.org",
    "s3_bucket": "models",
    "s3_endpoint_url": "https://s3.example.org",
    "opa_url": "https://opa.example.org",
    "opa_token": SecretStr(LONG),
    "metrics_token": SecretStr(LONG),
}
Change = Callable[[Facts], Facts]


@pytest.fixture
def safe(tmp_path: Path) -> Facts:
    """What production may start with."""
    settings = Settings().model_copy(update=SAFE | {"data_dir": tmp_path})
    return Facts(settings, {"AWS_SECRET_ACCESS_KEY": LONG})


def set_to(**settings: object) -> Change:
    return lambda facts: replace(facts, settings=facts.settings.model_copy(update=settings))


def environment(**variables: str) -> Change:
    return lambda facts: replace(facts, environment={**facts.environment, **variables})


def found(**facts: Any) -> Change:  # noqa: ANN401 - fields of Facts
    return lambda before: replace(before, **facts)


def short_bundle_token(facts: Facts) -> Facts:
    (facts.settings.data_dir / "bundle-token").write_text("short")
    return facts


def both(*changes: Change) -> Change:
    def change(facts: Facts) -> Facts:
        for one in changes:
            facts = one(facts)
        return facts

    return change


SQLITE = set_to(database_url=None, allow_sqlite=True)
CASES: list[tuple[str, str, Change]] = [
    ("MODELWARDEN_DATABASE_URL", "no database's address", set_to(database_url="not an address")),
    ("MODELWARDEN_ALLOW_SQLITE", "SQLite", set_to(database_url=None)),
    ("MODELWARDEN_DATABASE_URL", "another machine uses it", both(SQLITE, found(other_hosts=("web-2",)))),
    (
        "MODELWARDEN_DATABASE_URL",
        "well-known",
        set_to(database_url="postgresql+psycopg://u:postgres@127.0.0.1/registry"),
    ),
    (
        "MODELWARDEN_DATABASE_URL",
        "in the clear",
        set_to(database_url=f"postgresql+psycopg://u:{LONG}@db.example.org/registry"),
    ),
    ("MODELWARDEN_PUBLIC_URL", "not https", set_to(public_url="http://registry.example.org")),
    ("MODELWARDEN_OPA_URL", "plain http", set_to(opa_url="http://opa.example.org")),
    ("MODELWARDEN_OPA_TOKEN", "missing", set_to(opa_token=None)),
    ("MODELWARDEN_S3_ENDPOINT_URL", "plain http", set_to(s3_endpoint_url="http://s3.example.org")),
    ("AWS_SECRET_ACCESS_KEY", "well-known", environment(AWS_SECRET_ACCESS_KEY="minioadmin")),  # noqa: S106
    ("MODELWARDEN_SEAL_CERTIFICATE", "development certificate", found(seal_is_development=True)),
    ("MODELWARDEN_METRICS_TOKEN", "fewer than 32", set_to(metrics_token=SecretStr("0123456789"))),
    (
        "MODELWARDEN_WORKER_METRICS_HOST",
        "every address",
        set_to(worker_metrics_port=9100, worker_metrics_host="0.0.0.0"),  # noqa: S104 - refused
    ),
    ("MODELWARDEN_DATA_DIR", "Other users", found(open_to_others=True)),
    ("MODELWARDEN_DATA_DIR", "`bundle-token`", short_bundle_token),
    ("MODELWARDEN_DATABASE_URL", "people of the demo", found(demo_people=("emma",))),
    ("FLASK_DEBUG, PYTHONDEVMODE, PYTHONASYNCIODEBUG", "debugging", environment(FLASK_DEBUG="1")),
]


def test_what_is_safe_is_not_refused(safe: Facts) -> None:
    assert refusals(safe) == []
    assert refusals(SQLITE(safe)) == []


@pytest.mark.parametrize(
    ("setting", "word", "change"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES]
)
def test_a_row_refuses_what_it_is_about_and_nothing_else_does(
    safe: Facts, setting: str, word: str, change: Change
) -> None:
    (row,) = refusals(change(safe))
    assert row.setting == setting
    assert word in row.why
    assert row.remedy


def test_every_row_has_a_case() -> None:
    rows = [(row.setting, row.why) for row in TABLE]
    covered = [
        next(row for row in rows if row[0] == setting and word in row[1]) for setting, word, _ in CASES
    ]
    assert sorted(covered) == sorted(rows)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://registry@/registry?host=/run/postgresql",
        f"postgresql+psycopg://registry:{LONG}@127.0.0.1/registry",
        f"postgresql+psycopg://registry:{LONG}@localhost/registry",
    ],
)
def test_a_database_on_this_machine_needs_no_tls(safe: Facts, url: str) -> None:
    assert refusals(set_to(database_url=url)(safe)) == []


def test_all_reasons_are_told_at_once_by_the_names_of_their_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARDEN_PROFILE", "production")
    monkeypatch.setenv("MODELWARDEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MODELWARDEN_METRICS_TOKEN", "hunter2hunter2")
    tmp_path.chmod(0o755)
    with pytest.raises(ModelwardenError) as refused:
        refuse_unsafe_production(read_settings())
    told = str(refused.value)
    for name in ("ALLOW_SQLITE", "PUBLIC_URL", "SEAL_CERTIFICATE", "METRICS_TOKEN", "DATA_DIR"):
        assert f"MODELWARDEN_{name}:" in told
    assert "hunter2" not in told


def test_the_development_profile_starts_with_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARDEN_DATA_DIR", str(tmp_path))
    refuse_unsafe_production(read_settings())


def person(username: str, name: str, *, active: bool) -> UserRow:
    now = datetime.now(UTC)
    return UserRow(username=username, display_name=name, password_hash=NO_HASH, active=active, created_at=now)


@pytest.mark.database
def test_the_demos_people_and_workers_elsewhere_are_found(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, now = open_engine(database_url), datetime.now(UTC)
    with Session(engine) as session:
        for username, active in (("emma", True), ("leo", False)):
            name = DEMO_PEOPLE[username]
            session.add(person(username, name, active=active))
        session.add(person("rita", "Rita Real", active=True))
        session.add(WorkerRow(host="elsewhere", pid=1, started_at=now, heartbeat_at=now))
        session.commit()
    engine.dispose()
    monkeypatch.setenv("MODELWARDEN_DATABASE_URL", database_url)
    monkeypatch.setenv("MODELWARDEN_DATA_DIR", str(tmp_path))
    facts = gather_facts(read_settings())
    assert (facts.demo_people, facts.other_hosts) == (("emma",), ("elsewhere",))


def test_the_demos_people_are_those_that_the_demo_makes() -> None:
    from modelwarden.demo.people import Cast

    assert {person.username: person.display_name for person in Cast().members} == DEMO_PEOPLE
