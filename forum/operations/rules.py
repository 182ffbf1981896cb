"""Operations on rules."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forum import policy
from forum.freshness import touch_everything
from forum.models import Group, Rule, RulesAcceptance, RulesVersion
from members.models import Member

from .access import require

RULES_MAX = 12  # more than a dozen rules are read by nobody


@transaction.atomic
def publish_rules(
    *,
    by: Member,
    rules: Sequence[tuple[str, str]],
    group: Group | None = None,
    is_material: bool = True,
    note: str = "",
) -> RulesVersion:
    """Put a new version of the rules (title, text) in force: the community's by staff, a group's by who manages it."""
    require(policy.can_publish_rules(by, group))
    if not rules or len(rules) > RULES_MAX:
        raise ValidationError(_("Please write between one and %(limit)d rules.") % {"limit": RULES_MAX})
    version = RulesVersion(group=group, number=_next_number(group), is_material=is_material, note=note, published_by=by)
    version.save()
    for position, (title, text) in enumerate(rules):
        rule = Rule(version=version, sort_order=position, title=title, text=text)
        rule.clean_fields(exclude=["version", *(() if text else ("text",))])  # a rule may say it all in its title
        rule.save()
    touch_everything()
    return version


def _next_number(group: Group | None) -> int:
    """The number of the next version of these rules, from 1."""
    return (RulesVersion.objects.filter(group=group).aggregate(top=Max("number"))["top"] or 0) + 1


@transaction.atomic
def accept_rules(*, member: Member, version: RulesVersion) -> RulesAcceptance:
    """Keep that a member accepted a version, and when. Only the version in force can be accepted."""
    if RulesVersion.objects.filter(group=version.group_id, number__gt=version.number).exists():
        raise ValidationError(_("The rules have changed meanwhile. Please read them again."))
    acceptance, _created = RulesAcceptance.objects.get_or_create(member=member, version=version)
    return acceptance
