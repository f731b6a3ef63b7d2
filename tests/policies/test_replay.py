"""The same question has the same answer, to the byte, and does not hang on the order of lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.policies.workspace import base_input, decide


def _busy_input() -> dict[str, Any]:
    """Waivers, reviews and findings of several kinds, so that there is something to be put in order."""
    document = base_input()
    document["model"] |= {"runbook": "", "fallback": "", "owner": ""}
    document["evidence"]["performance"]["body"]["roc_auc"] = None
    waiver = {
        "model": document["model"]["name"],
        "version_digest": None,
        "environment": "production",
        "reason": "Written down next week.",
        "compensating_controls": "",
        "requested_by": "dana",
        "approved_by": ["rosa"],
        "not_before": "2026-11-20T00:00:00.000Z",
        "expires_at": "2026-12-01T00:00:00.000Z",
        "revoked": False,
    }
    document["waivers"] = [
        {"id": f"waiver-{at}", "rule_id": rule, **waiver}
        for at, rule in enumerate(("OWN-001", "OWN-002", "VAL-004"))
    ]
    return document


def test_twice_the_same(workspace: Path) -> None:
    first, second = (json.dumps(decide(workspace, [_busy_input()])) for _ in range(2))

    assert first == second


def test_order_of_reviews_waivers_and_contributors_does_not_matter(workspace: Path) -> None:
    turned = _busy_input()
    for name in ("reviews", "waivers", "contributors"):
        turned[name].reverse()

    straight, other_way = decide(workspace, [_busy_input(), turned])

    assert straight == other_way
    assert [notice["waiver_id"] for notice in straight["waiver_notices"]] == [
        "waiver-0",
        "waiver-1",
        "waiver-2",
    ]
    assert {finding["rule_id"] for finding in straight["waived"]} == {"OWN-001", "OWN-002", "VAL-004"}
    assert straight["outcome"] == "allow"
