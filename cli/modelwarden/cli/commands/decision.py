"""`modelwarden decision`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, Output
from modelwarden.cli.output import Column, say, show_one, show_paths
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.decisions import Decision

app = noun_app("decision")

_FIELDS: tuple[Column[Decision], ...] = (
    Column("Id", lambda decision: decision.id),
    Column("Outcome", lambda decision: decision.document.outcome, "bold"),
    Column("Promotion", lambda decision: decision.promotion),
    Column("Occasion", lambda decision: decision.occasion),
    Column("Decided", lambda decision: moment(decision.decided_at)),
    Column("Failing", lambda decision: sorted({finding.rule_id for finding in decision.document.violations})),
    Column("Policy", lambda decision: decision.provenance.policy_revision),
    Column("Bundle", lambda decision: decision.provenance.bundle_sha256),
    Column("Input", lambda decision: decision.provenance.input_digest),
    Column("Decision", lambda decision: decision.provenance.decision_digest),
    Column("OPA", lambda decision: decision.provenance.opa_version),
)

DecisionId = Annotated[str, typer.Argument(metavar="DECISION", help="The decision's id.")]


@app.command()
def show(decision: DecisionId, *, as_json: AsJson = False) -> None:
    """A decision with its provenance."""
    with connect() as client:
        found = client.decisions.get(decision)
    show_one(found, _FIELDS, as_json=as_json)


@app.command()
def download(decision: DecisionId, *, output: Output = Path(), as_json: AsJson = False) -> None:
    """Write input, decision, provenance and policy bundle to a directory, verified; prints the paths."""
    with connect() as client:
        paths = client.decisions.download(decision, output)
    show_paths(paths, as_json=as_json)
    say("Decide it again: opa eval -b bundle.tar.gz -i input.json data.modelwarden.gate.decision")
