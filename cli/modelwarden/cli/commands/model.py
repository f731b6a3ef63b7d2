"""`modelwarden model`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ModelName, ProjectName, RiskTier, parse_pairs
from modelwarden.cli.output import Column, show_all, show_json, show_one
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.namespaces.models import ModelFacts, ModelFilters
    from modelwarden.objects.facets import Deployment, FacetCount
    from modelwarden.objects.models import Model

app = noun_app("model")

_COLUMNS: tuple[Column[Model], ...] = (
    Column("Name", lambda model: model.name, "bold"),
    Column("Project", lambda model: model.project),
    Column("Risk tier", lambda model: model.risk_tier),
    Column("Versions", lambda model: model.versions, right=True),
    Column("Aliases", lambda model: [f"@{alias.alias} v{alias.version}" for alias in model.aliases]),
    Column("Owner", lambda model: model.owner),
)
_FIELDS: tuple[Column[Model], ...] = (
    *_COLUMNS,
    Column("Accountable person", lambda model: model.accountable_person),
    Column("Intended purpose", lambda model: model.intended_purpose),
    Column("On call", lambda model: model.on_call),
    Column("Escalation path", lambda model: model.escalation_path),
    Column("Runbook", lambda model: model.runbook),
    Column("Fallback", lambda model: model.fallback),
    Column("Tags", lambda model: model.tags),
    Column("Created", lambda model: f"{moment(model.created_at)} by {model.created_by}"),
)

_COUNTS: tuple[Column[FacetCount], ...] = (
    Column("Facet", lambda one: spoken(one.facet)),
    Column("Value", lambda one: one.value or "nobody said", "bold", piped=lambda one: one.value),
    Column("Models", lambda one: one.count, right=True),
)
_DEPLOYMENTS: tuple[Column[Deployment], ...] = (
    Column("Environment", lambda one: one.environment, "bold"),
    Column("Alias", lambda one: f"@{one.alias}"),
    Column("Version", lambda one: one.version, right=True),
    Column("Since", lambda one: moment(one.since)),
    Column("Policy", lambda one: spoken(one.policy), piped=lambda one: one.policy),
    Column("Let in under", lambda one: one.policy_revision),
)

Owner = Annotated[str | None, typer.Option(help="The team or person that owns it.")]
Accountable = Annotated[str | None, typer.Option(help="The person who answers for it.")]
Purpose = Annotated[str | None, typer.Option(help="What it is for.")]
OnCall = Annotated[str | None, typer.Option(help="Whom to call when it misbehaves.")]
Escalation = Annotated[str | None, typer.Option(help="Whom to call after that.")]
Runbook = Annotated[str | None, typer.Option(help="Where it says what to do.")]
Fallback = Annotated[str | None, typer.Option(help="What takes over when it is switched off.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="KEY=VALUE", help="May be given again.")]


@app.command()
@writes
def create(  # noqa: PLR0913 - what is said about a model
    name: ModelName,
    project: ProjectName,
    *,
    risk_tier: Annotated[RiskTier, typer.Option(help="How much may go wrong for people.")],
    owner: Owner = None,
    accountable_person: Accountable = None,
    intended_purpose: Purpose = None,
    on_call: OnCall = None,
    escalation_path: Escalation = None,
    runbook: Runbook = None,
    fallback: Fallback = None,
    tag: Tags = None,
    as_json: AsJson = False,
) -> None:
    """Add a registered model to a project."""
    facts = _facts(
        tag,
        owner=owner,
        accountable_person=accountable_person,
        intended_purpose=intended_purpose,
        on_call=on_call,
        escalation_path=escalation_path,
        runbook=runbook,
        fallback=fallback,
    )
    with connect() as client:
        made = client.models.create(project, name, risk_tier=risk_tier, **facts)
    show_one(made, _FIELDS, as_json=as_json)


@app.command()
@writes
def change(  # noqa: PLR0913 - what is said about a model
    name: ModelName,
    *,
    risk_tier: Annotated[RiskTier | None, typer.Option(help="How much may go wrong for people.")] = None,
    owner: Owner = None,
    accountable_person: Accountable = None,
    intended_purpose: Purpose = None,
    on_call: OnCall = None,
    escalation_path: Escalation = None,
    runbook: Runbook = None,
    fallback: Fallback = None,
    tag: Tags = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; what is left out stays. Tags are replaced as a whole."""
    facts = _facts(
        tag,
        owner=owner,
        accountable_person=accountable_person,
        intended_purpose=intended_purpose,
        on_call=on_call,
        escalation_path=escalation_path,
        runbook=runbook,
        fallback=fallback,
    )
    with connect() as client:
        changed = client.models.change(name, risk_tier=risk_tier, **facts)
    show_one(changed, _FIELDS, as_json=as_json)


@app.command("list")
def list_models(
    *,
    project: Annotated[str | None, typer.Option(help="In this project only.")] = None,
    risk_tier: Annotated[RiskTier | None, typer.Option(help="Of this risk tier only.")] = None,
    owner: Annotated[str | None, typer.Option(help="Of this owner only.")] = None,
    environment: Annotated[str | None, typer.Option(help="With something in this environment.")] = None,
    policy: Annotated[
        Literal["in_force", "older", "not_allowed", "none"] | None,
        typer.Option(help="Let in under the policy in force, under an older one, or without its leave."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The models that you may read."""
    filters: ModelFilters = {}
    for name, value in (
        ("project", project),
        ("risk_tier", risk_tier),
        ("owner", owner),
        ("environment", environment),
        ("policy", policy),
    ):
        if value is not None:
            filters[name] = value  # type: ignore[literal-required]
    with connect() as client:
        found = client.models.list(**filters)
    show_all(
        found, _COLUMNS, as_json=as_json, empty="No models yet. Add one with `modelwarden model create`."
    )


@app.command()
def facets(*, as_json: AsJson = False) -> None:
    """How many models there are by project, risk tier, owner, environment and policy."""
    with connect() as client:
        found = client.models.facets()
    if as_json:
        show_json(found.to_json())
        return
    show_all(found.counts, _COUNTS, as_json=False, empty="No models yet.")


@app.command()
def deployments(name: ModelName, *, as_json: AsJson = False) -> None:
    """What is in each environment, and how its decision stands to the policy in force."""
    with connect() as client:
        found = client.models.deployments(name)
    show_all(found, _DEPLOYMENTS, as_json=as_json, empty="Nothing of it is in an environment.")


@app.command()
def show(name: ModelName, *, as_json: AsJson = False) -> None:
    """One model."""
    with connect() as client:
        found = client.models.get(name)
    show_one(found, _FIELDS, as_json=as_json)


def _facts(tags: list[str] | None, **texts: str | None) -> ModelFacts:
    facts: ModelFacts = {name: text for name, text in texts.items() if text is not None}  # type: ignore[assignment]
    if tags:
        facts["tags"] = parse_pairs(tags)
    return facts
