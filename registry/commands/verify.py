"""`modelwarden verify PATH`: check a sealed report or a whole directory, with no server and no account."""

from __future__ import annotations

import functools
import itertools
import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.commands.failures import failures_explained

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from rich.table import Table

    from registry.trust.verification.bundles import Replay
    from registry.trust.verification.steps import VerificationReport, VerificationStep

# A callback and no command, so that `verify` itself takes the path; options may follow it.
app = typer.Typer(context_settings={"allow_interspersed_args": True}, subcommand_metavar="")

_SIGNS = {"passed": "[green]pass[/]", "failed": "[bold red]FAIL[/]", "not_checked": "[yellow]not checked[/]"}


@app.callback(invoke_without_command=True)
def verify(
    path: Annotated[
        Path,
        typer.Argument(
            help="A sealed PDF, an attestation, evidence, events.jsonl, a decision, or a directory."
        ),
    ],
    root: Annotated[
        Path | None,
        typer.Option(
            help="PEM file of the root certificates that a seal must lead to: proves identity, too."
        ),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(help="PEM file of a public key that attestations and bundles must be signed by."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Verify a file or a directory offline. Ends with 0 only if nothing failed."""
    with failures_explained():
        report = _verify(path, root, key or [])
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    else:
        _print_table(report)
    raise typer.Exit(0 if report.passed else 1)


def _verify(path: Path, root: Path | None, keys: list[Path]) -> VerificationReport:
    from registry.trust.verification.context import VerifierContext
    from registry.trust.verification.paths import verify_path

    context = VerifierContext(
        roots=_roots(root) if root is not None else None,
        keys=[_public_key(one) for one in keys],
        replay=_replay() if path.is_dir() else None,
        render=_render if path.is_dir() else None,
    )
    return verify_path(path, context)


def _roots(path: Path) -> list[x509.Certificate]:
    from cryptography import x509

    from registry.domain.errors import InvalidInputError

    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidInputError(
            f"{path} holds no root certificate.",
            why=f"{error}.",
            remedy="Give a PEM file that begins with BEGIN CERTIFICATE.",
        ) from error


def _public_key(path: Path) -> ec.EllipticCurvePublicKey:
    from registry.domain.errors import InvalidInputError
    from registry.trust.signers import load_public_key

    try:
        return load_public_key(path.read_bytes())
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read.", why=f"{error.strerror}.") from error


def _replay() -> Replay | None:
    """The engine to ask again, or None when this machine has none."""
    from registry.gate.binary import OpaNotFoundError, cache_root, locate_opa
    from registry.gate.replay import replay

    try:
        opa = locate_opa(cache=cache_root(os.environ, Path.home()))
    except OpaNotFoundError:
        return None
    return functools.partial(replay, opa.path)


@functools.cache
def _render(card: bytes) -> dict[str, bytes]:
    """The unsealed forms of a model card, by file suffix; the renderers are imported once there is one."""
    from registry.contract.dossier import ModelCardInput
    from reports.model_card import render_model_card_html, render_model_card_markdown

    data = ModelCardInput.from_bytes(card)
    return {
        ".html": render_model_card_html(data).encode(),
        ".md": render_model_card_markdown(data).encode(),
    }


def _print_table(report: VerificationReport) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(f"{report.kind}: {escape(report.path)}")
    for subject, steps in itertools.groupby(report.steps, key=lambda step: step.subject):
        if subject:
            console.print(f"\n[bold]{escape(_shortened(subject))}[/]")
        console.print(_rows(steps))
    verdict = "[green]Verified.[/]" if report.passed else "[bold red]NOT verified.[/]"
    console.print(f"\n{verdict} {_counts(report)}")


def _rows(steps: Iterable[VerificationStep]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(width=11)
    table.add_column(width=24, overflow="fold")
    table.add_column(overflow="fold")
    for step in steps:
        detail = f"{escape(_shortened(step.detail))} [dim]({escape(step.clause)})[/]"
        table.add_row(_SIGNS[step.verdict], escape(_shortened(step.name)), detail)
    return table


def _shortened(text: str) -> str:
    """Digests by their beginning; `--json` has them whole."""
    return re.sub(r"([0-9a-f]{12})[0-9a-f]{52}", r"\1…", text)


def _counts(report: VerificationReport) -> str:
    tally = Counter(step.verdict.value for step in report.steps)
    return f"{tally['passed']} passed, {tally['failed']} failed, {tally['not_checked']} could not be checked."
