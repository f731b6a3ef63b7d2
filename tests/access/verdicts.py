"""What an answer means for whoever asked, and what it should mean."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.test import TestResponse

from tests.access.callers import Caller
from tests.access.expectations import Expected
from tests.access.routes import Listed

DUTIES = ("has worked on this version", "takes two people")
MAY, NO, NOT_THERE, WHO = "may", "no", "not there", "who are you"


def expected(  # noqa: C901, PLR0911 - one for each kind of need
    route: Listed, caller: Caller, actions: dict[str, Expected]
) -> str:
    """What the table says."""
    need, _, rest = route.need.partition(":")
    match need:
        case "open":
            return MAY
        case "opa":
            return WHO
        case "scraper":
            return NOT_THERE
        case "me":
            return MAY if not rest or rest in caller.scopes else NO
        case "list":
            return MAY if "read" in caller.scopes else NO
        case "log":
            return MAY if "admin" in caller.roles and "read" in caller.scopes and not caller.reach else NO
        case "anywhere":
            action = actions[rest]
            may = caller.roles & action.roles and action.scope in caller.scopes and not caller.reach
            return MAY if may else NO
        case "others":
            action = actions[rest]
            may = caller.roles & action.roles and action.scope in caller.scopes
            return NOT_THERE if may or not caller.is_member else NO
        case _:
            action = actions[need]
            if not caller.is_member:
                return NOT_THERE
            return MAY if caller.roles & action.roles and action.scope in caller.scopes else NO


def verdict(route: Listed, answer: TestResponse) -> str:
    """What the application said."""
    status = HTTPStatus(answer.status_code)
    if status is HTTPStatus.UNAUTHORIZED or (answer.location or "").startswith("/log-in?next="):
        return WHO
    if status is HTTPStatus.NOT_FOUND:
        return NOT_THERE
    if status is HTTPStatus.FORBIDDEN and _is_about_permission(answer.text):
        return NO
    # Who has the role may still be kept back by a duty, which is told as such and tested beside its noun.
    duty = status is HTTPStatus.FORBIDDEN and any(words in answer.text for words in DUTIES)
    return (
        MAY if status < HTTPStatus.BAD_REQUEST or status in route.also or duty else f"{status} {answer.text}"
    )


def _is_about_permission(text: str) -> bool:
    return any(words in text for words in (" may not do ", " is not for this.", "is for administrators"))
