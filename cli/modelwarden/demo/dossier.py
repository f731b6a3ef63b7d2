"""What the demo leaves behind: all that an outsider needs to check everything, and a summary of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelwarden.demo.server import command
from modelwarden.errors import ModelwardenError

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.evidence import Evidence
    from modelwarden.objects.promotions import Promotion
    from modelwarden.objects.reports import Report
    from modelwarden.objects.versions import Version

_NAMES = {
    "audit_report": "audit_report.pdf",
    "model_card_html": "model_card.html",
    "model_card_pdf": "model_card.pdf",
    "model_card_markdown": "model_card.md",
    "model_card_json": "model_card.json",
}
REPLAY = "opa eval -b bundle.tar.gz -i input.json data.modelwarden.gate.decision"


@dataclass
class Dossier:
    """A directory that fills while the demo goes on."""

    directory: Path
    summary: dict[str, Any] = field(default_factory=lambda: {"schema": "modelwarden.demo/v1", "versions": []})

    def __post_init__(self) -> None:
        """Begin with its folders."""
        for name in ("inputs", "evidence", "attestations", "decisions", "reports", "keys"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)

    @property
    def inputs(self) -> Path:
        """Where the registered tables and models go."""
        return self.directory / "inputs"

    def keep_version(
        self, client: Client, version: Version, evidence: Iterable[Evidence], promotion: Promotion
    ) -> None:
        """A version with its evidence and every decision on its request; the newest is summarised."""
        for one in evidence:
            client.evidence.download(one.digest, self.directory / "evidence")
            client.evidence.download_attestation(one.digest, self.directory / "attestations")
        decision = promotion.decision
        if decision is None:
            raise ModelwardenError(f"Request {promotion.id} was never judged.", why="That is a bug.")
        for event in promotion.timeline:
            if event.action == "decision.made":
                client.decisions.download(event.subject_id, self.directory / "decisions" / event.subject_id)
        self.summary["versions"].append(
            {
                "number": version.version,
                "digest": version.digest,
                "evidence": {one.kind: one.digest for one in evidence},
                "decision_id": decision.id,
                "outcome": promotion.outcome,
                "failing_rules": sorted({finding.rule_id for finding in promotion.checks_failing}),
            }
        )

    def keep_reports(self, client: Client, reports: Iterable[Report]) -> None:
        """The reports under plain names."""
        listed = []
        for report in reports:
            path = self.directory / "reports" / _NAMES[report.kind]
            shutil.move(client.reports.download(report, self.directory / "reports"), path)
            name = str(path.relative_to(self.directory))
            listed.append({"kind": report.kind, "path": name, "sha256": report.sha256})
        self.summary["reports"] = listed

    def keep_log_and_keys(self, admin: Client) -> None:
        """The whole audit log, and everything public that signatures are checked with."""
        admin.audit_log.export(self.directory / "events.jsonl")
        for key in admin.keys.list():
            admin.keys.download(key.file, self.directory / "keys")

    def keep_attestations(self, promotion: Promotion) -> None:
        """The signed reviews, and the signed summary of the decision, as DSSE envelopes."""
        folder = self.directory / "attestations"
        envelopes = {f"review-{review.id}": review.envelope for review in promotion.reviews}
        envelopes["promotion"] = promotion.attestation or {}
        for name, envelope in envelopes.items():
            (folder / f"{name}.json").write_text(json.dumps(envelope))

    def keep_outcome(self, promotion: Promotion, alias: dict[str, Any], seconds: dict[str, float]) -> None:
        """Reviews, alias and times; written out with everything gathered before."""
        self.summary |= {
            "reviews": [
                review.model_dump(
                    mode="json",
                    include={"id", "reviewer", "role", "verdict", "meaning", "signed_at", "standing"},
                )
                for review in promotion.reviews
            ],
            "alias": alias,
            "replay": f"cd decisions/<id> && {REPLAY}",
            "seconds": seconds,
        }
        self.write()

    def write(self) -> None:
        """Write the summary."""
        text = json.dumps(self.summary, indent=2, ensure_ascii=False)
        (self.directory / "summary.json").write_text(text + "\n")

    def verify(self) -> tuple[bool, list[dict[str, Any]]]:
        """Run `modelwarden verify` on all of it, as an auditor without an account would."""
        done = subprocess.run(
            [command(), "verify", str(self.directory), "--json"], capture_output=True, text=True, check=False
        )
        try:
            report = json.loads(done.stdout)
        except ValueError:
            return False, [{"name": "verify", "detail": done.stderr[-2000:]}]
        return done.returncode == 0, report["steps"]
