"""What `modelwarden doctor` says about one thing that the registry depends on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.errors import ModelwardenError


class Health(StrEnum):
    """How a thing is. What could not be found out is `doubtful`, never `sound`."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"
    FAILED = "failed"


@dataclass(frozen=True)
class Diagnosis:
    """One line of the doctor's: what was examined, how it is, what was seen, and what to do about it."""

    subject: str
    health: Health
    finding: str
    remedy: str = ""


@dataclass(frozen=True)
class Examination:
    """A subject and how to examine it. `examine` may raise; `diagnose` turns that into a failure."""

    subject: str
    examine: Callable[[], Diagnosis]

    def diagnose(self) -> Diagnosis:
        """Examine. An error is never a pass, whatever its kind, and one broken part hides no other."""
        try:
            return self.examine()
        except ModelwardenError as error:
            finding = " ".join(part for part in (error.what, error.why) if part)
            return Diagnosis(self.subject, Health.FAILED, finding, error.remedy)
        except Exception as error:  # noqa: BLE001 - the doctor must outlive whatever it examines
            return Diagnosis(
                self.subject,
                Health.FAILED,
                f"The examination itself failed: {type(error).__name__}: {error}",
                "Report this; it should have been explained.",
            )
