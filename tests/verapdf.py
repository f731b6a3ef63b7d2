"""veraPDF for the tests of reports: the validator's own words on a file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_TOOL = Path(__file__).parents[1] / "tools" / "verapdf.py"
_LIMIT_SECONDS = 100


class VeraPdfUnavailableError(RuntimeError):
    """Java or veraPDF is missing; tests that need it must fail, never be skipped."""


def verapdf_report(pdf: Path, flavour: str) -> str:
    """Return veraPDF's text report on a file: a line that starts with PASS or FAIL, then the failed rules.

    Args:
        pdf: the file.
        flavour: veraPDF's name for a profile, such as `3a` (PDF/A-3a) or `ua1` (PDF/UA-1).

    Raises:
        VeraPdfUnavailableError: with what to install.
    """
    java = shutil.which("java")
    if java is None:
        raise VeraPdfUnavailableError(
            "Java is not installed. On Debian: apt-get install default-jre-headless"
        )
    fetched = subprocess.run([sys.executable, _TOOL], capture_output=True, text=True, check=False)
    if fetched.returncode != 0:
        raise VeraPdfUnavailableError(fetched.stderr.strip())
    validator = [java, "-cp", f"{fetched.stdout.strip()}/*", "org.verapdf.apps.GreenfieldCliWrapper"]
    options = ["--flavour", flavour, "--format", "text", "-v", str(pdf)]
    answer = subprocess.run(
        [*validator, *options], capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False
    )
    # Its exit status is 0 for PASS, 1 for FAIL; anything else means that it could not judge.
    if answer.returncode not in {0, 1}:
        raise VeraPdfUnavailableError(
            f"veraPDF ended with status {answer.returncode}: {answer.stderr.strip()}"
        )
    return answer.stdout
