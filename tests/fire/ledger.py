"""What clients tried, what became of it, what they were promised, and whether it was kept."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from modelwarden.client import Client


@dataclass
class Ledger:
    """What was tried with its outcome, and everything that was answered with a yes."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    versions: dict[int, str] = field(default_factory=dict)
    applied: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    jobs: set[str] = field(default_factory=set)
    reviews: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, operation: str, outcome: str, fault: str = "") -> None:
        """Count one operation."""
        with self.lock:
            self.outcomes[operation, outcome] += 1
            if fault:
                self.faults[fault] += 1

    def totals(self) -> dict[str, int]:
        """Operations by outcome."""
        found: Counter[str] = Counter()
        for (_, outcome), count in self.outcomes.items():
            found[outcome] += count
        return dict(found)


def broken_promises(ledger: Ledger, model: str, client: Client) -> list[str]:
    """What was answered with a yes, and is not there."""
    versions = {one.version: one.digest for one in client.versions.list(model)}
    found = [f"version {n}" for n, digest in ledger.versions.items() if versions.get(n) != digest]
    kept = {one.digest for number in versions for one in client.evidence.list(model, number)}
    found += [f"evidence {digest}" for digest in ledger.evidence - kept]
    requests = [client.promotions.get(one.id) for one in client.promotions.list(model=model)]
    states = {one.id: one.state for one in requests}
    for state, promised in (("applied", ledger.applied), ("withdrawn", ledger.withdrawn)):
        found += [
            f"promotion {one} is {states.get(one)}, and was {state}"
            for one in promised
            if states.get(one) != state
        ]
    found += [f"review {one}" for one in ledger.reviews - {r.id for one in requests for r in one.reviews}]
    return found + [f"job {one} has not ended" for one in ledger.jobs if not client.jobs.get(one).has_ended]


def summary(ledger: Ledger) -> dict[str, Any]:
    """Counts as JSON."""
    return {
        "operations": {"tried": sum(ledger.outcomes.values()), **ledger.totals()},
        "by_operation": {
            name: {outcome: n for (one, outcome), n in sorted(ledger.outcomes.items()) if one == name}
            for name in sorted({one for one, _ in ledger.outcomes})
        },
        "promises": {
            "versions": len(ledger.versions),
            "applied": len(ledger.applied),
            "withdrawn": len(ledger.withdrawn),
            "evidence": len(ledger.evidence),
            "reviews": len(ledger.reviews),
        },
        "faults": dict(ledger.faults.most_common(20)),
    }
