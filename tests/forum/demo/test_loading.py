"""The demo community is built once, whole, with every count right, and shows no visitor what is private."""

import itertools
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import F, Q
from django.test import TestCase, override_settings
from django.utils import timezone

from forum import policy
from forum.demo import building
from forum.demo.building import InhabitedError, build
from forum.demo.people import CHARACTERS
from forum.demo.script import read_script
from forum.lists import new_to, unread_by
from forum.models import (
    Audience,
    Bookmark,
    Draft,
    Group,
    GroupRole,
    Kind,
    Membership,
    Participation,
    Post,
    PostUpload,
    Reaction,
    ReactionKind,
    ReadState,
    RulesAcceptance,
    RulesVersion,
    Topic,
    TopicFollow,
    Upload,
)
from forum.models.posts import path_under
from forum.models.topics import FACES_MAX
from jobs.testing import run_jobs
from members.models import Member
from notifications.models import Notification
from notifications.queries import unread_count
from tests.factories import MemberFactory

ROOT = Path(__file__).resolve().parents[3]
VISITOR = AnonymousUser()


def _built(*arguments: str) -> str:
    out = StringIO()
    call_command("build_demo", *arguments, stdout=out)
    return out.getvalue()


def _rows() -> dict[str, int]:
    models = (Member, Group, Membership, Topic, Post, Reaction, Upload, Notification, ReadState, Draft)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.xdist_group("demo")
class TestBuilt(TestCase):
    """Built once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = _built()
        cls.nomsa = Member.objects.get(handle="nomsa")

    def test_all_of_the_script_is_here(self) -> None:
        script = read_script()
        assert "The demo community is here" in self.said
        assert Member.objects.count() == len(script.people)
        assert Group.objects.count() == len(script.groups)
        assert Topic.objects.count() == len(script.conversations)
        assert Post.objects.count() == sum(len(conversation.posts) for conversation in script.conversations)
        assert Topic.objects.filter(kind=Kind.MESSAGE).count() >= 2

    def test_people_have_verified_addresses_of_nobody_and_no_password(self) -> None:
        for member in Member.objects.all():
            assert (member.email or "").endswith("@example.org")
            assert not member.has_usable_password()
        verified = EmailAddress.objects.filter(verified=True, primary=True, user__email=F("email"))
        assert verified.count() == Member.objects.count()

    def test_there_is_one_of_each_who_looks_after_it(self) -> None:
        assert [member.handle for member in Member.objects.filter(is_moderator=True)] == ["ruth"]
        assert [member.handle for member in Member.objects.filter(is_superuser=True)] == ["salma"]
        assert GroupRole.objects.filter(member__handle="wanjiru", role="mentor").exists()
        admitted = {handle for handle in CHARACTERS if self._person(handle).has_perm("wagtailadmin.access_admin")}
        assert admitted == {"leonor", "ruth", "salma"}
        assert not self._person("leonor").has_perm("members.change_member")

    def _person(self, handle: str) -> Member:
        return Member.objects.get(handle=handle)

    def test_posts_are_numbered_placed_and_rendered(self) -> None:
        by_topic: dict[int, list[Post]] = {}
        for post in Post.objects.select_related("parent").order_by("topic", "number"):
            by_topic.setdefault(post.topic_id, []).append(post)
            assert post.path == path_under(post.parent.path if post.parent else "", post.number)
            assert post.parent is None or 1 < post.parent.number < post.number
            assert post.html.strip()
            assert "demo:" not in post.html
            assert post.created_at < timezone.now()
        for posts in by_topic.values():
            assert [post.number for post in posts] == list(range(1, len(posts) + 1))
            assert all(one.created_at < other.created_at for one, other in itertools.pairwise(posts))
        assert {post.via for posts in by_topic.values() for post in posts} == {"web", "email"}

    def test_counts_of_topics_are_those_of_their_posts(self) -> None:
        for topic in Topic.objects.all():
            posts = list(Post.objects.filter(topic=topic).order_by("number"))
            written = Counter(post.author_id for post in posts)
            assert topic.author_id == posts[0].author_id
            assert topic.created_at == posts[0].created_at
            assert topic.bumped_at == posts[-1].created_at
            assert topic.last_author_id == posts[-1].author_id
            assert topic.last_number == topic.post_count == len(posts)
            assert topic.like_count == sum(post.like_count for post in posts)
            assert topic.faces[0] == topic.author_id
            assert len(topic.faces) == len(set(topic.faces)) == min(len(written), FACES_MAX)
            assert set(topic.faces) <= written.keys()
            assert dict(Participation.objects.filter(topic=topic).values_list("member", "posts")) == written
            assert topic.excerpt

    def test_counts_of_reactions_are_those_of_their_rows(self) -> None:
        given: dict[int, Counter[str]] = {}
        for post, code in Reaction.objects.values_list("post", "code"):
            given.setdefault(post, Counter())[code] += 1
        for post in Post.objects.all():
            assert post.reactions == given.get(post.pk, {})
            assert post.like_count == sum(post.reactions.values())
        assert not Reaction.objects.filter(member=F("post__author")).exists()
        assert not Reaction.objects.exclude(created_at__gt=F("post__created_at")).exists()
        assert not Reaction.objects.filter(
            Q(created_at__gt=timezone.now()) | Q(created_at__lt=F("member__joined_at"))
        ).exists()
        assert set(Reaction.objects.values_list("code", flat=True)) == set(
            ReactionKind.objects.values_list("code", flat=True)
        )

    def test_solutions_are_replies_the_author_accepted(self) -> None:
        solved = Topic.objects.exclude(solution=None)
        assert solved.count() >= 10
        assert not solved.exclude(kind=Kind.QUESTION).exists()
        assert not solved.exclude(solution__topic=F("pk")).exists()
        assert not solved.exclude(solved_by=F("author")).exists()
        assert not solved.filter(solution__number=1).exists()

    def test_counts_of_groups_are_those_of_their_rows(self) -> None:
        for group in Group.objects.all():
            assert group.member_count == Membership.objects.filter(group=group).count()
            assert group.topic_count == Topic.objects.filter(group=group).count()
            assert group.bumped_at == max(Topic.objects.filter(group=group).values_list("bumped_at", flat=True))
            assert group.description_html.strip()
            assert not group.is_over
            hands = GroupRole.objects.filter(group=group).values_list("member", flat=True)
            assert set(hands) <= set(group.memberships.values_list("member", flat=True))

    def test_nobody_wrote_before_they_came(self) -> None:
        assert not Membership.objects.filter(joined_at__lt=F("member__joined_at")).exists()
        assert not Membership.objects.filter(joined_at__lt=F("group__created_at")).exists()
        joined = {(row.group_id, row.member_id): row.joined_at for row in Membership.objects.all()}
        for post in Post.objects.filter(topic__group__isnull=False).select_related("topic"):
            assert joined[post.topic.group_id, post.author_id] < post.created_at

    def test_who_came_long_ago_was_greeted_by_somebody_else(self) -> None:
        waiting = Membership.objects.filter(greeted_at=None)
        assert {row.member.handle for row in waiting.filter(group__is_introductions=True)} == {
            "mamadou",
            "tevita",
            "oyuna",
        }
        greeted = Membership.objects.exclude(greeted_at=None)
        assert not greeted.filter(Q(greeted_by=None) | Q(greeted_by=F("member"))).exists()
        assert not greeted.filter(Q(greeted_at__lte=F("joined_at")) | Q(greeted_at__gt=timezone.now())).exists()

    def test_everybody_has_accepted_the_rules_where_they_write(self) -> None:
        assert RulesVersion.objects.filter(group=None).count() == 1
        for membership in Membership.objects.select_related("group", "member"):
            assert policy.rules_to_accept(membership.member, membership.group) == []
        assert not RulesAcceptance.objects.filter(accepted_at__lt=F("version__published_at")).exists()

    def test_what_members_have_read_is_exact(self) -> None:
        for state in ReadState.objects.select_related("topic"):
            assert state.beyond == []
            assert state.read_count == Post.objects.filter(topic=state.topic, number__lte=state.upto).count()
            assert state.read_count <= state.topic.post_count
        for topic, member, _posts in Participation.objects.values_list("topic", "member", "posts"):
            last = (
                Post.objects.filter(topic=topic, author=member).order_by("-number").values_list("number", flat=True)[0]
            )
            assert ReadState.objects.get(topic=topic, member=member).upto >= last
            assert TopicFollow.objects.filter(topic=topic, member=member).exists()

    def test_the_characters_have_introduced_themselves(self) -> None:
        topics = Topic.objects.filter(kind=Kind.INTRODUCTION, author__handle__in=CHARACTERS)
        assert topics.count() == len(CHARACTERS)

    def test_the_member_has_much_to_look_at(self) -> None:
        topics = Topic.objects.visible_to(self.nomsa).exclude(group=None)
        assert 3 <= topics.filter(new_to(self.nomsa)).count() <= 10
        assert 3 <= topics.filter(unread_by(self.nomsa)).count() <= 10
        assert 3 <= unread_count(self.nomsa) <= 20
        assert Notification.objects.filter(member=self.nomsa).exclude(read_at=None).count() >= 5
        assert Bookmark.objects.filter(member=self.nomsa, remind_at__gt=timezone.now()).exists()
        assert Draft.objects.filter(member=self.nomsa).count() == 2
        assert Topic.objects.messages_of(self.nomsa).exists()
        assert Topic.objects.messages_of(self._person("wanjiru")).filter(invitees__mentors_of__isnull=False).exists()

    def test_told_is_only_who_may_see_and_in_the_time_of_the_script(self) -> None:
        assert set(Notification.objects.values_list("kind", flat=True)) >= {
            "replied",
            "liked",
            "message",
            "started",
            "requested",
        }
        assert not Notification.objects.filter(created_at__gt=timezone.now() - timedelta(seconds=1)).exists()
        for told in Notification.objects.filter(thread__startswith="topic:").select_related("member"):
            assert Post.objects.visible_to(told.member).filter(pk=told.object_id).exists()
            post = Post.objects.get(pk=told.object_id)
            assert told.created_at >= post.created_at
            if told.read_at:
                assert ReadState.objects.get(member=told.member, topic=post.topic).has_read(told.number)

    def test_the_job_that_is_left_tells_nobody_again(self) -> None:
        before = Notification.objects.count()
        run_jobs()
        assert Notification.objects.count() == before

    def test_pictures_hang_in_the_posts_of_who_brought_them(self) -> None:
        assert Upload.objects.count() == 9
        for hanging in PostUpload.objects.select_related("post", "upload"):
            assert hanging.upload.member_id == hanging.post.author_id
            assert f"/uploads/{hanging.upload_id}/" in hanging.post.html
            assert default_storage.exists(hanging.upload.file.name)
        assert PostUpload.objects.count() == 9

    def test_a_visitor_sees_nothing_that_is_not_public(self) -> None:
        hidden = Topic.objects.exclude(group__audience=Audience.PUBLIC)
        assert hidden.count() >= 15
        assert not Topic.objects.visible_to(VISITOR).filter(pk__in=hidden).exists()
        assert not Post.objects.visible_to(VISITOR).filter(topic__in=hidden).exists()
        for topic in hidden:
            assert self.client.get(topic.get_absolute_url()).status_code == 404
        secrets = [
            *hidden.values_list("title", flat=True),
            *Group.objects.exclude(audience="public").values_list("name", flat=True),
        ]
        for address in ("/", "/latest/", "/unanswered/", "/top/?period=all", "/groups/", "/rules/"):
            words = self.client.get(address).content.decode()
            assert not [secret for secret in secrets if secret in words], address

    def test_public_words_name_no_private_group(self) -> None:
        hidden = Group.objects.exclude(audience=Audience.PUBLIC).values_list("slug", flat=True)
        for post in Post.objects.visible_to(VISITOR):
            assert not [slug for slug in hidden if f"/g/{slug}/" in post.html]

    def test_every_topic_opens_for_the_administrator(self) -> None:
        self.client.force_login(self._person("salma"))
        for topic in Topic.objects.exclude(kind=Kind.MESSAGE):
            assert self.client.get(topic.get_absolute_url()).status_code == 200, topic

    def test_built_twice_is_built_once(self) -> None:
        before = _rows()
        assert "not built" in _built()
        assert _rows() == before
        with pytest.raises(InhabitedError):
            build()
        assert _rows() == before

    def test_again_clears_what_was_added_and_builds_anew(self) -> None:
        before = _rows()
        files = {name for row in Upload.objects.values_list("file", "thumbnail") for name in row if name}
        Topic.objects.filter(pk=Topic.objects.order_by("pk")[0].pk).update(title="Changed by hand")
        with self.captureOnCommitCallbacks() as afterwards:
            assert "The demo community is here" in _built("--again")
        assert _rows() == before
        assert not Topic.objects.filter(title="Changed by hand").exists()
        # Not done here, where the other tests still look at them.
        assert {delete.args[0] for delete in afterwards if delete.func == default_storage.delete} == files
        assert ReactionKind.objects.count() == 4

    def test_again_is_refused_where_somebody_else_has_joined(self) -> None:
        MemberFactory(handle="somebody-real")
        before = _rows()
        with pytest.raises(CommandError, match="not of the demo"):
            _built("--again")
        assert _rows() == before

    def test_links_are_printed_for_all_five_in_development(self) -> None:
        out = StringIO()
        with override_settings(ENVIRONMENT="development", ROOT_URLCONF="tests.forum.demo.development_urls"):
            call_command("sign_in_links", stdout=out)
            links = [word for word in out.getvalue().split() if word.startswith("http")]
            assert len(links) == len(CHARACTERS)
            for link, handle in zip(links, CHARACTERS, strict=True):
                path = link.partition("://")[2].partition("/")[2]
                self.client.post(f"/{path}")
                assert self.client.session["_auth_user_id"] == str(self._person(handle).pk)


@pytest.mark.django_db
def test_a_build_that_stops_half_way_leaves_nothing() -> None:
    with mock.patch.object(building, "add_traces", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        build()
    assert not any(_rows().values())


@pytest.mark.django_db
def test_links_are_refused_where_the_demo_is_not() -> None:
    out = StringIO()
    with override_settings(ENVIRONMENT="development"):
        call_command("sign_in_links", stdout=out)
    assert "nobody to sign in as" in out.getvalue()
    assert "http" not in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("environment", ["testing", "production"])
def test_links_are_refused_outside_development(environment: str) -> None:
    with override_settings(ENVIRONMENT=environment), pytest.raises(CommandError, match="development"):
        call_command("sign_in_links")


@pytest.mark.django_db
def test_the_demo_is_not_built_on_a_public_server() -> None:
    with override_settings(ENVIRONMENT="production"), pytest.raises(CommandError, match="public server"):
        _built()
    assert not Member.objects.exists()


@pytest.mark.parametrize(("settings", "known"), [("development", True), ("testing", False), ("production", False)])
def test_only_development_has_the_address(settings: str, known: bool, tmp_path: Path) -> None:
    """Asked in a process of its own, because addresses are made once, as the settings are read."""
    asked = (
        "import sys; sys.path += ['.', 'site']\n"
        "import django; django.setup()\n"
        "from django.urls import NoReverseMatch, reverse\n"
        "try: print('known', reverse('sign_in_as', args=['x']))\n"
        "except NoReverseMatch: print('unknown')\n"
    )
    environment: dict[str, Any] = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
        "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}",
        "VAR_DIR": str(tmp_path),
        "ENV_FILE": str(tmp_path / "none"),
        "SECRET_KEY": "a-key-for-this-test-alone-that-is-long-enough-to-start-with",
        "ALLOWED_HOSTS": "example.org",
        "SITE_URL": "https://example.org",
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "baraza@example.org",
    }
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == ("known /account/as/x/" if known else "unknown")
