"""Where OPA may be, and where its socket may lie."""

from __future__ import annotations

import os
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from registry.domain.errors import InvalidInputError
from registry.gate.child_settings import ChildSettings
from registry.gate.endpoint import HttpEndpoint
from registry.gate.errors import RuntimeDirectoryError
from registry.gate.runtime_directory import make_private, runtime_directory, socket_path, write_private


@pytest.mark.parametrize(
    "url",
    ["https://opa.example.org:8181", "http://localhost:8181", "http://127.0.0.1", "http://[::1]:80/opa"],
)
def test_a_connection_that_can_be_trusted_is_taken(url: str) -> None:
    assert HttpEndpoint(url).url == url


@pytest.mark.parametrize(
    "url", ["http://opa.example.org:8181", "http://10.0.0.7", "http://localhost.example.org"]
)
def test_plain_http_to_another_machine_must_be_asked_for(url: str) -> None:
    with pytest.raises(InvalidInputError, match="plain HTTP"):
        HttpEndpoint(url)
    assert HttpEndpoint(url, allow_plain_http=True).url == url


@pytest.mark.parametrize(
    "url", ["", "opa:8181", "ftp://opa", "https://", "https://opa/?x=1", "file:///etc/passwd"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError, match="not the address"):
        HttpEndpoint(url, allow_plain_http=True)


def test_the_socket_lies_in_the_data_directory_where_its_path_fits(tmp_path: Path) -> None:
    assert runtime_directory(tmp_path) == tmp_path / "opa"


def test_a_long_data_directory_gets_a_short_socket_that_can_be_bound(tmp_path: Path) -> None:
    """108 bytes is what Linux's unix(7) gives a socket's path, with its final NUL."""
    long = tmp_path / ("d" * 120)
    runtime = runtime_directory(long)
    try:
        make_private(runtime)
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(socket_path(runtime)))
    finally:
        socket_path(runtime).unlink(missing_ok=True)
        runtime.rmdir()

    assert runtime == runtime_directory(long)
    assert runtime != runtime_directory(tmp_path / ("e" * 120))


def test_a_directory_is_made_private_even_if_it_was_not(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)

    make_private(tmp_path / "run")

    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_a_link_or_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("")

    for name in ("link", "file"):
        with pytest.raises(RuntimeDirectoryError, match="cannot hold OPA's socket"):
            make_private(tmp_path / name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_somebody_elses_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 12345, 12345)

    with pytest.raises(RuntimeDirectoryError, match="not a directory of ours"):
        make_private(tmp_path / "run")


def test_a_private_file_is_readable_by_us_alone_from_its_first_moment(tmp_path: Path) -> None:
    place = tmp_path / "opa.json"
    place.write_text("old, and open to all")
    place.chmod(0o644)

    write_private(place, "new")

    assert place.read_text() == "new"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_an_opa_without_keys_is_not_configured(child_settings: ChildSettings) -> None:
    with pytest.raises(ValueError, match="verification keys"):
        replace(child_settings, public_keys={})
