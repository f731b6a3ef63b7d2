"""What a managed OPA is started with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.gate.bundle_signature import SCOPE
from registry.gate.entrypoint import BUNDLE, PATH
from registry.gate.input_document import MAX_INPUT_BYTES

_ENVELOPE_BYTES = 1024  # `{"input": ...}` around the input document.


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """Plain values; the registry need not be up when the child starts.

    Args:
        opa: the binary.
        runtime: the directory for its socket, configuration and log (see `runtime_directory`).
        registry_url: of the registry that serves the bundle at `bundle_path`.
        bundle_path: relative to that.
        bundle_token: the bearer token with which OPA fetches it.
        public_keys: PEM by key id, of every key whose bundles OPA is to take. Never empty.
        poll_seconds: shortest and longest pause between two looks for a new bundle.
        patience: seconds of silence after which an OPA that hangs is ended, and another one started.
    """

    opa: Path
    runtime: Path
    registry_url: str
    bundle_token: str
    public_keys: Mapping[str, str]
    bundle_path: str = "bundles/modelwarden.tar.gz"
    poll_seconds: tuple[int, int] = (1, 5)
    patience: float = 15.0

    def __post_init__(self) -> None:
        """Refuse to run an OPA that would take unsigned policies."""
        if not self.public_keys:
            msg = "an OPA without verification keys would take any policies"
            raise ValueError(msg)

    @property
    def configuration_file(self) -> Path:
        """OPA's configuration; private, as it holds the token."""
        return self.runtime / "opa.json"

    @property
    def log_file(self) -> Path:
        """OPA's own log, JSON lines."""
        return self.runtime / "opa.log"

    @property
    def lock_file(self) -> Path:
        """Held by the one process of the installation that runs OPA."""
        return self.runtime / "opa.lock"


def child_configuration(settings: ChildSettings) -> str:
    """OPA's configuration file. Its documentation, "Configuration", has every key."""
    shortest, longest = settings.poll_seconds
    document: dict[str, Any] = {
        "services": {
            BUNDLE: {
                "url": settings.registry_url,
                "credentials": {"bearer": {"token": settings.bundle_token}},
            }
        },
        "keys": {
            key_id: {"algorithm": "ES256", "key": pem, "scope": SCOPE}
            for key_id, pem in settings.public_keys.items()
        },
        "bundles": {
            BUNDLE: {
                "service": BUNDLE,
                "resource": settings.bundle_path,
                # Naming the scope here is what makes a signature required and not just checked if present.
                "signing": {"scope": SCOPE},
                "polling": {"min_delay_seconds": shortest, "max_delay_seconds": longest},
            }
        },
        "default_decision": f"/{PATH}",
        # Without a decision log OPA gives no decision ids. Input and result are masked by the policies.
        "decision_logs": {"console": True, "mask_decision": "/modelwarden/log/mask"},
        # For GET /v1/status alone. To the console, each look for a bundle would be 75 kB of log.
        "status": {"prometheus": True},
        "server": {"decoding": {"max_length": MAX_INPUT_BYTES + _ENVELOPE_BYTES}},
    }
    return json.dumps(document, indent=1)


def child_command(settings: ChildSettings, socket: Path) -> list[str]:
    """The command line that runs it, on a socket that only this user may open."""
    return [
        str(settings.opa.absolute()),
        *("run", "--server", "--skip-version-check", "--log-level-request", "debug"),
        *("--addr", f"unix://{socket}", "--unix-socket-perm", "600", "--shutdown-grace-period", "2"),
        *("--config-file", str(settings.configuration_file)),
    ]
