"""The topic about a page."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from forum import operations as forum
from forum.models import Group, Kind, Topic
from forum.operations.access import require
from knowledge_base import policy
from knowledge_base.freshness import touch_page
from knowledge_base.models import Discussion, KnowledgePage
from members.models import Member

from .marking import locked_tally

TITLE_MAX = 200


@transaction.atomic
def discuss(*, page: KnowledgePage, member: Member, markdown: str) -> Topic:
    """Open the topic about a page with the member's words, once; afterwards it is the same topic for everybody, until
    it is deleted.

    Raises PermissionDenied (RulesNotAccepted among them) and ValidationError, as starting any topic does.
    """
    locked_tally(page)
    number = Discussion.objects.number_about(page.pk)
    found = Topic.objects.visible_to(member).filter(pk=number).first()
    if found is not None:
        return found
    require(not number and policy.can_discuss(member, page))
    title = (_("About “%(title)s”") % {"title": page.title})[:TITLE_MAX]
    link = f"[{page.title}]({settings.SITE_URL}{page.url})"
    topic = forum.start_topic(
        author=member,
        group=cast(Group, page.discussion_group),
        kind=Kind.DISCUSSION,
        title=title,
        markdown=f"{markdown}\n\n{link}",
        tags=[tag.name for tag in page.tags.all()][:5],
    )
    Discussion.objects.update_or_create(page=page, defaults={"topic": topic})
    touch_page(page.pk)
    return topic
