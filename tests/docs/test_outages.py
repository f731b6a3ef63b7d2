"""The words by which the how-to names outages are those that the registry says, and none is left out."""

from __future__ import annotations

import re

from registry.domain.errors import GateUnavailableError, KeyUnavailableError
from registry.services.health import examinations
from registry.services.platform import Platform
from tests.docs.pages import DOCS, Page
from tools.reference.error_tree import error_tree

HOW_TO = Page(DOCS / "how-to" / "outages.md")


def said() -> set[str]:
    """The words in code of the tables."""
    rows = [line for line in HOW_TO.text.splitlines() if line.startswith("|")]
    return set(re.findall(r"`([a-z_]+)`", "\n".join(rows)))


def test_every_code_and_reason_is_one_that_is_answered() -> None:
    known = {error.code for error in error_tree()} | {error.reason for error in error_tree()}
    parts = {"database", "storage", "keys", "gate", "worker", "time"}
    other = {"queued", "doubtful", "serve", "worker", "keys"}
    assert said() - known - parts - other == set()


def test_every_reason_why_the_gate_is_silent_is_there_but_those_of_an_installation_that_never_ran() -> None:
    error_tree()
    reasons = {kind.reason for kind in GateUnavailableError.__subclasses__()} | {KeyUnavailableError.reason}
    assert reasons - said() == {"no_policy", "opa_version"}


def test_every_part_that_health_knows_is_there(platform: Platform) -> None:
    parts = {one.subject for one in examinations(platform)}
    assert parts - said() == {"schema"}
