"""SQLModel rows, one module per noun, and the unit of work."""

from registry.db import (  # noqa: F401 - importing them fills the metadata
    aliases,
    artifacts,
    bundles,
    datasets,
    decisions,
    environments,
    events,
    evidence,
    idempotency,
    jobs,
    lineage,
    login_attempts,
    models,
    projects,
    promotions,
    reports,
    reviews,
    runs,
    uploads,
    users,
    versions,
    waivers,
)
from registry.db.base import Base

metadata = Base.metadata
