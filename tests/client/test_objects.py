"""Result objects: frozen, and lenient to servers that are newer than the client."""

from __future__ import annotations

import pydantic
import pytest

from modelwarden.objects.evidence import Evidence
from modelwarden.objects.people import IssuedToken

EVIDENCE = {
    "id": "1",
    "kind": "a kind that this client does not know",
    "assurance": "declared",
    "digest": f"sha256:{'0' * 64}",
    "produced_by": "emil",
    "produced_at": "2026-11-21T08:00:00.000Z",
    "newest": True,
    "a_field_of_tomorrow": {"deep": [1, 2]},
}


def test_words_and_fields_of_a_newer_server_are_taken_and_given_back() -> None:
    evidence = Evidence.model_validate(EVIDENCE)
    assert evidence.kind == "a kind that this client does not know"
    assert evidence.to_json() == EVIDENCE


def test_objects_cannot_be_changed() -> None:
    evidence = Evidence.model_validate(EVIDENCE)
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        setattr(evidence, "kind", "fairness")  # noqa: B010 - a plain assignment does not pass the type check


def test_the_secret_of_a_token_stays_out_of_its_text() -> None:
    issued = IssuedToken.model_validate(
        {
            "token": "mw_secret",
            "details": {
                "id": "1",
                "name": "n",
                "username": "emil",
                "scopes": ["read"],
                "project": None,
                "created_at": "",
                "expires_at": "",
                "last_used_at": None,
                "revoked_at": None,
            },
        }
    )
    assert "mw_secret" not in f"{issued!r} {issued}"
    assert "mw_secret" in issued.to_json().values()
