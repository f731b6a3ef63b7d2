"""Files: the same bytes as the API gives, for those who come with a session instead of a token."""

from __future__ import annotations

from flask import Blueprint

from registry.web.api import charts, decisions, evidence, reports, versions

blueprint = Blueprint("downloads", __name__)

blueprint.add_url_rule("/decisions/<decision_id>/input.json", view_func=decisions.download_input)
blueprint.add_url_rule("/decisions/<decision_id>/decision.json", view_func=decisions.download_decision)
blueprint.add_url_rule("/decisions/<decision_id>/provenance.json", view_func=decisions.download_provenance)
blueprint.add_url_rule("/decisions/<decision_id>/bundle.tar.gz", view_func=decisions.download_bundle)
blueprint.add_url_rule("/evidence/<digest>/content", view_func=evidence.download_evidence)
blueprint.add_url_rule("/evidence/<digest>/attestation", view_func=evidence.download_attestation)
blueprint.add_url_rule("/evidence/<digest>/charts/<chart>.svg", view_func=charts.download_picture)
blueprint.add_url_rule("/evidence/<digest>/charts/<chart>.csv", view_func=charts.download_figures)
blueprint.add_url_rule("/reports/<report_id>/content", view_func=reports.download_report)
blueprint.add_url_rule(
    "/models/<model>/versions/<int:number>/files/<path:path>", view_func=versions.download_file
)
