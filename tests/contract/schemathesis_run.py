"""Schemathesis against a server, as somebody."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.contract.scene import MODEL, token_of

_BIN = Path(sys.executable).with_name("schemathesis")
_CONFIG = Path(__file__).with_name("schemathesis.toml")
_FURNITURE = {"promotion_id": "promotions", "waiver_id": f"models/{MODEL}/waivers", "job_id": "jobs"}


@dataclass(frozen=True)
class Run:
    """How a run ended: `passed` says that every check held, and `report` what Schemathesis printed."""

    passed: bool
    report: str


def run_schemathesis(url: str, token: str | None, directory: Path, *options: str) -> Run:
    """All checks over the whole API; the same options find the same."""
    config = _config(url, directory)
    log_in = ["-H", f"Authorization: Bearer {token}"] if token else []
    command: list[str | Path] = [_BIN, "--config-file", config, "run", f"{url}/api/v1/openapi.json", *log_in]
    checks = ["--checks", "all", "--seed", "1", "--no-color", *options]
    done = subprocess.run(
        [*command, *checks],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Run(done.returncode == 0, done.stdout)


def _config(url: str, directory: Path) -> Path:
    """The configuration with the ids of what is there, as the owner of the project sees it."""
    text = _CONFIG.read_text("utf-8")
    for parameter, address in _FURNITURE.items():
        ids = [item["id"] for item in _items(url, address)]
        text = text.replace("[parameters]", f"{parameter} = {{ values = {json.dumps(ids)} }}\n\n[parameters]")
        text += f'"path.{parameter}" = {{ dictionary = "{parameter}", probability = 0.8 }}\n'
    path = directory / "schemathesis.toml"
    path.write_text(text, "utf-8")
    return path


def _items(url: str, address: str) -> list[dict[str, str]]:
    headers = {"Authorization": f"Bearer {token_of(url, 'ada')}"}
    answer = httpx.get(f"{url}/api/v1/{address}?limit=5", headers=headers)
    items: list[dict[str, str]] = answer.json()["items"]
    return items
