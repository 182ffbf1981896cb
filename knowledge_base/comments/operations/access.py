"""How operations take hold of a page and its comments, and keep its count."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from knowledge_base.comments.models import PageComment
from knowledge_base.freshness import touch_page
from knowledge_base.models import KnowledgePage, PageTally
from members.models import Visitor


def locked_page(page: KnowledgePage, by: Visitor) -> KnowledgePage:
    """The page as it is now, kept from other writers until the transaction ends.

    Raises PermissionDenied where `by` does not read it, or not any more. Of the page's rows only the one of its own
    table is locked, and no editor waits for a comment longer than it takes to write one.
    """
    seen = KnowledgePage.objects.visible_to(by).select_related("discussion_group")
    found: KnowledgePage | None = seen.select_for_update(of=("self",)).filter(pk=page.pk).first()
    if found is None:
        raise PermissionDenied(_("You may not do this."))
    return found


def current_comment(comment: PageComment, by: Visitor) -> PageComment:
    """The comment as it is now, its page locked. Raises PermissionDenied where `by` does not read the page."""
    page = locked_page(comment.page, by)
    fresh: PageComment = PageComment.objects.select_related("user").get(pk=comment.pk)
    fresh.page = page
    return fresh


def recount(page: KnowledgePage) -> None:
    """Count what is shown under a locked page, and let nobody be shown what was."""
    shown = PageComment.objects.shown().filter(page=page).count()
    PageTally.objects.get_or_create(page=page)
    PageTally.objects.filter(page=page).update(comments=shown)
    touch_page(page.pk)


def change(comment: PageComment, /, **fields: object) -> PageComment:
    """Keep these fields of a comment, without the `save()` that django-comments-xtd listens to."""
    PageComment.objects.filter(pk=comment.pk).update(**fields)
    for name, value in fields.items():
        setattr(comment, name, value)
    return comment
