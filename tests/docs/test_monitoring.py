"""What the how-to says of metrics and addresses is what a registry has."""

from __future__ import annotations

import re

import yaml

from registry.services.metrics import REGISTRY
from registry.web.health import blueprint as health
from registry.web.metrics import blueprint as metrics
from tests.docs.pages import DOCS, ROOT, Page

HOW_TO = Page(DOCS / "how-to" / "monitoring.md")


def test_every_series_of_ours_is_in_the_table_and_the_other_way_round() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "registry/services").glob("*metrics.py"))
    ours = set(re.findall(r'"(modelwarden_[a-z_]+)"', sources))
    told = {name.removesuffix("_total") for name in re.findall(r"`(modelwarden_[a-z_]+)`", HOW_TO.text)}
    assert told == ours


def test_the_process_is_measured() -> None:
    assert REGISTRY.get_sample_value("process_resident_memory_bytes") is not None


def test_the_addresses_are_there() -> None:
    from flask import Flask

    app = Flask("addresses")
    app.register_blueprint(health)
    app.register_blueprint(metrics)
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert set(re.findall(r"`(/-/[a-z]+)`", HOW_TO.text)) <= rules
    (block,) = HOW_TO.blocks("yaml")
    (job,) = yaml.safe_load(block.text)["scrape_configs"]
    assert job["metrics_path"] in rules
