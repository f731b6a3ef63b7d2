"""What the policies may use: OPA's own list, without what looks outside."""

from __future__ import annotations

import json

from registry.gate.capabilities import WITHHELD, read_capabilities, restricted
from tests.policies.workspace import POLICIES, opa

OURS = json.loads((POLICIES / "capabilities.json").read_text())
NAMES = {builtin["name"] for builtin in OURS["builtins"]}


def test_the_file_is_opas_own_list_without_what_is_withheld() -> None:
    assert restricted(read_capabilities(opa())) == OURS, (
        "run `python -m registry.gate.capabilities policies/capabilities.json`"
    )


def test_nothing_that_is_withheld_is_there() -> None:
    known = {builtin["name"] for builtin in read_capabilities(opa())["builtins"]}

    assert known >= WITHHELD, "a withheld name that OPA does not know is a misspelling"
    assert NAMES.isdisjoint(WITHHELD)
    assert not [name for name in NAMES if name.startswith(("http.", "net.lookup", "rand.", "uuid.rfc"))]


def test_only_schema_checks_are_called_nondeterministic_and_they_cannot_look_outside() -> None:
    """OPA marks these two so because a schema may refer to the network; here it may not."""
    marked = {builtin["name"] for builtin in OURS["builtins"] if builtin.get("nondeterministic")}

    assert marked == {"json.match_schema", "json.verify_schema"}
    assert OURS["allow_net"] == []


def test_no_syntax_that_the_oldest_opa_lacks() -> None:
    assert OURS["features"] == ["keywords_in_refs", "rego_v1"]
