"""Posts as mail: who gets which, how each looks, and what happens between being told and being sent."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern

import pytest
from django.core import mail as outbox
from django.utils import timezone

from forum import operations
from forum.models import Follow
from mail.leaving.transport import Transport
from mail.models import Reachability
from mail.our_addresses import key_in, recipient
from members.models import Member
from notifications import operations as notifications
from notifications.by_mail import sending
from notifications.models import Letter, MailSettings, State
from tests.factories import MemberFactory, posts, topic
from tests.forum.by_mail.conftest import OURS, mail, reply_address
from tests.knowledge_making import guide, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.MAIL_HOLD_SECONDS = 0
    settings.COMMUNITY_NAME = "Baraza"


def send():
    with Transport() as transport:
        return sending.send_due(transport)


def letters_to(member):
    return [each for each in outbox.outbox if each.to == [member.email]]


def parsed(letter):
    return message_from_bytes(letter.message().as_bytes(), policy=modern)


@pytest.fixture
def question(run_jobs, cast, public):
    made = topic(public, cast.ada, markdown="How much for a *chair*?")
    run_jobs()
    return made


def replied(question, author, words="It depends.", **more):
    return operations.reply(topic=question, author=author, markdown=words, **more)


def test_whoever_is_answered_gets_it_at_once_with_an_address_to_reply_to(run_jobs, cast, question):
    post = replied(question, cast.bob)
    run_jobs()
    send()
    (letter,) = letters_to(cast.ada)
    message = parsed(letter)
    assert message["Subject"] == "Re: [The public group] How do you price a chair?"
    assert message["From"] == f"Bob via Baraza <baraza@{OURS}>"
    assert message["Message-ID"] == f"<post-{post.pk}@{OURS}>"
    assert message["References"] == message["In-Reply-To"] == f"<post-{question.posts.get(number=1).pk}@{OURS}>"
    assert message["List-Id"] == f"<the-public.{OURS}>"
    assert message["List-Post"] == f"<mailto:the-public@{OURS}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    about = {name: value for name, value in message.items() if name.startswith("X-Baraza-")}
    assert about == {
        "X-Baraza-Group": "the-public",
        "X-Baraza-Topic": str(question.pk),
        "X-Baraza-Post": str(post.pk),
        "X-Baraza-Reason": "replied",
    }
    key = key_in(recipient(message["Reply-To"]))
    assert (key.member_id, key.thing) == (cast.ada.pk, post.pk)
    bounce = key_in(recipient(letter.from_email))
    assert (bounce.member_id, bounce.thing) == (cast.ada.pk, Letter.objects.get(member=cast.ada, kind="replied").pk)
    assert "It depends." in letter.body
    assert "> Ada: How much for a chair?" in letter.body
    assert "It depends." in letter.alternatives[0][0]
    assert len(message.as_bytes()) < 30_000


def test_a_reply_by_mail_to_that_mail_stands_in_the_thread(arrive, run_jobs, cast, question):
    post = replied(question, cast.bob)
    run_jobs()
    send()
    (letter,) = letters_to(cast.ada)
    received = arrive(mail(cast.ada, letter.extra_headers["Reply-To"], "Pine?", message_id="<x@example.org>"))
    run_jobs()
    send()
    message = parsed(letters_to(cast.bob)[-1])
    assert received.status == "posted"
    assert message["Message-ID"] == "<x@example.org>"
    assert message["In-Reply-To"] == f"<post-{post.pk}@{OURS}>"


def test_nobody_is_mailed_their_own_words_and_nobody_twice(run_jobs, cast, question):
    replied(question, cast.bob, "@ada look")
    run_jobs()
    send()
    send()
    assert len(letters_to(cast.ada)) == 1
    assert letters_to(cast.bob) == []


def test_watching_is_every_post_and_tracking_waits_for_a_digest(run_jobs, cast, public):
    operations.follow_group(group=public, member=cast.bob, level=Follow.WATCHING)
    operations.follow_group(group=public, member=cast.eve, level=Follow.TRACKING)
    made = topic(public, cast.ada)
    run_jobs()
    send()
    assert len(letters_to(cast.bob)) == 1
    assert letters_to(cast.eve) == []
    assert Letter.objects.get(member=cast.eve).state == State.DIGEST
    posts(made, cast.ada, 1)
    run_jobs()
    send()
    assert len(letters_to(cast.bob)) == 2
    assert Letter.objects.filter(member=cast.eve).count() == 1


def test_several_posts_of_one_topic_are_one_mail(run_jobs, cast, question):
    replied(question, cast.bob, "First.")
    last = replied(question, cast.eve, "Second.")
    run_jobs()
    send()
    (letter,) = letters_to(cast.ada)
    assert letter.body.index("First.") < letter.body.index("Second.")
    assert parsed(letter)["Message-ID"] == f"<post-{last.pk}@{OURS}>"


# Between being told and being sent --------------------------------------------------------------------------------


def outcome(run_jobs, member, meanwhile):
    run_jobs()
    meanwhile()
    run_jobs()
    send()
    assert letters_to(member) == []
    letter = Letter.objects.get(member=member, kind="replied")
    return letter.state, letter.reason


def test_what_was_read_is_not_mailed(run_jobs, cast, question):
    replied(question, cast.bob)
    read = lambda: notifications.mark_all_read(member=cast.ada)  # noqa: E731
    assert outcome(run_jobs, cast.ada, read) == (State.SKIPPED, "read")


def test_what_was_deleted_is_not_mailed(run_jobs, cast, question):
    post = replied(question, cast.bob)
    delete = lambda: operations.delete_post(post=post, by=cast.bob)  # noqa: E731
    assert outcome(run_jobs, cast.ada, delete) == (State.SKIPPED, "gone")


def test_who_lost_sight_is_not_mailed(run_jobs, cast, private):
    made = topic(private, cast.ada)
    replied(made, cast.bob)
    run_jobs()
    # Not by the operation, which would untell it: this is what stands between the two.
    private.memberships.filter(member=cast.ada).delete()
    send()
    assert letters_to(cast.ada) == []
    assert Letter.objects.get(member=cast.ada, kind="replied").reason == "no_sight"


@pytest.mark.parametrize(
    ("field", "reason"), [("is_active", "not_a_member"), ("is_approved", "not_a_member"), ("claimed", "not_a_member")]
)
def test_who_takes_no_part_is_not_mailed(run_jobs, cast, question, field, reason):
    replied(question, cast.bob)
    leave = lambda: Member.objects.filter(pk=cast.ada.pk).update(**{field: False})  # noqa: E731
    assert outcome(run_jobs, cast.ada, leave) == (State.SKIPPED, reason)


def test_an_address_that_is_not_verified_is_not_written_to(run_jobs, cast, question):
    replied(question, cast.bob)
    forget = lambda: cast.ada.emailaddress_set.update(verified=False)  # noqa: E731
    assert outcome(run_jobs, cast.ada, forget) == (State.SKIPPED, "no_address")


def test_whose_mail_comes_back_is_not_written_to(run_jobs, cast, question):
    replied(question, cast.bob)
    stop = lambda: Reachability.objects.create(member=cast.ada, stopped_at=timezone.now())  # noqa: E731
    assert outcome(run_jobs, cast.ada, stop) == (State.SKIPPED, "stopped")


def test_it_waits_a_little_so_that_what_is_read_meanwhile_is_not_mailed(run_jobs, cast, question, settings):
    settings.MAIL_HOLD_SECONDS = 180
    replied(question, cast.bob)
    run_jobs()
    send()
    assert letters_to(cast.ada) == []
    with Transport() as transport:
        sending.send_due(transport, moment=timezone.now() + timedelta(seconds=181))
    assert len(letters_to(cast.ada)) == 1


def test_a_pause_holds_mail_until_its_end(run_jobs, cast, question):
    until = timezone.localdate() + timedelta(days=3)
    MailSettings.objects.create(member=cast.ada, paused_until=until)
    replied(question, cast.bob)
    run_jobs()
    send()
    letter = Letter.objects.get(member=cast.ada, kind="replied")
    assert (letter.state, letter.reason, letter.due_at.date()) == (State.WAITING, "paused", until)


def test_beyond_the_days_limit_it_waits_for_the_morning(run_jobs, cast, public):
    MailSettings.objects.create(member=cast.ada, most_a_day=1)
    for number in range(2):
        made = topic(public, cast.ada, title=f"Chair {number}")
        replied(made, cast.bob)
        run_jobs()
        send()
    assert len(letters_to(cast.ada)) == 1
    assert Letter.objects.get(member=cast.ada, reason="over_limit").state == State.DIGEST


# Digests --------------------------------------------------------------------------------------------------------


def next_morning():
    with Transport() as transport:
        return sending.send_due(transport, moment=timezone.now() + timedelta(days=1))


def test_a_digest_tells_what_is_still_unread_and_seen_under_its_group(run_jobs, cast, public, private):
    operations.follow_group(group=public, member=cast.eve, level=Follow.TRACKING)
    topic(public, cast.ada, title="The price of a chair")
    gone = topic(public, cast.ada, title="The price of a table")
    run_jobs()
    operations.delete_topic(topic=gone, by=cast.ada)
    send()
    assert letters_to(cast.eve) == []
    next_morning()
    (letter,) = letters_to(cast.eve)
    assert letter.body.index("The public group") < letter.body.index("The price of a chair")
    assert "table" not in letter.body
    next_morning()
    assert len(letters_to(cast.eve)) == 1


def test_a_digest_of_nothing_is_not_sent(run_jobs, cast, public):
    operations.follow_group(group=public, member=cast.eve, level=Follow.TRACKING)
    topic(public, cast.ada)
    run_jobs()
    notifications.mark_all_read(member=cast.eve)
    next_morning()
    assert letters_to(cast.eve) == []


@pytest.fixture
def digest(run_jobs, cast, public):
    """The digest of Eve's next morning, whom something else is told of in it."""
    operations.join(group=public, member=cast.eve)
    operations.follow_group(group=public, member=cast.eve, level=Follow.NORMAL)

    def come(title="Something else"):
        operations.follow_group(group=public, member=cast.eve, level=Follow.TRACKING)
        topic(public, cast.ada, title=title)
        run_jobs()
        next_morning()
        return letters_to(cast.eve)[-1].body

    return come


def asked(cast, group, title, run_jobs):
    made = topic(group, cast.ada, title=title, kind="question")
    run_jobs()
    return made


def test_a_digest_says_what_nobody_answered_yet_and_says_it_once(run_jobs, cast, public, private, digest):
    for title in ("Which glue holds?", "Which nail holds?"):
        asked(cast, public, title, run_jobs)
    replied(asked(cast, public, "Which screw holds?", run_jobs), cast.bob)
    asked(cast, private, "Which secret holds?", run_jobs)
    read = asked(cast, public, "Which rope holds?", run_jobs)
    operations.mark_shown(member=cast.eve, topic=read, numbers=[1])
    body = digest()
    assert body.index("Nobody has answered yet") < body.index("Which glue holds?") < body.index("Which nail holds?")
    for title in ("Which screw holds?", "Which secret holds?", "Which rope holds?"):
        assert title not in body
    assert "Which glue holds?" not in digest("Another thing")


def test_a_digest_of_a_hand_names_who_came(run_jobs, cast, public, digest):
    body = digest()
    assert "not greeted yet" not in body
    operations.give_role(group=public, member=cast.eve, role="facilitator", by=cast.root)
    operations.join(group=public, member=MemberFactory(name="Nora New"))
    assert "Nora New came to The public group" in digest("Another thing")


def test_a_digest_says_what_is_new_to_read(cast, private, digest):
    library = shelf("Library")
    guide(library, "How to price a chair")
    guide(library, "How to keep a secret", audience="groups", groups=(private,))
    body = digest()
    assert "How to price a chair" in body
    assert "secret" not in body
    assert "How to price a chair" not in digest("Another thing")


# What words may bring --------------------------------------------------------------------------------------------


def test_titles_and_names_bring_no_fields(run_jobs, cast, question):
    Member.objects.filter(pk=cast.bob.pk).update(name="Bob\r\nBcc: all@example.org")
    type(question).objects.filter(pk=question.pk).update(title="Chair\r\nBcc: all@example.org")
    replied(question, Member.objects.get(pk=cast.bob.pk))
    run_jobs()
    send()
    message = parsed(letters_to(cast.ada)[0])
    assert message["Bcc"] is None
    assert "Bcc: all@example.org" in message["Subject"]


def test_html_is_plain_and_whole_addresses(run_jobs, cast, question):
    replied(question, cast.bob, "See [this](/guides/) and ||secret|| <script>alert(1)</script>")
    run_jobs()
    send()
    page = letters_to(cast.ada)[0].alternatives[0][0]
    assert 'href="http' in page
    assert "secret" not in page
    assert "<script" not in page
    assert "class=" not in page


def test_a_private_group_is_a_list_with_an_address_of_ones_own(run_jobs, cast, private):
    made = topic(private, cast.ada)
    replied(made, cast.bob)
    run_jobs()
    send()
    address = parsed(letters_to(cast.ada)[0])["List-Post"].strip().strip("<>").removeprefix("mailto:")
    key = key_in(recipient(address))
    assert (key.member_id, key.thing) == (cast.ada.pk, private.pk)


def test_a_message_is_mailed_and_answered(arrive, run_jobs, cast):
    made = operations.start_message(author=cast.bob, recipients=[cast.ada], title="Rent", markdown="Is it late?")
    run_jobs()
    send()
    (letter,) = letters_to(cast.ada)
    assert parsed(letter)["List-Id"] is None
    arrive(mail(cast.ada, letter.extra_headers["Reply-To"], "No."))
    assert made.posts.get(number=2).markdown == "No."


def test_other_kinds_say_their_words_and_lead_there(run_jobs, cast, private):
    operations.invite(group=private, member=cast.eve, by=cast.wanda)
    run_jobs()
    send()
    (letter,) = letters_to(cast.eve)
    assert "Wanda invites you to The private group" in letter.body
    assert "http" in letter.body


def test_reply_addresses_are_those_that_are_read(cast, question):
    opening = question.posts.get(number=1)
    assert key_in(recipient(reply_address(cast.bob, opening))).thing == opening.pk
