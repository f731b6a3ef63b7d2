"""What Rego may use: OPA's own list without everything that looks outside, forges, or guesses.

`python -m registry.gate.capabilities policies/capabilities.json` writes the file again from the OPA found.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from registry.gate.binary import find_opa
from registry.gate.opa_command import run_opa

WITHHELD = frozenset(
    {
        # They ask the network, the process, the clock or chance, so a decision would not replay.
        "http.send",
        "io.jwt.decode_verify",
        "net.lookup_ip_addr",
        "opa.runtime",
        "rand.intn",
        "time.now_ns",
        "uuid.rfc4122",
        # They sign and read keys; a policy holds no secrets.
        "crypto.parse_private_keys",
        "crypto.x509.parse_keypair",
        "crypto.x509.parse_rsa_private_key",
        "io.jwt.encode_sign",
        "io.jwt.encode_sign_raw",
        "providers.aws.sign_req",
        # They write to OPA's own output.
        "print",
        "trace",
    }
)
"""Certificates are verified against the machine's clock and so are withheld by prefix, see `restricted`."""

_CLOCK_PREFIX = "crypto.x509.parse_and_verify"
_FEATURES = ("keywords_in_refs", "rego_v1")
"""Language features of the oldest OPA that may decide; newer syntax would lock it out."""


def restricted(capabilities: dict[str, Any]) -> dict[str, Any]:
    """Return OPA's capabilities without what is withheld; remote schemas (`allow_net`) are forbidden too."""
    builtins = [
        builtin
        for builtin in capabilities["builtins"]
        if builtin["name"] not in WITHHELD and not builtin["name"].startswith(_CLOCK_PREFIX)
    ]
    return {"builtins": builtins, "features": list(_FEATURES), "allow_net": []}


def read_capabilities(opa: Path) -> dict[str, Any]:
    """Return what an OPA can do, in its own words."""
    stated: dict[str, Any] = json.loads(run_opa(opa, ["capabilities", "--current"]).stdout)
    return stated


def write_capabilities(opa: Path, target: Path) -> None:
    """Write the restricted capabilities of an OPA."""
    text = json.dumps(restricted(read_capabilities(opa)), indent=1, ensure_ascii=False)
    target.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write_capabilities(find_opa(), Path(sys.argv[1]))
