"""The pages that every page leads to, and the keys that go there after `g`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation; `key` may be empty."""

    endpoint: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A place as the page in front of it shows it: `current` is the value of `aria-current`, or empty."""

    text: str
    url: str
    key: str
    current: str


_PLACES = (
    Place("ui.home.show_home", "Inbox", "h"),
    Place("ui.models.list_models", "Models", "m"),
    Place("ui.promotions.list_promotions", "Promotions", "p"),
    Place("ui.projects.list_projects", "Projects", "r"),
    Place("ui.reports.list_reports", "Reports", "t"),
    Place("ui.policies.list_policies", "Policies", "o"),
    Place("ui.jobs.list_jobs", "Jobs", "j"),
    Place("ui.audit_log.list_all_events", "Audit log", "a"),
    Place("ui.people.list_people", "People", "e"),
)


def navigation() -> list[Step]:
    """The main navigation on the page of this request."""
    return [_step(place) for place in _PLACES]


def _step(place: Place) -> Step:
    url = url_for(place.endpoint)
    inside = url != "/" and request.path.startswith(f"{url}/")
    current = "page" if request.path == url else "true" if inside else ""
    return Step(place.text, url, place.key, current)
