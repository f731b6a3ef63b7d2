"""What happened to a promotion request, one sentence an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.contract.promotions import EventView
from registry.web.ui.words import OUTCOMES, REPORT_KINDS
from reports.wording import VERDICTS, Word, phrase

_OCCASIONS = {
    "open": "when the request was opened",
    "check": "because somebody asked it to",
    "review": "after a review",
    "evidence": "after evidence or waivers changed",
    "apply": "at the moment of the move",
    "break_glass": "as the glass broke",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """An event with its words."""

    event: EventView
    sign: Word
    text: str


def moments(events: list[EventView]) -> list[Moment]:
    """The events in words, in their order."""
    return [Moment(event, *_told(event.action, event.actor, event.details)) for event in events]


def _told(action: str, actor: str, details: dict[str, Any]) -> tuple[Word, str]:
    match action:
        case "promotion.opened":
            return Word("＋", "Opened", "neutral"), f"{actor} opened the request: “{details['reason']}”"
        case "decision.made":
            word = OUTCOMES[details["outcome"]]
            occasion = _OCCASIONS.get(details["occasion"], phrase(details["occasion"]))
            return word, f"The gate judged it {occasion}: {word.text.lower()}, under policy {details['policy']}."
        case "review.signed":
            word = VERDICTS[details["verdict"]]
            return word, f"{actor} signed as {phrase(details['role'])}: “{details['meaning']}”"
        case "alias.moved":
            before = f"version {details['before']}" if details["before"] else "nothing"
            return Word("→", "Moved", "good"), f"@{details['alias']} moved from {before} to version {details['version']}."
        case "promotion.applied":
            return Word("✓", "Applied", "good"), f"{actor} applied the request."
        case "promotion.withdrawn":
            return Word("–", "Withdrawn", "neutral"), f"{actor} withdrew the request."
        case "promotion.break_glass_asked":
            return Word("!", "Break-glass asked", "bad"), f"{actor} asked to break the glass: “{details['reason']}”"
        case "report.created":
            kind = REPORT_KINDS.get(details["kind"], phrase(details["kind"]))
            return Word("▤", "Report", "neutral"), f"{actor} had a report made: {kind}."
        case _:
            return Word("·", phrase(action), "neutral"), f"{actor}: {phrase(action.replace('.', ' '))}."
