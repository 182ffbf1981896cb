"""What is measured in a generated community: printed as JSON for `bench.run`, which runs this with the site's settings.

A member of that community is signed in by a session row, as signing in would have made it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "site")) if path not in sys.path]

import django  # noqa: E402 - the path is set above

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from bench.guide import published_guide  # noqa: E402
from forum.models import Audience, Group, Membership, ReadState, Topic  # noqa: E402
from members.models import Member  # noqa: E402

# Of the commonest words of the generated texts, and one of the rarest.
QUESTIONS = {"one": "customers", "two": "invoice+delivery", "five": "customers+price+market+loan+supplier", "rare": ""}
MANY = 400  # different topics that are read before memory is: caches that never fill say little


def reader() -> Member:
    """Somebody with memberships and read states, without a role."""
    members = Member.objects.filter(is_active=True, claimed=True, group_roles=None, memberships__isnull=False)
    member = members.filter(read_states__isnull=False).order_by("-pk").first()
    if member is None:
        raise SystemExit("nobody here has both a group and something read: generate the data first")
    return member


def rare_word() -> str:
    """One of the words that only some posts hold: the longest of a title."""
    title = Topic.objects.filter(group__audience=Audience.PUBLIC).order_by("pk").values_list("title", flat=True)[7]
    return max(title.strip("?").split(), key=len).lower()


def session_of(member: Member) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def chosen() -> dict[str, Any]:
    member = reader()
    group = Group.objects.filter(audience=Audience.PUBLIC).order_by("-topic_count").first()
    topics = Topic.objects.filter(group__audience=Audience.PUBLIC, deleted_at=None)
    longest = topics.order_by("-last_number").first()
    usual = topics.filter(group=group, last_number__range=(25, 60)).exclude(pk=longest.pk if longest else 0).first()
    if group is None or longest is None or usual is None:
        raise SystemExit("there is no public group with a topic of two pages: generate the data first")
    return {
        "cookie": session_of(member),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "member": {
            "groups": Membership.objects.filter(member=member).count(),
            "read": ReadState.objects.filter(member=member).count(),
        },
        "reply": f"/t/{usual.pk}/reply/",
        "news": f"/t/{usual.pk}/news/?after={usual.last_number}",
        "many": [topic.get_absolute_url() for topic in topics.select_related("group").order_by("-pk")[:MANY]],
        "pages": {
            "home": "/",
            "list": group.get_absolute_url(),
            "topic": usual.get_absolute_url(),
            "middle": f"{longest.get_absolute_url()}?page={(longest.page_count + 1) // 2}",
            "guide": published_guide(group, list(Member.objects.filter(memberships__group=group, claimed=True)[:5])),
            **{f"search.{name}": f"/search/?q={typed or rare_word()}" for name, typed in QUESTIONS.items()},
        },
    }


if __name__ == "__main__":
    print(json.dumps(chosen()))
