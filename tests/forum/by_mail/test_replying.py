"""A reply by mail is a post, and everything that is no reply is refused with its own reason."""

from datetime import timedelta
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from django.core import mail as outbox
from django.utils import timezone

from forum import operations
from forum.models import Post, PostOriginal
from forum.models.posts import Via
from mail import keys
from mail.models import ReceivedMail, Status
from notifications.models import Notification
from tests.factories import posts, topic
from tests.forum.by_mail.conftest import OURS, mail, reply_address
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cast, public):
    return topic(public, cast.ada, kind="question")


@pytest.fixture
def opening(question):
    return question.posts.get(number=1)


def test_a_reply_is_a_post_and_its_author_is_told(arrive, run_jobs, cast, opening):
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), message_id="<first@example.org>"))
    post = Post.objects.get(pk=received.post_id)
    assert (received.status, received.reason) == (Status.POSTED, "posted")
    assert (post.author, post.markdown, post.via, post.topic) == (
        cast.bob,
        "It depends on the wood.",
        Via.EMAIL,
        opening.topic,
    )
    assert post.message_id == "first@example.org"
    run_jobs()
    assert Notification.objects.filter(member=cast.ada, kind="replied", object_id=post.pk).exists()


def test_a_reply_to_a_reply_stands_under_it(arrive, cast, question):
    (answered,) = posts(question, cast.ada, 1)
    received = arrive(mail(cast.bob, reply_address(cast.bob, answered)))
    assert Post.objects.get(pk=received.post_id).parent == answered


def test_what_the_program_added_is_cut_and_kept(arrive, cast, opening):
    words = f"Yes.\n\nOn Mon, Feb 3, 2020 at 10:15 AM Ada <{reply_address(cast.bob, opening)}> wrote:\n> How?\n"
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), words))
    assert Post.objects.get(pk=received.post_id).markdown == "Yes."
    kept = PostOriginal.objects.get(post=received.post_id).text
    assert "How?" in kept
    assert "reply+…@" in kept, "the key would let whoever reads it write as bob"


def test_what_was_cut_is_shown_to_its_writer_and_to_hands_on_demand(arrive, cast, opening):
    words = "Yes.\n\n-- \nBob <b>&\n+254 700 000 000\n"
    post = Post.objects.get(pk=arrive(mail(cast.bob, reply_address(cast.bob, opening), words)).post_id)
    address = f"/p/{post.pk}/original/"
    for who, status in ((cast.bob, 200), (cast.carl, 200), (cast.mo, 200), (cast.ada, 403), (cast.visitor, 302)):
        answer = client_of(who).get(address)
        assert answer.status_code == status
        assert ("+254 700 000 000" in answer.content.decode()) is (status == 200)
        assert "Bob <b>" not in answer.content.decode()
    assert address in client_of(cast.bob).get(f"/p/{post.pk}/acts/").content.decode()
    assert address not in client_of(cast.ada).get(f"/p/{post.pk}/acts/").content.decode()
    assert client_of(cast.bob).get(f"/p/{opening.pk}/original/").status_code == 403
    assert "/original/" not in client_of(cast.ada).get(f"/p/{opening.pk}/acts/").content.decode()
    assert client_of(cast.ada).get(f"/p/{opening.pk}/original/").status_code == 404


def test_a_key_of_ours_among_the_words_is_made_worthless(arrive, cast, opening):
    address = reply_address(cast.bob, opening)
    key = address.partition("@")[0].removeprefix("reply+")
    words = f"Write to {address}, or mailto:reply%2B{key}@{OURS}, or https://{OURS}/mail/stop/{key}/: reply{key}@{OURS}"
    received = arrive(mail(cast.bob, address, words))
    assert key not in Post.objects.get(pk=received.post_id).markdown


def test_the_same_mail_posts_once_however_often_and_by_whatever_way(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening))
    assert arrive(message).status == Status.POSTED
    again = arrive(message, way="imap")
    assert (again.status, again.reason) == (Status.IGNORED, "duplicate")
    assert opening.topic.posts.count() == 2


def test_a_mail_that_an_import_brought_is_not_posted_again(arrive, cast, opening):
    operations.reply(topic=opening.topic, author=cast.bob, markdown="Yes.", message_id="old@example.org")
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), message_id="<old@example.org>"))
    assert received.reason == "duplicate"


def test_acting_again_changes_nothing(arrive, cast, opening):
    from mail.arriving import processing

    received = arrive(mail(cast.bob, reply_address(cast.bob, opening)))
    processing.act_on(received.pk)
    assert opening.topic.posts.count() == 2


# May they -------------------------------------------------------------------------------------------------------


def test_a_closed_topic_takes_no_reply_and_the_words_come_back(arrive, run_jobs, cast, opening):
    operations.close_topic(topic=opening.topic, by=cast.wanda)
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), "What about pine?"))
    assert (received.status, received.reason) == (Status.REJECTED, "closed")
    run_jobs()
    (letter,) = [each for each in outbox.outbox if each.to == [cast.bob.email]]
    assert "closed" in letter.body
    assert letter.attachments[0][1].strip() == "What about pine?"
    assert letter.extra_headers["Auto-Submitted"] == "auto-replied"


def test_a_refusal_is_told_once_a_day_for_each_reason(arrive, run_jobs, cast, opening):
    operations.close_topic(topic=opening.topic, by=cast.wanda)
    for _ in range(3):
        arrive(mail(cast.bob, reply_address(cast.bob, opening)))
    run_jobs()
    assert len([each for each in outbox.outbox if each.to == [cast.bob.email]]) == 1


def test_who_lost_sight_learns_nothing_of_the_topic(arrive, run_jobs, cast, private):
    secret = topic(private, cast.ada, title="The price of zinc")
    address = reply_address(cast.bob, secret.posts.get(number=1))
    operations.leave(group=private, member=cast.bob)
    received = arrive(mail(cast.bob, address, "Hello", subject="Hello"))
    assert received.reason == "topic_gone"
    run_jobs()
    (letter,) = [each for each in outbox.outbox if each.to == [cast.bob.email]]
    assert "zinc" not in letter.body + letter.subject
    assert secret.posts.count() == 1


def test_rules_that_are_not_accepted_are_named(arrive, cast, opening):
    operations.publish_rules(by=cast.root, rules=[("Be kind", "Always.")])
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening)))
    assert received.reason == "rules"


def test_a_member_who_may_not_take_part_is_refused(arrive, cast, opening):
    cast.bob.is_active = False
    cast.bob.save()
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening)))
    assert (received.status, received.reason) == (Status.REJECTED, "not_active")


def test_sanctions_hold_for_mail_as_well(arrive, cast, opening):
    operations.silence(member=cast.bob, by=cast.root, group=None, words="Enough.", days=3)
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening))).reason == "silenced"
    operations.suspend(member=cast.eve, by=cast.root, words="Enough.", days=3)
    assert arrive(mail(cast.eve, reply_address(cast.eve, opening))).reason == "suspended"
    assert opening.topic.posts.count() == 1


def test_a_hidden_post_is_gone_for_who_replies_to_it(arrive, cast, question):
    (post,) = posts(question, cast.ada, 1)
    address = reply_address(cast.bob, post)
    operations.hide_post(post=post, by=cast.wanda)
    received = arrive(mail(cast.bob, address))
    assert Post.objects.get(pk=received.post_id).parent is None


def test_too_many_mails_in_an_hour_are_refused(arrive, cast, opening, settings):
    settings.MAILS_AN_HOUR = 2
    reasons = [arrive(mail(cast.bob, reply_address(cast.bob, opening), f"{n}")).reason for n in range(3)]
    assert reasons == ["posted", "posted", "too_many"]


def test_who_writes_in_their_name_does_not_keep_a_member_from_writing(arrive, cast, opening, settings):
    settings.MAILS_AN_HOUR = 2
    for number in range(3):
        arrive(mail(cast.bob, reply_address(cast.bob, opening), f"{number}", proof=None))
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening))).reason == "posted"


def test_an_empty_mail_is_refused(arrive, cast, opening):
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening), "\n\n")).reason == "empty"


def test_a_reply_to_a_deleted_post_goes_to_its_topic(arrive, cast, question):
    (gone,) = posts(question, cast.ada, 1)
    address = reply_address(cast.bob, gone)
    operations.delete_post(post=gone, by=cast.ada)
    received = arrive(mail(cast.bob, address))
    assert Post.objects.get(pk=received.post_id).parent is None


def test_a_reply_follows_its_post_to_another_group(arrive, cast, groups, question, opening):
    address = reply_address(cast.bob, opening)
    operations.move_topic(topic=question, group=groups["members"], by=cast.root)
    assert Post.objects.get(pk=arrive(mail(cast.bob, address)).post_id).topic.group == groups["members"]


# Who ------------------------------------------------------------------------------------------------------------


def nothing_happened(opening):
    outbox_before = len(outbox.outbox)
    return opening.topic.posts.count() == 1 and outbox_before == 0


def test_the_key_of_another_is_refused(arrive, cast, opening):
    received = arrive(mail(cast.bob, reply_address(cast.ada, opening)))
    assert (received.status, received.reason) == (Status.REJECTED, "key_of_another")
    assert nothing_happened(opening)


def test_a_forged_sender_with_a_stolen_key_is_held_and_its_owner_asked(arrive, run_jobs, cast, opening):
    stolen = mail(cast.bob, reply_address(cast.bob, opening), proof="dmarc=fail header.from=example.org")
    received = arrive(stolen)
    assert (received.status, received.reason) == (Status.HELD, "unproved")
    assert nothing_happened(opening)
    run_jobs()
    (letter,) = outbox.outbox
    assert letter.to == [cast.bob.email]
    assert letter.reply_to[0].startswith("confirm+")


@pytest.mark.parametrize(
    "results",
    [
        ["evil.example; dmarc=pass header.from=example.org"],
        ["evil.example; none", "mx.example.net; dmarc=pass header.from=example.org"],
        ["mx.example.net; dmarc=fail header.from=example.org", "mx.example.net; dmarc=pass header.from=example.org"],
        ["mx.example.net; dkim=pass header.d=evil.example"],
        ["mx.example.net; spf=pass smtp.mailfrom=a@evil.example"],
        ["mx.example.net; dmarc=pass header.from=evil.example"],
        ["mx.example.net (dmarc=pass header.from=example.org); none"],
        ["mx.example.net.evil.example; dmarc=pass header.from=example.org"],
        [],
    ],
)
def test_forged_results_prove_nothing(arrive, cast, opening, results):
    message = mail(cast.bob, reply_address(cast.bob, opening), proof=None).as_bytes()
    stated = b"".join(b"Authentication-Results: " + each.encode() + b"\n" for each in results)
    received = arrive(stated + message)
    assert (received.status, received.reason) == (Status.HELD, "unproved"), received.path
    assert nothing_happened(opening)


@pytest.mark.parametrize(
    "proof",
    [
        "dmarc=pass header.from=example.org",
        "dmarc=pass (p=reject dis=none) header.from=example.org; spf=fail smtp.mailfrom=a@evil.example",
        "dkim=pass header.d=example.org",
        "dkim=pass header.i=@mail.example.org",
        "dkim=fail header.d=example.org; spf=pass smtp.mailfrom=bounce@news.example.org",
    ],
)
def test_what_our_receiver_found_is_believed(arrive, cast, opening, proof):
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening), proof=proof)).status == Status.POSTED


def test_two_froms_are_refused(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening)).as_bytes()
    received = arrive(b"From: Eve <eve@example.org>\n" + message)
    assert (received.status, received.reason) == (Status.REJECTED, "many_senders")
    assert nothing_happened(opening)


def test_two_people_in_one_from_are_refused(arrive, cast, opening):
    received = arrive(mail(f"{cast.bob.email}, {cast.eve.email}", reply_address(cast.bob, opening)))
    assert received.reason == "many_senders"


def test_a_from_in_a_display_name_is_nobody(arrive, cast, opening):
    received = arrive(mail(f'"{cast.bob.email}" <thief@evil.example>', reply_address(cast.bob, opening)))
    assert received.reason == "unknown_sender"
    assert nothing_happened(opening)


def test_an_address_that_was_never_verified_is_nobody(arrive, cast, opening):
    cast.bob.emailaddress_set.update(verified=False)
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening))).reason == "unknown_sender"


def test_an_expired_key_is_refused(arrive, cast, opening, settings, monkeypatch):
    address = reply_address(cast.bob, opening)
    later = timezone.now() + timedelta(days=settings.REPLY_ADDRESS_DAYS + 2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert arrive(mail(cast.bob, address)).reason == "key_expired"


def test_a_revoked_key_leads_nowhere(arrive, cast, opening):
    address = reply_address(cast.bob, opening)
    keys.revoke_all(cast.bob.pk)
    assert arrive(mail(cast.bob, address)).reason == "unknown_recipient"


# Not people -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"subject": "Automatic reply: How do you price a chair?"}, "autoresponder"),
        ({"subject": "Out of office"}, "autoresponder"),
        ({"subject": "Réponse automatique : Chaise"}, "autoresponder"),
        ({"subject": "Resposta automática: Cadeira"}, "autoresponder"),
        ({"subject": "Respuesta automática: Silla"}, "autoresponder"),
        ({"subject": "Abwesenheitsnotiz: Stuhl"}, "autoresponder"),
        ({"subject": "Automatisch antwoord: Stoel"}, "autoresponder"),
        ({"subject": "Risposta automatica: Sedia"}, "autoresponder"),
        ({"subject": "الرد التلقائي: كرسي"}, "autoresponder"),
        ({"subject": "Автоответ: Стул"}, "autoresponder"),
        ({"subject": "自動応答: 椅子"}, "autoresponder"),
        ({"List_Id": f"<the-public.{OURS}>"}, "own_mail"),
    ],
)
def test_what_nobody_wrote_is_ignored(arrive, run_jobs, cast, opening, fields, reason):
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), **fields))
    assert (received.status, received.reason) == (Status.IGNORED, reason)
    run_jobs()
    assert nothing_happened(opening)


@pytest.mark.parametrize(
    "subject", ["Out of office furniture, where?", "Absent friends", "Automatic reply to tenders is a bad idea"]
)
def test_people_may_write_of_offices_and_absence(arrive, cast, opening, subject):
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening), subject=subject)).status == Status.POSTED


def test_a_mail_from_nobody_on_the_network_is_ignored(arrive, cast, opening):
    assert arrive(mail(cast.bob, reply_address(cast.bob, opening)), sender="").reason == "null_sender"


def test_a_calendar_reply_and_a_receipt_are_ignored(arrive, cast, opening):
    accepted = mail(cast.bob, reply_address(cast.bob, opening))
    accepted.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REPLY"})
    assert arrive(accepted).reason == "calendar_reply"
    receipt = MIMEMultipart("report", **{"report-type": "disposition-notification"})
    receipt.attach(MIMEText("Your mail was read."))
    receipt["From"], receipt["To"] = cast.bob.email, reply_address(cast.bob, opening)
    assert arrive(receipt.as_bytes()).reason == "read_receipt"


def test_a_mail_that_runs_in_a_circle_ends(arrive, cast, opening):
    hops = b"".join(b"Received: from a by b; Fri, 27 Nov 2026 10:00:00 +0000\n" for _ in range(60))
    received = arrive(hops + mail(cast.bob, reply_address(cast.bob, opening)).as_bytes())
    assert received.reason == "loop"


def test_unknown_recipients_lead_nowhere(arrive, run_jobs, cast, opening):
    for address in ("nobody@talk.example.org", f"reply+{'a' * 36}@talk.example.org", "someone@example.com"):
        assert arrive(mail(cast.bob, address)).reason == "unknown_recipient"
    run_jobs()
    assert nothing_happened(opening)


def test_the_path_is_kept(arrive, cast, opening):
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening)))
    steps = [step for step, _found in ReceivedMail.objects.get(pk=received.pk).path]
    assert steps[0] == "came_before"
    assert steps[-1] == "enter"
    assert "proof" in steps
