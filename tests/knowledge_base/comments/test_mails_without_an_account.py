"""Further comments by e-mail to who commented without an account and asked for it: while everybody reads the page and
may comment on it, and until the link in any of the mails is pressed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from jobs.models import Job
from knowledge_base.comments import mails, operations, tasks
from knowledge_base.comments.models import CommentMail, PageComment
from members.models import Member

from .worlds import World, careful

pytestmark = pytest.mark.django_db

Run = Callable[..., list[Job]]
Nothing = Callable[[], AbstractContextManager[None]]


def confirmed(world: World, markdown: str = "I sell chairs.", **changes: str) -> PageComment:
    """Sent in by the form with its box ticked, and published from the mailbox."""
    mail.outbox.clear()
    cache.clear()  # one mailbox is asked a few times an hour
    sent = {"name": "Zoe", "email": "zoe@example.org", "markdown": markdown, "wants_mail": "on", **changes}
    assert Client().post(f"/pages/{world.page.pk}/comment/", sent).status_code == 200
    (letter,) = mail.outbox
    found = re.search(r"https?://[^/]+(/c/confirm/\S+)", letter.body)
    assert found is not None
    shown = Client().get(found[1]).content.decode()
    assert ("further comments" in shown) == (sent["wants_mail"] == "on")
    Client().post(found[1])
    mail.outbox.clear()
    return PageComment.objects.latest("pk")


@pytest.fixture
def asked(world: World, run_jobs: Run) -> PageComment:
    """Zoe's comment, which carl has let in."""
    run_jobs()  # what the world's own making asks for
    careful(who_may_comment="open")
    comment = confirmed(world)
    operations.approve_comment(comment=comment, by=world.carl)
    run_jobs()
    mail.outbox.clear()
    return comment


def said(world: World, markdown: str = "Bread as well.") -> PageComment:
    return operations.comment(page=world.page, author=world.ada, markdown=markdown)


def reached(run_jobs: Run) -> list[str]:
    run_jobs()
    return sorted(letter.to[0] for letter in mail.outbox)


def test_a_further_comment_is_mailed(world: World, asked: PageComment, run_jobs: Run) -> None:
    comment = said(world)
    assert reached(run_jobs) == ["zoe@example.org"]
    (letter,) = mail.outbox
    assert "Ada commented on “How to price”:\n\nBread as well." in letter.body
    sent = letter.message()
    assert sent["List-Unsubscribe"].strip("<>") in letter.body
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Message-ID"] == f"<comment-{comment.pk}.c{asked.pk}@127.0.0.1>"
    assert "zoe" not in sent["List-Unsubscribe"]
    for _again in range(2):
        tasks.tell_of_comment.enqueue(comment.pk)
        tasks.send_comment.enqueue(CommentMail.objects.get().pk)
    assert reached(run_jobs) == ["zoe@example.org"]


def test_who_did_not_ask_gets_nothing_nor_who_waits(world: World, run_jobs: Run) -> None:
    careful(who_may_comment="open")
    silent = confirmed(world, wants_mail="")
    operations.approve_comment(comment=silent, by=world.carl)
    waits = confirmed(world, email="yan@example.org")
    assert waits.is_waiting
    run_jobs()
    mail.outbox.clear()
    said(world)
    assert reached(run_jobs) == []


def test_one_address_gets_one_mail_and_none_of_its_own(world: World, asked: PageComment, run_jobs: Run) -> None:
    second = PageComment.objects.get(pk=confirmed(world, "And tables.", name="Z.").pk)
    assert (second.is_shown, second.followup) == (True, True)
    assert reached(run_jobs) == []
    said(world)
    assert reached(run_jobs) == ["zoe@example.org"]
    mail.outbox.clear()
    Member.objects.filter(pk=world.bob.pk).update(email="zoe@example.org")
    operations.follow_comments_by_mail(page=world.page, member=Member.objects.get(pk=world.bob.pk))
    said(world, "More.")
    assert reached(run_jobs) == ["zoe@example.org"]
    assert CommentMail.objects.latest("pk").member == world.bob


def closed(world: World) -> None:
    world.page.audience = "members"
    world.page.save()


MEANWHILE: list[Callable[[World], object]] = [
    closed,
    lambda w: w.page.unpublish(),
    lambda w: careful(who_may_comment="members"),
    lambda w: operations.delete_comment(comment=PageComment.objects.latest("pk"), by=w.ada),
    lambda w: operations.hide_comment(comment=PageComment.objects.latest("pk"), by=w.carl, reason="No."),
    lambda w: operations.hide_comment(comment=PageComment.objects.get(user_name="Zoe"), by=w.carl, reason="Spam."),
    lambda w: operations.stop_mails_to_asker(comment=PageComment.objects.get(user_name="Zoe")),
]


def test_what_holds_is_asked_when_it_is_sent(world: World, asked: PageComment) -> None:
    for change in [lambda w: None, *MEANWHILE]:
        with transaction.atomic():
            mail.outbox.clear()
            tasks.tell_of_comment.call(said(world).pk)
            change(world)
            (row,) = CommentMail.objects.all()
            tasks.send_comment.call(row.pk)
            assert len(mail.outbox) == (0 if change in MEANWHILE else 1), change
            transaction.set_rollback(True)


@pytest.mark.parametrize("change", MEANWHILE[:3])
def test_what_is_closed_asks_for_no_mail(
    change: Callable[[World], object], world: World, asked: PageComment, run_jobs: Run
) -> None:
    change(world)
    comment = PageComment.objects.filter(page=world.page, user=world.ada).latest("pk")
    tasks.tell_of_comment.enqueue(comment.pk)
    assert reached(run_jobs) == []
    assert not CommentMail.objects.exists()


def test_one_press_ends_it_and_opening_the_link_does_not(
    world: World, asked: PageComment, nothing_changes: Nothing
) -> None:
    again = confirmed(world, "And tables.")
    other = confirmed(world, email="yan@example.org")
    robot, address = Client(enforce_csrf_checks=True), f"/c/no-mail/{mails.token_of(mails.Asked(asked.pk))}/"
    with nothing_changes():
        shown = robot.get(address)
        assert shown.status_code == 200
        assert "<button" in shown.content.decode()
        assert "How to price" not in shown.content.decode()
    assert robot.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    wanting = PageComment.objects.filter(followup=True)
    assert list(wanting) == [other]
    assert not PageComment.objects.get(pk=again.pk).followup
    with nothing_changes():
        for wrong in ("guessed", mails.token_of(mails.Asked(asked.pk))[:-1]):
            assert robot.post(f"/c/no-mail/{wrong}/").status_code == 404
        robot.post(f"/c/no-mail/{mails.token_of(mails.Asked(world.first.pk))}/")


def test_asking_takes_as_many_queries_for_three_as_for_one(
    world: World, asked: PageComment, django_assert_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    comment = said(world)
    for name in ("yan", "xia"):
        let_in = confirmed(world, email=f"{name}@example.org")
        operations.approve_comment(comment=let_in, by=world.carl)
    with django_assert_num_queries(1):
        assert len(tasks.askers_of(comment.page)) == 3
