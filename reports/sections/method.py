"""The words of a report, and what its method can and cannot show."""

from __future__ import annotations

from reports.facts import Fact
from reports.wording import ASSURANCES, capitalised

WORDS: tuple[Fact, ...] = (
    Fact(
        "Violated",
        "A rule's condition does not hold on the evidence. A rule that refuses stops the promotion.",
    ),
    Fact("No evidence", "What the rule needs was missing or of the wrong kind. That is never a pass."),
    Fact("Waived", "Violated, and excepted by a signed, scoped and expiring waiver. It stays visible."),
    Fact("Warned", "Violated, and the rule only warns."),
    Fact("Not applicable", "The rule does not concern this model, environment or risk tier."),
    Fact("Insufficient", "A group has fewer rows than the minimum. Its rates are shown and never judged."),
    Fact("Selection rate", "Share of rows with the favourable decision."),
    Fact("True positive rate", "Favourable decisions among the rows with the favourable outcome."),
    Fact("False positive rate", "Favourable decisions among the rows with the unfavourable outcome."),
    Fact("Demographic parity ratio", "Lowest selection rate of a group, divided by the highest (Fairlearn)."),
    Fact(
        "Equal opportunity difference", "Highest true positive rate of a group, less the lowest (Fairlearn)."
    ),
    Fact("Equalized odds difference", "The larger gap in true or in false positive rate (Fairlearn)."),
    Fact("Four decimals", "Rates, ratios and scores are cut off, differences and losses rounded up."),
    Fact("Interval", "Confidence interval of one rate; the evidence document names its construction."),
    Fact("SHAP value", "How far a feature moved one score from the base value (Lundberg and Lee, 2017)."),
)

_DISPARITY = (
    "A disparity is measured under one metric, on one dataset, with one decision rule. Another metric, "
    "dataset or rule can show another. One within its limit does not show that people are treated well."
)
_INTERVAL = "Intervals describe one rate each. They do not allow for many groups being compared at once."
_SHAP = "SHAP values describe the model, not the world: what a score rests on, not what causes an outcome."
_LAW = (
    "This report records which rules were applied and what they found. It states no conformity with any law; "
    "references to provisions say which ones a rule is meant to help with."
)
_DECLARED = "Evidence marked as declared was stated by somebody and not computed by the platform."
LIMITS = (_DISPARITY, _INTERVAL, _SHAP, _LAW, _DECLARED)

ASSURANCE_WORDS: tuple[Fact, ...] = tuple(
    Fact(word, capitalised(meaning))
    for word, meaning in (text.split(": ", 1) for text in ASSURANCES.values())
)
