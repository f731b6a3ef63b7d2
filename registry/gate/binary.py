"""Which OPA to run: find a binary and refuse the releases that are known to decide wrongly."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from registry.domain.errors import MissingDependencyError

PINNED = "1.22.0"
"""The release that is built when none is found; the policies are tested on it."""

REMEDY = f"Run `modelwarden opa install` to build OPA {PINNED}, or put a newer release on PATH."

_OLDEST = (1, 19, 1)
# A release or a whole minor series. The issue number is that of open-policy-agent/opa.
_KNOWN_FAULTS: Mapping[tuple[int, ...], str] = {
    (1, 20, 0): "it panics when it compares 0.0 with a non-integer number, as a fairness rule does (#9098)",
    (1, 16, 0): "it hangs on shutdown",
    (1, 15): "it drops decision logs",
}
_VERSION_LINE = re.compile(r"^Version:\s*(\d+)\.(\d+)\.(\d+)(\S*)\s*$", re.MULTILINE)
_VERSION_TIMEOUT_SECONDS = 30


class OpaNotFoundError(MissingDependencyError):
    """No OPA that may decide was found."""

    code = "opa_not_found"


class OpaRefusedError(MissingDependencyError):
    """An OPA was named explicitly, and it may not decide."""

    code = "opa_refused"


class OpaVersion(NamedTuple):
    """A release of OPA. `suffix` is what follows the numbers (`-dev`, `-rc1`), empty for a release."""

    major: int
    minor: int
    patch: int
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}{self.suffix}"


@dataclass(frozen=True)
class OpaBinary:
    """An OPA that may decide, and how it was found."""

    path: Path
    version: OpaVersion
    origin: Literal["explicit", "cache", "path"]


def cache_root(environment: Mapping[str, str], home: Path) -> Path:
    """Return where built binaries are kept. The environment is an argument, as only the edge reads it.

    `MODELWARDEN_CACHE` wins, then the XDG base directory specification's `XDG_CACHE_HOME`, then `~/.cache`.
    """
    if own := environment.get("MODELWARDEN_CACHE"):
        return Path(own).expanduser()
    # The specification tells us to ignore a relative path.
    if (base := environment.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base) / "modelwarden"
    return home / ".cache" / "modelwarden"


def cached_binary(cache: Path) -> Path:
    """Return where the pinned release lies in a cache, whether or not it is there."""
    return cache / "opa" / PINNED / "opa"


def parse_opa_version(text: str) -> OpaVersion:
    """Read the output of `opa version`.

    Raises:
        OpaRefusedError: there is no version in it.
    """
    found = _VERSION_LINE.search(text)
    if found is None:
        raise OpaRefusedError(
            "The program does not say which OPA it is.",
            why=f"`opa version` printed no line `Version: x.y.z`, but {text[:80]!r}.",
            remedy=REMEDY,
        )
    major, minor, patch, suffix = found.groups()
    return OpaVersion(int(major), int(minor), int(patch), suffix)


def refusal_reason(version: OpaVersion) -> str | None:
    """Say why a release may not decide, or None if it may."""
    numbers = (version.major, version.minor, version.patch)
    if version.suffix:
        return "it is not a release"
    if (reason := _KNOWN_FAULTS.get(numbers) or _KNOWN_FAULTS.get(numbers[:2])) is not None:
        return reason
    if version.major > _OLDEST[0]:
        return f"the policies are written and tested for OPA {_OLDEST[0]}"
    return f"it is older than {'.'.join(map(str, _OLDEST))}" if numbers < _OLDEST else None


def read_version(path: Path) -> OpaVersion:
    """Ask a binary for its version.

    Raises:
        OpaRefusedError: it cannot be run, or does not answer like OPA.
    """
    try:
        answer = subprocess.run(
            [path, "version"], capture_output=True, text=True, timeout=_VERSION_TIMEOUT_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OpaRefusedError(
            f"{path} cannot be run as OPA.",
            why=f"`opa version` failed: {str(error).rstrip('.')}.",
            remedy=REMEDY,
        ) from error
    return parse_opa_version(answer.stdout)


def locate_opa(
    explicit: Path | None = None, *, cache: Path | None = None, search_path: str | None = None
) -> OpaBinary:
    """Find an OPA that may decide: the one named explicitly, else the cache's, else the one on PATH.

    Args:
        explicit: the operator's choice; if it may not decide, nothing else is tried.
        cache: root of the cache (see `cache_root`); None is the one in the home directory.
        search_path: directories to look in instead of PATH, joined as PATH is.

    Raises:
        OpaRefusedError: the explicit binary may not decide.
        OpaNotFoundError: there is none; the reason tells what was seen.
    """
    if explicit is not None:
        try:
            return OpaBinary(explicit, _admit(explicit), "explicit")
        except OpaRefusedError as refused:
            refused.remedy = "Name another binary in the setting `opa`, or leave it out to have one found."
            raise
    cached = cached_binary(cache or cache_root({}, Path.home()))
    seen = []
    if cached.is_file():
        try:
            return OpaBinary(cached, _admit(cached), "cache")
        except OpaRefusedError as refused:
            seen.append(f"{refused.what} {refused.why}")
    if (name := shutil.which("opa", path=search_path)) is not None:
        try:
            return OpaBinary(Path(name), _admit(Path(name)), "path")
        except OpaRefusedError as refused:
            seen.append(f"{refused.what} {refused.why}")
    why = " ".join(seen) or f"There is no `opa` on PATH and none at {cached}."
    raise OpaNotFoundError("No usable OPA was found.", why=why, remedy=REMEDY)


def find_opa(explicit: Path | None = None, *, cache: Path | None = None) -> Path:
    """Return the path of an OPA that may decide; see `locate_opa`."""
    return locate_opa(explicit, cache=cache).path


def _admit(path: Path) -> OpaVersion:
    version = read_version(path)
    if (reason := refusal_reason(version)) is not None:
        raise OpaRefusedError(f"OPA {version} at {path} is refused.", why=f"Reason: {reason}.", remedy=REMEDY)
    return version
