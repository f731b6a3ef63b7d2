"""Which policies are in force: one bundle at a time, and never an older one again by accident."""

from __future__ import annotations

import pytest
from sqlmodel import select

from registry.db.bundles import BundleRow
from registry.services.bundles import BuiltBundle, active_bundle, publish_bundle
from registry.services.context import open_unit
from registry.services.platform import Platform

pytestmark = pytest.mark.database


def bundle(version: str, digit: str) -> BuiltBundle:
    return BuiltBundle(f"modelwarden@{version}+{digit * 16}", f"sha256:{digit * 64}", "-", b"policies")


def publish(platform: Platform, one: BuiltBundle) -> tuple[bool, str]:
    with open_unit(platform, None) as context:
        done = publish_bundle(context, one)
        assert len(context.session.exec(select(BundleRow).where(BundleRow.active)).all()) == 1
        return done, active_bundle(context).revision


def test_a_server_of_an_older_release_puts_nothing_back(platform: Platform) -> None:
    older, newer = bundle("9999.9.0", "a"), bundle("9999.10.0", "b")
    assert publish(platform, older) == (True, older.revision)
    assert publish(platform, newer) == (True, newer.revision)
    assert publish(platform, older) == (False, newer.revision)
    again = bundle("9999.11.0", "c")  # What goes back to older rules has a higher version.
    assert publish(platform, again) == (True, again.revision)
