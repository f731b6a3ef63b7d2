"""Print the path of versitygw, an S3 server for the tests, built into the cache first if it is not there.

It keeps its objects as files of a folder, so an outage is a stopped process and a full disk is a full disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from registry.domain.errors import ModelwardenError
from registry.gate.binary import cache_root
from registry.gate.go_build import GoProgram, build_into_cache

VERSITYGW = GoProgram(
    "versitygw", "1.8.0", "github.com/versity/versitygw/cmd/versitygw", Path(__file__).with_name("versitygw")
)


def main() -> int:
    """Build if need be; the path goes to stdout, everything else to stderr."""
    target = cache_root(os.environ, Path.home()) / VERSITYGW.name / VERSITYGW.version / VERSITYGW.name
    try:
        path = build_into_cache(VERSITYGW, target, accept=_runs, environment=os.environ, progress=_say)
    except ModelwardenError as error:
        _say(str(error))
        return 1
    print(path)
    return 0


def _runs(path: Path) -> bool:
    # Built from the module proxy it does not know its own version; the cache's folder says it.
    return (
        path.is_file()
        and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
