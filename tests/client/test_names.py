"""Names of models for the shell's completion, against a real registry."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest

from modelwarden.cli.names import FRESH_SECONDS, cache_path
from tests.client.command_line import invoke
from tests.client.registry import PROJECT, Registry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("client-registry"),
    pytest.mark.usefixtures("home"),
]
SHELLS = {
    "bash": lambda words: {
        "_MODELWARDEN_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    },
    "zsh": lambda words: {
        "_MODELWARDEN_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": words,
    },
    "fish": lambda words: {
        "_MODELWARDEN_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_ARGS": words,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    },
}


@pytest.fixture
def environment(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Emil's shell, in a registry with two models."""
    registry.run("emil", "whoami")
    with registry.client("emil") as emil:
        known = {model.name for model in emil.models.list()}
        for name in {"completed-one", "completed-two"} - known:
            emil.models.create(PROJECT, name, risk_tier="minimal")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return {"XDG_CONFIG_HOME": str(registry.directory / "emil")}


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_completes_the_names_of_models(environment: dict[str, str], shell: str) -> None:
    done = invoke([], environment | SHELLS[shell]("modelwarden version list completed-"))
    assert "completed-one" in done.out
    assert "completed-two" in done.out
    assert "completed-" not in invoke([], environment | SHELLS[shell]("modelwarden version list nope-")).out


def test_names_are_kept_for_a_minute_for_their_owner_alone(
    environment: dict[str, str], registry: Registry
) -> None:
    words = environment | SHELLS["bash"]("modelwarden model show kept-")
    assert invoke([], words).out.strip() == ""
    assert stat.S_IMODE(cache_path().stat().st_mode) == 0o600
    with registry.client("emil") as emil:
        if "kept-later" not in {model.name for model in emil.models.list()}:
            emil.models.create(PROJECT, "kept-later", risk_tier="minimal")
    assert invoke([], words).out.strip() == ""
    old = time.time() - FRESH_SECONDS - 1
    os.utime(cache_path(), (old, old))
    assert invoke([], words).out.split() == ["kept-later"]


def test_names_of_one_log_in_are_not_shown_to_another(environment: dict[str, str]) -> None:
    invoke([], environment | SHELLS["bash"]("modelwarden model show completed-"))
    assert "completed-one" in json.loads(cache_path().read_text())["models"]
    other = environment | {"MODELWARDEN_TOKEN": "mw_of_somebody_else"}
    assert invoke([], other | SHELLS["bash"]("modelwarden model show completed-")).out.strip() == ""


def test_a_registry_that_is_away_costs_little_and_says_nothing(environment: dict[str, str]) -> None:
    away = environment | {"MODELWARDEN_URL": "http://127.0.0.1:9", "MODELWARDEN_TOKEN": "mw_x"}
    started = time.monotonic()
    done = invoke([], away | SHELLS["bash"]("modelwarden model show c"))
    assert (done.out.strip(), done.err) == ("", "")
    assert time.monotonic() - started < 2
