"""A stored input under its stored bundle gives the same bytes again, with nothing but `opa`."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from registry.domain.canonical import canonical_json
from registry.gate.bundle import Bundle, sign_content
from registry.gate.client import GateClient
from registry.gate.errors import PolicyEvaluationError, UndefinedDecisionError
from registry.gate.replay import replay, replay_command
from tests.gate.parts import Ask, NamedSigner


@pytest.fixture
def stored(tmp_path: Path, tiny_bundle: Bundle, question: Ask) -> tuple[Path, Path]:
    """A decision's bundle and input, as they are kept."""
    bundle, asked = tmp_path / "it's a bundle.tar.gz", tmp_path / "input.json"
    bundle.write_bytes(tiny_bundle.archive)
    asked.write_bytes(question(owner=""))
    return bundle, asked


def test_it_gives_the_servers_bytes(
    opa: Path, ready_client: GateClient, tiny_bundle: Bundle, stored: tuple[Path, Path]
) -> None:
    bundle, asked = stored

    answer = ready_client.decide(asked.read_bytes(), expected_revision=tiny_bundle.revision)

    assert replay(opa, [bundle], asked) == answer.decision_bytes


def test_the_printed_command_gives_the_same_document(opa: Path, stored: tuple[Path, Path]) -> None:
    bundle, asked = stored
    line = replay_command([bundle], asked, opa=str(opa))
    assert "data.modelwarden.gate.decision" in line

    done = subprocess.run(shlex.split(line), capture_output=True, check=True)

    assert canonical_json(json.loads(done.stdout)) == replay(opa, [bundle], asked)


def test_the_plain_command_of_the_documentation_gives_the_same_document(
    opa: Path, stored: tuple[Path, Path]
) -> None:
    bundle, asked = stored
    command = [str(opa), "eval", "-b", str(bundle), "-i", str(asked), "data.modelwarden.gate.decision"]

    done = subprocess.run(command, capture_output=True, check=True)

    value = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    assert canonical_json(value) == replay(opa, [bundle], asked)


def test_other_policies_give_other_bytes(
    opa: Path, stored: tuple[Path, Path], tiny_content: dict[str, bytes], key: NamedSigner, tmp_path: Path
) -> None:
    bundle, asked = stored
    other = tmp_path / "other.tar.gz"
    other.write_bytes(
        sign_content({**tiny_content, "data.json": b'{"modelwarden":{"limit":1}}'}, "1.0.0", key).archive
    )

    assert replay(opa, [other], asked) != replay(opa, [bundle], asked)


def test_what_opa_cannot_load_is_told(opa: Path, stored: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no archive")

    with pytest.raises(PolicyEvaluationError, match="cannot be replayed") as refused:
        replay(opa, [broken], stored[1])

    assert "gzip" in refused.value.why


def test_a_failing_builtin_is_an_error_and_not_a_gap(
    opa: Path, stored: tuple[Path, Path], question: Ask
) -> None:
    bundle, asked = stored
    asked.write_bytes(question(runbook="builtin error"))

    with pytest.raises(PolicyEvaluationError, match="to_number"):
        replay(opa, [bundle], asked)


def test_an_undefined_decision_is_told(opa: Path, stored: tuple[Path, Path], question: Ask) -> None:
    bundle, asked = stored
    asked.write_bytes(question(runbook="undefined"))

    with pytest.raises(UndefinedDecisionError, match="is undefined"):
        replay(opa, [bundle], asked)
