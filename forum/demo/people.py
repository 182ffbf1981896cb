"""The people of the demo community become members who can be signed in as, but whose addresses belong to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as AdminGroup

from forum.models import ImportedItem
from members.models import Member

SOURCE = "demo"  # as origins name it
# Kept free for examples (RFC 2606, section 3): no mail to these people ever reaches anybody.
DOMAIN = "example.org"
# Those one can sign in as, and what each shows.
CHARACTERS = {
    "nomsa": "a member",
    "wanjiru": "a group mentor",
    "leonor": "an editor",
    "ruth": "a moderator",
    "salma": "an administrator",
}
# Wagtail's own two groups of the admin: Editors write pages and hand them in, Moderators also publish them. Nothing
# else comes with them; an administrator needs none.
ADMIN_GROUPS = {"editor": "Editors", "moderator": "Moderators"}

People = dict[str, Member]


def add_people(sheets: Sequence[Mapping[str, Any]], now: datetime) -> People:
    """Make the members, by handle, with verified addresses and no usable password."""
    Member.objects.bulk_create([_member(sheet, now) for sheet in sheets])
    handles = [sheet["handle"] for sheet in sheets]
    people = {member.handle: member for member in Member.objects.filter(handle__in=handles)}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in people.values()
    )
    ImportedItem.objects.bulk_create(
        ImportedItem(source=SOURCE, kind="member", key=handle, object_id=member.pk) for handle, member in people.items()
    )
    for sheet in sheets:
        if name := ADMIN_GROUPS.get(sheet.get("staff", "")):
            people[sheet["handle"]].groups.add(AdminGroup.objects.get_or_create(name=name)[0])
    return people


def _member(sheet: Mapping[str, Any], now: datetime) -> Member:
    joined = now - timedelta(days=sheet["joined_days_ago"])
    staff = sheet.get("staff")
    return Member(
        email=f"{sheet['handle']}@{DOMAIN}",
        password=make_password(None),
        handle=sheet["handle"],
        name=sheet["name"],
        trade=sheet["trade"],
        place=sheet["place"],
        bio=sheet["bio"],
        # Whoever tries the demo as one of the characters must be able to read it.
        language="en" if sheet["handle"] in CHARACTERS else sheet["language"],
        time_zone=sheet["time_zone"],
        joined_at=joined,
        new_since=joined,
        is_moderator=staff == "moderator",
        is_superuser=staff == "administrator",
    )
