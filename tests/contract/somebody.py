"""Runs inside Schemathesis: sends the token of whoever it is to be, and another one when that was revoked.

Revoking tokens is part of the API, and whoever lists them may revoke the one that they are using. Without a
fresh one everything after that would be answered by 401, and no check would fail.
"""

from __future__ import annotations

import os
from typing import Any

import schemathesis

from tests.contract.tokens import ASK, TOKENS, good_token


@schemathesis.auth()
class Somebody:
    """One person with many tokens."""

    def get(self, _case: Any, _context: Any) -> str:  # noqa: ANN401 - Schemathesis' interface
        """The first token that is still good."""
        return good_token(os.environ[ASK], os.environ[TOKENS].split())

    def set(self, case: Any, token: str, _context: Any) -> None:  # noqa: ANN401 - as above
        """Log the request in."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
