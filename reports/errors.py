"""What can go wrong while a report is made."""

from __future__ import annotations

from registry.domain.errors import ModelwardenError


class ReportError(ModelwardenError):
    """A report could not be made from what was given; no half-made report is returned."""

    code = "report"
