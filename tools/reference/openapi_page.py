"""`reference/openapi.json`: the API in OpenAPI 3.1, as a server gives it at `/api/v1/openapi.json`."""

from __future__ import annotations

import json
from importlib.metadata import version

from registry.web.openapi.document import describe_api
from tools.reference.routes import application


def openapi_page() -> str:
    """The document, indented for whoever reads what has changed in it."""
    document = describe_api(application(), version("modelwarden"))
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
