"""The reference is what the code says now; `make docs` brings it up to date."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.docs.pages import REFERENCE, ROOT
from tools.docs import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    kept = (REFERENCE / name).read_text("utf-8").splitlines()
    made = PAGES[name]().splitlines()
    for number, (old, new) in enumerate(zip(kept, made, strict=False), start=1):
        assert old == new, f"docs/reference/{name}, line {number}: run `make docs`"
    assert len(kept) == len(made), f"docs/reference/{name}: run `make docs`"


def test_pages_depend_on_nothing_around_them() -> None:
    """Another hash seed, another terminal, other settings: the same pages."""
    around = {"PYTHONHASHSEED": "7", "COLUMNS": "33", "MODELWARDEN_PORT": "9999", "LC_ALL": "C"}
    check = [sys.executable, "tools/docs.py", "--check"]
    done = subprocess.run(
        check, cwd=ROOT, env={**os.environ, **around}, stdout=subprocess.PIPE, text=True, check=False
    )
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("settings.md", "`MODELWARDEN_DATABASE_POOL` | integer, at least 1, at most 200 | `10`"),
        ("errors.md", "| `gate_refused` | 409 | 3 |"),
        ("errors.md", "| `gate_unavailable` | 503 | 7 |"),
        ("rules.md", "## FAIR-001"),
        ("parameters.md", "| high | `fairness.opportunity_difference_max` | `3/20` |"),
        ("api.md", "| POST | `/api/v1/promotions/<promotion_id>/apply` |"),
        ("cli.md", "### modelwarden promote open"),
        ("evidence-and-decision-schemas.md", "### FairnessBody"),
    ],
)
def test_a_page_says_what_a_reader_looks_for(page: str, said: str) -> None:
    """What the generator must not lose without anybody noticing."""
    assert said in (REFERENCE / page).read_text("utf-8")
