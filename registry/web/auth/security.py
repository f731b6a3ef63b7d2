"""What the edge is told about log-ins and sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from flask import current_app

from registry.services.login_attempts import LogInLimits

SECURITY = "MODELWARDEN_SECURITY"


@dataclass(frozen=True, slots=True)
class Security:
    """`trusted_proxies` is how many proxies of ours stand before the server and add to `X-Forwarded-For`."""

    session_hours: int = 12
    session_idle: timedelta = timedelta(hours=2)
    log_in: LogInLimits = field(default_factory=LogInLimits)
    trusted_proxies: int = 0


def security() -> Security:
    """As the app that serves this request was told."""
    return cast("Security", current_app.config[SECURITY])
