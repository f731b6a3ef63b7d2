"""`reference/parameters.md`: the limits that rules compare with, and who may set them."""

from __future__ import annotations

from collections.abc import Iterator

from registry.gate.policy_shapes import Parameter
from tools.reference.library import kind_of, library, shown
from tools.reference.markdown import code, codes, page, paragraph, table

_LEAD = (
    "Limits are data in `policies/params/`; logic is Rego. The value that counts is the project's own, "
    "else that of the risk tier, else that of a pack in force, else the default. The heavier of the "
    "project's and the model's tier governs. What a project sets must at least be as strict as what would "
    "hold without it where the column says *tighten*; otherwise the gate reports a configuration error "
    "and allows nothing. Every decision lists each parameter that it used with its source."
)
_STRICT = {"higher": "higher is stricter", "lower": "lower is stricter", None: ""}


def parameters_page() -> str:
    """The page."""
    defaults = library().defaults
    rows = [_row(name, defaults[name]) for name in sorted(defaults)]
    headings = ["Parameter", "Meaning", "Kind", "Default", "A project may", "Used by"]
    return page("Parameters", _LEAD, [table(headings, rows), *_tiers(), *_packs(), *_how()])


def _row(name: str, parameter: Parameter) -> tuple[str, ...]:
    meaning = f"{parameter.title}. {parameter.source}".strip()
    kind = "; ".join(part for part in (kind_of(parameter), _STRICT[parameter.stricter]) if part)
    users = [rule.id for rule in library().rules if name in rule.params]
    return code(name), meaning, kind, code(shown(parameter.value)), parameter.project_may, _used_by(users)


def _used_by(rules: list[str]) -> str:
    links = (f"[{rule}](rules.md#{rule.lower()})" for rule in sorted(rules))
    return ", ".join(links) or "the gate itself"


def _tiers() -> Iterator[str]:
    yield "## What a risk tier changes"
    rows = [
        (tier, code(name), code(shown(value)))
        for tier, values in library().tiers.items()
        for name, value in sorted(values.items())
    ]
    yield table(["Tier", "Parameter", "Value"], rows)
    silent = [tier for tier, values in library().tiers.items() if not values]
    if silent:
        yield f"Nothing of its own: {codes(silent)}."


def _packs() -> Iterator[str]:
    rows = [
        (code(pack), code(name), code(shown(value)))
        for pack, found in library().packs.items()
        for name, value in sorted(found.parameters.items())
    ]
    if rows:
        yield "## What a pack changes"
        yield table(["Pack", "Parameter", "Value"], rows)


def _how() -> Iterator[str]:
    yield "## Setting one for a project"
    yield paragraph(
        "`modelwarden project change PROJECT --parameters FILE` takes a JSON object from names to values; "
        'it replaces all of the project\'s parameters. A fraction is written `{"num": 9, "den": 10}`: '
        "limits are exact, and never floating point numbers."
    )
