"""Long lists on pages: where one part ends, a link leads to the next. It works without any script."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from registry.contract.paging import MAX_LIMIT, Page, PageQuery
from registry.web.ui.forms import form
from reports.wording import counted

QueryT = TypeVar("QueryT", bound=PageQuery)
_ONLY_LIST = "cursor"


def asked(shape: type[QueryT], name: str = _ONLY_LIST, **filters: object) -> QueryT:
    """What a page asks a list for: as much as it may show, from where the argument `name` says.

    Raises:
        InvalidInputError: that is no cursor, or a filter is not valid.
    """
    return form(shape, limit=MAX_LIMIT, cursor=request.args.get(name, ""), **filters)


def following_address(found: Page[Any], name: str = _ONLY_LIST) -> str:
    """This page with the next part of one of its lists; empty when nothing follows."""
    if not found.next:
        return ""
    kept = {key: values for key, values in request.args.lists() if key not in {name, "note"}}
    anchor = "" if name == _ONLY_LIST else f"#{name}"
    return f"{request.path}?{urlencode(kept | {name: found.next}, doseq=True)}{anchor}"


def counted_part(found: Page[Any], singular: str, plural: str = "", name: str = _ONLY_LIST) -> str:
    """How many there are, or how many are shown here of more."""
    whole = not found.next and not request.args.get(name)
    count = counted(len(found), singular, plural) if plural else counted(len(found), singular)
    return count if whole else f"{count} on this page"
