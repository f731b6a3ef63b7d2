"""The parts of a model card, made once and set in each of its forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from registry.contract.dossier import ModelCardInput
from registry.contract.evidence import DataProfileBody, FairnessBody, PerformanceBody
from registry.contract.explanations import ExplanationBody
from reports.sections.card import CardView, card_view
from reports.sections.data_profile import DataProfileView, data_profile_view
from reports.sections.explanation import ExplanationView, explanation_view
from reports.sections.fairness import FairnessView, fairness_view
from reports.sections.lineage import LineageView, lineage_view
from reports.sections.method import LIMITS
from reports.sections.performance import PerformanceView, performance_view
from reports.sections.source import Source, newest_source

JSON_NAME = "model_card.json"
B = TypeVar("B", PerformanceBody, FairnessBody, ExplanationBody, DataProfileBody)


@dataclass(frozen=True, slots=True)
class CardParts:
    """Everything that a card shows; None where there is no evidence of a kind."""

    data: ModelCardInput
    card: CardView
    lineage: LineageView
    performance: PerformanceView | None
    fairness: FairnessView | None
    explanation: ExplanationView | None
    data_profile: DataProfileView | None
    limits: tuple[str, ...]

    def values(self) -> dict[str, object]:
        """The parts by name, for a template."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def card_parts(data: ModelCardInput) -> CardParts:
    """The parts, each from the newest evidence of its kind."""
    performance = newest_body(data, "performance", PerformanceBody)
    fairness = newest_body(data, "fairness", FairnessBody)
    explanation = newest_body(data, "explanation", ExplanationBody)
    profile = newest_body(data, "data_profile", DataProfileBody)
    return CardParts(
        data=data,
        card=card_view(data),
        lineage=lineage_view(data.model.name, data.version, data.lineage, where=JSON_NAME),
        performance=performance_view(*performance) if performance else None,
        fairness=fairness_view(*fairness, None) if fairness else None,
        explanation=explanation_view(*explanation) if explanation else None,
        data_profile=data_profile_view(*profile) if profile else None,
        limits=LIMITS,
    )


def newest_body(data: ModelCardInput, kind: str, shape: type[B]) -> tuple[Source, B] | None:
    """The newest evidence of a kind with its body."""
    source = newest_source(data.evidence, kind)
    body = source.document.body if source else None
    return (source, body) if source and isinstance(body, shape) else None
