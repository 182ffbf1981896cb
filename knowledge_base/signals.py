"""What Wagtail says of pages, heard here so that nothing shows what was."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import get_page_models
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from freshness.stamps import SITE, bump
from pages.models import Community, MenuLink, Picture

from . import tasks
from .freshness import touch_pages
from .models import KnowledgePage, Sector, Stage, Term
from .operations import note_published


def pages_changed(**_said: Any) -> None:
    touch_pages()


def pictures_asked(instance: Any, **_said: Any) -> None:
    """Of a page that was published: its pictures are made before the first reader comes."""
    if isinstance(instance, KnowledgePage) and (instance.cover_id or instance.has_block("picture", "gallery", "video")):
        tasks.make_pictures_of.enqueue(instance.pk)


def revision_published(instance: Any, revision: Any, **_said: Any) -> None:
    """Wagtail says the same of what is to be published later; that is noted when it is."""
    if isinstance(instance, KnowledgePage) and instance.live and instance.live_revision_id == revision.pk:
        note_published(page=instance, revision=revision)


def words_changed(**_said: Any) -> None:
    bump(SITE)


def picture_changed(created: bool = False, **_said: Any) -> None:
    """It may stand on any page, as the community's sign or a page's cover. A new one stands nowhere yet."""
    if not created:
        bump(SITE)


def listen() -> None:
    """Called once, when all models are there. Editors change these in the admin, which knows no operations."""
    page_published.connect(revision_published)  # before what makes pages anew, which show it
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(pages_changed)
    page_published.connect(pictures_asked)
    for page in get_page_models():
        post_delete.connect(pages_changed, sender=page)
    for words in (Community, MenuLink, Sector, Stage, Term):
        post_save.connect(words_changed, sender=words)
        post_delete.connect(words_changed, sender=words)
    post_save.connect(picture_changed, sender=Picture)
    post_delete.connect(picture_changed, sender=Picture)
