"""Which OPA may decide. Versions and faults are those of open-policy-agent/opa's release notes and issues."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.gate.binary import (
    OpaNotFoundError,
    OpaRefusedError,
    OpaVersion,
    cache_root,
    cached_binary,
    locate_opa,
    parse_opa_version,
    refusal_reason,
)

# As OPA 1.22.0, built from the module proxy, printed it.
_OUTPUT_OF_1_22_0 = """\
Version: 1.22.0
Build Commit: 
Build Timestamp: 
Build Hostname: 
Go Version: go1.26.8
Platform: linux/amd64
Rego Version: v1
WebAssembly: unavailable
"""  # noqa: W291 - OPA prints these blanks


@pytest.mark.parametrize(
    "version", ["1.19.1", "1.19.2", "1.20.1", "1.20.2", "1.21.0", "1.22.0", "1.22.1", "1.100.0"]
)
def test_a_release_that_may_decide(version: str) -> None:
    assert refusal_reason(parse_opa_version(f"Version: {version}\n")) is None


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("1.20.0", "#9098"),
        ("1.16.0", "hangs on shutdown"),
        ("1.15.0", "drops decision logs"),
        ("1.15.2", "drops decision logs"),
        ("1.19.0", "older than 1.19.1"),
        ("1.16.1", "older than 1.19.1"),
        ("1.9.0", "older than 1.19.1"),
        ("0.70.0", "older than 1.19.1"),
        ("2.0.0", "tested for OPA 1"),
        ("1.23.0-dev", "not a release"),
        ("1.22.0-rc.1", "not a release"),
    ],
)
def test_a_release_that_may_not(version: str, reason: str) -> None:
    found = refusal_reason(parse_opa_version(f"Version: {version}\n"))
    assert found is not None
    assert reason in found


def test_the_version_is_read_from_what_opa_prints() -> None:
    assert parse_opa_version(_OUTPUT_OF_1_22_0) == OpaVersion(1, 22, 0)


@pytest.mark.parametrize("text", ["", "1.22.0", "Go Version: go1.26.8", "Rego Version: v1", "Version: 1.22"])
def test_a_program_that_names_no_version_is_refused(text: str) -> None:
    with pytest.raises(OpaRefusedError, match="does not say which OPA it is"):
        parse_opa_version(text)


def test_the_cache_comes_before_path(tmp_path: Path) -> None:
    cached = _program(cached_binary(tmp_path / "cache"), "1.22.0")
    _program(tmp_path / "bin" / "opa", "1.21.0")
    found = locate_opa(cache=tmp_path / "cache", search_path=str(tmp_path / "bin"))
    assert (found.path, found.origin) == (cached, "cache")


def test_path_is_taken_when_the_cache_is_empty(tmp_path: Path) -> None:
    on_path = _program(tmp_path / "bin" / "opa", "1.21.0")
    found = locate_opa(cache=tmp_path / "cache", search_path=str(tmp_path / "bin"))
    assert (found.path, found.version, found.origin) == (on_path, OpaVersion(1, 21, 0), "path")


def test_a_faulty_opa_on_path_is_named_and_not_used(tmp_path: Path) -> None:
    on_path = _program(tmp_path / "bin" / "opa", "1.20.0")
    with pytest.raises(OpaNotFoundError) as caught:
        locate_opa(cache=tmp_path / "cache", search_path=str(tmp_path / "bin"))
    assert f"OPA 1.20.0 at {on_path} is refused." in caught.value.why
    assert "#9098" in caught.value.why
    assert "modelwarden opa install" in caught.value.remedy


def test_nothing_found_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(OpaNotFoundError) as caught:
        locate_opa(cache=tmp_path, search_path=str(tmp_path))
    assert caught.value.what == "No usable OPA was found."
    assert str(cached_binary(tmp_path)) in caught.value.why
    assert "modelwarden opa install" in caught.value.remedy


def test_the_operators_choice_is_never_replaced_by_another(tmp_path: Path) -> None:
    _program(cached_binary(tmp_path / "cache"), "1.22.0")
    chosen = _program(tmp_path / "opa", "1.15.1")
    with pytest.raises(OpaRefusedError, match="drops decision logs") as caught:
        locate_opa(chosen, cache=tmp_path / "cache")
    assert "the setting `opa`" in caught.value.remedy


def test_an_explicit_path_without_a_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpaRefusedError, match="cannot be run as OPA"):
        locate_opa(tmp_path / "nothing", cache=tmp_path)


def test_a_program_that_fails_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "opa"
    broken.write_text("#!/bin/sh\necho 'Version: 1.22.0'\nexit 3\n", "utf-8")
    broken.chmod(0o755)
    with pytest.raises(OpaRefusedError, match="cannot be run as OPA"):
        locate_opa(broken)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "/home/ada/.cache/modelwarden"),
        ({"XDG_CACHE_HOME": "/var/cache/ada"}, "/var/cache/ada/modelwarden"),
        ({"XDG_CACHE_HOME": "relative/is/ignored"}, "/home/ada/.cache/modelwarden"),
        ({"XDG_CACHE_HOME": "/var/cache/ada", "MODELWARDEN_CACHE": "/srv/mw"}, "/srv/mw"),
        ({"MODELWARDEN_CACHE": ""}, "/home/ada/.cache/modelwarden"),
    ],
)
def test_where_the_cache_is(environment: dict[str, str], expected: str) -> None:
    assert cache_root(environment, Path("/home/ada")) == Path(expected)


def _program(path: Path, version: str) -> Path:
    """Write a program that says of itself what OPA of that version says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho 'Version: {version}'\n", "utf-8")
    path.chmod(0o755)
    return path
