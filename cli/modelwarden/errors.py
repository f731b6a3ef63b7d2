"""One error tree. Every error says what happened, why, and what to do; `code` is the server's word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden.objects.jobs import Job
    from modelwarden.objects.promotions import Promotion


class ModelwardenError(Exception):
    """Root of all errors that the client raises.

    `code` is stable and documented, `pointer` a JSON pointer (RFC 6901) to the offending part of the request,
    and `status` the HTTP status when a server answered.
    """

    code = "error"

    def __init__(
        self, what: str, *, why: str = "", remedy: str = "", pointer: str = "", status: int | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy
        self.pointer = pointer
        self.status = status

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.remedy) if part)


class InvalidInputError(ModelwardenError):
    """What was asked for is not well formed or breaks a rule of the domain; nothing was changed."""

    code = "invalid_input"


class NotAuthenticatedError(ModelwardenError):
    """The server does not know who asks."""

    code = "not_authenticated"


class TooManyAttemptsError(NotAuthenticatedError):
    """Too many passwords were guessed; the server looks at none for a while."""

    code = "too_many_attempts"


class ForbiddenError(ModelwardenError):
    """The server knows who asks, and they may not do this."""

    code = "forbidden"


class SeparationOfDutiesError(ForbiddenError):
    """Whoever asks has the role, and may still not act on their own work."""

    code = "separation_of_duties"


class NotFoundError(ModelwardenError):
    """No such thing, or none that whoever asks may see."""

    code = "not_found"


class ConflictError(ModelwardenError):
    """The thing exists already, or has moved on since the caller looked."""

    code = "conflict"


class WrongOffsetError(ConflictError):
    """A part does not begin where its upload stands: somebody else has sent it."""

    code = "wrong_offset"


class UploadBusyError(ConflictError):
    """The server is still joining and hashing the parts of an upload."""

    code = "upload_busy"


class TooLargeError(InvalidInputError):
    """More than the installation takes of one file, or in one project."""

    code = "too_large"


class IllegalTransitionError(ConflictError):
    """What has ended, or is somewhere else, cannot take this step."""

    code = "illegal_transition"


class GateRefusedError(ModelwardenError):
    """The gate did not allow it. `promotion` is the request with the decision that says why."""

    code = "gate_refused"

    def __init__(self, promotion: Promotion) -> None:
        super().__init__(
            f"The gate keeps {promotion.model} version {promotion.version} out of {promotion.environment}.",
            why=promotion.summary,
            remedy=f"Run `modelwarden promote show {promotion.id}` to see what to do.",
            status=409,
        )
        self.promotion = promotion


class IntegrityError(ModelwardenError):
    """Bytes are not what their digest says, or not what was recorded."""

    code = "integrity"


class EvidenceError(ModelwardenError):
    """Evidence could not be computed from what was given."""

    code = "evidence"


class MissingDependencyError(ModelwardenError):
    """Something that this needs is not installed."""

    code = "missing_dependency"


class JobFailedError(ModelwardenError):
    """The worker could not do it, or was told to stop. `job` says more."""

    code = "job_failed"

    def __init__(self, what: str, *, job: Job, why: str = "", remedy: str = "") -> None:
        super().__init__(what, why=why, remedy=remedy)
        self.job = job


class PendingError(ModelwardenError):
    """It is not done yet, and the caller did not want to wait longer. Nothing is wrong."""

    code = "pending"


class ServerError(ModelwardenError):
    """The server, or something that it depends on, does not work."""

    code = "server"


class ConnectionFailedError(ServerError):
    """The server cannot be reached, or did not answer in time."""

    code = "connection_failed"
