"""The whole story, from empty registry to verified dossier."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from modelwarden.demo.commits import keep_training_code
from modelwarden.demo.credit_data import CreditData, read_credit_data
from modelwarden.demo.dossier import REPLAY, Dossier
from modelwarden.demo.journey import MODEL, Journey
from modelwarden.demo.narrator import Narrator
from modelwarden.demo.people import Cast, introduce
from modelwarden.demo.training import TrainedModel, train_first, train_repaired

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.evidence import Evidence
    from modelwarden.objects.promotions import Promotion


@dataclass
class Story:
    """Tells the journey step by step, and fills the dossier as it goes."""

    url: str
    cast: Cast
    narrator: Narrator
    dossier: Dossier
    journey: Journey = field(init=False)

    def __post_init__(self) -> None:
        """The journey writes its tables and models where the dossier keeps inputs."""
        self.journey = Journey(self.url, self.cast, self.narrator, self.dossier.inputs)
        keep_training_code(self.dossier.inputs / "training_code")

    def tell(self, csv: Path | None, seed: int) -> bool:
        """True when version 1 was refused, version 2 was promoted, and every verification passed."""
        step = self.narrator.step
        with step("train", "Train two models: a first attempt, and one with its disparity repaired"):
            introduce(self.url, self.cast)
            data = read_credit_data(csv, seed)
            first, repaired = train_first(data), train_repaired(data)
            self.narrator.say(
                f"{len(data.training)} rows to train on, {len(data.evaluation)} held out; seed {seed}"
            )
        with self.journey.log_in(self.cast.engineer) as client:
            with step("data", "Register both halves of the data"):
                self.journey.register_model(client)
                self.journey.register_data(client, data)
            refused = self._attempt(client, data, first, "The new score")
            asked = self._attempt(client, data, repaired, "The disparity is repaired")
            if not asked.checks_failing:
                applied = self._approve(client, asked)
                return self._hand_over(client, refused, applied)
        self.dossier.write()
        self.narrator.say(
            "[bold red]Version 2 was refused, too: with these data the repair is not enough.[/bold red]"
        )
        return False

    def _attempt(self, client: Client, data: CreditData, model: TrainedModel, reason: str) -> Promotion:
        key = model.title.replace(" ", "_")
        with self.narrator.step(f"register_{key}", f"Register the {model.title}"):
            version = self.journey.register_version(client, model)
        with self.narrator.step(f"evaluate_{key}", f"Compute evidence of version {version.version}"):
            self.journey.evaluate(client, data, model, version)
        with self.narrator.step(f"ask_{key}", f"Ask for version {version.version} in production"):
            promotion = self.journey.ask(client, version, reason)
        if promotion.checks_failing:
            self.dossier.keep_version(client, version, _newest(client, version.version), promotion)
        return promotion

    def _approve(self, client: Client, promotion: Promotion) -> Promotion:
        with self.narrator.step("review", "Two people sign"):
            self.journey.sign(self.cast.risk, promotion)
            self.journey.sign(self.cast.legal, promotion)
        with self.narrator.step("apply", "Apply: the gate is asked again, and @champion moves"):
            applied = self.journey.apply(client, promotion)
        version = client.versions.get(MODEL, applied.version)
        self.dossier.keep_version(client, version, _newest(client, version.version), applied)
        return applied

    def _hand_over(self, client: Client, refused: Promotion, applied: Promotion) -> bool:
        with self.narrator.step("report", "Audit report and model card"):
            self.dossier.keep_reports(client, self.journey.report(client, applied))
            self.dossier.keep_attestations(applied)
            with self.journey.log_in(self.cast.admin) as admin:
                self.dossier.keep_log_and_keys(admin)
            champion = {alias.alias: alias.version for alias in client.aliases.list(MODEL)}
        self.dossier.keep_outcome(applied, champion, self.narrator.seconds)
        with self.narrator.step("verify", "Verify all of it offline, without an account"):
            verified, steps = self.dossier.verify()
            failed = [one for one in steps if one.get("verdict") == "failed"]
            for one in failed:
                self.narrator.say(
                    f"[bold red]✗[/bold red] {one.get('subject', '')} {one['name']}: {one['detail']}"
                )
            verdicts = Counter(str(one.get("verdict")) for one in steps)
            self.dossier.summary["verification"] = dict(sorted(verdicts.items()))
            counted = f"{verdicts['passed']} passed, {len(failed)} failed"
            self.narrator.say(f"{counted}, {verdicts['not_checked']} could not be checked:")
            for one in steps:
                if one.get("verdict") == "not_checked":
                    subject = one.get("subject", "")
                    self.narrator.say(f"[yellow]?[/yellow] {subject} {one['name']}: {one['detail']}")
            self.narrator.say(f"all of it is in {self.dossier.directory}")
            self.narrator.say(f"decide it again yourself: cd decisions/<id> && {REPLAY}")
        self.dossier.summary["verified"] = verified
        self.dossier.write()
        return verified and refused.state == "refused" and champion == {"champion": applied.version}


def _newest(client: Client, version: int) -> list[Evidence]:
    return [one for one in client.evidence.list(MODEL, version) if one.newest]
