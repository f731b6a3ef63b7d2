"""`reference/rules.md`: every rule of the catalogue, from the annotations beside its code."""

from __future__ import annotations

from collections.abc import Iterator

from registry.gate.policy_shapes import Pack, Rule
from tools.reference.library import library
from tools.reference.markdown import code, codes, page, paragraph, table

_LEAD = (
    "Each rule is one Rego file under `policies/modelwarden/rules/`, and this page is made of the "
    "annotations in it. A rule is asked once all the places in the gate's input that it names are there, "
    "of the right type, and strong enough; otherwise it ends as `no_evidence`, which denies where the "
    "rule would. The references say what a rule helps with. They are no legal advice, and a passed rule "
    "is no finding of conformity."
)
_NO_WAIVER, _WAIVER = "none is possible", "possible, for a time and approved by somebody else"
_APPLIES = {"always": "every environment", "protected": "protected environments only"}


def rules_page() -> str:
    """The page."""
    rules = sorted(library().rules, key=lambda rule: rule.id)
    parts = [_overview(rules), "## Packs", *_packs()]
    return page("Rules and packs", _LEAD, [*parts, *(part for rule in rules for part in _rule(rule))])


def _overview(rules: list[Rule]) -> str:
    rows = [
        (f"[{rule.id}](#{rule.id.lower()})", rule.title, rule.severity, _enforcement(rule)) for rule in rules
    ]
    return table(["Rule", "Title", "Severity", "Packs"], rows)


def _enforcement(rule: Rule) -> str:
    held = ((name, pack.rules.get(rule.id)) for name, pack in library().packs.items())
    return ", ".join(f"{code(name)} ({how})" for name, how in held if how)


def _packs() -> Iterator[str]:
    yield paragraph(
        "A pack is a named set of rules, each with its enforcement: `deny` stands in the way, `warn` is "
        "told. Where two packs in force hold the same rule, `deny` counts."
    )
    for name, pack in library().packs.items():
        yield f"### {name}"
        yield f"{pack.title}. {pack.description}"
        yield "\n".join(f"- {line}" for line in _pack_facts(pack))


def _pack_facts(pack: Pack) -> Iterator[str]:
    yield f"In force: {_where(pack)}"
    if pack.reference:
        starts = f", applies from {pack.reference.applies_from}" if pack.reference.applies_from else ""
        yield f"Text: [{pack.reference.framework}]({pack.reference.url}): {pack.reference.citation}{starts}"
        if pack.reference.note:
            yield f"Note: {pack.reference.note}"
    for how in ("deny", "warn"):
        found = [id_ for id_, enforcement in sorted(pack.rules.items()) if enforcement == how]
        if found:
            yield f"Rules that {how}: {', '.join(f'[{id_}](#{id_.lower()})' for id_ in found)}"


def _where(pack: Pack) -> str:
    if pack.always:
        return "always"
    tiers = f"wherever the risk tier is {' or '.join(pack.tiers)}, and " if pack.tiers else ""
    return f"{tiers}in projects that choose it"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}"
    yield f"**{rule.title}.** {rule.description}"
    yield "\n".join(f"- {line}" for line in _facts(rule))
    yield f"**Remedy.** {rule.solution}"
    controls = [(control.framework, control.ref, control.text) for control in rule.controls]
    yield table(["Framework", "Reference", "What it asks, in our words"], controls)


def _facts(rule: Rule) -> Iterator[str]:
    yield f"Severity: {rule.severity}; applies to {_APPLIES[rule.applies]}; since policies {rule.since}"
    if rule.effective_on:
        yield f"Only warns before {rule.effective_on}"
    yield f"Packs: {_enforcement(rule)}"
    yield f"Waiver: {_NO_WAIVER if rule.unwaivable else _WAIVER}"
    yield f"Needs: {', '.join(f'{code(place)} ({kind})' for place, kind in sorted(rule.evidence.items()))}"
    links = (f"[{code(name)}](parameters.md)" for name in sorted(rule.params))
    yield f"Parameters: {', '.join(links) or 'none'}"
    yield f"Code: {codes([f'policies/modelwarden/rules/{rule.family}/{rule.name}.rego'])}"
