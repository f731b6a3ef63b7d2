"""Where a request may bring more than a form or a JSON document: only where a file is taken."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException

from registry.web.operations import operation_of
from registry.web.ui.door import WITH_FILE


def takes_file(app: Flask, method: str, path: str) -> bool:
    """Whether a request to this path is for a view that takes the bytes of a file."""
    try:
        endpoint, _ = app.url_map.bind("").match(path, method)
    except HTTPException:  # There is no such address, or it takes no such request.
        return False
    operation = operation_of(app.view_functions[endpoint])
    return endpoint in WITH_FILE or (operation is not None and operation.body is bytes)
