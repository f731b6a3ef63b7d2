"""Why the gate gave no answer that can be relied on. Every one of these refuses the promotion."""

from __future__ import annotations

from registry.domain.errors import GateUnavailableError, ModelwardenError


class OpaUnreachableError(GateUnavailableError):
    """Nothing that is an OPA, and lets us in, answers at the endpoint."""

    reason = "opa_unreachable"


class OpaTimeoutError(GateUnavailableError):
    """OPA did not give its whole answer within the deadline."""

    reason = "opa_timeout"


class OpaVersionError(GateUnavailableError):
    """An OPA answered that is known to decide wrongly, or that the policies are not tested on."""

    reason = "opa_version"


class PolicyEvaluationError(GateUnavailableError):
    """OPA tried to evaluate the policies on this input and failed."""

    reason = "policy_evaluation"


class UndefinedDecisionError(GateUnavailableError):
    """OPA evaluated the query and it has no value: no policies are loaded, or they are not total."""

    reason = "undefined_decision"


class MalformedDecisionError(GateUnavailableError):
    """There is an answer, and it is not a decision about what was asked, or it contradicts itself."""

    reason = "malformed_decision"


class RevisionMismatchError(GateUnavailableError):
    """OPA decided under another revision of the policies than the one expected."""

    reason = "revision_mismatch"


class BundleBuildError(ModelwardenError):
    """The policies do not make a bundle that may be signed."""

    code = "bundle_build"


class RuntimeDirectoryError(ModelwardenError):
    """There is no private place for OPA's socket and configuration."""

    code = "runtime_directory"
