"""What Wagtail brings for editors is there: comparing, locking, and pictures that say what they show."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Collection

from guides.models import GuidePage
from pages.models import Picture
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE

pytestmark = pytest.mark.django_db


def test_two_revisions_are_compared(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    page = make_guide("Chairs", summary="Of wood.")
    page.save_revision(user=keepers.ed)
    page.summary = "Of bamboo."
    page.save_revision(user=keepers.ed)
    shown = client_of(keepers.ed).get(f"/admin/pages/{page.pk}/revisions/compare/earliest...latest/")
    assert shown.status_code == 200
    assert "bamboo" in shown.content.decode()
    assert "wood" in shown.content.decode()


def test_what_an_editor_locks_nobody_else_changes(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    page = make_guide("Chairs", owner=keepers.ann)
    assert client_of(keepers.ed).post(f"/admin/pages/{page.pk}/lock/").status_code == 302
    locked = GuidePage.objects.get(pk=page.pk)
    assert (locked.locked, locked.locked_by) == (True, keepers.ed)
    assert locked.permissions_for_user(keepers.ann).page_locked()
    assert not locked.permissions_for_user(keepers.ed).page_locked()
    assert client_of(keepers.ed).post(f"/admin/pages/{page.pk}/unlock/").status_code == 302
    assert not GuidePage.objects.get(pk=page.pk).locked


@pytest.mark.parametrize("description", ["", "A chair"])
def test_a_picture_is_kept_only_with_what_it_shows(keepers: SimpleNamespace, description: str) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "#886644").save(drawn, "JPEG")
    file = SimpleUploadedFile("chair.jpg", drawn.getvalue(), "image/jpeg")
    collection = Collection.get_first_root_node().pk
    sent = {"title": "Chair", "description": description, "file": file, "collection": collection}
    client_of(keepers.ed).post("/admin/images/add/", sent)
    assert Picture.objects.filter(description="A chair").count() == Picture.objects.count() == bool(description)
