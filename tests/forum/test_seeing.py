"""Who sees what. The list, the page and the question whom to tell give one answer, for every audience and everybody."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from forum import operations
from forum.models import (
    Audience,
    Group,
    GroupRole,
    Membership,
    MembershipRequest,
    Post,
    PostUpload,
    Role,
    Topic,
    Upload,
    members_who_see,
)
from members.models import Member
from tests.factories import GroupFactory, MemberFactory, join
from tests.factories import topic as start
from tests.forum.conftest import client_of
from tests.stage import kept

pytestmark = pytest.mark.django_db

# Who they are to the group: eve is in no group, nils was a member and left, ines is invited and has not joined, olga
# is mentor and custodian of another group.
PEOPLE = ["visitor", "eve", "nils", "ines", "olga", "ada", "wanda", "carl", "mo", "root"]

# A plus where this person reads what is live, in the order of PEOPLE.
READS = {
    #            visitor eve nils ines olga ada wanda carl mo root
    "public":     "+      +   +    +    +    +   +     +    +  +",
    "members":    "-      +   +    +    +    +   +     +    +  +",
    "private":    "-      -   -    -    -    +   +     +    +  +",
    "secret":     "-      -   -    -    -    +   +     +    -  +",
    # Begun by ada, to bob; and by ada, to the mentors of the private group.
    "message":    "-      -   -    -    -    +   -     -    -  -",
    "to_mentors": "-      -   -    -    -    +   +     -    -  -",
}  # fmt: skip
# A plus where this person may know that the group is there.
KNOWS = {
    #            visitor eve nils ines olga ada wanda carl mo root
    "public":     "+      +   +    +    +    +   +     +    +  +",
    "members":    "-      +   +    +    +    +   +     +    +  +",
    "private":    "-      +   +    +    +    +   +     +    +  +",
    "secret":     "-      -   -    +    -    +   +     +    -  +",
}  # fmt: skip
# A plus where this person may see who is in the group.
SEES_MEMBERS = {
    #            visitor eve nils ines olga ada wanda carl mo root
    "public":     "-      +   +    +    +    +   +     +    +  +",
    "members":    "-      +   +    +    +    +   +     +    +  +",
    "private":    "-      -   -    -    -    +   +     +    +  +",
    "secret":     "-      -   -    -    -    +   +     +    -  +",
}  # fmt: skip
# A plus where this person finds a deleted topic among those to restore.
FINDS_DELETED = {
    #            visitor eve nils ines olga ada wanda carl mo root
    "public":     "-      -   -    -    -    -   +     +    +  +",
    "members":    "-      -   -    -    -    -   +     +    +  +",
    "private":    "-      -   -    -    -    -   +     +    +  +",
    "secret":     "-      -   -    -    -    -   +     +    -  +",
}  # fmt: skip
# What walks through many pages is walked on one database; the questions behind them are asked on all.
WALK = pytest.mark.any_database
STATES = ["live", pytest.param("archived", marks=WALK), pytest.param("deleted", marks=WALK)]


def table(rows: dict[str, str]) -> list[tuple[str, str, bool]]:
    """The cells of a table above: what, who, and whether."""
    cells = [
        (what, who, mark == "+") for what, row in rows.items() for who, mark in zip(PEOPLE, row.split(), strict=True)
    ]
    assert len(cells) == len(rows) * len(PEOPLE)
    return cells


@kept
def world(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    """A topic in a group of each audience, two messages, and people who stand in every relation to them."""
    for name in ("nils", "ines", "olga"):
        setattr(cast, name, MemberFactory(handle=name))
    elsewhere = GroupFactory(audience=Audience.PRIVATE)
    join(elsewhere, cast.olga)
    for role in (Role.MENTOR, Role.CUSTODIAN):
        GroupRole.objects.create(group=elsewhere, member=cast.olga, role=role)
    topics = {}
    for audience, group in groups.items():
        join(group, cast.nils)
        topics[audience] = start(group, cast.ada, f"A topic in the {audience} group")
        operations.leave(group=group, member=cast.nils)
        operations.invite(group=group, member=cast.ines, by=cast.wanda)
    topics["message"] = operations.start_message(
        author=cast.ada, recipients=[cast.bob], title="Between us", markdown="Only you."
    )
    topics["to_mentors"] = operations.start_message_to_mentors(
        author=cast.ada, group=groups["private"], title="To the mentors", markdown="Only you."
    )
    return SimpleNamespace(people=cast, groups=groups, topics=topics)


def person(world: SimpleNamespace, who: str) -> Member | AnonymousUser:
    found: Member | AnonymousUser = getattr(world.people, who)
    return found


def bring_to(topic: Topic, state: str) -> Topic:
    """The topic in a state, whoever may bring it there."""
    column = {"closed": "closed_at", "archived": "archived_at", "deleted": "deleted_at"}.get(state)
    if column is not None:
        Topic.objects.filter(pk=topic.pk).update(**{column: timezone.now()})
        topic.refresh_from_db()
    return topic


def browser_of(visitor: Member | AnonymousUser) -> Client:
    """The browser of this person, who signs in once in a test."""
    kept: Client | None = getattr(visitor, "browser", None)
    if kept is None:
        kept = visitor.browser = client_of(visitor)  # type: ignore[union-attr]
    return kept


def main_answers(topic: Topic, visitor: Member | AnonymousUser) -> dict[str, bool]:
    """The three questions asked of one topic."""
    page = browser_of(visitor).get(topic.get_absolute_url())
    found = {"list": Topic.objects.visible_to(visitor).filter(pk=topic.pk).exists(), "page": page.status_code == 200}
    if isinstance(visitor, Member):
        found["told"] = members_who_see(topic).filter(pk=visitor.pk).exists()
    return found


def answers(topic: Topic, visitor: Member | AnonymousUser) -> dict[str, bool]:
    """The three questions, and their side doors, asked of one topic."""
    client = browser_of(visitor)
    opening = topic.posts.get(number=1)
    return main_answers(topic, visitor) | {
        "posts": Post.objects.visible_to(visitor).filter(pk=opening.pk).exists(),
        "threads": client.get(topic.get_absolute_url() + "?reading=threads").status_code == 200,
        "short address": client.get(f"/t/{topic.pk}/").status_code == 302,
        "post's address": client.get(f"/p/{opening.pk}/").status_code == 302,
        "post alone": client.get(f"/p/{opening.pk}/alone/").status_code == 200,
        "newer": client.get(f"/t/{topic.pk}/newer/?after=0").status_code == 200,
    }


@pytest.mark.parametrize("state", STATES)
def test_list_page_and_recipients_agree(state: str, world: SimpleNamespace) -> None:
    """A deleted topic is seen by nobody at its address; one that takes no replies by whoever saw it before."""
    for topic in world.topics.values():
        bring_to(topic, state)
    for what, who, reads in table(READS):
        expected = reads and state != "deleted"
        ask = main_answers if state == "archived" else answers  # the doors of an archived topic are those of a live one
        found = ask(world.topics[what], person(world, who))
        assert found == dict.fromkeys(found, expected), (what, who, state)


@WALK
def test_what_is_refused_says_404_and_leads_nowhere(world: SimpleNamespace) -> None:
    for what, who, reads in table(READS):
        topic, client = world.topics[what], browser_of(person(world, who))
        if not reads:
            for address in (
                topic.get_absolute_url(),
                f"/t/wrong-slug/{topic.pk}/",
                f"/t/{topic.pk}/",
                f"/t/{topic.pk}/last/",
            ):
                answer = client.get(address)
                assert (answer.status_code, answer.headers.get("Location")) == (404, None), (what, who, address)


@WALK
def test_a_deleted_post_is_seen_by_nobody(world: SimpleNamespace) -> None:
    """Its words are in no answer; that something was there is."""
    for what, topic in world.topics.items():
        post = operations.reply(topic=topic, author=world.people.ada, markdown="Words taken back.")
        operations.delete_post(post=post, by=world.people.ada)
        for who in PEOPLE:
            visitor = person(world, who)
            assert not Post.objects.visible_to(visitor).filter(pk=post.pk).exists(), (what, who)
            client = browser_of(visitor)
            for address in (f"/p/{post.pk}/", f"/p/{post.pk}/alone/"):
                assert client.get(address).status_code == 404, (what, who)
            for address in (topic.get_absolute_url(), f"/t/{topic.pk}/newer/?after=1"):
                assert b"Words taken back" not in client.get(address).content, (what, who)


def test_deleted_topics_are_found_by_who_may_restore_them(world: SimpleNamespace) -> None:
    for topic in world.topics.values():
        bring_to(topic, "deleted")
    for what, who, finds in table(FINDS_DELETED):
        found = Topic.objects.deleted_for(person(world, who)).filter(pk=world.topics[what].pk).exists()
        assert found == finds, (what, who)
    for what in ("message", "to_mentors"):
        for who in PEOPLE:
            assert not Topic.objects.deleted_for(person(world, who)).filter(pk=world.topics[what].pk).exists()


def test_groups_are_known_and_read_as_the_tables_say(world: SimpleNamespace) -> None:
    for audience, who, reads in table({what: READS[what] for what in KNOWS}):
        group, visitor = world.groups[audience], person(world, who)
        assert Group.objects.readable_by(visitor).filter(pk=group.pk).exists() == reads, (audience, who)
    for audience, who, knows in table(KNOWS):
        group, visitor = world.groups[audience], person(world, who)
        assert Group.objects.visible_to(visitor).filter(pk=group.pk).exists() == knows, (audience, who)
        client = browser_of(visitor)
        assert (client.get(f"/g/{group.slug}/about/").status_code == 200) == knows, (audience, who)
        assert (group.name in client.get("/groups/").content.decode()) == knows, (audience, who)


def test_whoever_reads_a_group_knows_of_it(world: SimpleNamespace) -> None:
    for who in PEOPLE:
        visitor = person(world, who)
        assert not Group.objects.readable_by(visitor).exclude(pk__in=Group.objects.visible_to(visitor)).exists(), who


def test_members_are_shown_as_the_table_says(world: SimpleNamespace) -> None:
    """On the page of members, on the group's page about itself, and on the profile of who has a role in it."""
    for audience, who, sees in table(SEES_MEMBERS):
        group, client = world.groups[audience], browser_of(person(world, who))
        assert (client.get(f"/g/{group.slug}/members/").status_code == 200) == sees, (audience, who)
        about = client.get(f"/g/{group.slug}/about/").content.decode()
        assert ("/m/wanda/" in about) == (sees or who == "wanda"), (audience, who)
        profile = client.get("/m/wanda/").content.decode()
        assert (f"/g/{group.slug}/" in profile) == sees, (audience, who)


def test_lists_hold_what_is_read_and_no_messages(world: SimpleNamespace) -> None:
    for what, who, reads in table(READS):
        client, topic = browser_of(person(world, who)), world.topics[what]
        for address in ("/latest/", "/unanswered/", "/top/?period=all"):
            shown = f"/{topic.pk}/" in client.get(address).content.decode()
            assert shown == (reads and not topic.is_message), (what, who, address)
        if topic.group is not None:
            page = client.get(f"/g/{topic.group.slug}/")
            shown = page.status_code == 200 and f"/{topic.pk}/" in page.content.decode()
            assert shown == reads, (what, who)


def test_messages_are_listed_for_who_is_part_of_them(world: SimpleNamespace) -> None:
    for who in PEOPLE[1:]:
        member = person(world, who)
        shown = client_of(member).get("/messages/").content.decode()
        for what in ("message", "to_mentors"):
            reads = Topic.objects.visible_to(member).filter(pk=world.topics[what].pk).exists()
            assert (world.topics[what].title in shown) == reads, (what, who)


def upload_of(member: Member, *posts: Post) -> Upload:
    upload = operations.store_upload(member=member, name="plan.txt", data=b"The plan.")
    PostUpload.objects.bulk_create([PostUpload(upload=upload, post=post) for post in posts])
    return upload


def test_an_upload_is_seen_by_who_sees_a_post_it_hangs_in(world: SimpleNamespace) -> None:
    uploads = {what: upload_of(world.people.ada, topic.posts.get(number=1)) for what, topic in world.topics.items()}
    for what, who, reads in table(READS):
        visitor, upload = person(world, who), uploads[what]
        assert Upload.objects.visible_to(visitor).filter(pk=upload.pk).exists() == reads, (what, who)
        answer = browser_of(visitor).get(upload.get_absolute_url())
        assert answer.status_code == (200 if reads else 404), (what, who)
        answer = browser_of(visitor).get(f"/uploads/{upload.pk}/guessed.txt")
        assert answer.status_code == (302 if reads else 404), (what, who)


def test_an_upload_of_a_deleted_post_or_topic_is_seen_by_nobody(world: SimpleNamespace) -> None:
    topic = world.topics["public"]
    reply = operations.reply(topic=topic, author=world.people.ada, markdown="See the plan.")
    hung = upload_of(world.people.ada, reply)
    operations.delete_post(post=reply, by=world.people.ada)
    whole = upload_of(world.people.ada, world.topics["members"].posts.get(number=1))
    bring_to(world.topics["members"], "deleted")
    for who in PEOPLE:
        assert not Upload.objects.visible_to(person(world, who)).filter(pk__in=[hung.pk, whole.pk]).exists(), who


def test_an_upload_that_hangs_nowhere_is_its_members_own(world: SimpleNamespace) -> None:
    upload = upload_of(world.people.ada)
    for who in PEOPLE:
        seen = Upload.objects.visible_to(person(world, who)).filter(pk=upload.pk).exists()
        assert seen == (who == "ada"), who


def test_an_upload_in_two_places_is_seen_from_either(world: SimpleNamespace) -> None:
    openings = [world.topics[what].posts.get(number=1) for what in ("secret", "public")]
    upload = upload_of(world.people.ada, *openings)
    assert Upload.objects.visible_to(person(world, "visitor")).filter(pk=upload.pk).exists()


def test_who_is_suspended_or_waits_for_approval_is_told_nothing(world: SimpleNamespace) -> None:
    Member.objects.filter(handle="ada").update(is_active=False)
    Member.objects.filter(handle="wanda").update(is_approved=False)
    for what, topic in world.topics.items():
        assert not members_who_see(topic).filter(handle__in=["ada", "wanda"]).exists(), what


@pytest.mark.parametrize("audience", ["private", "secret"])
def test_sight_ends_with_membership_and_begins_with_it(audience: str, world: SimpleNamespace) -> None:
    group, topic = world.groups[audience], world.topics[audience]
    ines = client_of(world.people.ines)
    assert ines.get(topic.get_absolute_url()).status_code == 404
    operations.join(group=group, member=world.people.ines)
    assert ines.get(topic.get_absolute_url()).status_code == 200
    operations.leave(group=group, member=world.people.ines)
    assert ines.get(topic.get_absolute_url()).status_code == 404
    assert ines.get(f"/g/{group.slug}/about/").status_code == (404 if audience == "secret" else 200)


@pytest.mark.parametrize("outcome", ["declined", "accepted and left"])
def test_an_invitation_that_is_over_shows_a_secret_group_no_more(outcome: str, world: SimpleNamespace) -> None:
    group, ines = world.groups["secret"], world.people.ines
    if outcome == "declined":
        operations.decline_invitation(group=group, member=ines)
    else:
        operations.join(group=group, member=ines)
        operations.leave(group=group, member=ines)
    assert not Group.objects.visible_to(ines).filter(pk=group.pk).exists()
    assert not MembershipRequest.objects.filter(group=group, member=ines, decided_at=None).exists()


def test_a_mentor_who_is_mentor_no_more_loses_the_messages_to_mentors(world: SimpleNamespace) -> None:
    topic, wanda, group = world.topics["to_mentors"], world.people.wanda, world.groups["private"]
    GroupRole.objects.create(group=group, member=world.people.bob, role=Role.MENTOR)
    assert answers(topic, wanda)["page"]
    operations.take_role(group=group, member=wanda, role=Role.MENTOR, by=world.people.bob)
    found = answers(topic, wanda)
    assert found == dict.fromkeys(found, False)
    assert Membership.objects.filter(group=group, member=wanda).exists()


@WALK
@pytest.mark.parametrize("audience", list(Audience.values))
def test_a_new_audience_holds_for_all_that_was_written_before(audience: str, world: SimpleNamespace) -> None:
    for what in KNOWS:
        operations.revise_group(group=world.groups[what], by=world.people.root, audience=audience)
    for what in ("public", "secret"):
        world.topics[what] = Topic.objects.select_related("group").get(pk=world.topics[what].pk)
        for who, mark in zip(PEOPLE, READS[audience].split(), strict=True):
            found = answers(world.topics[what], person(world, who))
            assert found == dict.fromkeys(found, mark == "+"), (what, audience, who)


def test_a_moved_topic_has_the_audience_of_where_it_is(world: SimpleNamespace) -> None:
    topic = world.topics["public"]
    operations.move_topic(topic=topic, by=world.people.wanda, group=world.groups["secret"])
    topic.refresh_from_db()
    for who, mark in zip(PEOPLE, READS["secret"].split(), strict=True):
        found = answers(topic, person(world, who))
        assert found == dict.fromkeys(found, mark == "+"), who


def test_a_merged_topic_leads_on_only_who_sees_where(world: SimpleNamespace) -> None:
    topic, into = world.topics["public"], world.topics["private"]
    operations.merge_topics(topic=topic, into=into, by=world.people.wanda)
    for who, mark in zip(PEOPLE, READS["private"].split(), strict=True):
        answer = browser_of(person(world, who)).get(f"/t/{topic.pk}/")
        assert answer.status_code == (302 if mark == "+" else 404), who
        assert into.slug not in answer.headers.get("Location", "") or mark == "+"
