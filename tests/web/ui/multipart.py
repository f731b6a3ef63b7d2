"""Forms with a file as they go over the wire, well formed or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BOUNDARY = "----a-boundary"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
END = f"--{BOUNDARY}--\r\n".encode()
CSV = b"y,s,g\n1,0.9,f\n0,0.2,m\n1,0.4,f\n0,0.7,m\n"


def part(name: str, content: bytes | str, file: str | None = None) -> bytes:
    """One part, with the boundary before it."""
    told = f'; filename="{file}"' if file is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'
    return head.encode() + (content.encode() if isinstance(content, str) else content) + b"\r\n"


@dataclass(frozen=True)
class Form:
    """The form of an evaluation, filled in well but for what is changed."""

    secret: str

    def fields(self, **changes: Any) -> bytes:  # noqa: ANN401 - texts or bytes
        """Everything before the file."""
        given = {
            "csrf_token": self.secret,
            "back": "/models/scores/versions/1/evaluation",
            "label": "y",
            "score": "s",
            "threshold": "0.5",
            "sensitive": "g",
            "kind": "fairness",
        } | changes
        return b"".join(part(name, value) for name, value in given.items() if value is not None)

    def body(self, table: bytes = CSV, **changes: Any) -> bytes:  # noqa: ANN401 - as above
        """The whole."""
        return self.fields(**changes) + part("table", table, "table.csv") + END
