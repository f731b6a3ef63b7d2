"""A variable that nobody reads is a mistake, and is told as one before it does harm."""

from __future__ import annotations

import pytest

from registry.settings import SettingsError, read_settings


def test_an_unknown_variable_is_refused_with_the_nearest_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARDEN_DATABSE_URL", "postgresql://u:hunter2hunter2@h/d")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert "MODELWARDEN_DATABSE_URL is no setting, MODELWARDEN_DATABASE_URL is" in refused.value.why
    assert "hunter2" not in str(refused.value)


def test_all_that_is_wrong_is_told_at_once_without_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARDEN_PORT", "hunter2")
    monkeypatch.setenv("MODELWARDEN_PROFILE", "prod")
    monkeypatch.setenv("MODELWARDEN_COLOUR", "blue")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    for name in ("MODELWARDEN_PORT", "MODELWARDEN_PROFILE", "MODELWARDEN_COLOUR"):
        assert name in refused.value.why
    assert "hunter2" not in str(refused.value)


def test_what_others_read_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "TOKEN", "PROJECT", "CACHE"):
        monkeypatch.setenv(f"MODELWARDEN_{name}", "x")
    assert read_settings().port == 8765
