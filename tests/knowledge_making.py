"""Makes pages of knowledge for tests, published as an editor would."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Page

from forum.models import Group
from guides.models import GuideIndexPage, GuidePage
from knowledge_base.models import Audience, KnowledgePage
from pages.models import File, HomePage, Picture


def shelf(title: str = "Shelf", *, above: Page | None = None, **fields: Any) -> GuideIndexPage:
    """A shelf under the home page, or under another."""
    page = GuideIndexPage(title=title, slug=title.lower().replace(" ", "-"), **fields)
    parent = Page.objects.get(pk=(above or HomePage.objects.get()).pk)
    parent.add_child(instance=page)
    return page


def published(
    page: KnowledgePage, above: Page, *, groups: tuple[Group, ...] = (), audience: str = Audience.PUBLIC
) -> Any:
    """The page, live under another, for these readers."""
    page.audience = audience
    Page.objects.get(pk=above.pk).add_child(instance=page)
    page.audience_groups.set(groups)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def guide(above: Page, title: str = "A guide", **more: Any) -> GuidePage:
    fields = {key: more.pop(key) for key in list(more) if key not in ("groups", "audience")}
    page = GuidePage(title=title, slug=title.lower().replace(" ", "-"), **fields)
    made: GuidePage = published(page, above, **more)
    return made


def picture(title: str = "Chairs", size: tuple[int, int] = (900, 600)) -> Picture:
    drawn = io.BytesIO()
    Image.new("RGB", size, "#886644").save(drawn, "JPEG")
    return Picture.objects.create(
        title=title, description="Two chairs", file=ContentFile(drawn.getvalue(), name=f"{title.lower()}.jpg")
    )


def file(title: str = "Sheet", content: bytes = b"a,b") -> File:
    return File.objects.create(title=title, file=ContentFile(content, name=f"{title.lower()}.csv"))
