"""What the production profile looks at: the settings, and what is behind them."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from registry.domain.errors import ModelwardenError
from registry.settings import Settings

_RECENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table looks at: the settings, the environment, and what was found behind them."""

    settings: Settings
    environment: Mapping[str, str]
    seal_is_development: bool = False
    demo_people: tuple[str, ...] = ()
    other_hosts: tuple[str, ...] = ()
    open_to_others: bool = False

    @property
    def database(self) -> URL | None:
        """The database's address, None when it is none."""
        try:
            return make_url(self.settings.database)
        except ArgumentError:
            return None


def gather_facts(settings: Settings) -> Facts:
    """Look behind the settings; looking makes nothing. What is not there yet is not unsafe."""
    people, hosts = _ask_database(settings)
    return Facts(
        settings,
        os.environ,
        seal_is_development=_seal_is_development(settings),
        demo_people=people,
        other_hosts=hosts,
        open_to_others=_open_to_others(settings),
    )


def _seal_is_development(settings: Settings) -> bool:
    from registry.app import open_keys

    if settings.seal_certificate is None:
        return True
    try:
        return open_keys(settings, create=False).seal.is_development
    except ModelwardenError:
        return False  # Opening the installation says what is wrong with it.


def _open_to_others(settings: Settings) -> bool:
    directory = settings.data_dir
    others = stat.S_IRWXG | stat.S_IRWXO
    return directory.is_dir() and bool(stat.S_IMODE(directory.stat().st_mode) & others)


def _ask_database(settings: Settings) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The demo's people that are in the database, and the hosts of other workers that are alive."""
    from registry.app import open_database
    from registry.services.neighbours import demo_people_in, hosts_of_workers

    try:
        if settings.database.startswith("sqlite") and not (settings.data_dir / "modelwarden.sqlite").exists():
            return (), ()
        engine = open_database(settings)
        try:
            hosts = hosts_of_workers(engine, within=_RECENT)
            return demo_people_in(engine), tuple(sorted(hosts - {socket.gethostname()}))
        finally:
            engine.dispose()
    except (ModelwardenError, ArgumentError):
        return (), ()  # What cannot be asked is said when the installation is opened.
