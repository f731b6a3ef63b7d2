"""Pictures of a page of each view at two widths, in both schemes.

A test only to have the site that tests have.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from tests.browser.chromium import TELEPHONE, WIDE, Scheme, Windows
from tests.browser.places import by_view, places
from tests.browser.screenshots import OUT, PERSON

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, TELEPHONE])
def test_take_pictures(windows: Windows, app: Flask, tmp_path: Path, width: int, scheme: Scheme) -> None:
    directory = Path(os.environ.get(OUT) or tmp_path)
    only = os.environ.get(f"{OUT}_ONLY", "")
    with windows.open(os.environ.get(PERSON, "rita"), width=width, scheme=scheme) as window:
        found = places(window.context, window.site, one_of=by_view(app))
        wanted = [place for place in found if only in place.name]
        for place in wanted:
            window.open(place.address)
            window.page.screenshot(path=directory / f"{place.name}-{width}-{scheme}.png", full_page=True)
    taken = list(directory.glob(f"*-{width}-{scheme}.png"))
    assert len(taken) >= len(wanted) > 0
