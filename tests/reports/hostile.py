"""Samples in which somebody chose bad names."""

from __future__ import annotations

import json
from typing import TypeVar

from registry.contract.base import Shape

S = TypeVar("S", bound=Shape)

# What people may choose freely, as the samples have it: people, places, groups, features, files, words.
CHOSEN = (
    "Example Bank",
    "Mira Engel",
    "Retail Credit Analytics",
    "First release of the retail credit model for the autumn campaign.",
    "Statlog (German Credit Data), UCI Machine Learning Repository",
    "female",
    "checking_account",
    "saving_accounts",
    "preprocess.json",
    "I reviewed the evidence named below and approve the release for the stated purpose.",
)


def renamed(data: S, name: str) -> S:
    """The same document with `name`, numbered, in every place that a person may fill."""
    text = data.canonical().decode()
    quoted = json.dumps(name, ensure_ascii=False)[1:-1]
    for number, chosen in enumerate(CHOSEN):
        text = text.replace(chosen, f"{quoted} {number}")
    return type(data).from_bytes(text.encode())
