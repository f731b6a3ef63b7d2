"""Ask OPA for a decision, and ask how it is."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from opa_client import OpaClient
from requests import Request, Response, Session
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from registry.domain.errors import GateUnavailableError
from registry.gate.deadline import deadline
from registry.gate.endpoint import Endpoint, HttpEndpoint
from registry.gate.entrypoint import PATH
from registry.gate.errors import (
    MalformedDecisionError,
    OpaTimeoutError,
    OpaUnreachableError,
    RevisionMismatchError,
)
from registry.gate.health import GateHealth, read_provenance, read_status
from registry.gate.input_document import Question
from registry.gate.transport import open_session
from registry.gate.verdict import GateAnswer, judge

_HEALTH_SECONDS = 2.0
_POLL_SECONDS = 0.1
_MAX_ANSWER_BYTES = 16 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
# Without strict built-in errors a failing built-in makes a rule undefined, which reads as "not violated".
_FLAGS = "provenance=true&strict-builtin-errors=true"


class GateClient(OpaClient):  # type: ignore[misc] # The library has no type information.
    """OPA's client, with what a gate needs on top: typed answers, one deadline, nothing from the environment.

    Only `decide`, `ask`, `health` and `wait_for_revision` are ours. Policies are never written through it:
    OPA pulls them as a signed bundle. It may be used by several threads; `close_connection` ends it.

    Args:
        endpoint: the OPA to ask.
        seconds: for a whole decision, from connecting to the last byte of the answer.
    """

    _session: Session

    def __init__(self, endpoint: Endpoint, *, seconds: float = 10.0) -> None:
        self.endpoint = endpoint
        self._seconds = seconds
        parts = urlsplit(endpoint.url)
        super().__init__(
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            token=endpoint.token if isinstance(endpoint, HttpEndpoint) else None,
            timeout=seconds,
        )
        # The library knows no path in front of OPA's own, as a proxy may put there.
        self.root_url = f"{endpoint.url.rstrip('/')}/v1"

    def _init_session(self) -> Session:
        session = open_session(self.endpoint)
        session.headers.update(self.headers or {})
        return session

    def decide(self, input_bytes: bytes, *, expected_revision: str) -> GateAnswer:
        """The decision on an input, under the policies of exactly this revision.

        Args:
            input_bytes: what `validate_input` returned; they reach OPA byte by byte.
            expected_revision: of the bundle in force.

        Raises:
            InvalidInputError: the input is not what `validate_input` returns; nothing was asked.
            GateUnavailableError: there is no answer that can be relied on. `verdict.judge` lists what an
                answer must withstand; `OpaUnreachableError` and `OpaTimeoutError` come from the way there.
        """
        return self.ask(Question.read(input_bytes), expected_revision=expected_revision)

    def ask(self, question: Question, *, expected_revision: str) -> GateAnswer:
        """The same for a question that was made here, and need not be read again."""
        body = b'{"input":' + question.data + b"}"
        status, answer = self._exchange("POST", f"/data/{PATH}?{_FLAGS}", body, seconds=self._seconds)
        return judge(status, answer, question=question, expected_revision=expected_revision)

    def health(self) -> GateHealth:
        """Whether OPA answers, may decide, and has its policies; never raises for what it finds."""
        try:
            status = self._exchange("GET", "/status", seconds=_HEALTH_SECONDS)
            if health := read_status(*status):
                return health
            # Somebody else's OPA may keep no status, and still tells version and revision with every answer.
            return read_provenance(
                *self._exchange("GET", f"/data/{PATH}/none?{_FLAGS}", seconds=_HEALTH_SECONDS)
            )
        except GateUnavailableError as error:
            return GateHealth(reachable=False, problem=str(error))

    def wait_for_revision(self, revision: str, *, seconds: float) -> None:
        """Return once OPA's active policies are of this revision.

        Raises:
            OpaUnreachableError: OPA did not answer in all that time.
            RevisionMismatchError: it did, and still has others; the reason is its own message.
        """
        ends_at = time.monotonic() + seconds
        while (health := self.health()).active_revision != revision:
            if time.monotonic() >= ends_at:
                raise _never_ready(health, revision, seconds)
            time.sleep(_POLL_SECONDS)

    def _exchange(
        self, method: str, path: str, body: bytes | None = None, *, seconds: float
    ) -> tuple[int, bytes]:
        """The status and the whole body of one exchange, all within the deadline."""
        ends_at = time.monotonic() + seconds
        try:
            with (
                deadline(seconds),
                self._send(method, self.root_url + path, body, seconds) as response,
            ):
                return response.status_code, _read(response)
        except (RequestException, HTTPError, OSError) as error:
            if time.monotonic() >= ends_at:
                raise _too_late(self.endpoint, seconds) from error
            raise _unreachable(self.endpoint, error) from error

    def _send(self, method: str, url: str, body: bytes | None, seconds: float) -> Response:
        """Send straight through the adapter: no cookie is kept, and no redirect followed."""
        headers = {"Content-Type": "application/json"}
        request = self._session.prepare_request(Request(method, url, headers=headers, data=body))
        return self._session.get_adapter(url).send(
            request,
            stream=True,
            timeout=seconds,
            verify=self._session.verify or True,
            cert=self._session.cert,
        )


def _read(response: Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        body += chunk
        if len(body) > _MAX_ANSWER_BYTES:
            raise MalformedDecisionError(
                "OPA's answer is too large.",
                why=f"It has more than {_MAX_ANSWER_BYTES:,} bytes, and no decision has.",
                remedy="Make sure that the OPA asked is one that takes its policies from this registry.",
            )
    return bytes(body)


def _too_late(endpoint: Endpoint, seconds: float) -> OpaTimeoutError:
    return OpaTimeoutError(
        f"OPA at {endpoint} did not answer in time.",
        why=f"The whole answer was not here after {seconds:g} s.",
        remedy="Ask again; if it stays, OPA is overloaded, or something in between holds the answer back.",
    )


def _unreachable(endpoint: Endpoint, error: Exception) -> OpaUnreachableError:
    return OpaUnreachableError(
        f"OPA at {endpoint} cannot be reached.",
        why=f"{error}.",
        remedy="A managed OPA comes back by itself within seconds; for any other, check that it runs. "
        "`modelwarden doctor` shows its state.",
    )


def _never_ready(health: GateHealth, revision: str, seconds: float) -> GateUnavailableError:
    if not health.reachable:
        return OpaUnreachableError(
            f"OPA did not come up within {seconds:g} s.",
            why=health.problem or "",
            remedy="Look at OPA's log.",
        )
    return RevisionMismatchError(
        f"OPA did not take up the policies {revision} within {seconds:g} s.",
        why=health.bundle_error or f"It has {health.active_revision or 'none'}.",
        remedy="Check that it can fetch the bundle from the registry and has the key that signed it.",
    )
