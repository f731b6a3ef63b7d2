"""Text from elsewhere, made safe and readable for a terminal."""

from __future__ import annotations

import re

# Controls, which could drive the terminal, and marks that make text read in another order than it is.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TSV = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n"})


def printable(value: object) -> str:
    """A value as text without control characters; lists and mappings as people write them."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dict():
            text = ", ".join(f"{key}={printable(item)}" for key, item in value.items())
        case list() | tuple():
            text = ", ".join(printable(item) for item in value)
        case _:
            text = str(value)
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def tsv_field(value: object) -> str:
    """A value as a field of a tab-separated line: tabs, newlines and backslashes are escaped."""
    return printable(value).translate(_TSV)


def safe_json(text: str) -> str:
    """JSON text in which what could drive a terminal is escaped; it still says the same."""
    return re.sub(
        r"[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]",
        lambda found: f"\\u{ord(found[0]):04x}",
        text,
    )


def moment(timestamp: str | None) -> str:
    """A time of the API, to the minute."""
    return f"{timestamp[:10]} {timestamp[11:16]} UTC" if timestamp else ""


def short(digest: str) -> str:
    """The first twelve digits of a digest, to recognise it by."""
    return digest.removeprefix("sha256:")[:12]
