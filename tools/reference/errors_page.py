"""`reference/errors.md`: every error with its code, what it means, and how it shows at each edge."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from http import HTTPStatus

from modelwarden import errors
from modelwarden.cli.exit_codes import ExitCode, exit_code_of
from modelwarden.problems import error_from
from registry.domain.errors import GateRefusedError, GateUnavailableError, ModelwardenError
from registry.web.problems import STATUS_BY_CODE
from tools.reference.error_tree import error_tree
from tools.reference.markdown import code, first_paragraph, page, paragraph, table

_LEAD = (
    "Every error says what happened, why, and what to do. Over HTTP it is a problem document (RFC 9457) "
    "with `code`, `title` (what), `detail` (why), `remedy`, and, where a part of the request is to blame, "
    "`pointer` (RFC 6901). The command line prints the same and ends with the status below. Codes are "
    "stable. An error is never a pass: whatever fails, a promotion is not applied."
)
_NOT_OVER_HTTP = (
    "A dash: it does not travel over HTTP. It stands in a job that failed, or ends a command that runs on "
    "the server itself (`admin`, `db`, `doctor`, `opa`, `serve`, `verify`, `worker`); those end with 1 on "
    "any error."
)
_DASH = "–"  # noqa: RUF001 - a dash that looks like one
_PROBLEM = "application/problem+json"


def errors_page() -> str:
    """The page."""
    headings = ["Code", "HTTP", "CLI", "Means"]
    return page("Errors", _LEAD, [table(headings, _rows()), paragraph(_NOT_OVER_HTTP), *_client(), *_gate()])


def _rows() -> Iterator[tuple[str, ...]]:
    told: set[str] = set()
    for error in error_tree():
        # A kind that only refines its parent is told by the parent's code.
        if error.code not in told:
            told.add(error.code)
            yield code(error.code), _http(error), str(_cli(error)), first_paragraph(error.__doc__)


def _status(error: type[ModelwardenError]) -> HTTPStatus | None:
    if error is ModelwardenError:
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return STATUS_BY_CODE.get(error.code)


def _http(error: type[ModelwardenError]) -> str:
    status = _status(error)
    return str(status.value) if status else _DASH


def _cli(error: type[ModelwardenError]) -> int:
    # The client has a class of its own for this one, since it carries the request with its decision.
    if error is GateRefusedError:
        return int(ExitCode.REFUSED)
    status = _status(error)
    if status is None:
        return int(ExitCode.ERROR)
    answer = json.dumps({"title": "", "code": error.code}).encode()
    return int(exit_code_of(error_from(status.value, _PROBLEM, answer)))


def _client() -> Iterator[str]:
    yield "## What the client adds"
    known = {error.code for error in error_tree()}
    rows = [
        (code(kind.code), str(int(exit_code_of(kind.__new__(kind)))), first_paragraph(kind.__doc__))
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.ModelwardenError) and kind.code not in known
    ]
    yield table(["Code", "CLI", "Means"], sorted(rows))


def _gate() -> Iterator[str]:
    yield "## Why the gate gave no answer"
    yield paragraph(
        f"All of these are {code(GateUnavailableError.code)} on the wire, and the title says which. Nothing "
        "is stored, nothing moves, and the request can be checked again once the cause is mended."
    )
    kinds = sorted(GateUnavailableError.__subclasses__(), key=lambda kind: kind.__name__)
    rows = [(_spoken(kind), first_paragraph(kind.__doc__)) for kind in kinds]
    yield table(["What is wrong", "Means"], rows)


def _spoken(kind: type[ModelwardenError]) -> str:
    return str(getattr(kind, "reason", kind.code)).replace("_", " ").replace("opa", "OPA")
