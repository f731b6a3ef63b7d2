"""What the system must bring and pip cannot: found, or installed through apt, or told what to type for it.

Only the standard library, as this runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CA_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True)
class Need:
    """Something outside Python. `package` is Debian's name for what brings it."""

    what: str
    package: str
    is_met: Callable[[], bool]


def needs_to_run() -> list[Need]:
    """Return what the server, its PDF reports and the build of OPA need."""
    needs = [
        Need("certificate authorities", "ca-certificates", lambda: any(map(os.path.exists, _CA_BUNDLES))),
        Need("Python's venv", "python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None),
    ]
    if sys.platform != "linux":  # Library names differ there; `modelwarden doctor` looks for them later.
        return needs
    return [
        *needs,
        _library("Pango", "libpango-1.0.so.0", "libpango-1.0-0"),
        _library("PangoFT2", "libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
        _library("HarfBuzz", "libharfbuzz.so.0", "libharfbuzz0b"),
        _library("HarfBuzz's font subsetting", "libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
        _library("Fontconfig", "libfontconfig.so.1", "libfontconfig1"),
        _program("fc-list", "fontconfig"),
        Need("the DejaVu fonts", "fonts-dejavu-core", _has_dejavu),
    ]


def needs_to_test() -> list[Need]:
    """Return what the tests need on top: a real database, a real browser, PDF tools that others wrote."""
    return [
        Need("PostgreSQL", "postgresql", _has_postgres),
        _program("pdfsig", "poppler-utils"),
        _program("qpdf", "qpdf"),
        _program("certutil", "libnss3-tools"),
        _program("openssl", "openssl"),
        _program("java", "default-jre-headless"),
        _program("mvn", "maven"),
        _program("chromium", "chromium"),
    ]


def install_missing(needs: list[Need], say: Callable[[str], None]) -> bool:
    """Install what is missing if we are root on Debian; say in one line each what stays missing.

    Returns:
        Whether every need is met in the end.
    """
    missing = [need for need in needs if not need.is_met()]
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    if missing and may_install:
        _apt_install([need.package for need in missing], say)
        importlib.invalidate_caches()
        missing = [need for need in missing if not need.is_met()]
    for need in missing:
        say(f"Missing: {need.what}. {_advice(need.package)}")
    return not missing


def _apt_install(packages: list[str], say: Callable[[str], None]) -> None:
    say(f"Installing Debian packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode != 0:  # What is still missing is said afterwards, package by package.
            say(f"`{' '.join(command[:2])}` failed: {' | '.join(done.stdout.strip().splitlines()[-4:])}")


def _advice(package: str) -> str:
    if shutil.which("apt-get") is None:
        return f"Install it with your system's package manager (Debian calls the package {package})."
    return f"Type: {'' if os.geteuid() == 0 else 'sudo '}apt-get install {package}"


def _library(what: str, soname: str, package: str) -> Need:
    def loads() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return Need(what, package, loads)


def _program(name: str, package: str) -> Need:
    return Need(f"the program {name}", package, lambda: shutil.which(name) is not None)


def _has_dejavu() -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", "DejaVu Sans"], capture_output=True, check=False).stdout.strip())


def _has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None
