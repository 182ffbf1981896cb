"""Discourse topics, each rule of their import on a small file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core import mail as outbox

from forum.importers.discourse_import import import_discourse
from forum.models import (
    Audience,
    Group,
    ImportedItem,
    Kind,
    OldAddress,
    Participation,
    Post,
    ReadState,
    Topic,
    TopicFollow,
)
from freshness.stamps import numbers_of
from members.models import Member

from .conftest import post, telling_jobs, topic

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]


def contents() -> list[int]:
    """How much there is of everything an import writes."""
    models = (Topic, Post, Member, Group, ImportedItem, OldAddress, Participation)
    return [model.objects.count() for model in models]


def test_topic_has_all_that_its_line_says(discourse_file: Write) -> None:
    posts = [
        post(1, "Ada", "How do you *price*?", likes=2),
        post(2, "Bob", "By the hour."),
        post(4, "Cyd", "By the day.", likes=1),
        post(5, "Bob", "Why?", reply_to=4),
        post(6, "Dee", "I wonder too."),
        post(7, "Eve", "So do I."),
        post(9, "Ada", "Thank you."),
    ]
    report = import_discourse(path=discourse_file(topic(12, *posts, views=321)))

    found = Topic.objects.get()
    handle = dict(Member.objects.values_list("pk", "handle"))
    assert (found.title, found.slug, found.kind, found.view_count) == ("Topic 12", "topic-12", Kind.DISCUSSION, 321)
    assert (found.last_number, found.post_count, found.like_count) == (9, 7, 3)
    assert found.created_at == datetime(2016, 3, 1, 10, 1, tzinfo=UTC)
    assert found.bumped_at == datetime(2016, 3, 1, 10, 9, tzinfo=UTC)
    assert (found.author.handle, found.last_author.handle) == ("ada", "ada")
    assert [handle[pk] for pk in found.faces] == ["ada", "bob", "dee", "eve"]
    assert found.excerpt == "How do you price?"
    assert list(found.posts.order_by("number").values_list("number", flat=True)) == [1, 2, 4, 5, 6, 7, 9]
    assert dict(found.participations.values_list("member__handle", "posts")) == {
        "ada": 2,
        "bob": 2,
        "cyd": 1,
        "dee": 1,
        "eve": 1,
    }
    assert report.counts["posts written"] == 7


def test_reply_stands_under_what_it_answers(discourse_file: Write) -> None:
    posts = [
        post(1),
        post(2, reply_to=1),
        post(3, reply_to=2),
        post(4, reply_to=3),
        post(5, reply_to=4),
        post(6, reply_to=5),
        post(7, reply_to=6),
        post(8, reply_to=99),
        post(9, reply_to=10),
        post(10),
    ]
    report = import_discourse(path=discourse_file(topic(1, *posts)))
    rows = Post.objects.order_by("path").values_list("number", "parent__number", "path")
    assert [(number, parent) for number, parent, _path in rows] == [
        (1, None),
        (2, None),  # to answer the opening is to answer the topic
        (3, 2),
        (4, 3),
        (5, 4),
        (6, 5),
        (7, 6),
        (8, None),  # what it answered is missing
        (9, None),
        (10, None),
    ]
    assert {len(path) for _n, _p, path in rows} == {4, 8, 12, 16, 20}
    assert report.noted_by_reason[("post", "answers a post that is missing, so it answers the topic")] == 2


def test_nobody_is_told_and_nothing_is_read(discourse_file: Write) -> None:
    import_discourse(path=discourse_file(topic(1, post(1), post(2, "Bob", "@Ada, look."))))
    assert outbox.outbox == []
    assert telling_jobs() == []
    assert not ReadState.objects.exists()
    assert not TopicFollow.objects.exists()


def test_people_are_unclaimed_and_keep_their_names(discourse_file: Write) -> None:
    Member.objects.create_user("ada@here.example", handle="ada", name="Ada of this place")
    posts = [
        post(1, "Ada", name="Ada Mwangi", created="2016-05-01T00:00:00Z"),
        post(2, "ADA", created="2015-01-01T00:00:00Z"),
        post(3, "Żółw_"),
        post(4, None),
        post(5, "x" * 60),
    ]
    import_discourse(path=discourse_file(topic(1, *posts)))
    people = {member.handle: member for member in Member.objects.filter(claimed=False)}
    assert set(people) == {"ada2", "zow_", "former-member", "x" * 40}
    ada = people["ada2"]
    assert (ada.email, ada.has_usable_password(), ada.joined_at.year) == (None, False, 2015)
    assert people["zow_"].name == "Żółw_"
    assert Post.objects.filter(author=ada).count() == 2


def test_categories_become_groups(discourse_file: Write) -> None:
    Group.objects.create(name="Hiring", slug="hiring", purpose="Hire well.", audience=Audience.PRIVATE)
    path = discourse_file(
        topic(1, category="Hiring"),
        topic(2, category=6),
        topic(3, category="7"),
        topic(4, category={"id": 9, "name": "Board", "slug": "the-board", "read_restricted": True}),
        topic(5, category=6),
    )
    import_discourse(path=path, group_names={"7": "Bookkeeping"})
    groups = {group.slug: group for group in Group.objects.all()}
    assert set(groups) == {"hiring", "category-6", "bookkeeping", "the-board"}
    assert groups["hiring"].audience == Audience.PRIVATE
    assert (groups["category-6"].name, groups["category-6"].audience) == ("Category 6", Audience.PUBLIC)
    assert groups["the-board"].audience == Audience.PRIVATE
    assert (groups["category-6"].topic_count, groups["hiring"].topic_count) == (2, 1)
    assert groups["category-6"].bumped_at == datetime(2016, 3, 1, 10, 1, tzinfo=UTC)

    import_discourse(path=discourse_file(topic(1, category=6), name="other.jsonl"))
    assert Group.objects.get(slug="category-6-2").name == "Category 6 (2)"


def test_tags_are_shared_and_lower_case(discourse_file: Write) -> None:
    path = discourse_file(
        topic(1, post(1, raw="See #cash and #include."), tags=["Cash", "till"]),
        topic(2, tags=[{"name": "cash"}, {"name": "cash"}]),
    )
    import_discourse(path=path)
    assert sorted(Topic.objects.get(title="Topic 1").tags.names()) == ["cash", "till"]
    assert list(Topic.objects.get(title="Topic 2").tags.names()) == ["cash"]
    html = Post.objects.get(topic__title="Topic 1").html
    assert 'href="/tags/cash/"' in html
    assert "/tags/include/" not in html


def test_accepted_answer_solves_the_topic(discourse_file: Write) -> None:
    path = discourse_file(
        topic(1, post(1), post(2), accepted_answer={"post_number": 2}),
        topic(2, post(1), post(3, accepted_answer=True)),
        topic(3, post(1), post(2), accepted_answer={"post_number": 5}),
    )
    import_discourse(path=path)
    assert {
        (found.title, found.kind, found.solution.number if found.solution else None) for found in Topic.objects.all()
    } == {("Topic 1", Kind.QUESTION, 2), ("Topic 2", Kind.QUESTION, 3), ("Topic 3", Kind.DISCUSSION, None)}


def test_states_are_those_the_acts_left(discourse_file: Write) -> None:
    path = discourse_file(
        topic(1, post(1), post(2, raw="", action="closed.enabled")),
        topic(2, post(1), post(2, raw="", action="closed.enabled"), post(3, raw="", action="closed.disabled")),
        topic(3, post(1), archived=True),
    )
    import_discourse(path=path)
    one, two, three = Topic.objects.order_by("title")
    assert one.closed_at == datetime(2016, 3, 1, 10, 2, tzinfo=UTC)
    assert (two.closed_at, three.closed_at, two.archived_at) == (None, None, None)
    assert three.archived_at is not None
    assert one.posts.get(number=2).html.strip() == "<p><em>Closed this topic.</em></p>"


def test_what_only_some_could_read_stays_away(discourse_file: Write) -> None:
    path = discourse_file(
        topic(1, post(1), post(2, deleted_at="2016-01-01"), post(3, hidden=True), post(4, post_type=4), post(5)),
        topic(2, archetype="private_message"),
        topic(3, deleted_at="2017-01-01"),
    )
    report = import_discourse(path=path)
    assert list(Post.objects.order_by("number").values_list("number", flat=True)) == [1, 5]
    assert sum(report.skipped_by_reason.values()) == 5


def test_broken_lines_are_reported_and_the_rest_comes(discourse_file: Write) -> None:
    lone = topic(3, title="a\u202eb\ud800 c\n" + "long " * 90)
    path = discourse_file(
        "{broken", "[]", topic(1, posts=[]), topic(2), topic(2), topic(4, post(1), post(1), post(0)), lone
    )
    report = import_discourse(path=path)
    reasons = {reason for _kind, reason in report.skipped_by_reason}
    assert reasons == {
        "the line is not JSON",
        "the line is not a topic with posts",
        "the topic has no post that can be shown",
        "the same topic stands in the file twice",
        "the same number twice in one topic",
        "the post has no number",
    }
    assert Topic.objects.count() == 3
    title = Topic.objects.get(title__startswith="a").title
    assert (len(title), title[-1], title[:4]) == (200, "…", "a b?")


def test_missing_opening_is_taken_over(discourse_file: Write) -> None:
    report = import_discourse(path=discourse_file(topic(1, post(3), post(5, reply_to=3))))
    assert list(Post.objects.order_by("number").values_list("number", "parent")) == [(1, None), (5, None)]
    assert OldAddress.objects.get(path="/t/topic-1/1/3").post.number == 1
    assert report.noted[0].key == "1/3"


def test_old_addresses_lead_here(discourse_file: Write) -> None:
    import_discourse(path=discourse_file(topic(77, post(1), post(4))))
    found = Topic.objects.get()
    assert {(row.path, row.topic_id, row.post.number if row.post else None) for row in OldAddress.objects.all()} == {
        ("/t/topic-77/77", found.pk, None),
        ("/t/77", found.pk, None),
        ("/t/topic-77/77/1", found.pk, 1),
        ("/t/topic-77/77/4", found.pk, 4),
    }


@pytest.mark.parametrize(
    ("there", "lands"),
    [("public", "the-board-2"), ("members", "the-board-2"), ("private", "the-board"), ("secret", "the-board")],
)
def test_a_restricted_category_never_lands_where_more_people_read(
    there: str, lands: str, discourse_file: Write
) -> None:
    here = Group.objects.create(name="Board", slug="the-board", purpose="We sit.", audience=there)
    restricted = topic(1, category={"id": 9, "name": "Board", "slug": "the-board", "read_restricted": True})
    for _twice in range(2):
        import_discourse(path=discourse_file(restricted))
    assert Topic.objects.get().group.slug == lands
    assert Topic.objects.get().group.audience in ("private", "secret")
    here.refresh_from_db()
    assert here.audience == there


def test_lists_and_groups_are_fresh(discourse_file: Write) -> None:
    import_discourse(path=discourse_file(topic(1)))
    group = Group.objects.get()
    assert all(numbers_of(["lists", "site", f"group:{group.pk}"]))


def test_dry_run_counts_and_writes_nothing(discourse_file: Write) -> None:
    before = contents()
    report = import_discourse(path=discourse_file(topic(1, post(1), post(2, "Bob"))), is_dry_run=True)
    assert contents() == before
    counts = report.counts
    assert (counts["topics new"], counts["posts new"], counts["people new"], counts["groups new"]) == (1, 2, 2, 1)
    assert counts["posts written"] == 0


def test_twice_is_once(discourse_file: Write) -> None:
    path = discourse_file(topic(1, post(1), post(2, "Bob"), tags=["till"]), topic(2), name="forum.jsonl.xz")
    import_discourse(path=path)
    before = contents()
    stamps = list(Topic.objects.order_by("pk").values())
    report = import_discourse(path=path)
    assert contents() == before
    assert list(Topic.objects.order_by("pk").values()) == stamps
    assert (report.counts["posts here already"], report.counts["posts written"]) == (3, 0)


def test_topic_that_grew_gets_its_new_posts(discourse_file: Write) -> None:
    import_discourse(path=discourse_file(topic(1, post(1), post(2, "Bob"))))
    found = Topic.objects.get()
    cyd = Member.objects.create_user("cyd@here.example", handle="cyd", name="Cyd")
    Post.objects.create(topic=found, number=3, path="0003", author=cyd, markdown="Here.", html="<p>Here.</p>")
    longer = topic(1, post(1), post(2, "Bob"), post(3, "Dee", reply_to=2), post(4, "Ada", reply_to=3))
    report = import_discourse(path=discourse_file(longer))

    found.refresh_from_db()
    rows = found.posts.order_by("path").values_list("number", "author__handle", "parent__number")
    assert list(rows) == [(1, "ada", None), (2, "bob", None), (4, "dee", 2), (5, "ada", 4), (3, "cyd", None)]
    assert (found.post_count, found.last_number, found.last_author.handle) == (5, 5, "ada")
    assert Participation.objects.get(topic=found, member__handle="ada").posts == 2
    assert OldAddress.objects.get(path="/t/topic-1/1/3").post.number == 4
    assert Group.objects.get().topic_count == 1
    assert report.counts["topics grown"] == 1


def test_interrupted_between_batches_it_completes(discourse_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.importers import planning, writing

    monkeypatch.setattr(planning, "BATCH_POSTS", 2)
    path = discourse_file(*(topic(n, post(1), post(2, "Bob", f"See [this](/t/topic-9/9), {n}.")) for n in range(1, 10)))
    whole = writing.Writer._bump
    calls = []

    def failing(self: writing.Writer, plan: planning.Plan) -> None:
        calls.append(plan)
        if len(calls) == 4:
            raise KeyboardInterrupt
        whole(self, plan)

    monkeypatch.setattr(writing.Writer, "_bump", failing)
    with pytest.raises(KeyboardInterrupt):
        import_discourse(path=path)
    assert (Topic.objects.count(), Post.objects.count()) == (3, 6)  # whole topics, none begun
    monkeypatch.setattr(writing.Writer, "_bump", whole)
    import_discourse(path=path)
    assert (Topic.objects.count(), Post.objects.count(), Group.objects.get().topic_count) == (9, 18, 9)
    # What linked to a later topic before the interruption still leads to it.
    last = Topic.objects.get(title="Topic 9")
    assert f'href="/t/topic-9/{last.pk}/"' in Post.objects.get(topic__title="Topic 1", number=2).html


def test_cut_file_says_so_and_writes_nothing(discourse_file: Write) -> None:
    path = discourse_file(*(topic(n, post(1, raw=f"{n * 7919}" * 50)) for n in range(300)), name="cut.jsonl.xz")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(EOFError):
        import_discourse(path=path)
    assert not Topic.objects.exists()
