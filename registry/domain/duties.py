"""What each action is, and which duties bind those who hold a role for it."""

from __future__ import annotations

from registry.domain.roles import Action

MEANINGS: dict[Action, str] = {
    Action.PROJECT_CREATE: "Add projects and environments",
    Action.PROJECT_READ: "Read the project and all that is in it, files included",
    Action.PROJECT_CONFIGURE: "Change the project's title, packs and parameters, and raise its risk tier",
    Action.MEMBER_MANAGE: "Give people roles in the project, and take them away",
    Action.USER_MANAGE: "Add people to the installation, let them in, keep them out",
    Action.MODEL_WRITE: "Add models, change what is said about them, raise their risk tier",
    Action.VERSION_REGISTER: "Upload files, record runs, register versions",
    Action.DATASET_WRITE: "Add datasets and their versions",
    Action.EVIDENCE_COMPUTE: "Have evidence computed and files scanned, cancel jobs",
    Action.EVIDENCE_ATTACH: "Attach declared evidence",
    Action.ALIAS_MOVE: "Move aliases that are not protected",
    Action.PROMOTION_OPEN: "Open promotion requests and rollbacks, have them judged again",
    Action.PROMOTION_REVIEW: "Sign reviews, in a reviewing role",
    Action.PROMOTION_WITHDRAW: "Withdraw promotion requests",
    Action.PROMOTION_APPLY: "Apply promotion requests that the gate allows",
    Action.PROMOTION_BREAK_GLASS: "Ask to break the glass, or confirm it",
    Action.WAIVER_REQUEST: "Ask for waivers",
    Action.WAIVER_APPROVE: "Approve waivers",
    Action.WAIVER_REVOKE: "Revoke waivers",
    Action.RISK_TIER_LOWER: "Lower the risk tier of a project or a model",
    Action.ACCESS_EXPLAIN: "Ask why somebody else can or can't do something",
    Action.REPORT_CREATE: "Have reports and model cards rendered",
    Action.AUDIT_READ: "Read the project's events",
}

DUTIES: dict[Action, str] = {
    Action.MEMBER_MANAGE: "Nobody makes themselves a validator, risk reviewer or legal reviewer.",
    Action.PROMOTION_REVIEW: (
        "Who registered the version, produced evidence of it or opened the request does not review it, "
        "and one person fills one role per request."
    ),
    Action.PROMOTION_APPLY: "It moves nothing unless the gate allows it at that moment.",
    Action.PROMOTION_BREAK_GLASS: (
        "Who asked for it does not confirm it: it takes two people, and neither has the role from the other "
        "alone."
    ),
    Action.WAIVER_APPROVE: "Nobody approves the waiver that they asked for.",
    Action.ALIAS_MOVE: "Protected aliases move only by an applied promotion request.",
    Action.RISK_TIER_LOWER: "Raising a tier is free; lowering one is an event of its own in the audit log.",
}
