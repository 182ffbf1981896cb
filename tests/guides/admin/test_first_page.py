"""The admin's first page: what waits for an editor, what is worth writing, one's own drafts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group as AdminGroup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from forum import operations as forum
from forum.models import Group, Topic
from guides.admin import worklists
from guides.models import GuidePage
from jobs.models import Job
from knowledge_base import operations as knowledge
from knowledge_base.models import ArticlePage, Discussion, KnowledgePage
from members.models import Member
from tests.factories import MemberFactory, join, posts, topic
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE

Run = Callable[..., list[Job]]
PANELS = [
    *("awaiting-review", "due-for-review", "least-helpful", "topics-without-a-guide", "searched-and-not-found"),
    "answered-before-it-was-asked",
    *("distilled", "my-drafts"),
]


def panels(member: Member) -> dict[str, str]:
    """The panels of the first page in their order, each with what a person reads in it."""
    page = client_of(member).get("/admin/")
    assert page.status_code == 200
    parts = re.split(r'<section class="[^"]*w-panel[^"]*" id="([\w-]+)-section"', page.content.decode())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def judged(page: KnowledgePage, *reasons: str, helped: int = 0) -> None:
    """What readers said of a page, in this order."""
    for reason in reasons:
        knowledge.judge(page=page, member=MemberFactory(), helped=False, reason=reason)
    for _reader in range(helped):
        knowledge.judge(page=page, member=MemberFactory(), helped=True)


def yesterday() -> Any:
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def kay(keepers: SimpleNamespace, knowledge_shelf: Page) -> Member:
    """She keeps the knowledge base, and none of the guides."""
    group = AdminGroup.objects.create(name="Librarians")
    group.permissions.add(*AdminGroup.objects.get(name="Editors").permissions.all())
    GroupPagePermission.objects.create(group=group, page=knowledge_shelf, permission_type="change")
    member: Member = MemberFactory(handle="kay")
    member.groups.add(group)
    return member


def test_the_panels_stand_in_their_order_and_say_what_to_do_while_they_are_empty(keepers: SimpleNamespace) -> None:
    found = panels(keepers.ed)
    assert list(found) == PANELS
    for panel, words in zip(
        PANELS,
        [
            *("hand in", "give each a day", "share new ones", "Ask the mentors", "they found"),
            *("types a question", "Open a good conversation", "add a page"),
        ],
        strict=True,
    ):
        assert words in found[panel]
        assert "<table" not in found[panel]


def test_authors_have_no_reviews_and_who_keeps_no_pages_has_no_panel(keepers: SimpleNamespace) -> None:
    assert list(panels(keepers.ann)) == PANELS[1:]
    assert panels(keepers.kit) == {}
    assert client_of(keepers.ada).get("/admin/").status_code == 302


def test_wagtails_own_panels_follow_ours(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    guide = make_guide("Handed in", owner=keepers.ann, live=False)
    guide.save_revision(user=keepers.ann, log_action=True)
    guide.get_workflow().start(guide, keepers.ann)
    assert list(panels(keepers.ann)) == [*PANELS[1:], "objects-in-workflow", "recent-edits"]
    assert "Handed in" in panels(keepers.ed)["awaiting-review"]


# Due -------------------------------------------------------------------------------------------------------------


def test_published_pages_past_their_day_are_due_the_longest_first(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE
) -> None:
    today = timezone.localdate()
    make_guide("Since yesterday", review_on=today - timedelta(days=1))
    make_guide("Since June", review_on=today - timedelta(days=150))
    make_guide("Today is early enough", review_on=today)
    make_guide("No day at all")
    make_guide("Nobody reads it", review_on=today - timedelta(days=9), live=False)
    assert [page.title for page in worklists.due_pages(keepers.ed)] == ["Since June", "Since yesterday"]
    panel = panels(keepers.ed)["due-for-review"]
    assert panel.index("Since June") < panel.index("Since yesterday")
    assert "/admin/reports/due-for-review/" in panel


def test_nobody_sees_pages_they_do_not_look_after(kay: Member, knowledge_shelf: Page, make_guide: MAKE_GUIDE) -> None:
    hers = knowledge_shelf.add_child(instance=ArticlePage(title="Article of hers", review_on=yesterday()))
    other = make_guide("Guide of others", review_on=yesterday())
    for page in (hers, other):
        judged(page, f"Missed in {page.title}")
    draft = make_guide("Draft of others", live=False, has_unpublished_changes=True, owner=kay)
    found = panels(kay)
    for panel in ("due-for-review", "least-helpful"):
        assert "Article of hers" in found[panel]
        assert "Guide of others" not in found[panel]
    assert draft.title not in "".join(found.values())


# Helpful ---------------------------------------------------------------------------------------------------------


def test_the_least_helpful_pages_come_with_what_readers_missed(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE
) -> None:
    judged(make_guide("Helped nobody"), "One", "Two", "Three", "<b>Four</b>", "")
    judged(make_guide("Helped most"), "No sizes", helped=2)
    judged(make_guide("Helped all"), helped=1)
    taken_back = make_guide("Unpublished")
    judged(taken_back, "Never mind", "Never", "No")
    taken_back.unpublish()
    panel = panels(keepers.ed)["least-helpful"]
    assert panel.index("Helped nobody") < panel.index("Helped most")
    for words in ("Two", "Three", "&lt;b&gt;Four&lt;/b&gt;", "No sizes"):
        assert words in panel
    for words in ("One", "<b>Four", "Helped all", "Unpublished", "Never mind"):
        assert words not in panel


def test_what_a_reader_missed_names_no_reader(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    guide = make_guide()
    reader = MemberFactory(handle="shy", name="Shy Reader")
    knowledge.judge(page=guide, member=reader, helped=False, reason="No sizes")
    panel = panels(keepers.ed)["least-helpful"]
    assert "No sizes" in panel
    assert "Shy" not in panel


# Topics ----------------------------------------------------------------------------------------------------------


def quoting(found: Topic) -> list[tuple[str, Any]]:
    words = {"text": "<p>I never know.</p>", "name": "Ada", "handle": "ada", "post_id": found.posts.first().pk}
    return [("quotation", words)]


def asked(member: Member) -> list[str]:
    return [found.title for found in worklists.topics_without_a_guide(member)]


def test_the_most_asked_topics_come_first(keepers: SimpleNamespace, public: Group) -> None:
    quiet, liked, followed, talked = (
        topic(public, keepers.ada, title) for title in ("Quiet", "Liked", "Followed", "Talked of")
    )
    topic(public, keepers.ada, "Nobody replied")
    for found in (quiet, liked, followed):
        posts(found, keepers.bob, 1)
    posts(talked, keepers.bob, 6)
    for member in (keepers.bob, keepers.wanda):
        forum.react(post=liked.posts.first(), member=member)
    for member in (keepers.bob, keepers.wanda, keepers.carl, keepers.fay):
        forum.follow_topic(topic=followed, member=member, level=3)
    forum.follow_topic(topic=quiet, member=keepers.eve, level=0)  # muted is not asked for
    assert asked(keepers.ed) == ["Talked of", "Followed", "Liked", "Quiet"]
    panel = panels(keepers.ed)["topics-without-a-guide"]
    assert talked.get_absolute_url() in panel
    assert "The public group" in panel


def test_a_topic_that_a_page_quotes_or_is_discussed_in_has_its_page(
    keepers: SimpleNamespace, public: Group, make_guide: MAKE_GUIDE, knowledge_shelf: Page, run_jobs: Run
) -> None:
    """By Wagtail's reference index: no page's text is read for it, however many there are."""
    found = [topic(public, keepers.ada, f"Topic {number}") for number in range(4)]
    for each in found:
        posts(each, keepers.bob, 1)
    make_guide("Distilled", body=quoting(found[0]), live=False)
    knowledge_shelf.add_child(instance=ArticlePage(title="Quotes", body=quoting(found[1])))
    Discussion.objects.create(page=make_guide("Discussed"), topic=found[2])
    make_guide("Mentions", body=[("heading", {"text": f'"post_id": {found[3].posts.first().pk}', "level": "2"})])
    run_jobs()
    with CaptureQueriesContext(connection) as queries:
        assert asked(keepers.ed) == ["Topic 3"]
    assert "body" not in "".join(query["sql"] for query in queries)
    assert len(queries) <= 2
    GuidePage.objects.get(title="Distilled").delete()
    assert set(asked(keepers.ed)) == {"Topic 3", "Topic 0"}


def test_only_topics_that_the_editor_may_read_are_listed(keepers: SimpleNamespace, groups: dict[str, Group]) -> None:
    for audience, group in groups.items():
        posts(topic(group, keepers.ada, f"Asked in {audience}"), keepers.bob, 3)
    message = forum.start_message(author=keepers.ada, recipients=[keepers.ed], title="Between us", markdown="Hm")
    posts(message, keepers.ada, 5)
    forum.delete_topic(topic=topic(groups["public"], keepers.ada, "Taken away"), by=keepers.wanda)
    assert set(asked(keepers.ed)) == {"Asked in public", "Asked in members"}
    panel = panels(keepers.ed)["topics-without-a-guide"]
    for words in ("private", "secret", "Between us", "Taken away"):
        assert words not in panel
    join(groups["secret"], keepers.ed)
    assert "Asked in secret" in asked(keepers.ed)


# Drafts ----------------------------------------------------------------------------------------------------------


def test_my_drafts_are_what_i_began_or_changed_last(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    draft = make_guide("Begun by me", owner=keepers.ed, live=False, has_unpublished_changes=True)
    draft.save_revision(user=keepers.ed)
    live = make_guide("Published")
    live.title = "Changed by me"
    live.save_revision(user=keepers.ed)
    other = make_guide("Of ann", owner=keepers.ann, live=False)
    other.save_revision(user=keepers.ann)
    make_guide("Done", owner=keepers.ed)
    panel = panels(keepers.ed)["my-drafts"]
    assert panel.index("Changed by me") < panel.index("Begun by me")
    for words in ("Of ann", "Done"):
        assert words not in panel


# Cost ------------------------------------------------------------------------------------------------------------


def fill(keepers: SimpleNamespace, public: Group, make_guide: MAKE_GUIDE, number: int) -> None:
    """Something in every panel."""
    guide: GuidePage = make_guide(f"Guide {number}", review_on=yesterday(), body=quoting(topic(public, keepers.ada)))
    judged(guide, "Nothing on glue", "Nothing on nails")
    found = topic(public, keepers.ada, f"Asked {number}")
    posts(found, keepers.bob, 2)
    draft = make_guide(f"Draft {number}", owner=keepers.ed, live=False)
    draft.save_revision(user=keepers.ed)


def test_the_first_page_asks_no_more_for_more_rows(
    keepers: SimpleNamespace, public: Group, make_guide: MAKE_GUIDE
) -> None:
    client = client_of(keepers.ed)
    fill(keepers, public, make_guide, 0)
    client.get("/admin/")
    with CaptureQueriesContext(connection) as one:
        client.get("/admin/")
    for number in range(1, 4):
        fill(keepers, public, make_guide, number)
    with CaptureQueriesContext(connection) as four:
        page = client.get("/admin/").content.decode()
    assert "Asked 3" in page
    assert "Draft 3" in page
    assert len(four) == len(one), "\n".join(query["sql"][:150] for query in four.captured_queries)
    assert len(one) <= 45
