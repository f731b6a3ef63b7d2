"""Text inside Markdown: what somebody named is shown as text and never becomes markup or HTML."""

from __future__ import annotations

import re

from markupsafe import Markup

from reports.printable import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$@:=\"'^])")


def markdown_value(value: object) -> object:
    """Strings on one line with every special character escaped (CommonMark 0.31, section 2.4)."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _SPECIAL.sub(r"\\\1", " ".join(visible(value).split()))
    return value


def literal(text: str) -> Markup:
    """A piece of the template's own syntax that stands in an expression."""
    return Markup(text)  # noqa: S704 - only templates call it, with constants
