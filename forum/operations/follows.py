"""Operations on how closely a member follows something."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from taggit.models import Tag

from forum.models import Follow, Group, GroupFollow, TagFollow, Topic, TopicFollow
from freshness.stamps import bump
from members.models import Member

from .reading import read_key


def _checked(level: int) -> int:
    if level not in Follow.values:
        raise ValidationError({"level": _("Please choose how closely to follow.")})
    return level


@transaction.atomic
def follow_topic(*, topic: Topic, member: Member, level: int) -> None:
    """Follow one topic more or less closely than its group."""
    TopicFollow.objects.update_or_create(topic=topic, member=member, defaults={"level": _checked(level)})
    bump(read_key(member.pk))


@transaction.atomic
def follow_group(*, group: Group, member: Member, level: int) -> None:
    """Follow a group more or less closely than its default."""
    GroupFollow.objects.update_or_create(group=group, member=member, defaults={"level": _checked(level)})
    bump(read_key(member.pk))


@transaction.atomic
def follow_tag(*, tag: Tag, member: Member, level: int) -> None:
    """Follow a tag wherever it stands on a topic one may read."""
    TagFollow.objects.update_or_create(tag=tag, member=member, defaults={"level": _checked(level)})
    bump(read_key(member.pk))
