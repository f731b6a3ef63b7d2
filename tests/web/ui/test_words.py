"""Every state that the domain knows has its word on the pages."""

from __future__ import annotations

from typing import get_args

from registry.contract.decision import CheckStatus
from registry.contract.inbox import AttentionKind
from registry.domain.evidence_kinds import Assurance
from registry.domain.job_states import JobKind, JobState
from registry.domain.promotion_states import Outcome, PromotionKind, PromotionState, ReviewVerdict
from registry.domain.report_kinds import ReportKind
from registry.domain.tiers import RiskTier
from registry.web.ui import words
from reports.wording import STATUSES, VERDICTS


def test_no_state_is_without_its_word() -> None:
    assert set(words.REQUEST_STATES) == set(PromotionState)
    assert set(words.REQUEST_KINDS) == set(PromotionKind)
    assert set(words.OUTCOMES) == set(Outcome)
    assert set(words.JOB_STATES) == set(JobState)
    assert set(words.JOB_KINDS) == set(JobKind)
    assert set(words.ATTENTION) == set(get_args(AttentionKind))
    assert set(words.REPORT_KINDS) == set(ReportKind)
    assert set(words.ASSURANCE_LEVELS) == set(Assurance)
    assert set(words.TIERS) == set(RiskTier)
    assert set(VERDICTS) == set(ReviewVerdict)
    assert set(STATUSES) == set(get_args(CheckStatus))


def test_a_word_that_is_new_here_is_shown_as_it_is() -> None:
    unknown = words.word("job", "gone_fishing")
    assert (unknown.text, unknown.tone) == ("Gone fishing", "neutral")
