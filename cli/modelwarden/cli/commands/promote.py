"""`modelwarden promote`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ModelName, Reason, Timeout, VersionNumber, Yes
from modelwarden.cli.output import Column, show_all
from modelwarden.cli.printable import moment
from modelwarden.cli.promotion_output import show_checks, show_promotion, show_report
from modelwarden.cli.prompts import ask, confirm
from modelwarden.cli.session import connect
from modelwarden.cli.verdicts import end_if_refused, verdict_of, wait_for_verdict
from modelwarden.cli.writes import writes
from modelwarden.errors import ConflictError, GateRefusedError
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.promotions import Promotion, PromotionRequest

app = noun_app("promote")

_COLUMNS: tuple[Column[PromotionRequest], ...] = (
    Column("Id", lambda request: request.id, whole=True),
    Column("Version", lambda request: f"{request.model} v{request.version}", "bold"),
    Column("To", lambda request: request.environment),
    Column("State", lambda request: request.state),
    Column("Opened", lambda request: f"{moment(request.opened_at)} by {request.opened_by}"),
)

PromotionId = Annotated[str, typer.Argument(metavar="PROMOTION", help="The request's id.")]
Environment = Annotated[str, typer.Option("--to", help="The environment.")]
WaitForPeople = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait while signatures are owed.")]
Form = Annotated[
    Literal["github", "gitlab", "junit", "sarif"] | None,
    typer.Option("--format", help="For a CI system: annotations, code quality, JUnit, or SARIF 2.1.0."),
]
Role = Literal["validator", "risk_reviewer", "legal_reviewer"]


@app.command("open")
@writes
def open_promotion(
    model: ModelName,
    version: VersionNumber,
    *,
    to: Environment,
    reason: Reason = None,
    wait: WaitForPeople = False,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a version to enter an environment. Ends with status 3 when the gate refuses it as it is.

    With --wait it ends as `promote checks` does: 0 when the gate allows it, 8 when something is owed.
    """
    why = ask(reason, "Why should it go there?", "--reason")
    with connect() as client:
        promotion = client.promotions.open(model, version, environment=to, reason=why)
        promotion = wait_for_verdict(client, promotion, timeout) if wait else promotion
        show_promotion(client, promotion, as_json=as_json)
    end_if_refused(promotion)
    if wait:
        raise typer.Exit(verdict_of(promotion))


@app.command()
@writes
def rollback(model: ModelName, *, to: Environment, reason: Reason = None, as_json: AsJson = False) -> None:
    """Ask for the version that was there before to come back; the gate judges it like any other."""
    why = ask(reason, "Why should it come back?", "--reason")
    with connect() as client:
        promotion = client.promotions.open_rollback(model, environment=to, reason=why)
        show_promotion(client, promotion, as_json=as_json)
    end_if_refused(promotion)


@app.command("list")
def list_promotions(
    *,
    model: Annotated[str | None, typer.Option(help="Of this model only.")] = None,
    state: Annotated[
        Literal["open", "refused", "ready", "applied", "withdrawn"] | None,
        typer.Option(help="In this state only."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Promotion requests, newest first."""
    with connect() as client:
        found = client.promotions.list(model=model, state=state)
    show_all(found, _COLUMNS, as_json=as_json, empty="No requests. Open one with `modelwarden promote open`.")


@app.command()
def show(promotion: PromotionId, *, as_json: AsJson = False) -> None:
    """One request: what fails, what is owed, who signed, what to do next."""
    with connect() as client:
        show_promotion(client, client.promotions.get(promotion), as_json=as_json)


@app.command()
@writes
def checks(
    promotion: PromotionId,
    *,
    again: Annotated[bool, typer.Option("--again", help="Have the gate judge it again first.")] = False,
    wait: WaitForPeople = False,
    timeout: Timeout = None,
    form: Form = None,
    file: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="The file of your repository that findings are shown at."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What the gate says, check by check. Ends with 0 when it allows, 8 when something is owed, else 3."""
    with connect() as client:
        found = client.promotions.check(promotion) if again else client.promotions.get(promotion)
        found = wait_for_verdict(client, found, timeout) if wait else found
        if form is None:
            show_checks(client, found, as_json=as_json)
        else:
            show_report(found, form, file or found.model)
    raise typer.Exit(verdict_of(found))


@app.command()
@writes
def review(  # noqa: PLR0913 - the parts of a signature
    promotion: PromotionId,
    *,
    role: Annotated[Role, typer.Option(help="The role that you sign in.")],
    approve: Annotated[bool, typer.Option("--approve", help="It may go.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It must not go.")] = False,
    request_changes: Annotated[bool, typer.Option("--request-changes", help="Not like this.")] = False,
    meaning: Annotated[str | None, typer.Option(help="What your signature stands for.")] = None,
    comment: Annotated[str, typer.Option(help="Anything else.")] = "",
    decision: Annotated[
        str | None, typer.Option(metavar="DECISION", help="Sign only if this is still the current decision.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Sign a review of what the request's current decision shows."""
    verdict = _one_verdict(approve=approve, reject=reject, request_changes=request_changes)
    stands_for = ask(meaning, "What does your signature stand for?", "--meaning")
    with connect() as client:
        seen = client.promotions.get(promotion)
        _require_decision(seen, decision)
        if not yes and sys.stdin.isatty():
            show_promotion(client, seen, as_json=False)
        confirm(f"Sign as {spoken(role)}: {spoken(verdict)}?", yes=yes)
        signed = client.promotions.review(
            seen, role=role, verdict=verdict, meaning=stands_for, comment=comment
        )
        show_promotion(client, signed, as_json=as_json)


@app.command("apply")
@writes
def apply_promotion(promotion: PromotionId, *, as_json: AsJson = False) -> None:
    """Move the alias, if the gate allows it at this moment. Ends with status 3 when it does not."""
    with connect() as client:
        try:
            applied = client.promotions.apply(promotion)
        except GateRefusedError as refused:
            show_promotion(client, refused.promotion, as_json=as_json)
            raise
        show_promotion(client, applied, as_json=as_json)


@app.command()
@writes
def withdraw(promotion: PromotionId, *, as_json: AsJson = False) -> None:
    """Give a request up."""
    with connect() as client:
        show_promotion(client, client.promotions.withdraw(promotion), as_json=as_json)


@app.command("break-glass")
@writes
def break_glass(
    promotion: PromotionId,
    *,
    reason: Reason = None,
    second: Annotated[bool, typer.Option("--confirm", help="Be the second person: the alias moves.")] = False,
    asked: Annotated[
        str | None,
        typer.Option(
            metavar="DIGEST", help="Confirm only if break_glass_digest of the request is still this."
        ),
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Move the alias whatever the gate says: one person asks with a reason, a second confirms."""
    if asked is not None and not second:
        raise typer.BadParameter("It goes with --confirm.", param_hint="--asked")
    why = "" if second else ask(reason, "Why can this not wait for the gate?", "--reason")
    with connect() as client:
        if second:
            found = _confirm_break_glass(client, client.promotions.get(promotion), asked, yes=yes)
        else:
            found = client.promotions.break_glass(promotion, reason=why)
        show_promotion(client, found, as_json=as_json)


def _confirm_break_glass(client: Client, seen: Promotion, asked: str | None, *, yes: bool) -> Promotion:
    if asked is not None and asked != seen.request.break_glass_digest:
        raise ConflictError(
            "What you would answer for has changed since you looked.",
            why=f"It is {seen.request.break_glass_digest or 'nothing'} now, and you saw {asked}.",
            remedy="Look at the request as it is now, then confirm.",
        )
    if not yes and sys.stdin.isatty():
        show_promotion(client, seen, as_json=False)
    confirm("Move the alias in spite of the gate, and answer for it?", yes=yes)
    return client.promotions.confirm_break_glass(seen)


def _one_verdict(**chosen: bool) -> str:
    verdicts = [name for name, given in chosen.items() if given]
    if len(verdicts) != 1:
        raise typer.BadParameter("Give one of --approve, --reject and --request-changes.")
    return verdicts[0]


def _require_decision(promotion: Promotion, expected: str | None) -> None:
    current = promotion.decision.id if promotion.decision else None
    if expected is not None and current != expected:
        raise ConflictError(
            "The request has been judged again since.",
            why=f"Its current decision is {current}, and you saw {expected}.",
            remedy="Look at it again, then sign.",
        )
