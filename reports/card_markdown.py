"""The model card as Markdown, block by block."""

from __future__ import annotations

from collections.abc import Iterator

from reports.card_parts import CardParts
from reports.hugging_face import front_matter
from reports.markdown import bullets, facts, table, text
from reports.sections.explanation import ExplanationView
from reports.sections.fairness import FairnessView
from reports.sections.performance import PerformanceView
from reports.sections.source import Source


def card_markdown(parts: CardParts) -> str:
    """The whole card, with its metadata."""
    blocks = [block for block in _blocks(parts) if block]
    return f"{front_matter(parts.data)}\n" + "\n\n".join(blocks) + "\n"


def _blocks(parts: CardParts) -> Iterator[str]:
    card = parts.card
    yield f"# Model card: {text(card.title)}"
    yield f"**{text(card.status.label)}.** {text(card.status.value)}"
    yield from ("## Model details", facts(card.details))
    yield from ("## Intended use", facts(card.use))
    yield from ("## Factors", facts(card.factors))
    yield "## Performance"
    yield from _performance(parts.performance)
    yield "## Disparities between groups"
    yield from _fairness(parts.fairness)
    yield "## Explanation"
    yield from _explanation(parts.explanation)
    yield "## Data"
    yield from _data(parts)
    yield from ("## Caveats and limits", facts(card.gaps), bullets(parts.limits))
    yield "## Decision"
    yield facts(card.decision) or "Not provided. No promotion of this version has been judged."
    yield from (table(item) for item in (card.placements, card.evidence) if item)


def _performance(view: PerformanceView | None) -> Iterator[str]:
    if view is None:
        yield "Not provided. There is no evidence of performance."
        return
    yield _source(view.source)
    yield from (table(view.scores), table(view.rates))
    yield from (text(chart.sentence) for chart in view.charts)
    yield facts(view.facts)


def _fairness(view: FairnessView | None) -> Iterator[str]:
    if view is None:
        yield "Not provided. There is no evidence of disparities between groups."
        return
    yield (
        "Measured under the metrics named on the evaluation data named. Groups below the minimum size are "
        "marked insufficient and not judged. Brackets hold confidence intervals."
    )
    yield _source(view.source)
    for attribute in view.attributes:
        yield f"### By {text(attribute.name)}"
        yield text(attribute.chart.sentence)
        yield from (table(attribute.disparities), table(attribute.groups))
    yield text(view.note)
    yield facts(view.facts)


def _explanation(view: ExplanationView | None) -> Iterator[str]:
    if view is None:
        yield "Not provided. There is no explanation of the model's scores."
        return
    yield _source(view.source)
    yield text(view.additivity)
    for chart in view.charts:
        yield from (text(chart.sentence), table(chart.table))
    yield facts(view.facts)


def _data(parts: CardParts) -> Iterator[str]:
    if not parts.lineage.datasets:
        yield "Not provided. No dataset is recorded for this version."
    for dataset in parts.lineage.datasets:
        yield from (f"### {text(dataset.title)}", facts(dataset.facts))


def _source(source: Source) -> str:
    return f"{text(source.assurance)} Document {source.digest}"
