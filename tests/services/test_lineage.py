"""Lineage, asked both ways: which production versions were trained on this dataset version?"""

from __future__ import annotations

import pytest

from registry.contract.data import LineageView
from registry.domain.lineage import NodeKind
from registry.services.context import Actor, open_unit
from registry.services.datasets import find_dataset_version
from registry.services.lineage import trace
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.versions import read_version
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People
from tests.services.test_promotions import sign_and_apply

pytestmark = [pytest.mark.database, pytest.mark.slow]


def downstream(platform: Platform, actor: Actor, dataset: str) -> LineageView:
    with open_unit(platform, actor, read_only=True) as context:
        project = find_project(context, PROJECT)
        found = find_dataset_version(context, project, dataset, 1)
        return trace(context, (NodeKind.DATASET_VERSION, found.id), project.id, "downstream")


def test_from_training_data_to_what_runs_in_production(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    before = downstream(platform, people.ada, "training")
    assert {node.kind for node in before.nodes} == {"dataset_version", "run", "version"}
    sign_and_apply(platform, people, journey, waiting)

    after = downstream(platform, people.ada, "training")
    deployed = [node for node in after.nodes if node.kind == "deployment"]
    named = [(node.label.split(" from ")[0], node.current) for node in deployed]
    assert named == [(f"@champion of {MODEL}", True)]
    version = next(node for node in after.nodes if node.kind == "version")
    assert version.label == f"{MODEL} v1"
    assert (version.id, deployed[0].id) in {(edge.source, edge.target) for edge in after.edges}


def test_from_a_version_back_to_its_data(platform: Platform, people: People, waiting: str) -> None:
    assert waiting
    with open_unit(platform, people.ada, read_only=True) as context:
        model, version = read_version(context, MODEL, 1)
        view = trace(context, (NodeKind.VERSION, version.id), model.project_id, "upstream")
    labels = {(node.kind, node.label) for node in view.nodes}
    assert {("dataset_version", "training v1"), ("dataset_version", "evaluation v1")} <= labels
    assert ("run", "training run") in labels
    assert {edge.role for edge in view.edges} >= {"training", "evaluation", "produced", "evidence_of"}


def test_both_ways_and_no_further_than_asked(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    sign_and_apply(platform, people, journey, waiting)
    with open_unit(platform, people.ada, read_only=True) as context:
        model, version = read_version(context, MODEL, 1)
        node = (NodeKind.VERSION, version.id)
        whole = trace(context, node, model.project_id, "both")
        ways = [trace(context, node, model.project_id, way) for way in ("upstream", "downstream")]
        project = find_project(context, PROJECT)
        dataset = (NodeKind.DATASET_VERSION, find_dataset_version(context, project, "training", 1).id)
        near = trace(context, dataset, project.id, "downstream", 1)
    assert {node.id for node in whole.nodes} == {node.id for view in ways for node in view.nodes}
    assert set(whole.edges) == {edge for view in ways for edge in view.edges}
    assert {node.kind: node.beyond for node in near.nodes} == {"dataset_version": 0, "run": 0, "version": 1}
    # Both ends of the edge from run to version are there, and so is it, though it is a hop further.
    assert {edge.role for edge in near.edges} == {"training", "produced"}
    assert not any(node.beyond for node in whole.nodes)
