"""`pip install` of the wheel in an empty environment, away from the checkout."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from modelwarden.cli.extras import NEEDS
from modelwarden.cli.nouns import NOUNS, SERVER_HELP
from tests.setup.empty_environment import Environment, install

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
HEAVY = {"flask", "sqlmodel", "alembic", "cryptography", "pandas", "weasyprint", "boto3", "psycopg"}


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return install(wheel, "", tmp_path_factory.mktemp("base") / "venv")


@pytest.fixture(scope="module")
def whole(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return install(wheel, "[all]", tmp_path_factory.mktemp("all") / "venv")


def words(done: subprocess.CompletedProcess[str]) -> str:
    return re.sub(r"[\s│]+", " ", done.stdout + done.stderr)


def test_the_base_is_light(base: Environment) -> None:
    assert not base.packages & HEAVY
    assert len(base.packages) < 25


def test_the_base_is_the_client_and_the_command_line(base: Environment) -> None:
    helped = base.run("modelwarden", "--help")
    assert helped.returncode == 0, helped.stderr
    assert all(name in helped.stdout for name in (*NOUNS, *SERVER_HELP))
    imported = base.run("python", "-c", "import modelwarden; print(modelwarden.Client.__module__)")
    assert imported.stdout == "modelwarden.client\n", imported.stderr
    nobody = base.run("modelwarden", "project", "list")
    assert (nobody.returncode, "modelwarden login" in nobody.stderr) == (4, True), nobody.stderr


@pytest.mark.parametrize(
    "line",
    ["serve", "worker", "demo --no-serve", "admin create-first ada", "db revision", "doctor", "verify bin"],
)
def test_a_command_of_the_server_names_the_extras_that_it_needs(base: Environment, line: str) -> None:
    done = base.run("modelwarden", *line.split())
    needed = ",".join(NEEDS[line.split(maxsplit=1)[0]])
    assert done.returncode == 1
    assert f"pip install 'modelwarden[{needed}]'" in words(done)
    assert "Traceback" not in done.stderr


def test_what_every_command_needs_is_known() -> None:
    assert NEEDS.keys() == SERVER_HELP.keys()


def test_opa_is_found_by_the_base(base: Environment, opa: Path) -> None:
    assert base.run("modelwarden", "opa", "path").stdout.strip() == str(opa)


def test_pip_finds_nothing_wrong_with_the_whole(whole: Environment) -> None:
    check: list[str | Path] = [sys.executable, "-m", "pip", "--isolated", "--python", whole.python, "check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "No broken requirements found.\n"), done.stderr
    assert whole.packages >= HEAVY


def test_the_demo_runs_and_an_auditor_verifies_it_with_the_extra_pdf_alone(
    wheel: Path, whole: Environment, tmp_path: Path
) -> None:
    shown = whole.run(
        "modelwarden", "demo", "--no-serve", "--json", "--out", str(tmp_path / "out"), seconds=300
    )
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["alias"] == {"champion": 2}
    auditor = install(wheel, "[pdf]", tmp_path / "auditor")
    assert not auditor.packages & (HEAVY - {"cryptography", "weasyprint"})
    verified = auditor.run("modelwarden", "verify", str(tmp_path / "out"), seconds=120)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert " 0 failed" in verified.stdout
