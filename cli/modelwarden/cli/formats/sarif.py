"""SARIF 2.1.0 (OASIS): a rule and a result for each check, so that scanning tools can list them."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from modelwarden import __version__
from modelwarden.cli.formats.entries import Entry, entries_of, safe
from modelwarden.objects.promotions import Promotion

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# A number from 0.0 to 10.0, by which GitHub ranks what a scan found.
_RANKS = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_KINDS = {"failed": "fail", "warned": "fail", "error": "fail", "passed": "pass", "skipped": "notApplicable"}


def to_sarif(promotion: Promotion, file: str) -> str:
    """The log. Only a result of kind `fail` has a level other than `none` (3.27.10 of the standard)."""
    entries = entries_of(promotion)
    driver = {
        "name": "Modelwarden",
        "semanticVersion": __version__,
        "rules": [_rule(entry) for entry in entries],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": safe(f"modelwarden/{promotion.model}/{promotion.environment}/")},
        "results": [_result(promotion, entry, index, file) for index, entry in enumerate(entries)],
        "properties": {"promotion": promotion.id, "summary": safe(promotion.summary)},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(entry: Entry) -> dict[str, Any]:
    tags = [safe(f"{control.framework} {control.ref}") for control in entry.controls]
    return {
        "id": entry.rule_id,
        "shortDescription": {"text": entry.title},
        "help": {"text": entry.solution or entry.title},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": tags, "security-severity": _RANKS.get(entry.severity, "5.5")},
    }


def _result(promotion: Promotion, entry: Entry, index: int, file: str) -> dict[str, Any]:
    subject = f"{promotion.model}/{promotion.environment}"
    covered = entry.status == "waived"
    identity = hashlib.sha256(f"{subject}\n{entry.rule_id}".encode()).hexdigest()
    found: dict[str, Any] = {
        "ruleId": entry.rule_id,
        "ruleIndex": index,
        "kind": "fail" if covered else _KINDS[entry.result],
        "level": _level(entry),
        "message": {"text": entry.text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(file)},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [
                    {"fullyQualifiedName": safe(f"{subject}/{promotion.version}"), "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"modelwardenCheck/v1": identity},
    }
    return found | ({"suppressions": [{"kind": "external", "status": "accepted"}]} if covered else {})


def _level(entry: Entry) -> str:
    if entry.stops:
        return "error"
    return "warning" if entry.result == "warned" or entry.status == "waived" else "none"
