"""The checklist's settings exist, and the doctor tells what production refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.commands.doctor import app
from registry.commands.production import TABLE
from registry.settings import Settings, variable
from tests.docs.pages import DOCS, Page
from tools.reference.settings_page import ONE_READER

HOW_TO = Page(DOCS / "how-to" / "production.md")
REFERENCE = Page(DOCS / "reference" / "settings.md")


def test_the_doctor_says_what_production_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARDEN_PROFILE", "production")
    monkeypatch.setenv("MODELWARDEN_DATA_DIR", str(tmp_path / "none"))
    answer = CliRunner().invoke(app)
    (line,) = (line for line in answer.output.splitlines() if re.match(r"failed\s+settings", line))
    assert answer.exit_code == 1
    assert "MODELWARDEN_SEAL_CERTIFICATE" in line
    assert not (tmp_path / "none").exists(), "looking made something"
    assert {"database", "schema", "storage", "keys", "gate", "worker"} <= set(answer.output.split())


def test_every_setting_of_the_seal_is_explained() -> None:
    named = {variable(name) for name in Settings.model_fields if name.startswith(("seal_", "timestamp_"))}
    assert named <= set(re.findall(r"MODELWARDEN_[A-Z_]+", HOW_TO.text))


def test_the_reference_has_every_setting_and_every_row() -> None:
    for name in Settings.model_fields:
        assert f"`{variable(name)}`" in REFERENCE.text
    for row in TABLE:
        assert row.setting in REFERENCE.text
    assert set(ONE_READER) <= set(Settings.model_fields)
