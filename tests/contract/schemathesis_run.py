"""Schemathesis against a server, as somebody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.scene import Scene
from tests.contract.tokens import ASK, TOKENS, good_token

_ROOT = Path(__file__).resolve().parents[2]
_BIN = Path(sys.executable).with_name("schemathesis")
_CONFIG = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Run:
    """How a run ended: what Schemathesis printed, and its account as JSON."""

    username: str
    printed: str
    account: dict[str, Any]
    is_known: bool

    @property
    def faults(self) -> list[str]:
        """What keeps it from being a proof: checks that fail, and what was not looked at."""
        operations, cases = self.account["operations"], self.account["test_cases"]
        found = {
            "checks failed": self.account["exit_code"] != 0,
            "operations were left out": operations["tested"] != operations["total"],
            "requests had errors": bool(cases["errored"] or self.account["errors"]),
            "it did not come to its end": not self.account["complete"],
            "all tokens ended meanwhile": not self.is_known or self.account["auth"]["reauth_broke"],
        }
        return [fault for fault, holds in found.items() if holds]

    def __str__(self) -> str:
        operations, cases = self.account["operations"], self.account["test_cases"]
        return (
            f"{self.username}: {operations['tested']} of {operations['total']} operations, "
            f"{cases['generated']} cases in {self.account['running_time']:.0f} s, "
            f"{cases['unique_failures']} failures; {', '.join(self.faults) or 'sound'}"
        )


def run_schemathesis(scene: Scene, username: str, *options: str) -> Run:
    """All checks over the whole API as somebody; the same options find the same."""
    scene.renew()
    account = scene.directory / "account.json"
    account.unlink(missing_ok=True)
    tokens = scene.tokens_of(username)
    command: list[str | Path] = [_BIN, "--config-file", _write_config(scene), "run"]
    how = ["--checks", "all", "--seed", "1", "--no-color", "--report-json-path", str(account)]
    done = subprocess.run(
        [*command, f"{scene.url}/api/v1/openapi.json", *how, *options],
        cwd=scene.directory,
        env=os.environ
        | {"SCHEMATHESIS_HOOKS": "tests.contract.somebody", TOKENS: " ".join(tokens), ASK: scene.me()}
        | {"PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not account.exists():
        raise RuntimeError(f"Schemathesis did not run:\n{done.stdout}")
    return Run(username, done.stdout, json.loads(account.read_text("utf-8")), _is_known(scene, tokens))


def _is_known(scene: Scene, tokens: list[str]) -> bool:
    try:
        return bool(good_token(scene.me(), tokens))
    except LookupError:
        return False


def _write_config(scene: Scene) -> Path:
    """The configuration with what is there; one dictionary for each parameter."""
    lines = [_CONFIG.read_text("utf-8"), "[dictionaries]"]
    known = scene.known()
    names = {parameter: parameter.replace(".", "-") for parameter in known}
    lines += [
        f"{names[parameter]} = {{ values = {json.dumps(values)} }}" for parameter, values in known.items()
    ]
    lines += ["", "[parameters]"]
    lines += [f'"{one}" = {{ dictionary = "{name}", probability = 0.8 }}' for one, name in names.items()]
    path = scene.directory / "schemathesis.toml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
