"""Who may do what: roles per project, actions, and the table that joins them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role that a person holds in one project; `admin` is of the whole installation."""

    OWNER = "owner"
    CONTRIBUTOR = "contributor"
    VALIDATOR = "validator"
    RISK_REVIEWER = "risk_reviewer"
    LEGAL_REVIEWER = "legal_reviewer"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Action(StrEnum):
    """What a service may be asked to do; each is some service's first line."""

    PROJECT_CREATE = "project.create"
    PROJECT_READ = "project.read"
    PROJECT_CONFIGURE = "project.configure"
    MEMBER_MANAGE = "member.manage"
    USER_MANAGE = "user.manage"
    MODEL_WRITE = "model.write"
    VERSION_REGISTER = "version.register"
    DATASET_WRITE = "dataset.write"
    EVIDENCE_COMPUTE = "evidence.compute"
    EVIDENCE_ATTACH = "evidence.attach"
    ALIAS_MOVE = "alias.move"
    PROMOTION_OPEN = "promotion.open"
    PROMOTION_REVIEW = "promotion.review"
    PROMOTION_WITHDRAW = "promotion.withdraw"
    PROMOTION_APPLY = "promotion.apply"
    PROMOTION_BREAK_GLASS = "promotion.break_glass"
    WAIVER_REQUEST = "waiver.request"
    WAIVER_APPROVE = "waiver.approve"
    WAIVER_REVOKE = "waiver.revoke"
    RISK_TIER_LOWER = "risk_tier.lower"
    ACCESS_EXPLAIN = "access.explain"
    REPORT_CREATE = "report.create"
    AUDIT_READ = "audit.read"


_READ = frozenset({Action.PROJECT_READ, Action.REPORT_CREATE})
_BUILD = frozenset(
    {
        Action.MODEL_WRITE,
        Action.VERSION_REGISTER,
        Action.DATASET_WRITE,
        Action.EVIDENCE_COMPUTE,
        Action.EVIDENCE_ATTACH,
        Action.ALIAS_MOVE,
        Action.PROMOTION_OPEN,
        Action.PROMOTION_WITHDRAW,
        Action.PROMOTION_APPLY,
        Action.WAIVER_REQUEST,
        # To end an exception only ever makes the gate stricter.
        Action.WAIVER_REVOKE,
    }
)
_REVIEW = frozenset({Action.PROMOTION_REVIEW, Action.WAIVER_APPROVE, Action.WAIVER_REVOKE, Action.AUDIT_READ})

PERMISSIONS: dict[Role, frozenset[Action]] = {
    Role.OWNER: _READ
    | _BUILD
    | {
        Action.PROJECT_CONFIGURE,
        Action.MEMBER_MANAGE,
        Action.AUDIT_READ,
        Action.ACCESS_EXPLAIN,
        Action.PROMOTION_BREAK_GLASS,
    },
    Role.CONTRIBUTOR: _READ | _BUILD,
    Role.VALIDATOR: _READ
    | {Action.EVIDENCE_COMPUTE, Action.EVIDENCE_ATTACH, Action.PROMOTION_REVIEW, Action.AUDIT_READ},
    Role.RISK_REVIEWER: _READ | _REVIEW | {Action.PROMOTION_BREAK_GLASS},
    Role.LEGAL_REVIEWER: _READ | _REVIEW | {Action.PROMOTION_BREAK_GLASS},
    Role.AUDITOR: _READ | {Action.AUDIT_READ, Action.ACCESS_EXPLAIN},
    # The administrator runs the installation and its people, and takes no part in what a project decides.
    # A risk tier is lowered by somebody who does not gain by it, and the administrator stands outside.
    Role.ADMIN: frozenset(
        {
            Action.PROJECT_CREATE,
            Action.PROJECT_READ,
            Action.USER_MANAGE,
            Action.MEMBER_MANAGE,
            Action.RISK_TIER_LOWER,
            Action.AUDIT_READ,
            Action.ACCESS_EXPLAIN,
        }
    ),
}

REVIEWING_ROLES = frozenset({Role.VALIDATOR, Role.RISK_REVIEWER, Role.LEGAL_REVIEWER})


def permits(roles: frozenset[Role], action: Action) -> bool:
    """Whether any of these roles may do this."""
    return any(action in PERMISSIONS[role] for role in roles)


def roles_permitting(action: Action) -> list[Role]:
    """The roles that may do this, for messages that tell whom to ask."""
    return [role for role in Role if action in PERMISSIONS[role]]


class Scope(StrEnum):
    """What a token may be used for; it never widens what its owner may do."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    ADMIN = "admin"


_REVIEW_ACTIONS = frozenset(
    {
        Action.PROMOTION_REVIEW,
        Action.WAIVER_APPROVE,
        Action.WAIVER_REVOKE,
        Action.PROMOTION_BREAK_GLASS,
    }
)
_ADMIN_ACTIONS = frozenset(
    {
        Action.PROJECT_CREATE,
        Action.USER_MANAGE,
        Action.MEMBER_MANAGE,
        Action.PROJECT_CONFIGURE,
        Action.RISK_TIER_LOWER,
    }
)
_READ_ACTIONS = frozenset(
    {Action.PROJECT_READ, Action.AUDIT_READ, Action.ACCESS_EXPLAIN, Action.REPORT_CREATE}
)


def scope_for(action: Action) -> Scope:
    """The scope that a token needs for this."""
    if action in _REVIEW_ACTIONS:
        return Scope.REVIEW
    if action in _ADMIN_ACTIONS:
        return Scope.ADMIN
    return Scope.READ if action in _READ_ACTIONS else Scope.WRITE
