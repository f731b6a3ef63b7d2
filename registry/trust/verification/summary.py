"""`summary.json` of an `--out` directory: what it claims about the files that lie beside it.

The claims are found by their shape wherever they stand in the document: an object with `path` and `sha256` is
about a file, one with `decision_id` about a decision, and `evidence` lists digests of evidence documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.domain.canonical import digest_bytes
from registry.domain.errors import IntegrityError
from registry.trust.verification.steps import VerificationStep, failed, judged

_CLAUSE = "modelwarden.summary/v1"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a summary says."""

    files: list[Json]
    decisions: list[Json]
    evidence: list[str]


def read_claims(data: bytes) -> Claims:
    """The claims of a summary.

    Raises:
        IntegrityError: it is no JSON object, or claims nothing about files, decisions or evidence.
    """
    try:
        summary = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise IntegrityError("summary.json is not JSON.", why=f"{error}.") from error
    objects = list(_objects(summary))
    claims = Claims(
        files=[one for one in objects if "path" in one and "sha256" in one],
        decisions=[one for one in objects if "decision_id" in one],
        evidence=[digest for one in objects for digest in _digests(one.get("evidence"))],
    )
    if not (claims.files and claims.decisions and claims.evidence):
        raise IntegrityError("summary.json says nothing about reports, decisions or evidence.")
    return claims


def verify_claims(directory: Path, claims: Claims) -> list[VerificationStep]:
    """Check every claim against the files of `directory`."""
    steps = [_file(directory, claim) for claim in claims.files]
    steps += [_decision(directory, claim) for claim in claims.decisions]
    missing = [digest for digest in claims.evidence if not _evidence_path(directory, digest).is_file()]
    good = f"{len(claims.evidence)} documents, all here"
    steps.append(judged("evidence listed", [f"{digest} is not here" for digest in missing], good, _CLAUSE))
    return steps


def _file(directory: Path, claim: Json) -> VerificationStep:
    name = f"listed: {claim['path']}"
    path = (directory / str(claim["path"])).resolve()
    if not path.is_relative_to(directory.resolve()):
        return failed(name, "it lies outside of this directory", _CLAUSE)
    if not path.is_file():
        return failed(name, "it is not here", _CLAUSE)
    actual = digest_bytes(path.read_bytes())
    wanted = f"sha256:{str(claim['sha256']).removeprefix('sha256:')}"
    return judged(name, [] if actual == wanted else [f"its bytes have {actual}"], actual, _CLAUSE)


def _decision(directory: Path, claim: Json) -> VerificationStep:
    name = f"listed: decision {claim['decision_id']}"
    path = directory / "decisions" / Path(str(claim["decision_id"])).name / "decision.json"
    try:
        found = _repeated(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return failed(name, "it is not here, or cannot be read", _CLAUSE)
    problems = [
        f"its {member} is {found[member]}, and the summary says {claim[member]}"
        for member in found
        if member in claim and claim[member] != found[member]
    ]
    return judged(name, problems, f"{found['outcome']}", _CLAUSE)


def _objects(value: Any) -> Iterator[Json]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from _objects(child)


def _digests(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Digests in a list of digests, in a list of objects with one, or in an object by kind."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        inner = [value["digest"]] if "digest" in value else list(value.values())
        for child in inner:
            yield from _digests(child)
    elif isinstance(value, list):
        for child in value:
            yield from _digests(child)


def _evidence_path(directory: Path, digest: str) -> Path:
    return directory / "evidence" / f"{Path(digest.removeprefix('sha256:')).name}.json"


def _repeated(decision: Json) -> Json:
    """What a summary may repeat about a decision, by the names that it uses."""
    return {
        "outcome": decision["outcome"],
        "number": decision["target"]["version"],
        "digest": decision["target"]["digest"],
        "failing_rules": sorted({finding["rule_id"] for finding in decision["violations"]}),
    }
