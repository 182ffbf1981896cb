"""Operations on the words of comments."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.operations.access import require, require_rules
from knowledge_base.comments import policy, signals, tasks
from knowledge_base.comments.models import PageComment
from knowledge_base.comments.words import checked_words, render_comment
from knowledge_base.freshness import touch_page
from knowledge_base.models import KnowledgePage
from members.models import Member

from .access import change, current_comment, locked_page, recount


@transaction.atomic
def comment(*, page: KnowledgePage, author: Member, markdown: str, parent: PageComment | None = None) -> PageComment:
    """Comment on a page, or reply to a comment on it; tells who wants to hear, or who has to approve it.

    One transaction, so that the place in the thread, the counts and the job that tells are true together or not at
    all. Raises PermissionDenied (RulesNotAccepted among them) and ValidationError.
    """
    page = locked_page(page, author)
    require(policy.can_comment(author, page))
    require_rules(author, policy.rules_group(author, page))
    words = checked_words(markdown)
    waits = policy.needs_approval(author, page)
    return add_comment(page, words, parent=parent, is_public=not waits, user=author)


def add_comment(
    page: KnowledgePage, markdown: str, *, parent: PageComment | None, is_public: bool, **author: Any
) -> PageComment:
    """Write a comment under a locked page, and everything that must be true with it."""
    parent = _answered(page, parent)
    written = PageComment(
        content_type=ContentType.objects.get_for_model(KnowledgePage),
        object_pk=str(page.pk),
        site_id=settings.SITE_ID,
        page=page,
        reply_to=parent,
        parent_id=parent.thread_id if parent is not None else 0,  # threads are two deep
        comment=markdown,
        html=render_comment(markdown),
        is_public=is_public,
        **author,
    )
    written.save()
    recount(page)
    (tasks.tell_of_comment if is_public else tasks.tell_of_waiting).enqueue(written.pk)
    signals.comment_changed.send(PageComment, comment=written)
    return written


def _answered(page: KnowledgePage, parent: PageComment | None) -> PageComment | None:
    """The comment that is replied to, as it is now; None for a remark on the page itself."""
    if parent is None:
        return None
    found: PageComment | None = PageComment.objects.shown().filter(page=page, pk=parent.pk).first()
    if found is None:
        raise ValidationError({"parent": _("The comment you reply to is not here any more. Your text is still here.")})
    return found


@transaction.atomic
def revise_comment(*, comment: PageComment, editor: Member, markdown: str) -> PageComment:
    """Change the words of one's own comment. Nobody is told a second time."""
    comment = current_comment(comment, editor)
    require(policy.can_revise_comment(editor, comment), _("You cannot change this comment any more."))
    words = checked_words(markdown)
    if words == comment.comment:
        return comment
    change(comment, comment=words, html=render_comment(words), edited_at=timezone.now())
    touch_page(comment.page_id)
    signals.comment_changed.send(PageComment, comment=comment)
    return comment
