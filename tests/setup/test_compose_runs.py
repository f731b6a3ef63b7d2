"""The services of the compose files, started as plain processes in the production profile, become sound.

What an engine would add (namespaces, volumes, users, restarts) is not tried. Ports and paths are moved to
free ones; everything else, health checks included, is as the files say. PostgreSQL is the one that tests use.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from modelwarden.client import Client
from tests.docs.pages import ROOT
from tests.docs.registry_process import free_port
from tests.postgres import running_postgres_server
from tests.s3_server import _binary as versitygw
from tests.setup.containers import compose, stages
from tests.setup.test_containers import FILES, GIVEN
from tests.trust.bank import PASSWORD, made_bank

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PORTS = ("5432", "7070", "8181", "8765", "9100")
_HEALTHY_SECONDS = 90


@dataclass
class Engine:
    """What stands in for an engine: it starts processes, with ports and paths moved."""

    directory: Path
    moved: dict[str, str]
    stack: ExitStack
    services: dict[str, Any] = field(default_factory=dict)

    def move(self, text: str) -> str:
        """The text with our places in it."""
        for old, new in self.moved.items():
            text = text.replace(old, new)
        return text

    def environment(self, name: str) -> dict[str, str]:
        """What the image and the service set, on top of a bare one."""
        told = {**stages()["run"].variables(), **self.services[name].get("environment", {})}
        told |= {"PATH": os.environ["PATH"], "HOME": str(self.directory)}
        kept = (
            "MODELWARDEN_CACHE",
            "PYTHONPATH",
        )  # Where OPA is, and which tree is tried.
        around = {key: value for key, value in os.environ.items() if key in kept}
        return {key: value if key == "PATH" else self.move(value) for key, value in told.items()} | around

    def run(self, name: str) -> None:
        """A service that ends by itself."""
        subprocess.run(self.command(name), env=self.environment(name), check=True, timeout=60)

    def start(self, name: str) -> None:
        """A service that goes on."""
        self.stack.enter_context(self._running(name))

    def wait_for(self, name: str) -> None:
        """Return when the service's health check, or else its image's, finds it well."""
        one = self.services[name]
        own = one.get("healthcheck", {}).get("test", [])[1:]
        health = own or stages()[one["build"]["target"]].health_command()
        asked = [self.move(word) for word in health]
        deadline = time.monotonic() + _HEALTHY_SECONDS
        while subprocess.run(asked, env=self.environment(name), capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline, self.log(name).read_text("utf-8", "replace")[-3000:]
            time.sleep(0.5)

    def command(self, name: str) -> list[str]:
        """The service's words."""
        return [self.move(word) for word in self.services[name]["command"]]

    def log(self, name: str) -> Path:
        """What the service says."""
        return self.directory / f"{name}.log"

    @contextmanager
    def _running(self, name: str) -> Iterator[None]:
        with self.log(name).open("wb") as output:
            process = subprocess.Popen(
                self.command(name), env=self.environment(name), stdout=output, stderr=output
            )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture
def engine(tmp_path: Path, opa: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    (tmp_path / "bank").mkdir()
    bank = made_bank(tmp_path / "bank")
    with ExitStack() as stack:
        database = stack.enter_context(running_postgres_server())
        with psycopg.connect(
            host="127.0.0.1", port=database.port, user="modelwarden", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute("create database modelwarden")
        ports = {port: str(free_port()) for port in PORTS} | {"5432": str(database.port)}
        places = {
            "/var/lib/modelwarden": str(tmp_path / "data"),
            "/var/lib/opa": str(tmp_path / "opa"),
            "/var/lib/s3": str(tmp_path / "s3"),
            "/etc/opa": str(tmp_path / "etc"),
            "/usr/local/bin/opa": str(opa),
            "/run/secrets/seal.p12": str(bank.seal),
            "/run/secrets/seal-crls.pem": str(bank.crls),
        }
        programs = (Path(sys.executable).parent, opa.parent, Path(versitygw()).parent, database.binaries)
        monkeypatch.setenv("PATH", os.pathsep.join([*map(str, programs), os.environ["PATH"]]))
        made = Engine(tmp_path, ports | places, stack)
        made.services = compose(*FILES, variables=GIVEN | {"SEAL_PASSWORD": PASSWORD})["services"]
        _make_places(made)
        yield made


def _make_places(engine: Engine) -> None:
    for name in ("data", "opa", "s3"):
        (engine.directory / name).mkdir(mode=0o700)
    shutil.copytree(ROOT / "deploy" / "opa", engine.directory / "etc")
    ports = {old: new for old, new in engine.moved.items() if old in PORTS}
    for file in (engine.directory / "etc").iterdir():
        text = file.read_text("utf-8")
        for old, new in ports.items():
            text = text.replace(f"127.0.0.1:{old}", f"127.0.0.1:{new}")
        file.write_text(text, "utf-8")


def test_the_services_become_sound_in_the_order_in_which_they_wait_for_each_other(engine: Engine) -> None:
    engine.wait_for("database")
    engine.start("s3")
    engine.wait_for("s3")
    engine.start("web")
    engine.run("handover")
    engine.start("opa")
    engine.wait_for("opa")
    engine.wait_for("web")
    engine.start("worker")
    engine.wait_for("worker")
    assert {file.name for file in (engine.directory / "opa").iterdir()} >= {"bundle-token", "bundle.pub.pem"}
    assert not [file for file in (engine.directory / "opa").iterdir() if "PRIVATE" in file.read_text("utf-8")]
    url = engine.move("http://127.0.0.1:8765")
    create = ["modelwarden", "admin", "create-first", "ada", "--password-stdin"]
    subprocess.run(create, input=b"a passphrase for ada\n", env=engine.environment("web"), check=True)
    with Client.log_in(url, "ada", "a passphrase for ada") as client:
        found = {part.part: part.finding for part in client.health().parts if part.health != "failed"}
    assert found.keys() >= {"database", "storage", "keys", "gate", "worker"}
    assert "has policy modelwarden@" in found["gate"]
    doctor = subprocess.run(
        ["modelwarden", "doctor"], env=engine.environment("web"), capture_output=True, text=True, check=False
    )
    assert doctor.returncode == 0, doctor.stdout
    assert "fit for production" in doctor.stdout
