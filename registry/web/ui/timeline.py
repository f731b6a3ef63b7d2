"""What happened to a promotion request, one sentence an event."""

from __future__ import annotations

from collections.abc import Callable
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
_Told = tuple[Word, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event with its words."""

    event: EventView
    sign: Word
    text: str


def moments(events: list[EventView]) -> list[Moment]:
    """The events in words, in their order."""
    return [Moment(event, *_told(event)) for event in events]


def _told(event: EventView) -> _Told:
    tell = _TELLERS.get(event.action)
    if tell is None:
        return Word("·", "", "neutral"), f"{event.actor}: {phrase(event.action.replace('.', ' '))}."
    return tell(event.actor, event.details)


def _opened(actor: str, details: dict[str, Any]) -> _Told:
    return Word("+", "", "neutral"), f"{actor} opened the request: “{details['reason']}”"


def _judged(_actor: str, details: dict[str, Any]) -> _Told:
    word = OUTCOMES[details["outcome"]]
    occasion = _OCCASIONS.get(details["occasion"], phrase(details["occasion"]))
    policy = details["policy"].rpartition("@")[2]
    return word, f"The gate judged it {occasion}: {word.text.lower()}, under policy {policy}."


def _signed(actor: str, details: dict[str, Any]) -> _Told:
    word = VERDICTS[details["verdict"]]
    return word, f"{actor}, {phrase(details['role'])}: {word.text.lower()}. “{details['meaning']}”"


def _moved(_actor: str, details: dict[str, Any]) -> _Told:
    before = f"version {details['before']}" if details["before"] else "nothing"
    after = f"version {details['version']}" if details["version"] else "nothing"
    return Word("→", "", "good"), f"@{details['alias']} moved from {before} to {after}."


def _applied(actor: str, _details: dict[str, Any]) -> _Told:
    return Word("✓", "", "good"), f"{actor} applied the request."


def _withdrawn(actor: str, _details: dict[str, Any]) -> _Told:
    return Word("○", "", "neutral"), f"{actor} withdrew the request."


def _glass(actor: str, details: dict[str, Any]) -> _Told:
    return Word("!", "", "bad"), f"{actor} asked to break the glass: “{details['reason']}”"


def _reported(actor: str, details: dict[str, Any]) -> _Told:
    kind = REPORT_KINDS.get(details["kind"], phrase(details["kind"]))
    return Word("▤", "", "neutral"), f"{actor} had a report made: {kind}."


_TELLERS: dict[str, Callable[[str, dict[str, Any]], _Told]] = {
    "promotion.opened": _opened,
    "decision.made": _judged,
    "review.signed": _signed,
    "alias.moved": _moved,
    "promotion.applied": _applied,
    "promotion.withdrawn": _withdrawn,
    "promotion.break_glass_asked": _glass,
    "report.created": _reported,
}
