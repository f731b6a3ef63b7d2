"""The files in `inputs/`: each is one that evidence, a version or the audit log names by its digest."""

from __future__ import annotations

import json
import re
from pathlib import Path

from registry.domain.canonical import digest_bytes
from registry.trust.verification.steps import VerificationStep, about, judged, not_checked

_CLAUSE = "modelwarden.evidence/v1"
_DIGEST = re.compile(rb"sha256:[0-9a-f]{64}")
# Left for readers, and registered nowhere: code is known by its commit.
_UNREGISTERED = "training_code"


def verify_inputs(directory: Path) -> list[VerificationStep]:
    """Check every file of `inputs/` by its digest, and that what evidence was computed from is among them."""
    folder = directory / "inputs"
    if not folder.is_dir():
        return about("inputs", [not_checked("inputs", "no tables or models lie here", _CLAUSE)])
    files = {path: path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()}
    found = {path: digest_bytes(path.read_bytes()) for path in files}
    known, wanted = _named(directory), _read_by_evidence(directory)
    problems = [
        f"{name} is {found[path]}, which nothing here names"
        for path, name in files.items()
        if name.parts[0] != _UNREGISTERED and found[path] not in known
    ]
    problems += [f"{what} {digest} is not here" for digest, what in wanted.items() - _pairs(found, wanted)]
    steps = [judged("inputs", problems, f"{len(wanted)} tables and models of evidence, all here", _CLAUSE)]
    if any(name.parts[0] == _UNREGISTERED for name in files.values()):
        steps.append(not_checked("training code", "it is known by its commit, and not by digest", _CLAUSE))
    return about("inputs", steps)


def _named(directory: Path) -> set[str]:
    """Every digest in evidence, the gate's inputs and the log, which are checked by themselves."""
    sources = [*directory.glob("evidence/*.json"), *directory.glob("decisions/*/input.json")]
    content = b"\n".join(path.read_bytes() for path in sources)
    log = directory / "events.jsonl"
    content += log.read_bytes() if log.is_file() else b""
    return {digest.decode() for digest in _DIGEST.findall(content)}


def _read_by_evidence(directory: Path) -> dict[str, str]:
    """What computations read, by digest."""
    wanted: dict[str, str] = {}
    for path in directory.glob("evidence/*.json"):
        try:
            inputs = json.loads(path.read_bytes())["inputs"]
            wanted |= {item["sha256"]: str(item["name"]) for item in inputs}
        except (ValueError, TypeError, KeyError, RecursionError):
            continue  # The document's own check tells of it.
    return wanted


def _pairs(found: dict[Path, str], wanted: dict[str, str]) -> set[tuple[str, str]]:
    return {(digest, wanted[digest]) for digest in found.values() if digest in wanted}
