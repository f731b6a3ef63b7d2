"""Promotion requests and their reviews."""

from __future__ import annotations

from http import HTTPStatus

from modelwarden.answers import error_of, json_of, parse_object
from modelwarden.errors import ConflictError, GateRefusedError
from modelwarden.namespaces.base import Namespace, given
from modelwarden.objects.promotions import Promotion, PromotionRequest
from modelwarden.routes import route


class Promotions(Namespace):
    """Asking for a version to enter an environment, like a pull request."""

    def open(self, model: str, version: int, *, environment: str, reason: str) -> Promotion:
        """Open a request; the gate judges it at once, and what it says is in the answer."""
        body = {"model": model, "version": version, "environment": environment, "reason": reason}
        return self._transport.send("POST", route("promotions"), Promotion, body)

    def open_rollback(self, model: str, *, environment: str, reason: str) -> Promotion:
        """Ask for the version that was there before to come back; the gate judges it like any other."""
        body = {"model": model, "environment": environment, "reason": reason}
        return self._transport.send("POST", route("promotions", "rollback"), Promotion, body)

    def list(
        self,
        *,
        project: str | None = None,
        model: str | None = None,
        environment: str | None = None,
        state: str | None = None,
    ) -> tuple[PromotionRequest, ...]:
        """Requests that I may read, newest first."""
        params = given({"project": project, "model": model, "environment": environment, "state": state})
        return self._transport.get_all(route("promotions"), PromotionRequest, params)

    def get(self, promotion_id: str) -> Promotion:
        """One request in full."""
        return self._transport.get(route("promotions", promotion_id), Promotion)

    def check(self, promotion_id: str) -> Promotion:
        """Have the gate judge it again, as things are now."""
        return self._transport.send("POST", route("promotions", promotion_id, "checks"), Promotion)

    def review(
        self, promotion: Promotion, *, role: str, verdict: str, meaning: str, comment: str = ""
    ) -> Promotion:
        """Sign a review of what `promotion` shows: `approve`, `reject` or `request_changes`.

        It takes the request as the reviewer saw it, since that is what the signature is bound to.

        Raises:
            ConflictError: when it has been judged again since.
        """
        if promotion.decision is None:
            raise ConflictError(
                "There is no decision to review yet.", remedy="Have the request judged first."
            )
        body = {
            "decision": promotion.decision.id,
            "role": role,
            "verdict": verdict,
            "meaning": meaning,
            "comment": comment,
        }
        return self._transport.send("POST", route("promotions", promotion.id, "reviews"), Promotion, body)

    def withdraw(self, promotion_id: str, *, if_match: str | None = None) -> Promotion:
        """Give a request up; with `if_match`, only while it has that `etag`."""
        path = route("promotions", promotion_id, "withdraw")
        return self._transport.send("POST", path, Promotion, if_match=if_match)

    def apply(self, promotion_id: str, *, if_match: str | None = None) -> Promotion:
        """Move the alias, if the gate allows it at this moment; with `if_match`, only for what was seen.

        Raises:
            GateRefusedError: when it does not; its `promotion` says why. Nothing has moved then.
        """
        path = route("promotions", promotion_id, "apply")
        response = self._transport.exchange(
            "POST", path, also=frozenset({HTTPStatus.CONFLICT}), if_match=if_match
        )
        # What cannot be applied at all is answered by a problem, what the gate refuses by the request itself.
        if response.headers.get("Content-Type", "").startswith("application/problem+json"):
            raise error_of(response)
        promotion = parse_object(Promotion, json_of(response))
        if response.status_code == HTTPStatus.CONFLICT:
            raise GateRefusedError(promotion)
        return promotion

    def break_glass(self, promotion_id: str, *, reason: str) -> Promotion:
        """The first of two people asks to move the alias whatever the gate says. Loud in every report."""
        path = route("promotions", promotion_id, "break-glass")
        return self._transport.send("POST", path, Promotion, {"reason": reason})

    def confirm_break_glass(self, promotion: Promotion) -> Promotion:
        """The second of two people confirms what `promotion` shows, and the alias moves.

        Raises:
            ConflictError: when nobody has asked, or reason, decision or policy have changed since.
        """
        if promotion.request.break_glass_digest is None:
            raise ConflictError(
                "There is nothing to confirm.",
                why="Nobody has asked for it, or the request has ended.",
                remedy="Ask for it first, with a reason.",
            )
        path = route("promotions", promotion.id, "break-glass", "confirm")
        body = {"asked": promotion.request.break_glass_digest}
        return self._transport.send("POST", path, Promotion, body)
