"""Mail to a group's address: a topic there, a reply where it answers one, and no word of groups one may not know."""

import pytest
from django.core import mail as outbox

from forum.models import Kind, Post, Topic
from forum.models.posts import Via
from mail import keys
from mail.arriving.delivery import is_taken
from mail.keys import Purpose
from mail.models import Status
from mail.our_addresses import address_for, address_of_group
from tests.factories import topic
from tests.forum.by_mail.conftest import OURS, mail, reply_address

pytestmark = pytest.mark.django_db


def own_address(group, member):
    generation = keys.generation_of(member.pk)
    return address_of_group(group.slug, group_id=group.pk, member_id=member.pk, generation=generation)


def test_a_mail_to_a_group_begins_a_topic(arrive, cast, public):
    received = arrive(mail(cast.eve, f"the-public@{OURS}", "I have none.", subject="[The public group] Glue?"))
    started = Topic.objects.get(posts=received.post_id)
    assert (started.title, started.author, started.kind, started.group) == ("Glue?", cast.eve, Kind.QUESTION, public)
    assert started.posts.get().via == Via.EMAIL


def test_without_a_subject_its_first_words_are_the_title(arrive, cast, public):
    received = arrive(mail(cast.eve, f"the-public@{OURS}", "Where does one buy glue?", subject=""))
    assert Topic.objects.get(posts=received.post_id).title == "Where does one buy glue?"


@pytest.mark.parametrize("slug", ["the-private", "the-secret"])
def test_who_may_not_start_there_learns_nothing(arrive, run_jobs, cast, groups, slug):
    received = arrive(mail(cast.eve, f"{slug}@{OURS}", subject="Glue"))
    unknown = arrive(mail(cast.eve, f"no-such-group@{OURS}", subject="Glue"))
    assert received.status == Status.REJECTED
    if slug == "the-secret":
        assert received.reason == unknown.reason
    run_jobs()
    assert not any("ecret" in each.body + each.subject for each in outbox.outbox)
    assert not Topic.objects.exists()


def test_members_of_a_private_group_write_to_it(arrive, cast, private):
    assert arrive(mail(cast.bob, own_address(private, cast.bob), subject="Glue")).status == Status.POSTED


def test_the_network_learns_of_public_groups_only(cast, groups):
    answers = {name: is_taken(f"the-{name}@{OURS}") for name in groups}
    assert answers == {"public": True, "members": False, "private": False, "secret": False}
    assert not is_taken(f"no-such-group@{OURS}")
    assert is_taken(own_address(groups["secret"], cast.bob))
    assert not is_taken(own_address(groups["secret"], cast.bob).replace("the-secret", "the-private"))


def test_other_keys_open_no_group(cast, groups):
    stop = address_for(Purpose.STOP, member_id=cast.bob.pk, thing=groups["secret"].pk, generation=0)
    assert not is_taken(stop.replace("unsubscribe", "the-secret"))


def test_a_reply_to_all_that_reaches_the_group_is_a_reply(arrive, cast, public):
    opening = topic(public, cast.ada).posts.get(number=1)
    message = mail(cast.bob, f"the-public@{OURS}", In_Reply_To=f"<post-{opening.pk}@{OURS}>")
    post = Post.objects.get(pk=arrive(message).post_id)
    assert (post.topic, post.number) == (opening.topic, 2)


def test_a_thread_that_came_by_mail_is_found_by_its_first_id(arrive, cast, public):
    first = arrive(mail(cast.bob, f"the-public@{OURS}", subject="Glue", message_id="<one@example.org>"))
    message = mail(cast.eve, f"the-public@{OURS}", References="<one@example.org> <unknown@example.org>")
    assert Post.objects.get(pk=arrive(message).post_id).topic.posts.get(number=1).pk == first.post_id


def test_a_reply_to_what_one_does_not_see_is_a_topic_of_its_own(arrive, cast, public, private):
    hidden = topic(private, cast.ada).posts.get(number=1)
    message = mail(cast.eve, f"the-public@{OURS}", In_Reply_To=f"<post-{hidden.pk}@{OURS}>", subject="Hello there")
    assert Post.objects.get(pk=arrive(message).post_id).topic.group == public


def test_a_message_id_of_our_own_host_is_not_kept(arrive, cast, public):
    """Else the next post of that number would vanish into this one's place in people's mailboxes."""
    received = arrive(mail(cast.bob, f"the-public@{OURS}", subject="Glue", message_id=f"<post-99@{OURS}>"))
    assert Post.objects.get(pk=received.post_id).message_id is None


def test_a_reply_and_the_group_in_one_mail_post_once(arrive, cast, public):
    opening = topic(public, cast.ada).posts.get(number=1)
    both = (reply_address(cast.bob, opening), f"the-public@{OURS}")
    received = arrive(mail(cast.bob, ", ".join(both)), *both)
    assert Post.objects.get(pk=received.post_id).topic == opening.topic
    assert Post.objects.count() == 2


def test_following_a_group_by_mail(arrive, cast, public):
    arrive(mail(cast.bob, f"the-public@{OURS}", "follow", subject=""))
    assert public.follows.get(member=cast.bob).level == 3
    assert not Topic.objects.exists()
