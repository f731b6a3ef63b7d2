"""A whole `--out` directory: everything that lies in it, and that it belongs together."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from registry.domain.canonical import digest_bytes
from registry.domain.errors import IntegrityError, SigningError
from registry.trust.signers import load_public_key
from registry.trust.verification.attested import read_attested, verify_attested, verify_promotions
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.decision_directory import verify_decision_directory
from registry.trust.verification.decision_log import DecisionLog, read_decision_log
from registry.trust.verification.documents import read_canonical
from registry.trust.verification.envelope import subject_digests, verify_attestation
from registry.trust.verification.events import verify_log
from registry.trust.verification.evidence import verify_evidence
from registry.trust.verification.inputs import verify_inputs
from registry.trust.verification.logged import models_here, verify_logged
from registry.trust.verification.report_files import verify_report_files
from registry.trust.verification.steps import (
    VerificationStep,
    about,
    failed,
    judged,
    not_checked,
    summed_up,
)
from registry.trust.verification.summary import read_claims, verify_claims
from registry.trust.verification.summary_outcome import verify_outcome

_CLAUSE = "modelwarden.summary/v1"


def verify_dossier(directory: Path, context: VerifierContext) -> list[VerificationStep]:
    """Check the summary, the keys, and every file of evidence, decisions, attestations, reports and events.

    The public keys that lie in it are used when `context` brings none. That shows that the files belong
    together and not whose they are, and the report says so.
    """
    evidence = {f"sha256:{path.stem}": path.read_bytes() for path in _files(directory / "evidence", "*.json")}
    steps = _summary(directory)
    steps += [_evidence_document(digest, data) for digest, data in evidence.items()]
    inside = replace(context, keys=context.keys or _enclosed_keys(directory))
    events = _read(directory / "events.jsonl")
    log, lines = read_decision_log(events), events.splitlines()
    for path in _files(directory / "decisions", "*"):
        steps += about(f"decisions/{path.name}", verify_decision_directory(path, inside, evidence))
    for path in _files(directory / "attestations", "*.json"):
        steps += about(f"attestations/{path.name}", _attestation(directory, path.read_bytes(), inside))
    steps += _attested(directory, inside, log)
    steps += verify_inputs(directory)
    reports = verify_report_files(directory, context, log, lines)
    steps += reports.steps
    steps += verify_logged(directory, log, lines, reports.events)
    steps += about("events.jsonl", verify_log(events))
    return steps + _keys(directory, context)


def _summary(directory: Path) -> list[VerificationStep]:
    try:
        claims = read_claims((directory / "summary.json").read_bytes())
    except IntegrityError as error:
        return [failed("summary", str(error), _CLAUSE)]
    return about("summary.json", [*verify_claims(directory, claims), *verify_outcome(directory)])


def _evidence_document(digest: str, data: bytes) -> VerificationStep:
    name = f"{digest.removeprefix('sha256:')}.json"
    step = summed_up(
        "evidence", verify_evidence(name, data), "digest, form and schema hold", "modelwarden.evidence/v1"
    )
    return replace(step, subject=f"evidence/{name}")


def _attestation(directory: Path, data: bytes, context: VerifierContext) -> list[VerificationStep]:
    """An attestation, and that it is about a version that was decided on here."""
    decided = set()
    for path in directory.glob("decisions/*/decision.json"):
        with suppress(IntegrityError, KeyError, TypeError):
            decided.add(read_canonical(path.read_bytes())["target"]["digest"])
    steps = verify_attestation(data, context.keys)
    if all(step.passed for step in steps):
        strangers = sorted(subject_digests(data) - decided)
        problems = [f"{digest} was not decided on here" for digest in strangers]
        steps.append(judged("same as here", problems, "it is about a version decided on here", _CLAUSE))
    return steps


def _attested(directory: Path, context: VerifierContext, log: DecisionLog) -> list[VerificationStep]:
    """Nothing that a decision rests on lacks its attestation; damaged inputs were told of before."""
    envelopes = [path.read_bytes() for path in _files(directory / "attestations", "*.json")]
    attested = read_attested(envelopes, context.keys)
    steps: list[VerificationStep] = []
    for path in _files(directory / "decisions", "*"):
        with suppress(OSError, IntegrityError, KeyError, TypeError):
            gate_input = read_canonical((path / "input.json").read_bytes())
            steps += about(f"decisions/{path.name}", [verify_attested(gate_input, attested)])
    decided = {digest_bytes(path.read_bytes()) for path in directory.glob("decisions/*/decision.json")}
    applied = log.applied_on(models_here(directory))
    return [*steps, *about("attestations", [verify_promotions(attested, decided, applied)])]


def _keys(directory: Path, context: VerifierContext) -> list[VerificationStep]:
    private = [
        f"keys/{path.name} holds a private key"
        for path in _files(directory / "keys", "*")
        if b"PRIVATE KEY" in path.read_bytes()
    ]
    steps = [judged("public keys", private, "nothing in them is secret", "NIST SP 800-57 part 1 section 5.2")]
    if not context.keys:
        detail = "the keys came with the directory: integrity only, not identity (name your copy with --key)"
        steps.append(not_checked("identity of keys", detail, "DSSE protocol 1.0"))
    return about("keys", steps)


def _enclosed_keys(directory: Path) -> tuple[ec.EllipticCurvePublicKey, ...]:
    keys = []
    for path in _files(directory / "keys", "*.pub.pem"):
        try:
            keys.append(load_public_key(path.read_bytes()))
        except SigningError:
            continue
    return tuple(keys)


def _files(directory: Path, pattern: str) -> list[Path]:
    return sorted(directory.glob(pattern))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
