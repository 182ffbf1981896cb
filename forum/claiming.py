"""When somebody proves that imported words are theirs: the words go to the member."""

from __future__ import annotations

from typing import Any

from members.models import Member

from .freshness import touch_everything
from .models import Participation, Post, Topic
from .models.topics import FACES_MAX


def hand_over_words(sender: object, *, member: Member, unclaimed: Member, **_more: Any) -> None:
    """Make a member the author of what an unclaimed person wrote; part of the claim's own transaction."""
    Post.objects.filter(author=unclaimed).update(author=member)
    Topic.objects.filter(author=unclaimed).update(author=member)
    Topic.objects.filter(last_author=unclaimed).update(last_author=member)
    for row in Participation.objects.filter(member=unclaimed).select_related("topic"):
        own = Participation.objects.filter(topic=row.topic, member=member).first()
        if own is not None:
            row.posts += own.posts
            own.delete()
        row.member = member
        row.save(update_fields=["member", "posts"])
        faces = [member.pk if face == unclaimed.pk else face for face in row.topic.faces]
        row.topic.faces = list(dict.fromkeys(faces))[:FACES_MAX]
        row.topic.save(update_fields=["faces"])
    touch_everything()
