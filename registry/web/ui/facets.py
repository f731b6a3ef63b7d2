"""Filters in the address: what a list is narrowed to, and the links that narrow it further or less."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from registry.contract.facets import FacetView, ModelFacetsView
from registry.web.ui import words
from reports.wording import capitalised, phrase

Choice = tuple[str, str, int | None, bool]


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its links: (text, address, count or none, is it chosen)."""

    title: str
    choices: list[Choice]
    others: int


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter that is on, and the address without it."""

    name: str
    text: str
    without: str


def chosen(*names: str) -> dict[str, str]:
    """The filters that the address names; an empty field of a form is none."""
    return {name: value for name in names if (value := request.args.get(name, ""))}


def shown_facets(view: ModelFacetsView, filters: dict[str, str]) -> list[Facet]:
    """The facets as links; one with nothing to choose is left out."""
    facets = (_facet(one, filters) for one in view.facets)
    return [facet for facet in facets if facet.choices]


def shown_filters(filters: dict[str, str]) -> list[Filter]:
    """The filters that are on."""
    return [
        Filter(capitalised(phrase(name)), _text(name, value), _address(_without(filters, name)))
        for name, value in filters.items()
    ]


def _facet(view: FacetView, filters: dict[str, str]) -> Facet:
    here = filters.get(view.name)
    rest = _without(filters, view.name)
    choices: list[Choice] = []
    for one in view.values:
        if one.value:
            # The one that is chosen leads back to all.
            address = _address(rest if one.value == here else rest | {view.name: one.value})
            choices.append((_text(view.name, one.value), address, one.count, one.value == here))
    return Facet(capitalised(phrase(view.name)), choices, view.others)


def _without(filters: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in filters.items() if key != name}


def _address(filters: dict[str, str]) -> str:
    path = request.path.removesuffix(".json")
    return f"{path}?{urlencode(filters)}" if filters else path


def _text(name: str, value: str) -> str:
    match name:
        case "risk_tier":
            return words.word("tier", value).text
        case "policy":
            return words.word("policy", value).text
        case _:
            return value
