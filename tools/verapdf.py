"""Print where the jars of veraPDF are, which validates PDF/A and PDF/UA; Maven fetches them into the cache.

A tool for developers and tests; `tests/verapdf.py` shows how it is called.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from registry.gate.binary import cache_root

POM = Path(__file__).with_name("verapdf") / "pom.xml"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


def pinned_version() -> str:
    """Read the version from the pom, the one place that names it."""
    found = re.search(
        r"<artifactId>greenfield-apps</artifactId>\s*<version>([\d.]+)</version>", POM.read_text("utf-8")
    )
    if found is None:
        raise SystemExit(f"{POM} names no version of greenfield-apps.")
    return found[1]


def jars_folder() -> Path:
    """Return where the jars lie, whether or not they are there."""
    return cache_root(os.environ, Path.home()) / "verapdf" / pinned_version() / "lib"


def main() -> int:
    """Fetch the jars if need be; the folder goes to stdout, everything else to stderr."""
    folder = jars_folder()
    if not folder.is_dir() and not _fetch(folder):
        return 1
    print(folder)
    return 0


def _fetch(folder: Path) -> bool:
    maven = shutil.which("mvn")
    if maven is None:
        print(
            "Maven is not installed. On Debian: apt-get install maven default-jre-headless", file=sys.stderr
        )
        return False
    print(f"Fetching veraPDF {pinned_version()} with Maven.", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
        jars = Path(scratch) / "lib"
        command = [maven, "--batch-mode", "--quiet", "--strict-checksums", "--file", str(POM), _COPY]
        options = ["-DincludeScope=runtime", f"-DoutputDirectory={jars}"]
        if subprocess.run([*command, *options], stdout=sys.stderr, check=False).returncode != 0:
            print("Maven could not fetch veraPDF; its message is above.", file=sys.stderr)
            return False
        try:
            jars.rename(folder)
        except OSError:  # Another process was faster; its jars are the same.
            return folder.is_dir()
    return True


if __name__ == "__main__":
    raise SystemExit(main())
