"""The exit statuses, as DESIGN and help state them."""

from __future__ import annotations

import pytest

from modelwarden import errors
from modelwarden.cli.exit_codes import MEANINGS, ExitCode, exit_code_of
from tests.client.samples import failed_job, promotion


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.ModelwardenError, 1),
        (errors.IntegrityError, 1),
        (errors.EvidenceError, 1),
        (errors.MissingDependencyError, 1),
        (errors.InvalidInputError, 2),
        (errors.NotAuthenticatedError, 4),
        (errors.ForbiddenError, 4),
        (errors.SeparationOfDutiesError, 4),
        (errors.NotFoundError, 5),
        (errors.ConflictError, 6),
        (errors.IllegalTransitionError, 6),
        (errors.ServerError, 7),
        (errors.ConnectionFailedError, 7),
        (errors.PendingError, 8),
    ],
)
def test_each_error_has_its_status(kind: type[errors.ModelwardenError], code: int) -> None:
    assert exit_code_of(kind("what")) == code


def test_each_status_is_explained() -> None:
    assert set(MEANINGS) == set(ExitCode)


def test_a_refusal_and_a_failed_job_have_theirs() -> None:
    assert exit_code_of(errors.GateRefusedError(promotion())) == 3
    assert exit_code_of(errors.JobFailedError("what", job=failed_job())) == 1
