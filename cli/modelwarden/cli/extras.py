"""Which extra of the distribution brings what a command of the server needs, and is not installed."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution, requires

from modelwarden.errors import MissingDependencyError

_DISTRIBUTION = "modelwarden"
_NEEDED = re.compile(r"""([A-Za-z0-9._-]+).*;.*extra\s*==\s*["']([a-z0-9]+)["']""")
_RUNNING = ("server", "pdf", "evidence")

NEEDS: dict[str, tuple[str, ...]] = {
    "admin": ("server",),
    "db": ("server",),
    "demo": _RUNNING,
    "doctor": ("server",),
    "opa": (),
    "serve": _RUNNING,  # As its worker needs them.
    "verify": ("pdf",),
    "worker": _RUNNING,
}
"""The extras that a command of the server cannot do without."""


def require(command: str) -> None:
    """Return when all packages are there that a command needs.

    Raises:
        MissingDependencyError: some are not; it names the extras that bring them.
    """
    missing = missing_extras(NEEDS[command])
    if missing:
        raise _to_install(command, missing)


def missing_packages(command: str, error: ModuleNotFoundError) -> MissingDependencyError:
    """What to tell somebody whose command could not import a package."""
    missing = missing_extras(NEEDS.get(command, ()))
    return _to_install(command, missing) if missing else missing_package(error)


def missing_package(error: ModuleNotFoundError) -> MissingDependencyError:
    """The same where no extra is known to bring the package."""
    return MissingDependencyError(
        f"The Python package {error.name!r} is not installed.",
        why="The base installation is the client; what runs a registry comes with extras.",
        remedy="Type: pip install 'modelwarden[all]'",
    )


def missing_extras(extras: tuple[str, ...]) -> dict[str, list[str]]:
    """Of these extras those that are not wholly installed, with the packages that are missing."""
    missing: dict[str, list[str]] = {}
    for line in requires(_DISTRIBUTION) or ():
        if (found := _NEEDED.match(line)) and found[2] in extras and not _is_installed(found[1]):
            missing.setdefault(found[2], []).append(found[1])
    return missing


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def _to_install(command: str, missing: dict[str, list[str]]) -> MissingDependencyError:
    told = "; ".join(f"{extra} ({', '.join(packages)})" for extra, packages in missing.items())
    return MissingDependencyError(
        f"`modelwarden {command}` needs more than the base installation, which is the client.",
        why=f"Not installed: {told}.",
        remedy=f"Type: pip install '{_DISTRIBUTION}[{','.join(NEEDS[command])}]'",
    )
