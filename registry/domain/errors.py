"""One error tree. Every error says what happened, why, and what to do about it."""

from __future__ import annotations


class ModelwardenError(Exception):
    """Root of all errors that a user may see.

    `code` is stable and documented; one table per edge (HTTP, CLI) maps it onward.
    """

    code = "error"
    reason = ""
    """A narrower word than `code`, as stable, where one code has several causes."""

    def __init__(self, what: str, *, why: str = "", remedy: str = "", pointer: str = "") -> None:
        """`pointer` is a JSON pointer (RFC 6901) to the offending part of the input, if there is one."""
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy
        self.pointer = pointer

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.remedy) if part)


class InvalidInputError(ModelwardenError):
    """The request is not well formed or breaks a rule of the domain; nothing was changed."""

    code = "invalid_input"


class MalformedError(InvalidInputError):
    """The request cannot be read at all: its body is not JSON, or a header is not what it should be."""

    code = "malformed"


class MethodError(InvalidInputError):
    """The path is there, and does not take this method."""

    code = "method_not_allowed"


class MediaTypeError(InvalidInputError):
    """The body is of another type than the one that is taken here."""

    code = "unsupported_media_type"


class TooLargeError(InvalidInputError):
    """The request is larger than what is taken here."""

    code = "too_large"


class KeyReusedError(InvalidInputError):
    """The idempotency key was used before, for another request."""

    code = "idempotency_key_reused"


class NotAuthenticatedError(ModelwardenError):
    """Nobody, or nobody we can recognise, is asking."""

    code = "not_authenticated"


class TooManyAttemptsError(ModelwardenError):
    """Too many passwords were guessed; nothing is looked at for `retry_after` seconds."""

    code = "too_many_attempts"

    def __init__(self, what: str, *, why: str, remedy: str, retry_after: int) -> None:
        super().__init__(what, why=why, remedy=remedy)
        self.retry_after = retry_after


class ForbiddenError(ModelwardenError):
    """The actor is known and may not do this."""

    code = "forbidden"


class SeparationOfDutiesError(ForbiddenError):
    """The actor has the role, and may still not act on their own work."""

    code = "separation_of_duties"


class NotFoundError(ModelwardenError):
    """No such thing, or none that the actor may see."""

    code = "not_found"


class ConflictError(ModelwardenError):
    """The thing exists already, or has moved on since the caller looked."""

    code = "conflict"


class PreconditionFailedError(ConflictError):
    """The thing is not, or not any more, as the request's `If-Match` or `If-None-Match` demands."""

    code = "precondition_failed"


class WrongOffsetError(ConflictError):
    """A part does not begin where the upload stands; `offset` is the byte that comes next."""

    code = "wrong_offset"

    def __init__(self, offset: int) -> None:
        super().__init__(
            "The part does not begin where the upload stands.",
            why=f"The next byte is {offset}; somebody may have sent this part already.",
            remedy="Ask for the upload again, and go on from its `offset`.",
        )
        self.offset = offset


class UploadBusyError(ConflictError):
    """The upload is being joined at this moment; ask again in a while."""

    code = "upload_busy"


class IllegalTransitionError(ConflictError):
    """The state machine has no such step."""

    code = "illegal_transition"


class GateRefusedError(ModelwardenError):
    """The gate answered, and the answer is no (or not yet)."""

    code = "gate_refused"


class GateUnavailableError(ModelwardenError):
    """The gate gave no answer that can be relied on, so the answer is no."""

    code = "gate_unavailable"


class DatabaseError(ModelwardenError):
    """The database does not answer, or could not carry a transaction through."""

    code = "database_unavailable"


class StorageError(ModelwardenError):
    """Bytes could not be kept or fetched, or are not what their digest says."""

    code = "storage_unavailable"


class MissingBlobError(StorageError):
    """The storage answers, and these bytes are not there."""

    code = "blob_missing"


class IntegrityError(ModelwardenError):
    """Something stored is not what was recorded."""

    code = "integrity"


class SigningError(ModelwardenError):
    """A signature could not be made or does not verify."""

    code = "signing"


class KeyUnavailableError(SigningError):
    """The key to sign with is not where it was, or is not to be trusted there."""

    reason = "key_unavailable"


class MissingDependencyError(ModelwardenError):
    """A program or library that this needs is not installed."""

    code = "missing_dependency"


class EvidenceError(ModelwardenError):
    """Evidence could not be computed from what was given."""

    code = "evidence"
