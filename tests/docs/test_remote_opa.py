"""The how-to's OPA works: its configuration, its own policy, and a registry that asks it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelwarden.client import Client
from tests.docs.pages import DOCS, Page
from tests.docs.registry_process import free_port, readers_shell, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HOW_TO = Page(DOCS / "how-to" / "remote-opa.md")
CALLER = "for-the-registry-only"


@pytest.fixture
def remote(tmp_path: Path, opa: Path) -> Iterator[dict[str, str]]:
    """An OPA set up as the page says, and the environment of a registry that is to use it."""
    port = free_port()
    environment = readers_shell(
        tmp_path,
        MODELWARDEN_DATA_DIR=str(tmp_path / "data"),
        MODELWARDEN_OPA_URL=f"http://127.0.0.1:{port}",
        MODELWARDEN_OPA_TOKEN=CALLER,
    )
    create = ["modelwarden", "admin", "create-first", "ada", "--password-stdin"]
    subprocess.run(
        create, input=b"a passphrase for ada\n", env=environment, check=True, stdout=subprocess.DEVNULL
    )
    (tmp_path / "opa.yaml").write_text(
        _configuration(tmp_path / "data", environment["MODELWARDEN_URL"]), "utf-8"
    )
    (authz,) = HOW_TO.blocks("rego")
    (tmp_path / "authz.rego").write_text(authz.text, "utf-8")
    flags = ["--skip-version-check", "--authentication=token", "--authorization=basic"]
    process = subprocess.Popen(
        [
            opa,
            "run",
            "--server",
            "--addr",
            f"127.0.0.1:{port}",
            *flags,
            "--config-file",
            "opa.yaml",
            "authz.rego",
        ],
        cwd=tmp_path,
        env={**environment, "OPA_CALLER_TOKEN": CALLER},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield environment
    process.terminate()
    process.wait(timeout=30)


def _configuration(data: Path, url: str) -> str:
    (page,) = HOW_TO.blocks("yaml")
    key = (data / "keys" / "bundle.pub.pem").read_text("utf-8").rstrip().replace("\n", "\n      ")
    text = page.text.replace("https://registry.example.org", url)
    text = text.replace("/etc/opa/bundle-token", str(data / "bundle-token"))
    return text.replace("PASTE keys/bundle.pub.pem HERE", key)


def test_a_registry_is_sound_with_it(tmp_path: Path, remote: dict[str, str]) -> None:
    with serving(tmp_path, remote) as url, Client(url) as client:
        gate = next(part for part in client.health().parts if part.part == "gate")
    assert gate.health == "sound", gate.finding
    assert "has policy modelwarden@" in gate.finding
    assert not (tmp_path / "data" / "opa").exists(), "a child was started, too"
