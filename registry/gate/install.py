"""Build the pinned OPA into the cache, for machines that have no usable one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from registry.gate.binary import PINNED, OpaRefusedError, cached_binary, read_version
from registry.gate.go_build import GoProgram, build_into_cache
from registry.gate.go_toolchain import SOURCES, Progress

OPA = GoProgram("opa", PINNED, "github.com/open-policy-agent/opa", SOURCES)


def install_opa(
    cache: Path, *, environment: Mapping[str, str], progress: Progress, rebuild: bool = False
) -> Path:
    """Return the cached pinned OPA, built first if need be (a minute or two, and 2 GB of disk meanwhile).

    Args:
        cache: root of the cache (see `registry.gate.binary.cache_root`).
        environment: the process's environment. Go's own settings in it (proxy, caches) are honoured.
        progress: told a line at a time what is going on.
        rebuild: build even if it is there.

    Raises:
        GoUnavailableError: there is no Go, and none could be installed.
        GoBuildError: the cache cannot be written, Go failed, or what it built is not the pinned OPA.
    """
    return build_into_cache(
        OPA,
        cached_binary(cache),
        accept=_is_pinned_opa,
        environment=environment,
        progress=progress,
        rebuild=rebuild,
    )


def _is_pinned_opa(path: Path) -> bool:
    try:
        return path.is_file() and str(read_version(path)) == PINNED
    except OpaRefusedError:
        return False
