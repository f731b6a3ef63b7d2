"""Fuzz what parses: `make fuzz ARGS="--seconds 60 TARGET..."`; the report is JSON on stdout.

Without names, every target has its turn. A finding is a crash, a hang of 15 seconds, more than 2 GiB of
memory, or an exception that is none of our errors; what caused it is kept in the folder that the report
names. It ends with status 1 when there was one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ATHERIS = "atheris==3.0.0"
_DONE = re.compile(r"Done (\d+) runs|executions (\d+)|stat::number_of_executed_units: (\d+)")
_SPARE_SECONDS = 120
_SHOWN = 3000


def main() -> int:
    """Run one target after the other, each in a process of its own."""
    from tests.fuzz import byte_targets, structured_targets

    known = [*structured_targets.TARGETS, *byte_targets.TARGETS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("--keep", type=Path, help="keep corpus and findings in this directory")
    parser.add_argument("target", nargs="*", help=f"of: {', '.join(known)}")
    asked = parser.parse_args()
    wanted = asked.target or known
    if strange := sorted(set(wanted) - set(known)):
        parser.error(f"there is no target {strange[0]!r}; the targets are {', '.join(known)}")
    if set(wanted) & set(byte_targets.TARGETS) and importlib.util.find_spec("atheris") is None:
        parser.error(f"byte targets need Atheris (Linux, x86-64): .venv/bin/python -m pip install {_ATHERIS}")
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="modelwarden-fuzz-"))
    reports = [_run(name, asked.seconds, folder.absolute() / name) for name in wanted]
    print(json.dumps(reports, indent=2))
    return int(any(report["finding"] for report in reports))


def _run(name: str, seconds: int, folder: Path) -> dict[str, object]:
    from tests.fuzz import structured_targets

    folder.mkdir(parents=True, exist_ok=True)
    kind = "structured" if name in structured_targets.TARGETS else "bytes"
    command = [sys.executable, "-m", "tests.fuzz.one", kind, name, str(seconds), str(folder)]
    try:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds + _SPARE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"target": name, "executions": None, "finding": "It hung.", "kept_in": str(folder)}
    (folder / "output.txt").write_bytes(ended.stdout)
    said = ended.stdout.decode("utf-8", "replace")
    counts = [int(next(filter(None, found))) for found in _DONE.findall(said)]
    finding = said[-_SHOWN:] if ended.returncode else ""
    told = " and a finding" if finding else ""
    print(f"{name}: {counts[-1] if counts else 'no count of'} executions{told}", file=sys.stderr)
    return {
        "target": name,
        "executions": counts[-1] if counts else None,
        "finding": finding,
        "kept_in": str(folder),
    }


if __name__ == "__main__":
    sys.exit(main())
