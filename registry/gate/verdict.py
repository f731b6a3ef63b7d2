"""Judge OPA's answer: is it the decision about what we asked, under the policies that we expect?

Pure: bytes in, a decision or a typed error out. The client does the talking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from registry.contract.decision import Decision, DecisionTarget, Provenance
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import InvalidInputError
from registry.gate.answer import parse_answer, problem_of, revision_of, version_of, version_problem
from registry.gate.consistency import contradictions
from registry.gate.entrypoint import QUERY
from registry.gate.errors import (
    MalformedDecisionError,
    OpaUnreachableError,
    OpaVersionError,
    PolicyEvaluationError,
    RevisionMismatchError,
    UndefinedDecisionError,
)
from registry.gate.input_document import Question

_ASK_AGAIN = "Ask again; if it stays, run `modelwarden doctor`. Nothing was changed."
_NOT_OURS = "Make sure that the OPA asked is one that takes its policies from this registry."
_OK = 200
_REFUSED = (401, 403)


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """A decision that can be relied on, its canonical bytes, and what OPA says of how it was made."""

    decision: Decision
    decision_bytes: bytes
    opa_decision_id: str
    opa_version: str
    policy_revision: str
    input_digest: str

    @property
    def decision_digest(self) -> str:
        """The digest of the canonical bytes."""
        return digest_bytes(self.decision_bytes)

    def provenance(self, *, bundle_sha256: str, bundle_key_id: str) -> Provenance:
        """The record to keep beside the decision, completed by which archive the revision stands for."""
        return Provenance(
            opa_decision_id=self.opa_decision_id,
            opa_version=self.opa_version,
            policy_revision=self.policy_revision,
            bundle_sha256=bundle_sha256,
            bundle_key_id=bundle_key_id,
            input_digest=self.input_digest,
            decision_digest=self.decision_digest,
        )


def judge(status: int, body: bytes, *, question: Question, expected_revision: str) -> GateAnswer:
    """The decision in OPA's answer, if each of these holds, in this order.

    1. The status is 200. Anything else is OPA failing to evaluate, or not OPA.
    2. The body is JSON that means one thing only, and has a `result`: the decision is defined.
    3. The result is a decision document by its contract.
    4. It answers what was asked: the same request, target, version digest and clock.
    5. An OPA that may decide made it, under exactly the revision expected.
    6. OPA gave it an id, by which it stands in OPA's own log.
    7. It does not contradict itself. Above all it allows if and only if nothing stands against it: no
       violation, no configuration error, no obligation unmet; and nothing that failed goes unsaid.

    Raises:
        GateUnavailableError: a subclass named by what does not hold. The promotion is refused.
    """
    _check_status(status, body)
    answer = _unambiguous_json(body)
    revision = revision_of(answer)
    result = _defined_result(answer, revision)
    decision = _valid_decision(result)
    _check_echo(decision, question)
    version = _check_version(answer)
    _check_revision(revision, expected_revision)
    decision_id = _decision_id(answer)
    _check_consistency(decision)
    return GateAnswer(
        decision=decision,
        decision_bytes=canonical_decision(result),
        opa_decision_id=decision_id,
        opa_version=version,
        policy_revision=expected_revision,
        input_digest=question.digest,
    )


def canonical_decision(result: object) -> bytes:
    """The canonical bytes of a decision as OPA gave it; raises `MalformedDecisionError` if it has none."""
    try:
        return canonical_json(result)
    except InvalidInputError as error:
        raise _malformed(f"It has no canonical form: {error.why}") from error


def _check_status(status: int, body: bytes) -> None:
    if status == _OK:
        return
    problem = problem_of(body)
    if status in _REFUSED or problem is None:
        raise OpaUnreachableError(
            f"The gate's endpoint answered with HTTP {status}.",
            why=problem or "The answer is not OPA's, so something else listens there or stands in between.",
            remedy="Check the address and the token with which the registry reaches OPA.",
        )
    raise PolicyEvaluationError(
        "OPA could not evaluate the policies on this input.",
        why=f"{problem} (HTTP {status}).",
        remedy="The fault is in the policies or the input, not in the version. Tell who keeps the policies.",
    )


def _unambiguous_json(body: bytes) -> dict[str, Any]:
    try:
        return parse_answer(body)
    except (ValueError, RecursionError) as error:
        raise _malformed(f"It is not JSON that can be relied on: {error}.") from error


def _defined_result(answer: dict[str, Any], revision: str | None) -> dict[str, Any]:
    result = answer.get("result")
    if isinstance(result, dict):
        return result
    if "result" in answer:
        raise _malformed("Its result is not an object.")
    active = f"Its policies are {revision}" if revision else "It has no policies loaded yet"
    raise UndefinedDecisionError(
        "OPA has no decision.",
        why=f"{QUERY} is undefined. {active}.",
        remedy="OPA fetches its policies from the registry within seconds of starting; `modelwarden doctor` "
        "shows what holds it up.",
    )


def _valid_decision(result: dict[str, Any]) -> Decision:
    try:
        return Decision.model_validate(result)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(map(str, first["loc"]))
        raise _malformed(
            f"At {place or 'its root'}: {first['msg']} ({error.error_count()} such places)."
        ) from error


def _check_echo(decision: Decision, question: Question) -> None:
    asked = question.document
    target = DecisionTarget(
        project=asked.project.name,
        model=asked.model.name,
        version=asked.version.number,
        digest=asked.version.digest,
        environment=asked.request.target.environment,
        alias=asked.request.target.alias,
    )
    pairs = {
        "request": (decision.request_id, asked.request.id),
        "clock": (decision.evaluated_at, asked.evaluated_at),
        "target": (decision.target, target),
    }
    for name, (given, wanted) in pairs.items():
        if given != wanted:
            raise _malformed(f"It is about another {name}: {given}, and the question was about {wanted}.")


def _check_version(answer: dict[str, Any]) -> str:
    version = version_of(answer)
    problem = version_problem(version)
    if version is None or problem is not None:
        raise OpaVersionError(
            f"The gate's OPA{f' {version}' if version else ''} may not decide.",
            why=f"The reason: {problem}.",
            remedy="Run a release that `modelwarden doctor` accepts.",
        )
    return version


def _check_revision(revision: str | None, expected: str) -> None:
    if revision != expected:
        raise RevisionMismatchError(
            "OPA decided under other policies than the ones in force.",
            why=f"It has {revision or 'none that it names'}; expected is {expected}.",
            remedy=f"It fetches new policies within seconds: ask again. {_NOT_OURS}",
        )


def _decision_id(answer: dict[str, Any]) -> str:
    decision_id = answer.get("decision_id")
    if not isinstance(decision_id, str) or not decision_id:
        raise _malformed("OPA gave it no decision id, which it does only with `decision_logs` configured.")
    return decision_id


def _check_consistency(decision: Decision) -> None:
    if found := contradictions(decision):
        raise _malformed(f"It contradicts itself: {'; '.join(found)}.")


def _malformed(why: str) -> MalformedDecisionError:
    return MalformedDecisionError(
        "OPA's answer is not a decision that can be relied on.", why=why, remedy=f"{_ASK_AGAIN} {_NOT_OURS}"
    )
