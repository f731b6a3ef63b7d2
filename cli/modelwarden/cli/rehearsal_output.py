"""What a dry run came to, on stdout, and the exit status that the real thing would have."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from modelwarden.cli.exit_codes import ExitCode
from modelwarden.cli.output import say, show_json
from modelwarden.cli.printable import printable, safe_json, tsv_field
from modelwarden.cli.verdicts import verdict_of

if TYPE_CHECKING:
    from modelwarden.objects.promotions import Promotion
    from modelwarden.rehearsals import DryRunEndedError, PlannedRequest

_JUDGED = ("/promotions", "/rollback", "/checks", "/apply")


def show_rehearsal(ended: DryRunEndedError, *, as_json: bool) -> int:
    """Print the requests, one a line, or with the answer as JSON."""
    promotion = _promotion(ended)
    if as_json:
        requests = [request.to_json() for request in ended.requests]
        document: dict[str, Any] = {"dry_run": True, "requests": requests}
        show_json(document | {"status": ended.status, "answer": ended.answer})
    else:
        for request in ended.requests:
            sys.stdout.write(_paragraph(request) if sys.stdout.isatty() else _line(request))
    say(f"Dry run: nothing was changed. {_verdict(ended)}")
    if promotion is not None:
        say(f"The gate would say: {promotion.summary}")
    return _status(ended, promotion)


def _paragraph(request: PlannedRequest) -> str:
    """A request for people: what is sent stands below where it goes."""
    heading = printable(f"{request.method} {request.path}")
    if request.bytes is not None:
        return f"{heading}: {'already there' if request.checked else f'{request.bytes:,} bytes'}\n"
    body = "" if request.body is None else json.dumps(request.body, indent=2, ensure_ascii=False)
    return "\n".join([heading, *(f"  {line}" for line in safe_json(body).splitlines()), ""])


def _line(request: PlannedRequest) -> str:
    if request.bytes is not None:
        content = "already there" if request.checked else f"{request.bytes} bytes"
    else:
        content = "" if request.body is None else json.dumps(request.body, ensure_ascii=False)
    fields = (request.method, request.path, safe_json(content))
    return "\t".join(tsv_field(field) for field in fields) + "\n"


def _verdict(ended: DryRunEndedError) -> str:
    if ended.status is not None:
        return f"The registry rehearsed it, and would answer {ended.status}."
    if any(request.bytes is not None for request in ended.requests):
        return "What needs the files cannot be rehearsed before they are there."
    return "The registry does not rehearse this."


def _promotion(ended: DryRunEndedError) -> Promotion | None:
    answer = ended.answer
    if not isinstance(answer, dict) or not {"request", "decision", "reviews"} <= set(answer):
        return None
    from modelwarden.objects.promotions import Promotion

    return Promotion.model_validate(answer)


def _status(ended: DryRunEndedError, promotion: Promotion | None) -> int:
    path = ended.requests[-1].path
    if promotion is None or not path.endswith(_JUDGED):
        return ExitCode.OK
    verdict = verdict_of(promotion)
    if path.endswith("/apply") and verdict is ExitCode.PENDING:
        return ExitCode.REFUSED  # As the real one: what waits for a signature is not applied.
    pending = verdict is ExitCode.PENDING and not path.endswith("/checks")
    return ExitCode.OK if pending else verdict
