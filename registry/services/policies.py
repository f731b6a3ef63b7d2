"""The policies in force, for reading. They are open to everybody who is logged in."""

from __future__ import annotations

from typing import Any

from registry.contract.policies import (
    PackView,
    ParameterView,
    PoliciesView,
    RuleSourceView,
    RuleView,
)
from registry.db.bundles import BundleRow
from registry.domain.clock import rfc3339
from registry.domain.errors import NotFoundError
from registry.domain.roles import Scope
from registry.gate.library import Policies, read_policies
from registry.gate.policy_shapes import Library, Parameter, Rule
from registry.services.access import actor_with
from registry.services.bundles import active_bundle
from registry.services.context import Context

_LIST = "List them with `modelwarden policy list`."


def view_policies(context: Context) -> PoliciesView:
    """Everything that the bundle in force holds."""
    actor_with(context, Scope.READ)
    bundle = active_bundle(context)
    library = read_policies(bundle.archive).library
    return PoliciesView(
        revision=bundle.revision,
        bundle=bundle.sha256,
        published_at=rfc3339(bundle.published_at),
        packs=[_pack(library, name) for name in library.packs],
        rules=[_rule(library, rule) for rule in library.rules],
        parameters=[
            _parameter(library, name, parameter) for name, parameter in sorted(library.defaults.items())
        ],
    )


def view_pack(context: Context, name: str) -> PackView:
    """One pack of the bundle in force."""
    actor_with(context, Scope.READ)
    library = read_policies(active_bundle(context).archive).library
    if name not in library.packs:
        raise NotFoundError(f"There is no pack {name!r} in force.", remedy=_LIST)
    return _pack(library, name)


def view_rule(context: Context, rule_id: str) -> RuleSourceView:
    """One rule of the bundle in force, with its Rego."""
    actor_with(context, Scope.READ)
    bundle = active_bundle(context)
    found = rule_of(bundle, read_policies(bundle.archive), rule_id)
    if found is None:
        raise NotFoundError(f"There is no rule {rule_id!r} in force.", remedy=_LIST)
    return found


def rule_of(bundle: BundleRow, policies: Policies, rule_id: str) -> RuleSourceView | None:
    """A rule of any bundle, with its Rego."""
    rule = policies.rule(rule_id)
    if rule is None:
        return None
    module = policies.module_of(rule)
    return RuleSourceView(
        revision=bundle.revision,
        rule=_rule(policies.library, rule),
        module=module,
        source=policies.modules.get(module, ""),
    )


def _pack(library: Library, name: str) -> PackView:
    told = library.packs[name].model_dump(mode="json")
    return PackView.model_validate({"name": name, **told})


def _rule(library: Library, rule: Rule) -> RuleView:
    told = rule.model_dump(mode="json", exclude={"name"})
    told["failure"] = told.pop("failure_msg")
    packs = {name: pack.rules[rule.id] for name, pack in library.packs.items() if rule.id in pack.rules}
    return RuleView.model_validate({**told, "packs": packs})


def _parameter(library: Library, name: str, parameter: Parameter) -> ParameterView:
    return ParameterView.model_validate(
        {
            "name": name,
            **parameter.model_dump(mode="json"),
            "tiers": _stated(dict(library.tiers), name),
            "packs": _stated({pack: held.parameters for pack, held in library.packs.items()}, name),
        }
    )


def _stated(layers: dict[Any, dict[str, Any]], name: str) -> dict[str, Any]:
    return {str(layer): values[name] for layer, values in layers.items() if name in values}
