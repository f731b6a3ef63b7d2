"""Every address that the application knows, with something in its place-holders."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from werkzeug.routing import Rule

_STAND_INS: dict[str, str | int] = {
    "model": "credit-scoring",
    "project": "retail-credit",
    "name": "training",
    "number": 1,
    "before": 1,
    "after": 2,
    "environment": "production",
    "path": "model.onnx",
    "pack": "core",
    "rule": "FAIR-001",
    "chart": "roc",
    "sha256": "sha256:" + "0" * 64,
    "digest": "sha256:" + "0" * 64,
    "filename": "tokens.css",
}
_SOME_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


def addresses(app: Flask, method: str, prefix: str = "ui.") -> list[str]:
    """The addresses of the endpoints under a prefix that take a method."""
    rules = [
        r for r in app.url_map.iter_rules() if r.endpoint.startswith(prefix) and method in (r.methods or ())
    ]
    with app.test_request_context(base_url="https://modelwarden.example"):
        return sorted({_fill(rule) for rule in rules})


def _fill(rule: Rule) -> str:
    values: dict[str, Any] = {name: _STAND_INS.get(name, _SOME_ID) for name in rule.arguments}
    return url_for(rule.endpoint, **values)
