"""Dockerfile and compose files against the code. No engine is asked: there is none where this was written."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from flask import Flask
from packaging.specifiers import SpecifierSet

from modelwarden import __version__
from registry.settings import Settings, read_settings, variable
from registry.web.health import blueprint as health
from tests.docs.command_lines import complaint, spoken
from tests.docs.pages import ROOT
from tests.setup.containers import asked_for, compose, stages
from tools.setup import _FROM_LOCK
from tools.system_needs import needs_to_run

FILES = ("compose.yaml", "compose.production.yaml")
STAGES = stages()
FINAL = [STAGES["run"], STAGES["s3"]]
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "deploy" / "env.example").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
GIVEN = {name: value or f"{name.lower()}-a-long-random-secret-of-its-own" for name, value in EXAMPLE.items()}
WHOLE = compose(*FILES, variables=GIVEN)
SERVICES: dict[str, Any] = WHOLE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("modelwarden:")}


def test_what_the_dockerfile_copies_is_there_and_reaches_the_engine() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"}
    copied = set()
    for stage in STAGES.values():
        for line in stage.all("COPY"):
            *sources, _ = line.split()
            if not sources[0].startswith("--from="):
                copied |= set(sources)
    assert copied == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_a_stage_takes_files_only_from_stages_before_it() -> None:
    before: list[str] = []
    for name, stage in STAGES.items():
        assert stage.base in {"python:${PYTHON}", *before}
        assert {line.split()[0] for line in stage.all("COPY") if line.startswith("--from=")} <= {
            f"--from={one}" for one in before
        }
        before.append(name)
    assert before[-1] == "run", "the last one is what `docker build` makes"


def test_packages_come_from_the_lock_by_hash_and_from_nowhere_else() -> None:
    installed = [line for stage in STAGES.values() for line in stage.all("RUN") if "pip install" in line]
    locked, wheel = installed
    flags = {flag for flag in _FROM_LOCK if "progress" not in flag}
    assert flags <= set(shlex.split(locked))
    assert locked.endswith("-r requirements/runtime.txt")
    assert {"--no-index", "--no-deps"} <= set(shlex.split(wheel))


def test_the_python_is_one_that_the_package_runs_on() -> None:
    (version,) = re.findall(r"^ARG PYTHON=(\d+\.\d+)-slim-bookworm$", _dockerfile(), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]).contains(version)


def test_debian_packages_are_those_that_the_set_up_installs() -> None:
    (line,) = (line for line in STAGES["run"].all("RUN") if "apt-get install" in line)
    asked = line.partition("--no-install-recommends ")[2].partition(" &&")[0].split()
    assert sorted(asked) == sorted({need.package for need in needs_to_run()} - {"python3-venv"})


@pytest.mark.parametrize("stage", FINAL, ids=lambda stage: str(stage.name))
def test_nothing_runs_as_root(stage: Any) -> None:  # noqa: ANN401 - a stage
    assert stage.last("USER") == "10001:10001"
    after = stage.instructions[stage.instructions.index(("USER", "10001:10001")) :]
    assert "RUN" not in {keyword for keyword, _ in after}
    assert any("useradd --uid 10001" in line for line in stage.all("RUN"))


def test_the_images_variables_are_settings_that_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in _ours(STAGES["run"].variables()).items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert (settings.host, str(settings.port)) == ("0.0.0.0", STAGES["run"].last("EXPOSE"))  # noqa: S104 - told
    assert str(settings.data_dir) == STAGES["run"].last("VOLUME")
    assert any(str(settings.data_dir) in line and "-m 0700" in line for line in STAGES["run"].all("RUN"))


def test_the_image_is_asked_at_an_address_that_the_code_answers() -> None:
    app = Flask("addresses")
    app.register_blueprint(health)
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    asked = _address(STAGES["run"].health_command())
    assert (asked.port, asked.path in rules) == (int(STAGES["run"].last("EXPOSE")), True)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_service_is_a_setting_that_is_understood(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _ours(OURS[name].get("environment", {}))
    assert told.keys() <= {variable(field) for field in Settings.model_fields}
    for key, value in told.items():
        assert isinstance(value, str), f"{key} is no string: engines differ in how they would write it"
        monkeypatch.setenv(key, value)
    read_settings()


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: str(stage.name))
def test_every_command_in_the_dockerfile_is_one_of_ours(stage: Any) -> None:  # noqa: ANN401 - a stage
    for line in (*stage.all("RUN"), *(" ".join(yaml.safe_load(one)) for one in stage.all("CMD"))):
        for words in spoken(line.replace("/opt/modelwarden/bin/", "").replace('"$(', "$(")):
            assert complaint(words, whole=True) == "", line


@pytest.mark.parametrize("name", SERVICES)
def test_every_command_of_a_service_is_one_of_ours(name: str) -> None:
    for words in spoken(shlex.join(SERVICES[name]["command"])):
        assert complaint(words, whole=True) == ""


def test_images_and_stages_and_versions_agree() -> None:
    for one in SERVICES.values():
        if "build" in one:
            assert one["build"]["target"] in STAGES
            assert one["image"].partition(":")[2] == __version__
        else:
            assert re.fullmatch(r"postgres:\d+-bookworm", one["image"])
    assert SERVICES["s3"]["command"][-1].endswith(" ".join(yaml.safe_load(STAGES["s3"].last("CMD"))))


def test_all_share_one_loopback_and_only_the_web_server_is_published() -> None:
    for name, one in SERVICES.items():
        assert ("ports" in one) == (name == "pod")
        assert name == "pod" or one["network_mode"] == "service:pod"
    assert SERVICES["pod"]["ports"] == [f"127.0.0.1:{STAGES['run'].last('EXPOSE')}:8765"]
    settings = SERVICES["web"]["environment"]
    for key in ("DATABASE_URL", "S3_ENDPOINT_URL", "OPA_URL"):
        assert urlsplit(settings[f"MODELWARDEN_{key}"]).hostname == "127.0.0.1"


def test_volumes_secrets_and_what_is_waited_for_are_there() -> None:
    for one in SERVICES.values():
        assert {mount.partition(":")[0] for mount in one.get("volumes", [])} <= WHOLE["volumes"].keys()
        assert set(one.get("secrets", [])) <= WHOLE["secrets"].keys()
        assert one.get("depends_on", {}).keys() <= SERVICES.keys()
    named = {value for value in SERVICES["web"]["environment"].values() if value.startswith("/run/secrets/")}
    assert named == {f"/run/secrets/{name}" for name in WHOLE["secrets"]}


def test_what_the_files_ask_for_is_in_the_example() -> None:
    assert set().union(*map(asked_for, FILES)) == EXAMPLE.keys()


def test_opas_configuration_is_that_of_the_how_to() -> None:
    how_to = (ROOT / "docs" / "how-to" / "remote-opa.md").read_text("utf-8")
    told = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", how_to, re.DOTALL)[0])
    ours = yaml.safe_load((ROOT / "deploy" / "opa" / "opa.yaml").read_text("utf-8"))
    told["services"]["modelwarden"]["url"] = ours["services"]["modelwarden"]["url"]
    assert ours == told
    assert (ROOT / "deploy" / "opa" / "authz.rego").read_text("utf-8") in how_to


def test_time_to_stop_is_longer_than_what_is_under_way_may_take() -> None:
    for name in ("web", "worker"):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) >= Settings().stop_seconds + 20


def _ours(variables: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith("MODELWARDEN_")}


def _address(command: list[str]) -> Any:  # noqa: ANN401 - a split address
    (found,) = re.findall(r"'(http://[^']+)'", command[-1])
    return urlsplit(found)


def _dockerfile() -> str:
    return Path(ROOT / "Dockerfile").read_text("utf-8")
