"""Every refusal that the server words itself says what to do about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from registry.domain import errors

ROOT = Path(errors.__file__).parents[1]
# This one words itself.
KINDS = {name for name in vars(errors) if name.endswith("Error")} - {"WrongOffsetError"}
# What these raise is told by a step of a verification, or has its remedy from elsewhere.
LAYERS = ("domain", "services", "web")


def refusals() -> Iterator[tuple[str, ast.Call]]:
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if named and node.func.id in KINDS and node.args:  # type: ignore[attr-defined]
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node  # type: ignore[misc,attr-defined]


def test_every_refusal_names_a_remedy() -> None:
    found = list(refusals())
    assert len(found) > 100
    bare = [where for where, call in found if "remedy" not in {each.arg for each in call.keywords}]
    assert bare == []
