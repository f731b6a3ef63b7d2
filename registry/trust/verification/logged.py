"""That the decisions of a directory are those of its audit log, and that the log hangs on something signed.

Replaying shows that an answer follows from a question, and not that anybody asked it. The log tells what was
asked. Its events name each other by digest, so a sealed report, which holds the events of its request,
vouches for every event up to the last of those, and for none after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from registry.domain.errors import IntegrityError
from registry.trust.verification.decision_log import DecisionLog, LoggedDecision
from registry.trust.verification.documents import read_canonical
from registry.trust.verification.steps import VerificationStep, about, failed, judged, not_checked, passed

_CLAUSE = "21 CFR 11.10(e)"
_SHOWN = 5


def verify_logged(
    directory: Path, log: DecisionLog, lines: Sequence[bytes], sealed: set[bytes]
) -> list[VerificationStep]:
    """Check `decisions/` against the log, both ways. `sealed` holds the events in sound sealed reports."""
    vouched = max((number for number, line in enumerate(lines, start=1) if line in sealed), default=0)
    kept = sorted(directory.glob("decisions/*"))
    steps: list[VerificationStep] = []
    for path in kept:
        steps += about(f"decisions/{path.name}", [_logged(path, log, vouched)])
    here = {path.name for path in kept}
    missing = [made for made in log.made if made.id not in here]
    return [
        *steps,
        *about("events.jsonl", [*_missing(directory, log, missing), *_anchor(len(lines), vouched)]),
    ]


def models_here(directory: Path) -> set[str]:
    """The models that a directory is about: those of its decisions and of its evidence."""
    models = set()
    for path in [*directory.glob("decisions/*/input.json"), *directory.glob("evidence/*.json")]:
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            read = json.loads(path.read_bytes())
            models.add(str(read["subject"]["model"] if "subject" in read else read["model"]["name"]))
    return models


def _logged(path: Path, log: DecisionLog, vouched: int) -> VerificationStep:
    events = [made for made in log.made if made.id == path.name]
    if len(events) != 1:
        detail = f"{len(events)} events decision.made of events.jsonl are about it, and one was expected"
        return failed("logged", detail, _CLAUSE)
    (event,) = events
    try:
        problems = list(_differences(path, event))
    except (OSError, IntegrityError, KeyError, TypeError):
        problems = ["its documents cannot be read"]
    if vouched and event.line > vouched:
        problems.append(
            f"its event, line {event.line}, comes after line {vouched}, the last that a sealed report holds, "
            "so nothing signed vouches for it; have a report of its request sealed, and put it into reports/"
        )
    return judged("logged", problems, f"line {event.line} of events.jsonl", _CLAUSE)


def _differences(path: Path, event: LoggedDecision) -> Iterable[str]:
    provenance = read_canonical((path / "provenance.json").read_bytes())
    decision = read_canonical((path / "decision.json").read_bytes())
    pairs = {
        "input": (provenance["input_digest"], event.input),
        "decision": (provenance["decision_digest"], event.decision),
        "policy": (provenance["policy_revision"], event.policy),
        "bundle": (provenance["bundle_sha256"], event.bundle),
        "request": (decision["request_id"], event.request),
        "outcome": (decision["outcome"], event.outcome),
    }
    for name, (here, told) in pairs.items():
        if here != told:
            yield f"its {name} is {here}, and the log says {told}"


def _missing(
    directory: Path, log: DecisionLog, missing: Sequence[LoggedDecision]
) -> Iterable[VerificationStep]:
    """Every decision on a model of this directory has to be here, or a refusal could be left out."""
    models = models_here(directory)
    ours = [made for made in missing if log.concerns(made.request, models)]
    problems = [f"decision {made.id} ({made.outcome}, line {made.line}) is not here" for made in ours]
    count = len(log.made) - len(missing)
    yield judged("decisions", problems, f"{count} on {', '.join(sorted(models))}, all here", _CLAUSE)
    others = sorted({log.models[made.request] for made in missing if not log.concerns(made.request, models)})
    if others:
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        detail = f"the log tells of {len(missing) - len(ours)} decisions that are not here, on other models: "
        yield not_checked("other models", f"{detail}{', '.join(others[:_SHOWN])}{more}", _CLAUSE)


def _anchor(events: int, vouched: int) -> Iterable[VerificationStep]:
    if not vouched:
        yield failed("sealed events", "no sound sealed report holds any of its events", _CLAUSE)
        return
    good = f"a sealed report holds line {vouched}, which names all before it by their digests"
    yield passed("sealed events", good, _CLAUSE)
    if events > vouched:
        detail = f"nothing signed vouches for the {events - vouched} events after line {vouched}"
        yield not_checked("events after the seal", detail, _CLAUSE)
