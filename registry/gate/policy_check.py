"""What OPA itself says of the policies before they are signed: do they compile, and what do they annotate."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from registry.gate.errors import BundleBuildError
from registry.gate.opa_command import run_opa

CAPABILITIES = "capabilities.json"
SCHEMAS = "schemas"
_REMEDY = "Mend the policy at the place named, and run `opa check --strict` and `opa test` on the tree."


def checked_annotations(opa: Path, policies: Path, modules: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Check the modules strictly and return their METADATA annotations, as `opa inspect -a` lists them.

    The very bytes given are checked, in a directory of their own, with the tree's capabilities (which
    leave out every built-in that looks outside) and schemas (which catch a misspelt input field).

    Raises:
        BundleBuildError: OPA refuses them; the reason is OPA's own message.
    """
    flags = _check_flags(policies)
    with tempfile.TemporaryDirectory(prefix="modelwarden-policies-") as directory:
        stage = Path(directory)
        for name, source in modules.items():
            place = stage / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source)
        _opa(opa, ["check", "--strict", *flags, "."], stage, "OPA refuses the policies.")
        inspected = _opa(
            opa,
            ["inspect", "--annotations", "--format", "json", "."],
            stage,
            "OPA cannot list the annotations.",
        )
    listed: list[dict[str, Any]] = json.loads(inspected).get("annotations", [])
    return listed


def _check_flags(policies: Path) -> list[str]:
    for name in (CAPABILITIES, SCHEMAS):
        if not (policies / name).exists():
            raise BundleBuildError(
                f"The policies have no {name}.",
                why="Without it OPA cannot tell whether they look outside or misspell the input.",
                remedy=f"Restore {policies / name}.",
            )
    root = policies.absolute()
    return ["--capabilities", str(root / CAPABILITIES), "--schema", str(root / SCHEMAS)]


def _opa(opa: Path, arguments: list[str], stage: Path, failure: str) -> str:
    done = run_opa(opa, arguments, cwd=stage)
    if done.returncode != 0:
        raise BundleBuildError(failure, why=(done.stderr or done.stdout).strip(), remedy=_REMEDY)
    return done.stdout
