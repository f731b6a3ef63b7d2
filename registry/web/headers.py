"""Headers on every answer: what a browser must not do with it.

The policy allows nothing inline, and scripts that are files of ours. Caches keep nothing but those, the
stylesheets and pictures; whatever address names their very content is kept for good.
"""

from __future__ import annotations

from flask import Flask, Response, request

from registry.web.edge import platform
from registry.web.ui.assets import is_current

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# `no-referrer` would make browsers send `Origin: null` with our own forms, which the check of forms refuses.
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ONE_YEAR = "max-age=31536000"


def set_security_headers(app: Flask) -> None:
    """Put the headers on every answer of the app, errors and files included."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    if platform().public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = _ONE_YEAR
    if not (request.endpoint or "").endswith("static"):
        response.headers.setdefault("Cache-Control", "no-store")
    elif is_current((request.view_args or {}).get("filename", ""), request.args.get("v")):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
