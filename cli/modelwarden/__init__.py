"""Modelwarden's client and command line: what users install to talk to a registry.

import modelwarden

registered = modelwarden.register("credit", model, evaluation=held_out, label="risk", sensitive=["sex"])
promotion = registered.promote("production", reason="Better on the held-out half")
print(promotion.summary)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden import errors
    from modelwarden.client import Client
    from modelwarden.errors import ModelwardenError
    from modelwarden.registering import register
    from modelwarden.registrations import Registration

__version__ = "0.1.0"
__all__ = ["Client", "ModelwardenError", "Registration", "__version__", "errors", "register"]

_HOMES = {
    "Client": "modelwarden.client",
    "ModelwardenError": "modelwarden.errors",
    "Registration": "modelwarden.registrations",
    "register": "modelwarden.registering",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: the command line must start in a blink."""
    from importlib import import_module

    if name == "errors":
        return import_module("modelwarden.errors")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
