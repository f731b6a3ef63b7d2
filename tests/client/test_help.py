"""Help is complete, and costs nothing: each noun is imported only when it is called."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from modelwarden.cli.nouns import NOUNS, SERVER_HELP
from tests.client.command_line import invoke

HEAVY = {
    "alembic",
    "flask",
    "keyring",
    "lightgbm",
    "numpy",
    "onnx",
    "onnxruntime",
    "pandas",
    "registry",
    "reports",
    "skl2onnx",
    "sklearn",
    "sqlalchemy",
    "sqlmodel",
    "weasyprint",
    "xgboost",
}
NETWORK = {"httpx"}
SECONDS = 0.3


def _imported_by(code: str) -> set[str]:
    program = f"{code}\nimport sys\nprint('\\n', *{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def _cpu_seconds(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_client_brings_nothing_of_the_server() -> None:
    code = "import modelwarden; modelwarden.Client; modelwarden.errors.GateRefusedError"
    assert not _imported_by(f"{code}; modelwarden.register; modelwarden.Registration") & HEAVY
    assert not _imported_by("import modelwarden") & (HEAVY | NETWORK)


@pytest.mark.parametrize("arguments", [["--help"], ["promote", "--help"], ["version", "register", "--help"]])
def test_help_imports_neither_the_server_nor_the_network(arguments: list[str]) -> None:
    imported = _imported_by(f"from modelwarden.cli import run\nassert run({arguments!r}) == 0")
    assert not imported & (HEAVY | NETWORK)


@pytest.mark.parametrize("arguments", [["--help"], ["promote", "--help"], ["model", "list", "--help"]])
def test_help_costs_less_than_a_third_of_a_second(arguments: list[str]) -> None:
    # The best of five: what else runs on the machine only ever adds to it.
    spent = [_cpu_seconds("-m", "modelwarden", *arguments) - _cpu_seconds("-c", "pass") for _ in range(5)]
    assert min(spent) < SECONDS


def test_every_noun_and_the_servers_groups_are_listed() -> None:
    done = invoke(["--help"], {"COLUMNS": "100"})
    assert done.code == 0
    for name in (*NOUNS, *SERVER_HELP):
        assert f" {name} " in done.out


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_has_help_and_all_of_its_verbs_have(noun: str) -> None:
    done = invoke([noun, "--help"], {"COLUMNS": "100"})
    assert done.code == 0, done.err
    _, _, verbs = done.out.partition("Commands")
    for line in verbs.splitlines():
        words = line.strip("│ ").split()
        if words and words[0].isascii() and words[0].replace("-", "").isalpha() and line.startswith("│ "):
            assert len(words) > 1, f"{noun} {words[0]} has no help"


@pytest.mark.parametrize("name", SERVER_HELP)
def test_the_servers_groups_are_found_and_open_their_own_help(name: str) -> None:
    done = invoke([name, "--help"], {"COLUMNS": "100"})
    assert done.code == 0, done.err
    assert f"modelwarden {name}" in done.out


def test_a_typing_error_is_a_usage_error_with_a_suggestion() -> None:
    done = invoke(["promot"], {})
    assert done.code == 2
    assert "promote" in done.err


def test_the_version_is_printed() -> None:
    assert invoke(["--version"], {}).out.strip() == "0.1.0"


@pytest.mark.parametrize("noun", ["login", "user create"])
def test_no_secret_can_be_given_as_an_argument(noun: str) -> None:
    done = invoke([*noun.split(), "--help"], {"COLUMNS": "100"})
    assert "--password-stdin" in done.out
    assert "--password " not in done.out
    assert "--token" not in done.out


@pytest.mark.parametrize(
    ("line", "found"),
    [("promote re", "review"), ("prom", "promote"), ("opa inst", "install"), ("s", "serve")],
)
def test_the_shell_can_complete_nouns_and_verbs(line: str, found: str) -> None:
    words = f"modelwarden {line}"
    shell = {
        "_MODELWARDEN_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    assert found in invoke([], shell).out.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_the_script_for_the_shell_is_printed(shell: str) -> None:
    assert "_MODELWARDEN_COMPLETE" in invoke(["completion", "show", shell], {}).out
