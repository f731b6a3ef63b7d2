"""`/-/health`: is this installation able to do its work, part by part."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from registry.services.health import examine
from registry.web.edge import platform

blueprint = Blueprint("health", __name__)


@blueprint.get("/-/live")
def live() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/-/health")
def health() -> tuple[Response, int]:
    """Every part with what is wrong with it; 503 when one of them fails."""
    diagnoses = examine(platform())
    failed = any(one.health == "failed" for one in diagnoses)
    parts = [
        {"part": d.subject, "health": d.health, "finding": d.finding, "remedy": d.remedy} for d in diagnoses
    ]
    return jsonify({"status": "failed" if failed else "ok", "parts": parts}), 503 if failed else 200
