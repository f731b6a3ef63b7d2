"""What a page says once after a form: named in the address, so that no text of a stranger's is ever shown."""

from __future__ import annotations

from dataclasses import dataclass

from reports.wording import Tone


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence, and whether it is good news."""

    tone: Tone
    text: str


NOTES = {
    "opened": Note("neutral", "The promotion request is open, and the gate has judged it."),
    "checked": Note("neutral", "The gate has judged the request again, as things are now."),
    "signed": Note("good", "Your review is signed, and the gate has judged the request again."),
    "withdrawn": Note("neutral", "The request is withdrawn. Nothing has moved."),
    "applied": Note("good", "The gate allowed it at that moment, and the alias has moved."),
    "not-applied": Note("bad", "The gate was asked again and did not allow it. Nothing has moved."),
    "glass-asked": Note("warn", "Noted. The glass breaks when a second person confirms it."),
    "glass-broken": Note("warn", "The glass is broken: the alias has moved in spite of the gate's answer."),
    "cancelled": Note(
        "neutral",
        "The job was asked to stop; one that runs does so at its next step.",
    ),
    "token-revoked": Note("good", "The token is revoked. Whatever used it is refused from now on."),
    "password-changed": Note("good", "Your password is changed. All of your log-ins and tokens have ended."),
    "person-added": Note("good", "The person is added. An owner, or you, gives them roles in a project."),
    "person-changed": Note("neutral", "The person's access is changed."),
    "settings-saved": Note("good", "The settings are saved. Requests are judged by them from now on."),
    "roles-set": Note("good", "The roles are set. Reviews of theirs are looked at again."),
    "logged-out": Note("neutral", "You are logged out."),
}
