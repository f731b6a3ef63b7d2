"""`/-/live`, `/-/ready`, `/-/health`: is this installation able to do its work, part by part."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify

from registry.domain.diagnosis import Diagnosis, Health
from registry.services.health import examine, examine_readiness
from registry.web.edge import platform

blueprint = Blueprint("health", __name__)


@blueprint.get("/-/live")
def live() -> Response:
    """The process answers; it asks nobody. When this fails, restart the process."""
    return jsonify({"status": "ok"})


@blueprint.get("/-/ready")
def ready() -> tuple[Response, int]:
    """Whether to send requests here: database, schema, storage, keys, and OPA with the policy in force."""
    return _answer(examine_readiness(platform()))


@blueprint.get("/-/health")
def health() -> tuple[Response, int]:
    """Every part, the worker too, with what is wrong with it; 503 when one of them fails."""
    return _answer(examine(platform()))


def _answer(diagnoses: Sequence[Diagnosis]) -> tuple[Response, int]:
    failed = any(one.health is Health.FAILED for one in diagnoses)
    parts = [
        {"part": d.subject, "health": d.health, "finding": d.finding, "remedy": d.remedy} for d in diagnoses
    ]
    return jsonify({"status": "failed" if failed else "ok", "parts": parts}), 503 if failed else 200
