"""A small knowledge base in which every operation on comments can be tried."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from knowledge_base.comments import operations
from knowledge_base.comments.models import CommentSetting, PageComment
from knowledge_base.models import ArticlePage, Audience, Contribution, KnowledgeIndexPage, KnowledgePage, PageTally
from pages.models import HomePage

World = SimpleNamespace


def shelf(title: str, under: Any = None, **fields: Any) -> KnowledgeIndexPage:
    parent = under if under is not None else HomePage.objects.get()
    return parent.add_child(instance=KnowledgeIndexPage(title=title, **fields))


def article(under: Any, title: str, **fields: Any) -> ArticlePage:
    groups = fields.pop("audience_groups", [])
    page = under.add_child(instance=ArticlePage(title=title, **fields))
    if groups:
        page.audience_groups.set(groups)
        page.save()
    return page


def small_world(everybody: World, groups: dict[str, Any]) -> World:
    """A page for everybody, written by fay and discussed in the public group, with a remark by ada, a reply by bob and
    a reply by eve to that; one for the private group with a remark by ada; one for members; and a draft."""
    top = shelf("Knowledge")
    page = article(top, "How to price", discussion_group=groups["public"])
    Contribution.objects.create(page=page, member=everybody.fay)
    inside = article(
        top, "Our numbers", audience=Audience.GROUPS, audience_groups=[groups["private"]],
        discussion_group=groups["private"],
    )  # fmt: skip
    for_members = article(top, "Among us", audience=Audience.MEMBERS)
    draft = article(top, "Not yet", live=False)
    first = operations.comment(page=page, author=everybody.ada, markdown="I **never** know.")
    second = operations.comment(page=page, author=everybody.bob, markdown="Nor do I.", parent=first)
    third = operations.comment(page=page, author=everybody.eve, markdown="I do.", parent=second)
    private = operations.comment(page=inside, author=everybody.ada, markdown="Between us.")
    return SimpleNamespace(
        **vars(everybody), **groups, groups=groups, top=top, page=page, inside=inside, for_members=for_members,
        draft=draft, first=first, second=second, third=third, within=private,
    )  # fmt: skip


def fresh(comment: PageComment) -> PageComment:
    return PageComment.objects.select_related("page__discussion_group", "user").get(pk=comment.pk)


def careful(**chosen: Any) -> None:
    """Let the site choose who may comment and who waits."""
    groups = chosen.pop("careful_groups", [])
    setting = CommentSetting.load()
    for name, value in chosen.items():
        setattr(setting, name, value)
    setting.save()
    setting.careful_groups.set(groups)


def waiting(world: World, **more: Any) -> PageComment:
    """A comment by eve, who is new, that waits."""
    comment = operations.comment(page=world.page, author=world.eve, markdown="Am I seen?", **more)
    PageComment.objects.filter(pk=comment.pk).update(is_public=False)
    operations.access.recount(KnowledgePage.objects.get(pk=world.page.pk))
    return fresh(comment)


def true() -> None:
    """Every count and every place is what counting would say."""
    for page in KnowledgePage.objects.all():
        shown = PageComment.objects.filter(page=page, is_public=True, is_removed=False, hidden_at=None).count()
        tally = PageTally.objects.filter(page=page).first()
        assert (tally.comments if tally else 0) == shown, page
        for first in PageComment.objects.filter(page=page, level=0):
            assert (first.thread_id, first.parent_id, first.order) == (first.pk, first.pk, 1)
            replies = list(PageComment.objects.filter(thread_id=first.pk, level__gt=0).order_by("order"))
            assert [reply.order for reply in replies] == list(range(2, len(replies) + 2)), first
            assert [reply.pk for reply in replies] == sorted(reply.pk for reply in replies)
            assert {(reply.level, reply.parent_id, reply.page_id) for reply in replies} <= {(1, first.pk, page.pk)}
            assert first.nested_count == len(replies)
    for comment in PageComment.objects.all():
        assert comment.like_count == comment.flags.filter(flag="I liked it").count()
        assert (comment.object_pk, comment.content_object.pk) == (str(comment.page_id), comment.page_id)
