"""`modelwarden admin storage verify`: blobs that are damaged, removed and added for real, on each store."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.commands.admin import app
from registry.domain.canonical import digest_bytes
from registry.services.storage_verification import verify_storage
from tests.storage.places import S3Place
from tests.storage.samples import IN_PARTS, bytes_of
from tests.storage.sites import PROJECT, Site

KEPT, DAMAGED, REMOVED, ADDED = (bytes_of(size) for size in (10, IN_PARTS, 30, 40))


@pytest.mark.database
def test_what_is_missing_changed_and_unknown_is_told_apart(site: Site) -> None:
    emil = site.as_user("emil")
    for data in (KEPT, DAMAGED, REMOVED):
        assert emil("POST", f"{PROJECT}/artifacts", None, data=data).status_code == 201
    before = verify_storage(site.platform, lambda _: None)
    assert (before.sound, before.blobs, before.bytes) == (True, 3, 40 + IN_PARTS)
    assert before.documents == 1, "the policy bundle, which is in the database"

    damaged = bytearray(DAMAGED)
    damaged[-1] ^= 1
    site.place.file_of(digest_bytes(DAMAGED)).write_bytes(damaged)
    site.place.file_of(digest_bytes(REMOVED)).unlink()
    added = site.place.store.put([ADDED])
    steps: list[str] = []
    found = verify_storage(site.platform, steps.append)
    assert not found.sound
    assert [(one.sha256, one.kinds) for one in found.missing] == [(digest_bytes(REMOVED), ("artifact",))]
    assert [one.sha256 for one in found.changed] == [digest_bytes(DAMAGED)]
    assert digest_bytes(bytes(damaged)) in found.changed[0].why
    assert found.unknown == [added]
    assert any(step.startswith("1 of 3 blobs") for step in steps)

    site.place.file_of(digest_bytes(DAMAGED)).write_bytes(DAMAGED)
    headers = {"X-Content-SHA256": digest_bytes(REMOVED)}
    assert emil("POST", f"{PROJECT}/artifacts", None, data=REMOVED, headers=headers).status_code == 201
    mended = verify_storage(site.platform, lambda _: None)
    assert (mended.sound, mended.unknown) == (True, [added]), "a stranger alone is no failure"


@pytest.fixture(params=["disk", "s3"])
def installed(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """Settings of an installation on each store, with one artifact; the file that holds a blob of it."""
    from registry.app import open_installation
    from registry.db.engine import open_engine
    from registry.settings import Settings
    from tests.db.rows import fill

    monkeypatch.setenv("MODELWARDEN_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "modelwarden.sqlite").write_bytes(sqlite_template.read_bytes())
    place: S3Place | None = None
    if request.param == "s3":
        place = request.getfixturevalue("s3_place")
        monkeypatch.setenv("MODELWARDEN_S3_BUCKET", place.bucket)
        monkeypatch.setenv("MODELWARDEN_S3_PREFIX", "blobs")
        monkeypatch.setenv("MODELWARDEN_S3_ENDPOINT_URL", place.server.endpoint_url)
        monkeypatch.setenv("MODELWARDEN_S3_ALLOW_HTTP", "true")
    open_installation(Settings())  # Its keys come before what they have signed.
    engine = open_engine(Settings().database)
    with engine.begin() as connection:
        fill(connection)  # A row in every table, and nothing of it in storage.
    engine.dispose()
    if place is not None:
        return place.file_of
    return lambda sha256: tmp_path / "data" / "artifacts" / sha256[7:9] / sha256[7:]


def test_the_command_tells_people_and_programs_and_ends_with_1(installed: Callable[[str], Path]) -> None:
    stranger = b"nobody knows me"
    file = installed(digest_bytes(stranger))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(stranger)
    runner = CliRunner()
    done = runner.invoke(app, ["storage", "verify", "--json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["sound"], told["blobs"], told["documents"]) == (False, 2, 4)
    kinds = {kind for one in told["missing"] for kind in one["kinds"]}
    assert kinds == {"artifact", "file of a version", "dataset table", "report"}
    assert {kind for one in told["changed"] for kind in one["kinds"]} == {
        "policy bundle",
        "evidence",
        "input of a decision",
        "decision",
    }
    assert told["unknown"] == [{"sha256": digest_bytes(stranger), "size": len(stranger)}]
    assert "Verifying storage" in done.stderr
    lines = runner.invoke(app, ["storage", "verify"])
    assert lines.exit_code == 1
    assert f"unknown  {digest_bytes(stranger)}" in lines.stdout
    assert "Restore them from a backup" in lines.stdout


@pytest.mark.usefixtures("installed")
def test_a_storage_that_is_away_is_an_error_and_not_a_list_of_the_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MODELWARDEN_S3_BUCKET", "no-such-bucket")
    monkeypatch.setenv("MODELWARDEN_S3_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("MODELWARDEN_S3_ALLOW_HTTP", "true")
    monkeypatch.setenv("MODELWARDEN_S3_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("MODELWARDEN_S3_REGION", "us-east-1")
    done = CliRunner().invoke(app, ["storage", "verify"])
    assert done.exit_code == 1
    assert "Error: Storage:" in done.stderr
    assert "missing" not in done.stdout
