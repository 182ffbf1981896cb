"""Powers hold in their group alone, their table is printed in docs/powers.md, and rules come before writing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from forum import operations, policy
from forum.models import Group, GroupRole, Role, RulesAcceptance
from forum.policy import MEANINGS, POWERS, Power
from members.models import Member
from tests.factories import topic
from tests.forum.policy_tables import PEOPLE

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/powers.md"


@pytest.mark.parametrize("power", list(Power))
def test_a_power_is_valid_in_its_group_alone(
    power: Power, everybody: SimpleNamespace, groups: dict[str, Group]
) -> None:
    """olga has every role elsewhere; wanda, who has all in the cast's groups, has none there."""
    for group in groups.values():
        assert not policy.has_power(everybody.olga, power, group)
        assert policy.has_power(everybody.wanda, power, group)
        for role, name in ((Role.FACILITATOR, "fay"), (Role.CUSTODIAN, "carl"), (Role.ADVISOR, "ava")):
            assert policy.has_power(getattr(everybody, name), power, group) == (power in POWERS[role])
    assert policy.has_power(everybody.olga, power, everybody.elsewhere)
    for who in ("visitor", "eve", "ada", "wanda", "carl", "fay"):
        assert not policy.has_power(getattr(everybody, who), power, everybody.elsewhere)
        assert not policy.has_power(getattr(everybody, who), power, None)


def test_roles_add_up(everybody: SimpleNamespace, public: Group) -> None:
    GroupRole.objects.create(group=public, member=everybody.carl, role=Role.FACILITATOR)
    assert policy.roles_in(everybody.carl, public) == {Role.CUSTODIAN, Role.FACILITATOR}
    assert policy.powers_in(everybody.carl, public) == POWERS[Role.CUSTODIAN] | POWERS[Role.FACILITATOR]
    assert policy.roles_in(everybody.visitor, public) == policy.powers_in(everybody.visitor, public) == frozenset()


def test_acts_are_what_their_functions_say(everybody: SimpleNamespace, public: Group) -> None:
    """What menus offer and what operations permit cannot drift apart."""
    found = topic(public, everybody.ada, kind="question")
    post = operations.reply(topic=found, author=everybody.bob, markdown="I add it up.")
    for who in PEOPLE:
        visitor = getattr(everybody, who)
        for acts, thing in ((policy.topic_acts, found), (policy.post_acts, post), (policy.group_acts, public)):
            assert set(acts(visitor, thing).values()) <= {True, False}
        assert policy.topic_acts(visitor, found)["move"] == policy.can_move(visitor, found)
        assert policy.post_acts(visitor, post)["solve"] == policy.can_solve(visitor, found)
        assert not policy.post_acts(visitor, found.posts.get(number=1))["solve"]
        assert policy.group_acts(visitor, public)["admit"] == policy.can_admit(visitor, public)


# Rules ----------------------------------------------------------------------------------------------------------


def asked_for_rules(member: Member, group: Group | None = None) -> list[tuple[str, int]]:
    versions = policy.rules_to_accept(member, group)
    return [("group" if version.group_id else "all", version.number) for version in versions]


def test_rules_ask_again_where_the_meaning_changed(everybody: SimpleNamespace, public: Group) -> None:
    def publish(is_material: bool, group: Group | None = None) -> None:
        operations.publish_rules(by=everybody.root, rules=[("Be kind", "")], group=group, is_material=is_material)

    ada = everybody.ada
    assert asked_for_rules(ada) == []
    publish(is_material=False)  # the first version asks everybody, whatever was ticked
    assert asked_for_rules(ada) == [("all", 1)]
    operations.accept_rules(member=ada, version=policy.rules_to_accept(ada)[0])
    assert asked_for_rules(ada) == []
    publish(is_material=False)
    assert asked_for_rules(ada) == []
    publish(is_material=True)
    publish(is_material=False)
    assert asked_for_rules(ada) == [("all", 4)]
    publish(is_material=True, group=public)
    assert asked_for_rules(ada, public) == [("all", 4), ("group", 1)]
    assert asked_for_rules(ada) == [("all", 4)]
    assert RulesAcceptance.objects.filter(member=ada).count() == 1


def test_only_the_version_in_force_can_be_accepted(everybody: SimpleNamespace) -> None:
    first = operations.publish_rules(by=everybody.root, rules=[("Be kind", "")])
    operations.publish_rules(by=everybody.root, rules=[("Be kinder", "")])
    with pytest.raises(ValidationError, match="changed meanwhile"):
        operations.accept_rules(member=everybody.ada, version=first)
    assert not RulesAcceptance.objects.exists()


def written_powers() -> str:
    """docs/powers.md as it should be."""
    rows = []
    for power in Power:
        given = ["yes" if power in POWERS[role] else "" for role in Role]
        rows.append("| " + " | ".join([power.value, str(MEANINGS[power]), *given]) + " |")
    heads = [str(role.label) for role in Role]
    return "\n".join(
        [
            "# Powers",
            "",
            "What a role in a group lets somebody do, in that group and nowhere else. Roles add up. The table is",
            "`POWERS` in `forum/policy/`, printed by `tests/forum/test_powers.py`, which fails where the two differ.",
            "",
            "| Power | Means | " + " | ".join(heads) + " |",
            "|---|---|" + ":-:|" * len(heads),
            *rows,
            "",
            "Moderators have every power in every group but secret ones. Administrators have them everywhere. Nobody",
            "has any in a message: there, everybody looks after their own words.",
            "",
        ]
    )


def test_the_document_of_powers_is_true() -> None:
    assert DOCUMENT.read_text() == written_powers()
