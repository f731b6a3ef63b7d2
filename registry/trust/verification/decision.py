"""A decision with everything that it rests on: input, answer, provenance, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from registry.contract.base import Shape
from registry.contract.decision import Decision, Provenance
from registry.contract.evidence import EvidenceInput, table_digest_of
from registry.contract.gate_input import GateInput
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import IntegrityError
from registry.trust.verification.documents import read_canonical, schema_problems
from registry.trust.verification.steps import VerificationStep, judged, not_checked

DECISION_FILES: Mapping[str, type[Shape]] = {
    "input.json": GateInput,
    "decision.json": Decision,
    "provenance.json": Provenance,
}
_CASE_CLAUSE = "modelwarden.decision/v1"
# What the gate's input repeats from an evidence document: (member of the head, path in the document).
_HEAD_FIELDS = {
    "assurance": ("assurance",),
    "version_digest": ("subject", "version_digest"),
    "dataset_digest": ("dataset_version",),
    "produced_by": ("produced_by",),
    "produced_at": ("produced_at",),
    "body": ("body",),
}
# Members of the input's evidence hold documents of the kind that they are called after, but for these.
_KINDS = {"documents": ("document", "attestation")}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DecisionFiles:
    """The parsed documents of one decision."""

    input: Json
    decision: Json
    provenance: Json


def verify_decision(
    files: Mapping[str, bytes], evidence: Mapping[str, bytes] | None
) -> list[VerificationStep]:
    """Check `input.json`, `decision.json` and `provenance.json` against each other and against the evidence.

    `evidence` holds documents by digest; None when there is none to compare with, which is said.
    """
    parsed, steps = _parse(files)
    if parsed is None:
        return steps
    steps.extend(_digests(files, parsed.provenance))
    steps.append(_same_case(parsed))
    if evidence is None:
        steps.append(
            not_checked("evidence", "no evidence lies beside this decision", "modelwarden.evidence/v1")
        )
    else:
        steps.append(_evidence_present(parsed, evidence))
        steps.append(verify_figures(parsed.input, evidence))
    return steps


def _parse(files: Mapping[str, bytes]) -> tuple[DecisionFiles | None, list[VerificationStep]]:
    documents: list[Json] = []
    problems: list[str] = []
    for name, shape in DECISION_FILES.items():
        try:
            documents.append(read_canonical(files[name]))
            problems.extend(f"{name}: {problem}" for problem in schema_problems(shape, files[name]))
        except KeyError:
            problems.append(f"{name} is missing")
        except IntegrityError as error:
            problems.append(f"{name}: {error}")
    steps = [judged("documents", problems, "canonical, every field as published", "modelwarden.decision/v1")]
    return (None if problems else DecisionFiles(*documents)), steps


def _digests(files: Mapping[str, bytes], provenance: Json) -> list[VerificationStep]:
    steps = []
    for name, member in (("input.json", "input_digest"), ("decision.json", "decision_digest")):
        actual = digest_bytes(files[name])
        problems = (
            [] if actual == provenance[member] else [f"{actual}, and provenance names {provenance[member]}"]
        )
        steps.append(judged(f"{name} digest", problems, actual, "modelwarden.provenance/v1"))
    return steps


def _same_case(files: DecisionFiles) -> VerificationStep:
    """The decision echoes the input that it was made on, so neither can be paired with another."""
    target, asked = files.decision["target"], files.input["request"]["target"]
    pairs = {
        "request": (files.decision["request_id"], files.input["request"]["id"]),
        "time": (files.decision["evaluated_at"], files.input["evaluated_at"]),
        "project": (target["project"], files.input["project"]["name"]),
        "model": (target["model"], files.input["model"]["name"]),
        "version": (target["version"], files.input["version"]["number"]),
        "version digest": (target["digest"], files.input["version"]["digest"]),
        "environment": (target["environment"], asked["environment"]),
        "alias": (target["alias"], asked["alias"]),
    }
    problems = [f"{name}: decided on {a}, asked for {b}" for name, (a, b) in pairs.items() if a != b]
    good = f"{target['model']}/{target['version']} to {target['environment']}: {files.decision['outcome']}"
    return judged("same case", problems, good, _CASE_CLAUSE)


def _evidence_present(files: DecisionFiles, evidence: Mapping[str, bytes]) -> VerificationStep:
    wanted = set(files.decision["evidence_used"])
    named = {head["digest"] for _, head in _heads(files.input)}
    problems = [f"{digest} is not here" for digest in sorted(wanted - set(evidence))]
    problems += [f"{digest} was not in the input" for digest in sorted(wanted - named)]
    return judged("evidence used", problems, f"{len(wanted)} documents, all here", "modelwarden.evidence/v1")


def verify_figures(gate_input: Json, evidence: Mapping[str, bytes]) -> VerificationStep:
    """Check that every figure in the input is that of the evidence it names, and none is named twice."""
    heads = list(_heads(gate_input))
    counted = Counter(head["digest"] for _, head in heads)
    problems = [f"{digest} is named {times} times" for digest, times in counted.items() if times > 1]
    for member, head in heads:
        problems += [f"{head['digest']}: {problem}" for problem in _head_problems(member, head, evidence)]
    return judged(
        "figures", problems, "those of the input are those of the evidence", "modelwarden.evidence/v1"
    )


def _head_problems(member: str, head: Json, evidence: Mapping[str, bytes]) -> list[str]:
    if head["digest"] not in evidence:
        return ["it is not here"]
    try:
        document = read_canonical(evidence[head["digest"]])
    except IntegrityError as error:
        return [str(error)]
    problems = [f"{name} differs" for name in _HEAD_FIELDS if not _agrees(head, name, document)]
    if document.get("kind") not in _KINDS.get(member, (member,)):
        problems.append(f"it is evidence of kind {document.get('kind')}, told as {member}")
    if not _table_agrees(head, document):
        problems.append("table_digest differs")
    return problems


def _heads(gate_input: Json) -> Iterator[tuple[str, Json]]:
    """Every head with the member of the input's evidence that it stands in."""
    for name, member in gate_input["evidence"].items():
        for head in member if isinstance(member, list) else [member]:
            yield name, head


def _table_agrees(head: Json, document: Json) -> bool:
    try:
        inputs = [EvidenceInput.model_validate(item) for item in document["inputs"]]
    except (KeyError, TypeError, ValidationError):
        return False
    named: str | None = head["table_digest"]
    return named == table_digest_of(inputs)


def _agrees(head: Json, name: str, document: Json) -> bool:
    value: Any = document
    for key in _HEAD_FIELDS[name]:
        value = value.get(key) if isinstance(value, dict) else None
    return canonical_json(head[name]) == canonical_json(value)
