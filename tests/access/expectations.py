"""Who may do what, as the people who use a registry expect it. Written by hand; the code is held to it.

The users are those of the design: engineers register versions and want to see why they were refused;
reviewers sign or refuse; auditors read everything and change nothing; owners run their project;
administrators run the installation and take no part in what a project decides.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("owner", "contributor", "validator", "risk_reviewer", "legal_reviewer", "auditor", "admin")

# In one's own project. An `x` may. The last column is the scope that a token needs.
OWN_PROJECT = """
action                 own con val ris leg aud adm  scope
project.create          .   .   .   .   .   .   x   admin
project.read            x   x   x   x   x   x   x   read
project.configure       x   .   .   .   .   .   .   admin
member.manage           x   .   .   .   .   .   x   admin
user.manage             .   .   .   .   .   .   x   admin
model.write             x   x   .   .   .   .   .   write
version.register        x   x   .   .   .   .   .   write
dataset.write           x   x   .   .   .   .   .   write
evidence.compute        x   x   x   .   .   .   .   write
evidence.attach         x   x   x   .   .   .   .   write
alias.move              x   x   .   .   .   .   .   write
promotion.open          x   x   .   .   .   .   .   write
promotion.review        .   .   x   x   x   .   .   review
promotion.withdraw      x   x   .   .   .   .   .   write
promotion.apply         x   x   .   .   .   .   .   write
promotion.break_glass   x   .   .   x   x   .   .   review
waiver.request          x   x   .   .   .   .   .   write
waiver.approve          .   .   .   x   x   .   .   review
waiver.revoke           x   x   .   x   x   .   .   review
risk_tier.lower         .   .   .   .   .   .   x   admin
access.explain          x   .   .   .   .   x   x   read
report.create           x   x   x   x   x   x   .   read
audit.read              x   .   x   x   x   x   x   read
"""

WHY = {
    "project.configure": "Thresholds bind contributors, so they do not set them.",
    "member.manage": "An administrator gives a new project its first owner.",
    "evidence.compute": "A validator repeats what the developers measured; that is what validating is.",
    "promotion.review": "Owners and contributors want the release, so neither signs for it.",
    "promotion.apply": "The gate has the last word, so those who want the release may press the button.",
    "promotion.break_glass": "It takes two, and one of them may be the owner; a contributor is never one.",
    "waiver.approve": "A validator judges the measurement, not whether a rule may be left out.",
    "waiver.revoke": "It only makes the gate stricter: owner, asker's side and approvers may.",
    "risk_tier.lower": "Whoever gains by weaker rules does not choose them.",
    "access.explain": "Everybody may ask about themselves; about others, who answers for access.",
    "report.create": "A report changes nothing. The administrator reads, and produces no papers.",
    "audit.read": "Reviewers examine who did what. Contributors see the timeline of their own requests.",
}

# In another's project nobody is told that anything is there, whatever their roles are in their own.
# The administrator is of the whole installation, so that there is no other project for them.
OTHER_PROJECT = "not there"


@dataclass(frozen=True)
class Expected:
    """One action."""

    roles: frozenset[str]
    scope: str


def actions() -> dict[str, Expected]:
    """The table as values."""
    lines = OWN_PROJECT.strip().splitlines()[1:]
    return {name: _expected(cells) for name, *cells in (line.split() for line in lines)}


def _expected(cells: list[str]) -> Expected:
    *marks, scope = cells
    return Expected(frozenset(role for role, mark in zip(ROLES, marks, strict=True) if mark == "x"), scope)
