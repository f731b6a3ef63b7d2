"""Which rules each pack held, in the bundle that a decision was made under."""

from __future__ import annotations

from registry.domain.errors import IntegrityError
from registry.gate.library import read_policies
from registry.services.bundles import read_archived_bundle
from registry.services.context import Context


def rules_by_pack(context: Context, bundle_sha256: str) -> dict[str, list[str]]:
    """The ids of each pack's rules; empty for a bundle of a release whose form this one does not know."""
    bundle = read_archived_bundle(context, bundle_sha256)
    try:
        packs = read_policies(bundle.archive).library.packs
    except IntegrityError:
        return {}
    return {name: sorted(pack.rules) for name, pack in packs.items()}
