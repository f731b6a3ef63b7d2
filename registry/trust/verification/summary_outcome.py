"""What `summary.json` tells of people and aliases, against the gate's inputs and the audit log beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from registry.trust.verification.steps import VerificationStep, judged

_CLAUSE = "modelwarden.summary/v1"
_REPEATED = ("reviewer", "role", "verdict", "meaning", "signed_at", "standing")

Json = dict[str, Any]


def verify_outcome(directory: Path) -> list[VerificationStep]:
    """Check the summary's reviews and alias; a summary that cannot be read is told of elsewhere."""
    try:
        summary = json.loads((directory / "summary.json").read_bytes())
        reviews, alias = list(summary.get("reviews", [])), dict(summary.get("alias", {}))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return [_reviews(directory, reviews), _aliases(directory, alias)]


def _reviews(directory: Path, told: list[Json]) -> VerificationStep:
    decided = list(_decided_reviews(directory))
    problems = [
        f"the review {review.get('id')} is not told so by any decision's input"
        for review in told
        if {name: review.get(name) for name in ("id", *_REPEATED)} not in decided
    ]
    return judged("listed: reviews", problems, f"{len(told)} reviews", _CLAUSE)


def _decided_reviews(directory: Path) -> Iterable[Json]:
    for path in directory.glob("decisions/*/input.json"):
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            for review in json.loads(path.read_bytes())["reviews"]:
                yield {name: review.get(name) for name in ("id", *_REPEATED)}


def _aliases(directory: Path, told: Json) -> VerificationStep:
    moved: Json = {}
    with suppress(OSError):
        for line in (directory / "events.jsonl").read_bytes().splitlines():
            with suppress(ValueError, TypeError, KeyError, RecursionError):
                event = json.loads(line)
                if event["action"] == "promotion.applied":
                    moved[event["details"]["alias"]] = event["details"]["version"]
    problems = [
        f"@{name} is said to point to {version!r}, and the log says {moved.get(name)!r}"
        for name, version in told.items()
        if moved.get(name) != version
    ]
    return judged("listed: alias", problems, f"{len(told)} aliases, as the log moved them", _CLAUSE)
