"""That what a decision rests on was signed: an attestation for each piece of evidence, review and promotion.

Without this a directory from which attestations were taken away would look as good as a whole one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from registry.domain.canonical import hex_of
from registry.domain.errors import IntegrityError
from registry.trust import statements
from registry.trust.dsse import parse_envelope, verify_envelope
from registry.trust.verification.steps import VerificationStep, judged

_CLAUSE = "in-toto Attestation Framework v1"

Json = dict[str, Any]


@dataclass
class Attested:
    """What attestations say: evidence as (digest, version digest), reviews as told, digests of decisions."""

    evidence: set[tuple[str, str]] = field(default_factory=set)
    reviews: list[Json] = field(default_factory=list)
    decisions: set[str] = field(default_factory=set)

    def add(self, statement: Json) -> None:
        """Take in one statement; those of other types say nothing about decisions."""
        match statement["predicateType"]:
            case statements.EVIDENCE_TYPE:
                self.evidence.add(_evidence(statement))
            case statements.REVIEW_TYPE:
                self.reviews.append(_signed_review(statement))
            case statements.SUMMARY_TYPE:
                self.decisions.add(statements.decision_digest_of(statement))
            case _:
                pass


def read_attested(envelopes: Iterable[bytes], keys: Sequence[ec.EllipticCurvePublicKey]) -> Attested:
    """What the envelopes say that one of `keys` has signed. The others are left out."""
    attested = Attested()
    for data in envelopes:
        with suppress(IntegrityError, ValueError, TypeError, KeyError, IndexError, RecursionError):
            attested.add(json.loads(verify_envelope(parse_envelope(data), keys)))
    return attested


def verify_attested(gate_input: Json, attested: Attested) -> VerificationStep:
    """Check that every piece of evidence and every review in the gate's input has its attestation."""
    heads, reviews = list(_heads(gate_input)), gate_input["reviews"]
    problems = [
        f"no attestation for evidence {head['digest']}"
        for head in heads
        if (head["digest"], head["version_digest"]) not in attested.evidence
    ]
    problems += [
        f"no attestation for the review by {review['reviewer']} ({review['role']})"
        for review in reviews
        if not any(_matches(gate_input, review, signed) for signed in attested.reviews)
    ]
    good = f"{len(heads)} pieces of evidence, {len(reviews)} reviews"
    return judged("attested", problems, good, _CLAUSE)


def verify_promotions(attested: Attested, decided: set[str], applied: set[str]) -> VerificationStep:
    """Check that every attested and every applied decision is here, and every applied one attested.

    `decided` holds the digests of the decisions kept here, `applied` of those that the log calls applied.
    """
    problems = [
        f"the attested decision {digest} is not here" for digest in sorted(attested.decisions - decided)
    ]
    problems += [
        f"the applied decision {digest} is not here"
        for digest in sorted(applied - decided - attested.decisions)
    ]
    problems += [
        f"no attestation for the promotion by decision {digest}"
        for digest in sorted(applied - attested.decisions)
    ]
    return judged("promotions attested", problems, f"{len(attested.decisions)} of them", _CLAUSE)


def _heads(gate_input: Json) -> Iterable[Json]:
    for member in gate_input["evidence"].values():
        yield from member if isinstance(member, list) else [member]


def _evidence(statement: Json) -> tuple[str, str]:
    return f"sha256:{statement['predicate']['evidence']['digest']['sha256']}", _subject(statement)


def _signed_review(statement: Json) -> Json:
    predicate = statement["predicate"]
    return {
        "promotion": predicate["promotion"],
        "reviewer": predicate["reviewer"]["username"],
        "role": predicate["reviewer"]["role"],
        "verdict": predicate["verdict"],
        "meaning": predicate["meaning"],
        "version": _subject(statement),
        "evidence": [one["sha256"] for one in predicate["evidence"]],
        "policy": predicate["policyRevision"],
        "signed_at": predicate["signedAt"],
    }


def _matches(gate_input: Json, review: Json, signed: Json) -> bool:
    """Whether a signed review is the one that the gate was told of; fallen ones may be of others."""
    if review["standing"] and signed["promotion"] != gate_input["request"]["id"]:
        return False
    return {key: value for key, value in signed.items() if key != "promotion"} == _told_review(review)


def _told_review(review: Json) -> Json:
    return {
        "reviewer": review["reviewer"],
        "role": review["role"],
        "verdict": review["verdict"],
        "meaning": review["meaning"],
        "version": review["version_digest"],
        "evidence": sorted(hex_of(digest) for digest in review["evidence_digests"]),
        "policy": review["policy_revision"],
        "signed_at": review["signed_at"],
    }


def _subject(statement: Json) -> str:
    return f"sha256:{statement['subject'][0]['digest']['sha256']}"
