"""Many tokens of one person, of which some may have been revoked."""

from __future__ import annotations

import httpx

TOKENS, ASK = "MODELWARDEN_CONTRACT_TOKENS", "MODELWARDEN_CONTRACT_ME"
"""Variables that hand a run its tokens, and the address that says whose a token is."""


def good_token(address: str, tokens: list[str]) -> str:
    """The first of these tokens that is good; raises `LookupError` when none is."""
    for token in tokens:
        headers = {"Authorization": f"Bearer {token}"}
        if httpx.get(address, headers=headers, trust_env=False).is_success:
            return token
    raise LookupError("every token was revoked")
