"""A clock that is behind what was recorded is not believed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.services.clock import CLOCKS_DIFFER, ClockBehindError, refuse_if_behind
from registry.services.context import open_unit
from registry.services.platform import Platform
from tests.conftest import Clock

pytestmark = pytest.mark.database


def look(platform: Platform) -> None:
    with open_unit(platform, None, read_only=True) as context:
        refuse_if_behind(context)


def test_it_may_be_behind_by_as_much_as_clocks_differ_and_no_more(platform: Platform, clock: Clock) -> None:
    """The platform was set up a moment ago, which the audit log knows."""
    right = clock.now
    look(platform)
    clock.now = right - CLOCKS_DIFFER
    look(platform)
    clock.now = right - CLOCKS_DIFFER - timedelta(seconds=1)
    with pytest.raises(ClockBehindError, match="newest event") as caught:
        look(platform)
    assert caught.value.remedy
    clock.now = right
    look(platform)
