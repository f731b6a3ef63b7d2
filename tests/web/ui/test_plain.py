"""What pages show has its JSON, and nothing is written by accident."""

from __future__ import annotations

import pytest

from registry.contract.paging import Page
from registry.domain.roles import Role
from registry.web.ui.notes import NOTES
from registry.web.ui.plain import plain


def test_values_of_pages_have_their_json() -> None:
    assert plain({Role.OWNER: (1, None, 0.5)}) == {"owner": [1, None, 0.5]}
    assert plain(Page(["a"], "next")) == {"items": ["a"], "next": "next"}
    assert plain(frozenset({Role.VALIDATOR, Role.AUDITOR})) == ["auditor", "validator"]
    assert plain(NOTES["opened"]) == {"tone": "neutral", "text": NOTES["opened"].text}


def test_nothing_is_written_as_json_by_accident() -> None:
    with pytest.raises(TypeError, match="which has no JSON"):
        plain(object())
