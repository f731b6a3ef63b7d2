"""Print the path of Regal, the linter for Rego, built into the cache first if it is not there.

Regal is a developer's tool and a Go module of its own: in one module with OPA 1.22.0 it does not compile.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from registry.domain.errors import ModelwardenError
from registry.gate.binary import cache_root
from registry.gate.go_build import GoProgram, build_into_cache

REGAL = GoProgram("regal", "0.42.0", "github.com/open-policy-agent/regal", Path(__file__).with_name("regal"))


def main() -> int:
    """Build if need be; the path goes to stdout, everything else to stderr."""
    target = cache_root(os.environ, Path.home()) / REGAL.name / REGAL.version / REGAL.name
    try:
        path = build_into_cache(REGAL, target, accept=_runs, environment=os.environ, progress=_say)
    except ModelwardenError as error:
        _say(str(error))
        return 1
    print(path)
    return 0


def _runs(path: Path) -> bool:
    # A Regal built from the module proxy does not know its own version; the cache's folder says it.
    return (
        path.is_file() and subprocess.run([path, "version"], capture_output=True, check=False).returncode == 0
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
