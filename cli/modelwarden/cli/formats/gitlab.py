"""GitLab's code quality report: a JSON list with an item for each check that speaks against it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from modelwarden.cli.formats.entries import Entry, entries_of
from modelwarden.objects.promotions import Promotion

_SEVERITY = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def to_gitlab(promotion: Promotion, file: str) -> str:
    """The report. A fingerprint stays the same for the same check of the same model and environment."""
    told = [entry for entry in entries_of(promotion) if entry.stops or entry.result == "warned"]
    return json.dumps([_item(promotion, entry, file) for entry in told], indent=2) + "\n"


def _item(promotion: Promotion, entry: Entry, file: str) -> dict[str, Any]:
    identity = f"{promotion.model}\n{promotion.environment}\n{entry.rule_id}"
    return {
        "description": f"{entry.rule_id} {entry.title}: {entry.text}",
        "check_name": entry.rule_id,
        "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
        "severity": _SEVERITY.get(entry.severity, "major") if entry.stops else "info",
        "location": {"path": file, "lines": {"begin": 1}},
    }
