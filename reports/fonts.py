"""The fonts of printed reports, carried inside the stylesheet so that nothing is fetched."""

from __future__ import annotations

import base64
from functools import cache

from reports.printable import FONTS

_WEIGHTS = {400: "OpenSans-Regular.ttf", 600: "OpenSans-Semibold.ttf", 700: "OpenSans-Bold.ttf"}


@cache
def font_faces() -> str:
    """`@font-face` rules with the fonts as `data:` addresses."""
    return "\n".join(_face(weight, name) for weight, name in _WEIGHTS.items())


def _face(weight: int, name: str) -> str:
    data = base64.b64encode((FONTS / name).read_bytes()).decode("ascii")
    return (
        f'@font-face {{ font-family: "Open Sans"; font-weight: {weight}; '
        f'src: url("data:font/ttf;base64,{data}") format("truetype"); }}'
    )
