"""Metadata at the head of a Markdown model card, as the Hugging Face Hub reads it (its model card guide)."""

from __future__ import annotations

from typing import Any

import yaml

from registry.contract.dossier import ModelCardInput
from registry.contract.evidence import FairnessBody, PerformanceBody
from reports.sections.source import Source, newest_source
from reports.wording import METRICS

_LICENCES = frozenset(
    {
        *(
            "afl-3.0",
            "agpl-3.0",
            "apache-2.0",
            "artistic-2.0",
            "bsd",
            "bsd-2-clause",
            "bsd-3-clause",
            "bsl-1.0",
        ),
        *("cc", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc-by-sa-4.0"),
        *(
            "cc0-1.0",
            "gpl-2.0",
            "gpl-3.0",
            "isc",
            "lgpl-2.1",
            "lgpl-3.0",
            "mit",
            "mpl-2.0",
            "odbl",
            "unlicense",
        ),
    }
)
_LIBRARIES = {
    "scikit-learn": "sklearn",
    "sklearn": "sklearn",
    "pytorch": "pytorch",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "onnx": "onnx",
}


def front_matter(data: ModelCardInput) -> str:
    """The YAML block, with its `---` lines."""
    index = _model_index(data)
    content: dict[str, Any] = {
        **_licence(data.licence),
        **_library(data.version.framework),
        "tags": sorted({*data.tags, "modelwarden"}),
        "datasets": list(dict.fromkeys(item.name for item in data.lineage.datasets)),
        "metrics": list(dict.fromkeys(item["type"] for result in index for item in result["metrics"])),
        "model-index": [{"name": data.model.name, "results": index}],
    }
    if not index:
        del content["metrics"], content["model-index"]
    return f"---\n{yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)}---\n"


def _licence(name: str) -> dict[str, str]:
    if not name:
        return {}
    known = name.lower().replace(" ", "-")
    return {"license": known} if known in _LICENCES else {"license": "other", "license_name": name}


def _library(framework: str) -> dict[str, str]:
    first = next(iter(framework.lower().split()), "")
    return {"library_name": _LIBRARIES[first]} if first in _LIBRARIES else {}


def _model_index(data: ModelCardInput) -> list[dict[str, Any]]:
    performance = newest_source(data.evidence, "performance")
    fairness = newest_source(data.evidence, "fairness")
    metrics: list[dict[str, Any]] = []
    if performance and isinstance(performance.document.body, PerformanceBody):
        metrics += _scores(performance.document.body)
    if fairness and isinstance(fairness.document.body, FairnessBody):
        metrics += _disparities(fairness.document.body)
    source = performance or fairness
    return [_result(data, source, metrics)] if source and metrics else []


def _result(data: ModelCardInput, source: Source, metrics: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "task": {"type": "tabular-classification"},
        "dataset": _dataset(data, source),
        "metrics": metrics,
        "source": {"name": f"Modelwarden evidence {source.digest}", "url": data.installation.url},
    }


def _dataset(data: ModelCardInput, source: Source) -> dict[str, str]:
    digest = source.document.dataset_version
    found = next((item for item in data.lineage.datasets if item.digest == digest), None)
    if found is None:
        return {"type": "evaluation", "name": "evaluation table, not a registered dataset version"}
    name = f"{found.name} v{found.version}"
    return {"type": found.name, "name": name, "split": found.role, "revision": found.digest}


def _scores(body: PerformanceBody) -> list[dict[str, Any]]:
    values = {
        "accuracy": body.rates.accuracy.value,
        "precision": body.rates.precision.value,
        "recall": body.rates.true_positive_rate.value,
        "f1": body.f1,
        "roc_auc": body.roc_auc,
        "brier_score": body.brier,
    }
    return [
        {"type": name, "name": name.replace("_", " "), "value": value}
        for name, value in values.items()
        if value is not None
    ]


def _disparities(body: FairnessBody) -> list[dict[str, Any]]:
    return [
        {"type": item.metric, "name": f"{METRICS[item.metric]} by {attribute.name}", "value": item.value}
        for attribute in body.attributes
        for item in attribute.disparities
        if item.value is not None
    ]
