"""Saying that something answered a question before it was asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.models import Topic
from knowledge_base.models import KnowledgePage
from members.models import Member
from search.models import About, Helped


@transaction.atomic
def say_it_helped(*, member: Member, about: About, thing_id: int) -> Topic | KnowledgePage:
    """Note that a topic or a page answered a question of a member; it counts once for each member. Returns it.

    Raises PermissionDenied where the member does not see it.
    """
    seen = Topic.objects.visible_to(member) if about == About.TOPIC else KnowledgePage.objects.visible_to(member)
    thing: Topic | KnowledgePage | None = seen.filter(pk=thing_id).first()
    if thing is None or (isinstance(thing, Topic) and thing.is_message):
        raise PermissionDenied
    Helped.objects.get_or_create(member=member, about=about, thing_id=thing_id)
    return thing
