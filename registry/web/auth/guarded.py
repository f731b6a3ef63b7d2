"""Where a password is shown, guesses are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import request

from registry.domain.errors import ForbiddenError, NotAuthenticatedError
from registry.services.context import Context
from registry.services.login_attempts import Attempt, count_attempt, forgive_attempt, record_locks
from registry.web.auth.security import security
from registry.web.edge import writing

ResultT = TypeVar("ResultT")


def guarded(username: str, step: Callable[[Context], ResultT]) -> ResultT:
    """Do what needs this person's password, once the attempt is counted; forgive it when that succeeds.

    Three units of work, since what is counted has to stay when the step itself is rolled back.
    """
    limits, attempt = security().log_in, Attempt(username, request.remote_addr or "unknown")
    with writing() as context:
        count_attempt(context, limits, attempt)
    try:
        with writing() as context:
            result = step(context)
            forgive_attempt(context, limits, attempt)
            return result
    except (NotAuthenticatedError, ForbiddenError):
        with writing() as context:
            record_locks(context, limits, attempt)
        raise
