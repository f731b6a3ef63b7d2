"""`modelwarden opa`: get the policy engine, and say which one is used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from registry.commands.failures import failures_explained
from registry.commands.progress import progress_on_stderr
from registry.gate.binary import PINNED, OpaNotFoundError, cache_root, locate_opa
from registry.gate.install import install_opa

app = typer.Typer(help="Install and find OPA, the engine that evaluates the policies.", no_args_is_help=True)


@app.command()
def install(
    *,
    force: Annotated[bool, typer.Option("--force", help="Build it even if a usable OPA is there.")] = False,
) -> None:
    """Build the pinned OPA into the cache, unless a usable one is there already. Prints its path."""
    with failures_explained():
        if not force and (found := _usable_opa()) is not None:
            typer.echo(found)
            return
        with progress_on_stderr(f"Installing OPA {PINNED}") as progress:
            path = install_opa(_cache(), environment=os.environ, progress=progress, rebuild=force)
        typer.echo(path)


@app.command()
def path() -> None:
    """Print the path of the OPA that is used."""
    with failures_explained():
        typer.echo(locate_opa(_chosen(), cache=_cache()).path)


@app.command()
def version() -> None:
    """Print the version of the OPA that is used, where it is, and how it was found."""
    with failures_explained():
        found = locate_opa(_chosen(), cache=_cache())
        typer.echo(f"{found.version} {found.path} ({found.origin})")


def _usable_opa() -> Path | None:
    try:
        return locate_opa(_chosen(), cache=_cache()).path
    except OpaNotFoundError:
        return None


def _chosen() -> Path | None:
    # The setting `opa`, read here as well because these commands run without the server's stack.
    chosen = os.environ.get("MODELWARDEN_OPA")
    return Path(chosen) if chosen else None


def _cache() -> Path:
    return cache_root(os.environ, Path.home())
