"""The managed OPA, for real: socket, bundle, death, and more than one process that wants it."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from registry.gate.bundle import Bundle
from registry.gate.child import OpaChild, _keep_small
from registry.gate.child_settings import ChildSettings
from registry.gate.client import GateClient
from registry.gate.errors import OpaUnreachableError
from tests.bundle_server import BundleServer
from tests.gate.parts import Ask, Eventually


def test_it_decides_under_the_bundle_that_it_pulled_with_our_token(
    ready_client: GateClient, tiny_bundle: Bundle, bundle_server: BundleServer, question: Ask
) -> None:
    answer = ready_client.decide(question(), expected_revision=tiny_bundle.revision)

    assert answer.decision.outcome == "allow"
    assert answer.policy_revision == tiny_bundle.revision
    assert set(bundle_server.authorizations) == {"Bearer the-bundle-token"}


def test_nobody_else_can_open_its_socket_or_read_its_token(
    ready_client: GateClient, child_settings: ChildSettings
) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert ready_client.health().may_decide
    assert mode(child_settings.runtime) == 0o700
    assert mode(child_settings.runtime / "opa.sock") == 0o600
    assert mode(child_settings.configuration_file) == 0o600


def test_its_log_names_the_decision_and_not_what_it_was_about(
    ready_client: GateClient,
    tiny_bundle: Bundle,
    child_settings: ChildSettings,
    question: Ask,
    eventually: Eventually,
) -> None:
    asked = question(accountable_person="Somebody Particular")
    answer = ready_client.decide(asked, expected_revision=tiny_bundle.revision)

    eventually(lambda: answer.opa_decision_id in child_settings.log_file.read_text())
    assert "Somebody Particular" not in child_settings.log_file.read_text()


def test_it_starts_without_the_registry_and_finds_it_later(
    child: OpaChild,
    client: GateClient,
    bundle_server: BundleServer,
    tiny_bundle: Bundle,
    eventually: Eventually,
) -> None:
    eventually(lambda: client.health().reachable)
    assert not client.health().may_decide

    bundle_server.bundle = tiny_bundle
    client.wait_for_revision(tiny_bundle.revision, seconds=20)
    assert client.health().may_decide
    assert child.state().starts == 1


def test_killed_it_is_unreachable_and_then_comes_back(
    child: OpaChild, ready_client: GateClient, tiny_bundle: Bundle, question: Ask, eventually: Eventually
) -> None:
    first = child.state().pid
    assert first is not None
    # Stopped before it is killed, so that no answer can slip out in between.
    os.kill(first, signal.SIGSTOP)
    child.endpoint.path.unlink()
    ready_client.close_connection()
    with pytest.raises(OpaUnreachableError, match="cannot be reached"):
        ready_client.decide(question(), expected_revision=tiny_bundle.revision)
    os.kill(first, signal.SIGKILL)

    eventually(lambda: child.state().pid not in {first, None})
    ready_client.wait_for_revision(tiny_bundle.revision, seconds=20)
    assert ready_client.decide(question(), expected_revision=tiny_bundle.revision).decision.allow
    assert child.state().starts == 2


def test_stopped_it_is_gone(child: OpaChild, ready_client: GateClient) -> None:
    pid = child.state().pid
    assert pid is not None
    assert ready_client.health().reachable

    child.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert child.state().pid is None
    assert not ready_client.health().reachable


def test_a_second_one_uses_the_first_ones_opa_and_takes_over_when_that_goes(
    child: OpaChild,
    ready_client: GateClient,
    child_settings: ChildSettings,
    tiny_bundle: Bundle,
    eventually: Eventually,
) -> None:
    second = OpaChild(child_settings)
    second.start()
    try:
        time.sleep(0.5)
        assert child.state().ours
        assert not second.state().ours
        assert second.endpoint == child.endpoint

        child.stop()

        eventually(lambda: second.state().pid is not None)
        ready_client.wait_for_revision(tiny_bundle.revision, seconds=20)
    finally:
        second.stop()


def test_it_dies_with_a_process_that_is_killed(child_settings: ChildSettings, eventually: Eventually) -> None:
    program = """
import json, sys, time
from pathlib import Path
from registry.gate.child import OpaChild
from registry.gate.child_settings import ChildSettings

values = json.loads(sys.argv[1])
child = OpaChild(ChildSettings(**{**values, "opa": Path(values["opa"]), "runtime": Path(values["runtime"])}))
child.start()
while child.state().pid is None:
    time.sleep(0.01)
print(child.state().pid, flush=True)
time.sleep(60)
"""
    values = {
        "opa": str(child_settings.opa),
        "runtime": str(child_settings.runtime),
        "registry_url": child_settings.registry_url,
        "bundle_token": "x",
        "public_keys": dict(child_settings.public_keys),
    }
    with subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(values)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        lines = [parent.stdout.readline() for _ in range(2)]
        pid = next(int(line) for line in lines if line.strip().isdigit())
        eventually(child_settings.runtime.joinpath("opa.sock").exists)
        parent.kill()

    eventually(lambda: not _runs(pid))


def test_a_binary_that_is_missing_is_told_and_tried_again(
    child_settings: ChildSettings, tmp_path: Path, eventually: Eventually
) -> None:
    place = tmp_path / "late-opa"
    child = OpaChild(replace(child_settings, opa=place))
    child.start()
    try:
        eventually(lambda: child.state().problem is not None)
        place.symlink_to(child_settings.opa)
        with GateClient(child.endpoint) as client:
            eventually(lambda: client.health().reachable)
    finally:
        child.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_runs_apart_from_our_terminal_and_environment(
    child_settings: ChildSettings, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Ctrl-C is for us to handle; a proxy or an OPA_* variable would change what OPA does."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    child = OpaChild(child_settings)
    child.start()
    try:
        eventually(child.endpoint.path.exists)
        pid = child.state().pid
        assert pid is not None
        assert os.getsid(pid) == pid
        assert b"HTTP_PROXY" not in Path(f"/proc/{pid}/environ").read_bytes()
    finally:
        child.stop()


def test_a_large_log_is_moved_aside(tmp_path: Path) -> None:
    log = tmp_path / "opa.log"
    with log.open("ab") as file:
        file.write(b"x" * (8 * 1024 * 1024 + 1))
        file.flush()
        _keep_small(log)
        file.write(b"next")

    assert log.read_bytes() == b"next"
    assert (tmp_path / "opa.log.1").stat().st_size == 8 * 1024 * 1024 + 1


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie waits for somebody to collect it, and runs no more.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
