"""One look for every chart: the report's font, and colours that survive print, grey and colour blindness.

Colours are from Okabe and Ito (2008), "Color Universal Design". Marks differ in shape and line as well.
"""

from __future__ import annotations

from typing import Any

FONT = "Open Sans, sans-serif"
INK = "#1b2733"
QUIET = "#5b6875"
GRID = "#dfe4ea"
BLUE = "#0072b2"
VERMILLION = "#b8480a"

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": None,
    "aria": False,
    "mark": {"aria": False},
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "domainColor": QUIET,
        "gridColor": GRID,
        "labelColor": INK,
        "labelFlush": False,
        "labelFontSize": 10,
        "labelLimit": 220,
        "tickColor": QUIET,
        "titleColor": INK,
        "titleFontSize": 10.5,
        "titleFontWeight": 600,
        "titlePadding": 6,
    },
    "axisY": {"grid": False},
    "legend": {
        "labelColor": INK,
        "labelFontSize": 10,
        "titleColor": INK,
        "titleFontSize": 10,
        "titleFontWeight": 600,
    },
    "text": {"color": INK, "fontSize": 10},
}
