"""What the audit log tells of decisions: which were made, on which request, and which were applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """One event `decision.made`. `line` counts from 1; the other members are as the event names them."""

    line: int
    id: str
    request: str
    outcome: str
    input: str
    decision: str
    policy: str
    bundle: str


@dataclass(frozen=True, slots=True)
class DecisionLog:
    """Decisions as made, applied ones as (request, digest), models by request, digests of reports."""

    made: list[LoggedDecision] = field(default_factory=list)
    applied: list[tuple[str, str]] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)

    def concerns(self, request: str, models: set[str]) -> bool:
        """Whether a request is about one of these models. One that was never opened may be about any."""
        return self.models.get(request) is None or self.models[request] in models

    def applied_on(self, models: set[str]) -> set[str]:
        """The digests of the decisions by which promotions of these models were applied."""
        return {digest for request, digest in self.applied if self.concerns(request, models)}


def read_decision_log(data: bytes) -> DecisionLog:
    """Read `events.jsonl`. Lines that are no events are left out: the check of the chain tells of them."""
    log = DecisionLog()
    for number, event in _events(data):
        with suppress(TypeError, KeyError):
            _take(log, number, event, event["details"])
    return log


def _take(log: DecisionLog, number: int, event: Json, details: Json) -> None:
    match event["action"]:
        case "promotion.opened":
            # The first word counts: nobody may give a request another model at the log's unsigned end.
            log.models.setdefault(str(event["promotion"]), str(details["model"]))
        case "promotion.applied":
            log.applied.append((str(event.get("promotion")), str(details["decision"])))
        case "report.created":
            log.reports.add(str(details["sha256"]))
        case "decision.made":
            named = {
                name: str(details[name]) for name in ("outcome", "input", "decision", "policy", "bundle")
            }
            made = LoggedDecision(
                line=number, id=str(event["subject"]["id"]), request=str(event["promotion"]), **named
            )
            log.made.append(made)
        case _:
            pass


def _events(data: bytes) -> Iterator[tuple[int, Json]]:
    for number, line in enumerate(data.splitlines(), start=1):
        with suppress(ValueError, RecursionError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield number, event
