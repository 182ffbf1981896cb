"""Who may make a page of a conversation, and who answers for words in it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from forum.models import Audience as GroupAudience
from forum.models import Post, PostRevision, Topic
from forum.policy import Power, has_power
from guides.admin.rights import reviews_pages
from knowledge_base import policy as page_policy
from members.models import Visitor

from .models import Consent, Distillation, Quote


def can_distil(visitor: Visitor, topic: Topic) -> bool:
    """The mentors of its group, editors and staff, of topics they see. Messages stay among those they were written
    to."""
    if not visitor.is_authenticated or topic.group is None or topic.deleted_at is not None:
        return False
    return has_power(visitor, Power.DISTIL, topic.group) or reviews_pages(visitor)


def leaves_group(topic: Topic) -> bool:
    """Whether words of it go on with their author's consent only: where not everybody reads them. Whom the page is for
    does not matter, for that changes, and by the shelf above it as well."""
    return topic.group is None or topic.group.audience != GroupAudience.PUBLIC


def posts_to_choose(topic: Topic) -> QuerySet[Post]:
    """What can be chosen of a topic. Where its author is asked, it is theirs alone: of what several people wrote, one
    cannot consent for all."""
    posts = topic.posts.filter(deleted_at=None)
    if not leaves_group(topic):
        return posts
    # Where a revision has a title, it is the title that was changed.
    by_others = PostRevision.objects.filter(post=OuterRef("pk"), title="").exclude(editor=OuterRef("author"))
    return posts.exclude(Q(is_wiki=True) | Exists(by_others))


def can_follow(visitor: Visitor, distillation: Distillation) -> bool:
    """See who has answered: whoever made it, or may change the page."""
    if not visitor.is_authenticated:
        return False
    return distillation.by_id == visitor.pk or page_policy.can_edit(visitor, distillation.page)


def can_consent(visitor: Visitor, quote: Quote) -> bool:
    """The author alone, where they were asked; they may think better of it at any time."""
    return visitor.is_authenticated and quote.post.author_id == visitor.pk and quote.consent != Consent.OPEN


def can_confirm_gone(visitor: Visitor, quote: Quote) -> bool:
    """Whoever may change the page, where somebody has to look for the words."""
    return quote.is_unsettled and page_policy.can_edit(visitor, quote.distillation.page)
