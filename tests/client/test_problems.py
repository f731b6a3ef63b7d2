"""Answers that say no, as errors: by our code when there is one, by the status otherwise."""

from __future__ import annotations

import json

import pytest

from modelwarden import errors
from modelwarden.problems import error_from

PROBLEM = "application/problem+json"


def _problem(**fields: object) -> bytes:
    return json.dumps({"title": "What.", "detail": "Why.", "remedy": "Do.", **fields}).encode()


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (422, "invalid_input", errors.InvalidInputError),
        (401, "not_authenticated", errors.NotAuthenticatedError),
        (403, "forbidden", errors.ForbiddenError),
        (403, "separation_of_duties", errors.SeparationOfDutiesError),
        (404, "not_found", errors.NotFoundError),
        (409, "conflict", errors.ConflictError),
        (409, "illegal_transition", errors.IllegalTransitionError),
        (422, "integrity", errors.IntegrityError),
        (422, "evidence", errors.EvidenceError),
        (503, "gate_unavailable", errors.ServerError),
        (500, "error", errors.ServerError),
        (404, "a_code_of_tomorrow", errors.NotFoundError),
        (418, "a_code_of_tomorrow", errors.ModelwardenError),
    ],
)
def test_the_code_says_which_error_it_is_and_the_status_where_the_code_is_not_known(
    status: int, code: str, kind: type[errors.ModelwardenError]
) -> None:
    error = error_from(status, PROBLEM, _problem(code=code, pointer="/spec/label"))
    assert type(error) is kind
    assert (error.what, error.why, error.remedy) == ("What.", "Why.", "Do.")
    assert (error.code, error.pointer, error.status) == (code, "/spec/label", status)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [("text/html", b"<h1>Bad gateway</h1>"), (PROBLEM, b"not JSON"), (PROBLEM, b"[]"), ("", b"")],
)
def test_an_answer_of_something_else_is_an_error_that_says_so(media_type: str, body: bytes) -> None:
    error = error_from(502, media_type, body)
    assert type(error) is errors.ServerError
    assert "502" in error.what
    assert error.remedy


def test_an_error_as_text_says_what_why_and_what_to_do() -> None:
    assert str(error_from(404, PROBLEM, _problem(code="not_found"))) == "What. Why. Do."
