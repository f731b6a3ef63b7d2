"""Examinations of the machine: what the registry needs from it, whatever the installation's settings are."""

from __future__ import annotations

import ctypes
import functools
import importlib
import shutil
import subprocess
import sys
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

from registry.domain.diagnosis import Diagnosis, Examination, Health
from registry.gate.binary import locate_opa

_PYTHONS = ((3, 11), (3, 14))
_PDF_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1"
# No correct clock is earlier: these sources were not written before it.
_WRITTEN = date(2026, 11, 1)
_TIMEX_BYTES = 512  # More than Linux's struct timex on any architecture; all zeros asks and changes nothing.
_NOT_SYNCHRONISED = 5  # TIME_ERROR in <sys/timex.h>


def machine_examinations(*, cache: Path, opa: Path | None = None) -> list[Examination]:
    """Return what to examine, given the cache's root and the operator's own choice of OPA, if any."""
    return [
        Examination("Python", _python),
        Examination("OPA", functools.partial(_opa, cache, opa)),
        Examination("PDF libraries", _pdf_libraries),
        Examination("fonts", _fonts),
        Examination("clock", _clock),
    ]


def _python() -> Diagnosis:
    found = sys.version.split()[0]
    if _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]:
        return Diagnosis("Python", Health.SOUND, found)
    return Diagnosis("Python", Health.FAILED, f"{found} is not supported", "Use Python 3.11, 3.12 or 3.13.")


def _opa(cache: Path, explicit: Path | None) -> Diagnosis:
    found = locate_opa(explicit, cache=cache)
    return Diagnosis("OPA", Health.SOUND, f"{found.version} at {found.path} ({found.origin})")


def _pdf_libraries() -> Diagnosis:
    subject, remedy = "PDF libraries", f"On Debian: apt-get install {_PDF_PACKAGES}"
    try:
        with warnings.catch_warnings():  # It warns of what is said below.
            warnings.simplefilter("ignore")
            libraries = importlib.import_module("weasyprint.text.ffi")
    except ImportError:
        return Diagnosis(subject, Health.FAILED, "WeasyPrint is missing", "pip install 'modelwarden[pdf]'")
    except OSError as error:
        return Diagnosis(subject, Health.FAILED, f"WeasyPrint cannot load them: {error}", remedy)
    if libraries.harfbuzz_subset is None:
        # Measured: WeasyPrint 70 then subsets fonts with a library that writes the time into the file.
        return Diagnosis(subject, Health.FAILED, "HarfBuzz's subset library is missing", remedy)
    return Diagnosis(subject, Health.SOUND, "Pango, HarfBuzz and Fontconfig load")


def _fonts() -> Diagnosis:
    remedy = "On Debian: apt-get install fontconfig fonts-dejavu-core"
    if (fc_match := shutil.which("fc-match")) is None:
        return Diagnosis("fonts", Health.DOUBTFUL, "fc-match is not there to be asked", remedy)
    answer = subprocess.run(
        [fc_match, "--format=%{family}", "DejaVu Sans"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    if answer.returncode == 0 and "DejaVu Sans" in answer.stdout:
        return Diagnosis("fonts", Health.SOUND, "DejaVu Sans is installed")
    return Diagnosis("fonts", Health.FAILED, f"DejaVu Sans would become {answer.stdout or 'nothing'}", remedy)


def _clock() -> Diagnosis:
    now = datetime.now(UTC)
    remedy = "Set the clock and run a time service such as chrony or systemd-timesyncd."
    if now.date() < _WRITTEN:
        return Diagnosis("clock", Health.FAILED, f"{now:%Y-%m-%d %H:%M} UTC cannot be right", remedy)
    match _clock_state():
        case None:
            finding = "the system cannot be asked whether the clock is synchronised"
        case state if state == _NOT_SYNCHRONISED:
            finding = "the kernel knows of no time service that keeps the clock"
        case _:
            return Diagnosis("clock", Health.SOUND, f"synchronised, {now:%Y-%m-%d %H:%M} UTC")
    return Diagnosis("clock", Health.DOUBTFUL, f"{now:%Y-%m-%d %H:%M} UTC; {finding}", remedy)


def _clock_state() -> int | None:
    """Ask the kernel through adjtimex(2); None where there is no such call or it may not be made."""
    try:
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    except (AttributeError, OSError):
        return None
    return state if state >= 0 else None
