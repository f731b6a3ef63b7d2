"""Search finds what is called like that, and only what the actor may see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.contract.search import Search, SearchView
from registry.domain.errors import ForbiddenError
from registry.domain.roles import Scope
from registry.services.context import Actor, open_unit
from registry.services.search import search
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def found(people: People, who: Actor, text: str, **options: int) -> SearchView:
    with open_unit(people.platform, who, read_only=True) as context:
        return search(context, Search(q=text, **options))


def paths(people: People, who: Actor, text: str) -> dict[str, str]:
    """One path of each kind that was found."""
    return {hit.kind: hit.path for hit in found(people, who, text).items}


def test_each_kind_is_found_by_what_people_know_of_it(journey: Journey, people: People, waiting: str) -> None:
    version = journey.look(people.emil, waiting).request.version_digest
    decision = journey.look(people.emil, waiting).decision
    assert decision is not None
    evidence = decision.document.evidence_used[0]
    request = f"/promotions/{waiting}"
    assert paths(people, people.otto, "SCORING") == {"model": f"/models/{MODEL}", "promotion": request}
    assert paths(people, people.otto, waiting)["promotion"] == request
    assert paths(people, people.otto, "better")["promotion"] == request
    assert paths(people, people.otto, "retail")["project"] == f"/projects/{PROJECT}"
    assert paths(people, people.otto, "rit")["person"] == "/people"
    assert paths(people, people.otto, "train")["dataset"] == f"/projects/{PROJECT}/datasets/training"
    for text in (version, version[7:13], version[7:13].upper()):
        assert paths(people, people.otto, text)["version"] == f"/models/{MODEL}/versions/1"
    assert paths(people, people.otto, evidence[:14])["evidence"] == f"/evidence/{evidence}"


def test_others_find_people_and_nothing_of_the_project(
    journey: Journey, people: People, waiting: str
) -> None:
    digest = journey.look(people.emil, waiting).request.version_digest
    for text in (MODEL, PROJECT, waiting, digest, "training", "better"):
        assert found(people, people.olga, text).items == [], text
    assert paths(people, people.olga, "rita") == {"person": "/people"}


def test_signs_with_a_meaning_for_the_database_are_taken_as_they_are(people: People) -> None:
    for text in ("%", "_", "%%", "a%", "\\", "' OR 1=1 --", "sha256:%%%%", "  "):
        assert found(people, people.otto, text).items == [], text


def test_it_says_of_which_kind_there_is_more(people: People) -> None:
    view = found(people, people.otto, "a", limit=1)
    assert [hit.kind for hit in view.items].count("person") == 1
    assert "person" in view.more


def test_a_token_that_reads_nothing_searches_nothing(people: People) -> None:
    blind = replace(people.otto, scopes=frozenset({Scope.WRITE}))
    with pytest.raises(ForbiddenError):
        found(people, blind, "a")
