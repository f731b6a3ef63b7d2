"""The kinds of things that lineage joins, and how."""

from __future__ import annotations

from enum import StrEnum


class NodeKind(StrEnum):
    """A thing in the lineage graph."""

    DATASET_VERSION = "dataset_version"
    RUN = "run"
    VERSION = "version"
    EVIDENCE = "evidence"
    DEPLOYMENT = "deployment"


class EdgeRole(StrEnum):
    """What the source was to the target."""

    TRAINING = "training"
    VALIDATION = "validation"
    EVALUATION = "evaluation"
    PRODUCED = "produced"
    PARENT = "parent"
    EVIDENCE_OF = "evidence_of"
    DEPLOYED = "deployed"
