"""Comments by e-mail: to who asked for them, may read them, and has not ended it; one mail for each comment."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import Client

from jobs import testing
from jobs.models import Job
from knowledge_base.comments import mails, operations, tasks
from knowledge_base.comments.models import CommentFollow, CommentMail, PageComment
from members.models import Member
from tests.forum.conftest import client_of
from tests.stage import kept

from .worlds import World, careful

pytestmark = pytest.mark.django_db

Run = Callable[..., list[Job]]


@kept(autouse=True)
def all_is_told(world: World) -> None:
    """What the world's own making asks for is done; bob and eve want mails of the page, and olga is only told."""
    testing.run_jobs()
    for member in (world.bob, world.eve):
        operations.follow_comments_by_mail(page=world.page, member=member)
    operations.follow_comments(page=world.page, member=world.olga)


def said(world: World, markdown: str = "Bread **as well**, says @fay.") -> PageComment:
    return operations.comment(page=world.page, author=world.ada, markdown=markdown)


def readers() -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in mail.outbox)


def test_a_comment_is_mailed_to_who_wants_it_so(world: World, run_jobs: Run, settings: Any) -> None:
    comment = said(world)
    run_jobs()
    assert readers() == ["bob", "eve"]
    letter = next(letter for letter in mail.outbox if letter.to == ["bob@example.org"])
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.subject == "Comments on How to price"
    assert "Ada commented on “How to price”:\n\nBread **as well**, says @fay." in letter.body
    assert f"{settings.SITE_URL}/c/{comment.pk}/" in letter.body
    ((html, kind),) = [tuple(each) for each in letter.alternatives]
    assert kind == "text/html"
    assert f'Bread <strong>as well</strong>, says <a class="mention" href="{settings.SITE_URL}/m/fay/"' in str(html)
    assert 'href="/' not in str(html)
    sent = letter.message()
    end = f"{settings.SITE_URL}/c/no-mail/"
    assert sent["List-Unsubscribe"].startswith(f"<{end}")
    assert sent["List-Unsubscribe"].strip("<>") in letter.body
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (sent["Auto-Submitted"], sent["Message-ID"]) == (
        "auto-generated",
        f"<comment-{comment.pk}.{world.bob.pk}@127.0.0.1>",
    )


def test_one_mail_is_sent_however_often_a_job_runs(world: World, run_jobs: Run) -> None:
    comment = said(world)
    for _time in range(2):
        tasks.tell_of_comment.enqueue(comment.pk)
    run_jobs()
    for row in CommentMail.objects.all():
        tasks.send_comment.enqueue(row.pk)
    run_jobs()
    assert readers() == ["bob", "eve"]
    assert not CommentMail.objects.filter(sent_at=None).exists()


def test_a_mail_that_could_not_be_sent_is_tried_again(
    world: World, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(world)
    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(smtplib.SMTPException("down")))
        run_jobs(raise_errors=False)
    assert (readers(), CommentMail.objects.filter(sent_at=None).count()) == ([], 2)
    for row in CommentMail.objects.all():
        tasks.send_comment.enqueue(row.pk)
    run_jobs()
    assert readers() == ["bob", "eve"]


def closed(world: World) -> None:
    world.page.audience = "groups"
    world.page.save()
    world.page.audience_groups.set([world.private])
    world.page.save()


def switched_off(world: World) -> None:
    Member.objects.filter(handle="eve").update(is_active=False)


MEANWHILE: list[tuple[Callable[[World], object], list[str]]] = [
    (closed, ["bob"]),
    (switched_off, ["bob"]),
    (lambda w: operations.stop_comment_mails(page=w.page, member=w.eve), ["bob"]),
    (lambda w: operations.unfollow_comments(page=w.page, member=w.bob), ["eve"]),
    (lambda w: operations.delete_comment(comment=PageComment.objects.latest("pk"), by=w.ada), []),
    (lambda w: operations.hide_comment(comment=PageComment.objects.latest("pk"), by=w.carl, reason="No."), []),
]


def test_rights_and_wishes_are_asked_when_it_is_sent(world: World) -> None:
    for change, who in MEANWHILE:
        with transaction.atomic():
            mail.outbox.clear()
            tasks.tell_of_comment.call(said(world).pk)
            change(world)
            for row in CommentMail.objects.all():
                tasks.send_comment.call(row.pk)
            assert readers() == who, change
            transaction.set_rollback(True)


def test_what_waits_is_mailed_when_it_is_approved_and_nobody_gets_their_own(world: World, run_jobs: Run) -> None:
    careful(new_members_wait=True)
    operations.follow_comments_by_mail(page=world.page, member=world.olga)
    waits = operations.comment(page=world.page, author=world.olga, markdown="New here.")
    run_jobs()
    assert readers() == []
    operations.approve_comment(comment=waits, by=world.carl)
    run_jobs()
    assert readers() == ["bob", "eve"]


def test_one_press_in_the_mail_program_ends_it_without_signing_in(world: World) -> None:
    """RFC 8058: a POST without cookies; and a link that a scanner follows ends nothing."""
    token = mails.token_of(mails.Followed(world.page.pk, world.bob.pk))
    robot = Client(enforce_csrf_checks=True)
    asked = robot.get(f"/c/no-mail/{token}/")
    assert asked.status_code == 200
    assert "How to price" not in asked.content.decode()
    assert CommentFollow.objects.get(member=world.bob).by_mail
    assert robot.post(f"/c/no-mail/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not CommentFollow.objects.get(member=world.bob).by_mail
    assert CommentFollow.objects.get(member=world.eve).by_mail
    operations.unfollow_comments(page=world.page, member=world.bob)
    operations.follow_comments_by_mail(page=world.page, member=world.bob)
    robot.post(f"/c/no-mail/{token}/")
    assert not CommentFollow.objects.get(member=world.bob).by_mail
    for wrong in ("guessed", token[:-1], f"{token}x"):
        assert robot.post(f"/c/no-mail/{wrong}/").status_code == 404


def test_the_page_offers_what_one_has_not_chosen(world: World) -> None:
    def offered(who: Member | Any) -> set[str]:
        page = client_of(who).get(world.page.url).content.decode()
        return {name for name in ("follow", "follow-by-mail", "stop-mail", "unfollow") if f"/comments/{name}/" in page}

    assert offered(world.bob) == {"stop-mail", "unfollow"}
    assert offered(world.olga) == {"follow-by-mail", "unfollow"}
    assert offered(world.ada) == {"follow"}
    assert offered(world.visitor) == set()
