"""What the two versions are made of: files, signature, and what was said about them."""

from __future__ import annotations

import json
from typing import Any, Literal

from registry.contract.comparison import (
    FactChange,
    FieldChange,
    FileChange,
    FileChanges,
    SignatureChange,
)
from registry.contract.gate_input import SignatureInput
from registry.contract.models import FileRef, VersionView

_FACTS = ("framework", "code_commit", "environment")
_TABLES = ("parameters", "metrics", "tags")


def compare_files(before: list[FileRef], after: list[FileRef]) -> FileChanges:
    """The manifests, by path."""
    one, other = {file.path: file for file in before}, {file.path: file for file in after}
    paths = sorted({*one, *other})
    changed = [path for path in paths if _sha256(one.get(path)) != _sha256(other.get(path))]
    return FileChanges(
        changed=[_compare_file(path, one.get(path), other.get(path)) for path in changed],
        unchanged=len(paths) - len(changed),
    )


def compare_signatures(before: SignatureInput, after: SignatureInput) -> SignatureChange:
    """Inputs and outputs, by name.

    Callers have to change when an input is new or has another type, and when an output has gone or has
    another type. An input that has gone and an output that is new break nobody.
    """
    changed: list[FieldChange] = []
    unchanged = 0
    for side, old, new in (
        ("input", before.inputs, after.inputs),
        ("output", before.outputs, after.outputs),
    ):
        one, other = {field.name: field.type for field in old}, {field.name: field.type for field in new}
        for name in {**one, **other}:
            if one.get(name) == other.get(name):
                unchanged += 1
            else:
                changed.append(_compare_field(side, name, one.get(name), other.get(name)))  # type: ignore[arg-type]
    return SignatureChange(changed=changed, unchanged=unchanged)


def compare_facts(before: VersionView, after: VersionView) -> list[FactChange]:
    """What was said about the versions, where it is not the same."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in _FACTS}
    pairs["run"] = (before.run or "", after.run or "")
    for table in _TABLES:
        one: dict[str, Any] = getattr(before, table)
        other: dict[str, Any] = getattr(after, table)
        pairs |= {f"{table}: {key}": (one.get(key, ""), other.get(key, "")) for key in {**one, **other}}
    return [
        FactChange(name=name, before=_text(old), after=_text(new))
        for name, (old, new) in pairs.items()
        if old != new
    ]


def _compare_file(path: str, before: FileRef | None, after: FileRef | None) -> FileChange:
    return FileChange(
        path=path,
        before=_sha256(before),
        after=_sha256(after),
        before_size=before.size if before else None,
        after_size=after.size if after else None,
    )


def _sha256(file: FileRef | None) -> str | None:
    return file.sha256 if file else None


def _compare_field(
    side: Literal["input", "output"], name: str, before: str | None, after: str | None
) -> FieldChange:
    harmless = after is None if side == "input" else before is None
    return FieldChange(side=side, name=name, before=before, after=after, breaks=not harmless)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
