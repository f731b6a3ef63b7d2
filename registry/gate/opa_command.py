"""Run OPA's command line to its end, in an empty environment."""

from __future__ import annotations

import subprocess
from pathlib import Path

from registry.domain.errors import MissingDependencyError
from registry.gate.binary import REMEDY
from registry.gate.errors import OpaTimeoutError

_SECONDS = 60


def run_opa(
    opa: Path, arguments: list[str], *, cwd: Path | None = None, seconds: float = _SECONDS
) -> subprocess.CompletedProcess[str]:
    """Run `opa ARGUMENTS` and return its exit status and output, whatever they are.

    The environment is empty, so that neither proxies nor `OPA_*` variables (which OPA reads as flags)
    of the caller change the result.

    Raises:
        MissingDependencyError: the program cannot be started.
        OpaTimeoutError: it ran for longer than `seconds`.
    """
    command = [str(opa.absolute()), *arguments]
    try:
        return subprocess.run(
            command, cwd=cwd, env={}, capture_output=True, text=True, timeout=seconds, check=False
        )
    except OSError as error:
        raise MissingDependencyError(
            f"{opa} cannot be started.", why=f"{error.strerror}.", remedy=REMEDY
        ) from error
    except subprocess.TimeoutExpired as error:
        raise OpaTimeoutError(
            f"`opa {arguments[0]}` did not end within {seconds:g} s.",
            why="The policies or the input are too large for this machine, or it is overloaded.",
            remedy="Try again when the machine is less busy.",
        ) from error
