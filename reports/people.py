"""Who did it: the printed name with the login."""

from __future__ import annotations

from registry.contract.dossier import AuditReportInput


def person(data: AuditReportInput, login: str) -> str:
    """A person's printed name and login, or the login alone."""
    name = data.people.get(login)
    return f"{name} ({login})" if name and name != login else login
