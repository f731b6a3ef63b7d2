"""The one document that OPA is ever asked for, and the bundle that it comes from."""

from __future__ import annotations

BUNDLE = "modelwarden"
"""The bundle's name in OPA's configuration and provenance; also the root of all its documents."""

PATH = "modelwarden/gate/decision"
"""The decision's path in OPA's data API."""

QUERY = "data.modelwarden.gate.decision"
"""The same in Rego."""
