"""Which advisors can be asked by name."""

from __future__ import annotations

from django.db.models import Q

from forum import policy
from forum.asking import Helper, as_helpers
from forum.models import AskedByName, Audience, Group, GroupRole, Membership, Role, Topic, members_who_see
from members.models import Member

OFFERED = 20  # the most fitting: more than one reads through
LOOKED_THROUGH = 500  # roles; where there are more advisors, the newest are not asked
ASKED_MAX = 5  # for one question: who is asked among many feels asked by nobody


def experts(topic: Topic, by: Member) -> list[Helper]:
    """The advisors of any group who see this topic and may write in it, those first who say of themselves what it asks.

    Of groups whose members `by` may know alone: who is in a closed group is told to nobody outside. Two queries, and
    what policy asks.
    """
    groups = Q(audience__in=[Audience.PUBLIC, Audience.MEMBERS])
    groups |= Q(pk__in=Membership.objects.filter(member=by).values("group"))
    people = members_who_see(topic).filter(claimed=True).exclude(pk__in=[by.pk, topic.author_id])
    people = people.exclude(pk__in=AskedByName.objects.filter(topic=topic).values("member"))
    if topic.group is not None and not policy.takes_all(topic.group):
        people = people.filter(pk__in=Membership.objects.filter(group=topic.group).values("member"))
    rows = GroupRole.objects.filter(role=Role.ADVISOR, group__in=Group.objects.filter(groups), member__in=people)
    found = as_helpers(rows.select_related("member").order_by("pk")[:LOOKED_THROUGH], topic.title)
    return found[:OFFERED]


def left_to_ask(topic: Topic) -> int:
    """How many more may be asked by name."""
    return max(0, ASKED_MAX - AskedByName.objects.filter(topic=topic).count())
