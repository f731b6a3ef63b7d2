"""How a command ends: one table from errors to exit statuses, which `modelwarden --help` prints."""

from __future__ import annotations

from enum import IntEnum

from modelwarden import errors


class ExitCode(IntEnum):
    """The exit statuses of every command."""

    OK = 0
    ERROR = 1
    USAGE = 2
    REFUSED = 3
    AUTH = 4
    NOT_FOUND = 5
    CONFLICT = 6
    SERVER = 7
    PENDING = 8


MEANINGS = {
    ExitCode.OK: "it was done",
    ExitCode.ERROR: "it could not be done",
    ExitCode.USAGE: "it was not asked for in the right way",
    ExitCode.REFUSED: "the gate refused",
    ExitCode.AUTH: "not logged in, or not allowed",
    ExitCode.NOT_FOUND: "there is no such thing, or none that you may see",
    ExitCode.CONFLICT: "it exists already, or has moved on",
    ExitCode.SERVER: "the server or the network does not work",
    ExitCode.PENDING: "it is not done yet",
}

_BY_ERROR: tuple[tuple[type[errors.ModelwardenError], ExitCode], ...] = (
    (errors.GateRefusedError, ExitCode.REFUSED),
    (errors.InvalidInputError, ExitCode.USAGE),
    (errors.NotAuthenticatedError, ExitCode.AUTH),
    (errors.ForbiddenError, ExitCode.AUTH),
    (errors.NotFoundError, ExitCode.NOT_FOUND),
    (errors.ConflictError, ExitCode.CONFLICT),
    (errors.ServerError, ExitCode.SERVER),
    (errors.PendingError, ExitCode.PENDING),
)


def exit_code_of(error: errors.ModelwardenError) -> ExitCode:
    """The exit status of an error; what the table does not name is 1."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), ExitCode.ERROR)
