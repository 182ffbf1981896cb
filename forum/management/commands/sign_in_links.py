"""`manage.py sign_in_links`: links by which a developer becomes one of the demo's people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forum.demo.people import CHARACTERS, SOURCE
from forum.models import ImportedItem
from members.development_sign_in import is_offered, sign_in_link
from members.models import Member


class Command(BaseCommand):
    help = "Print links to sign in as five people of the demo community. In development only; good for seven days."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not is_offered():
            raise CommandError("Sign-in links exist under the development settings only.")
        items = ImportedItem.objects.filter(source=SOURCE, kind="member", key__in=CHARACTERS)
        members = Member.objects.in_bulk(items.values_list("object_id", flat=True))
        found = {item.key: members[item.object_id] for item in items if item.object_id in members}
        if not found:
            self.stdout.write("The demo community is not here, so there is nobody to sign in as.")
            return
        self.stdout.write("Sign in as")
        for handle, part in CHARACTERS.items():
            if handle in found:
                self.stdout.write(f"  {part + ', ' + found[handle].name:<38} {sign_in_link(found[handle])}")
