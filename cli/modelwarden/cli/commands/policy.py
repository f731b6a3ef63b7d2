"""`modelwarden policy`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, show_all, show_json, show_line, show_one
from modelwarden.cli.printable import moment, short
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.decisions import Finding
    from modelwarden.objects.policies import Pack, ParameterInForce, PolicyChange, Revision, Rule

app = noun_app("policy")

_RULES: tuple[Column[Rule], ...] = (
    Column("Rule", lambda rule: rule.id, "bold", whole=True),
    Column("Title", lambda rule: rule.title),
    Column("Severity", lambda rule: rule.severity),
    Column("Packs", lambda rule: list(rule.packs)),
)
_RULE: tuple[Column[Rule], ...] = (
    *_RULES,
    Column("Asks", lambda rule: rule.description),
    Column("Remedy", lambda rule: rule.solution),
    Column("Reads", lambda rule: list(rule.evidence)),
    Column("Parameters", lambda rule: list(rule.params)),
    Column("Helps with", lambda rule: [f"{control.framework} {control.ref}" for control in rule.controls]),
    Column("Effective", lambda rule: moment(rule.effective_on) if rule.effective_on else "now"),
)
_PACK: tuple[Column[Pack], ...] = (
    Column("Pack", lambda pack: pack.name, "bold"),
    Column("Title", lambda pack: pack.title),
    Column("Always", lambda pack: pack.always),
    Column("Tiers", lambda pack: list(pack.tiers)),
    Column("About", lambda pack: pack.description),
    Column("Rules", lambda pack: [f"{rule} ({what})" for rule, what in pack.rules.items()]),
)
_REVISIONS: tuple[Column[Revision], ...] = (
    Column("Revision", lambda one: one.revision, "bold", whole=True),
    Column("In force", lambda one: one.in_force),
    Column("Published", lambda one: moment(one.published_at)),
    Column("Bundle", lambda one: short(one.bundle), piped=lambda one: one.bundle),
)
_CHANGES: tuple[Column[PolicyChange], ...] = (
    Column("Kind", lambda one: one.kind),
    Column("Name", lambda one: one.name, "bold"),
    Column("Change", lambda one: one.what),
    Column("Field", lambda one: one.field),
    Column("Before", lambda one: _value(one.before)),
    Column("After", lambda one: _value(one.after)),
)
_PARAMETERS: tuple[Column[ParameterInForce], ...] = (
    Column("Parameter", lambda one: one.name, "bold", whole=True),
    Column("Value", lambda one: _value(one.value)),
    Column("From", lambda one: one.source),
    Column("Meaning", lambda one: one.title),
)
_FINDINGS: tuple[Column[Finding], ...] = (
    Column("Finding", lambda one: one.msg),
    Column("Actual", lambda one: one.observed, "bold"),
    Column("Limit", lambda one: one.threshold),
    Column("Read from", lambda one: list(one.evidence)),
    Column("Remedy", lambda one: one.solution),
)

RuleId = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id, e.g. FAIR-001.")]


@app.command("list")
def list_rules(*, as_json: AsJson = False) -> None:
    """The rules of the bundle in force; with --json also packs and parameters."""
    with connect() as client:
        found = client.policies.get()
    if as_json:
        show_json(found.to_json())
        return
    show_all(found.rules, _RULES, as_json=False)


@app.command()
def rule(
    rule: RuleId,
    *,
    source: Annotated[bool, typer.Option("--source", help="Print its Rego alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """One rule: what it asks, what it reads, what it helps with."""
    with connect() as client:
        found = client.policies.get_rule(rule)
    if source:
        for line in found.source.splitlines():
            show_line(line)
    elif as_json:
        show_json(found.to_json())
    else:
        show_one(found.rule, _RULE, as_json=False)


@app.command()
def pack(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The pack's name.")], *, as_json: AsJson = False
) -> None:
    """One pack, and what each of its rules does where it fails."""
    with connect() as client:
        show_one(client.policies.get_pack(pack), _PACK, as_json=as_json)


@app.command()
def revisions(*, as_json: AsJson = False) -> None:
    """The bundles that were ever published, newest first."""
    with connect() as client:
        found = client.policies.revisions()
    show_all(found.revisions, _REVISIONS, as_json=as_json)


@app.command()
def changes(
    bundle: Annotated[str, typer.Argument(metavar="BUNDLE", help="sha256:... of the bundle.")],
    *,
    as_json: AsJson = False,
) -> None:
    """What a bundle changed against the one before it."""
    with connect() as client:
        found = client.policies.changes(bundle)
    show_all(
        found.changes,
        _CHANGES,
        as_json=as_json,
        empty="Nothing that decides." if found.since else "It is the first one that was published.",
    )


@app.command("in-force")
def in_force(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project.")],
    *,
    as_json: AsJson = False,
) -> None:
    """The parameters in force in a project, with where each value comes from."""
    with connect() as client:
        found = client.policies.in_force(project)
    if as_json:
        show_json(found.to_json())
        return
    show_all(
        found.parameters,
        _PARAMETERS,
        as_json=False,
        empty="The gate was not asked about this project yet.",
    )


@app.command()
def explain(
    promotion: Annotated[str, typer.Argument(metavar="PROMOTION", help="The request's id.")],
    rule: RuleId,
    *,
    trace: Annotated[
        Literal["fails", "full"] | None,
        typer.Option(help="Print OPA's trace on the stored input: what failed, or every step."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What a rule found in a request's latest decision, or how OPA came to it."""
    with connect() as client:
        if trace:
            told = client.policies.trace(promotion, rule, detail=trace)
            if as_json:
                show_json(told.to_json())
                return
            for line in told.trace.splitlines():
                show_line(line)
            return
        found = client.policies.check(promotion, rule)
    if as_json:
        show_json(found.to_json())
        return
    show_all(found.findings, _FINDINGS, as_json=False, empty=f"{rule} found nothing: {found.status}.")


def _value(value: Any) -> str:  # noqa: ANN401 - any JSON
    match value:
        case None:
            return ""
        case str():
            return value
        case {"num": int(num), "den": int(den)}:
            return f"{num}/{den}"
        case list():
            return ", ".join(_value(item) for item in value)
        case _:
            return json.dumps(value, ensure_ascii=False)
