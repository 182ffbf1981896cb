"""The forum in the Wagtail admin."""

from types import SimpleNamespace

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from forum import operations, policy
from forum.models import Group, ReactionKind, RulesVersion
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.forum.rows import nothing_changes

pytestmark = pytest.mark.django_db
RULES = [("Be honest", "Say what you know and what you only heard.")]


def publish(cast: SimpleNamespace, rules: list[tuple[str, str]], by: str = "root", **more: object) -> None:
    rows = [{"title": title, "text": text} for title, text in rules]
    data = nested_form_data({"rules": inline_formset(rows), "note": "", **more})
    answer = client_of(getattr(cast, by)).post("/admin/forum_rules/new/", data)
    assert answer.status_code == 302


def test_rules_are_published_by_version_and_asked_for_again_when_their_meaning_changes(cast: SimpleNamespace) -> None:
    publish(cast, RULES, is_material="on")
    first = RulesVersion.objects.get()
    assert (first.number, first.published_by, first.rules.get().title) == (1, cast.root, "Be honest")
    assert policy.rules_to_accept(cast.ada) == [first]
    operations.accept_rules(member=cast.ada, version=first)

    publish(cast, [*RULES, ("Be brief", "Phones are small.")])  # only words changed
    assert policy.rules_to_accept(cast.ada) == []

    publish(cast, [*RULES, ("No selling", "Ask first.")], is_material="on")
    assert [version.number for version in policy.rules_to_accept(cast.ada)] == [3]


def test_moderators_publish_rules_too(cast: SimpleNamespace) -> None:
    publish(cast, RULES, by="mo", is_material="on")
    assert RulesVersion.objects.get().published_by == cast.mo
    client = client_of(cast.mo)
    assert b"/admin/forum_rules/" in client.get("/admin/").content
    assert client.get("/admin/forum_rules/").status_code == 200
    with nothing_changes():
        assert client.post("/admin/forum_reactions/new/", {}).status_code == 302


def test_published_rules_stay_as_they_were_accepted(cast: SimpleNamespace) -> None:
    publish(cast, RULES, is_material="on")
    version = RulesVersion.objects.get()
    client = client_of(cast.root)
    for path in ("edit", "delete", "copy"):
        assert client.post(f"/admin/forum_rules/{path}/{version.pk}/", {}).status_code in (302, 403, 404)
    assert RulesVersion.objects.get().rules.get().text == RULES[0][1]


def test_groups_are_not_made_or_deleted_in_the_admin(cast: SimpleNamespace, public: Group) -> None:
    client = client_of(cast.root)
    assert client.get("/admin/forum_groups/").status_code == 200
    client.post("/admin/forum_groups/new/", {"is_introductions": "on"})
    client.post(f"/admin/forum_groups/delete/{public.pk}/")
    assert list(Group.objects.filter(pk=public.pk)) == [public]
    assert Group.objects.filter(name="").count() == 0


@pytest.mark.parametrize(
    "path", ["/admin/forum_rules/", "/admin/forum_rules/new/", "/admin/forum_reactions/", "/admin/forum_groups/"]
)
def test_members_have_no_business_there(cast: SimpleNamespace, path: str) -> None:
    assert client_of(cast.ada).get(path).status_code in (302, 403)


# Reactions -------------------------------------------------------------------------------------------------------


def test_what_changes_in_the_admin_changes_on_pages(cast: SimpleNamespace, public: Group) -> None:
    found = topic(public, cast.ada)
    operations.react(post=found.posts.get(), member=cast.bob, code="idea")
    client, admin = client_of(cast.eve), client_of(cast.root)

    def shown() -> str:
        return client.get(found.get_absolute_url()).content.decode()

    kind = ReactionKind.objects.get(code="idea")
    assert "Useful idea" in shown()
    admin.post(f"/admin/forum_reactions/edit/{kind.pk}/", {"label": "Bright", "emoji": "💡", "position": 2})
    assert "Bright" in shown()
    admin.post(f"/admin/forum_reactions/delete/{kind.pk}/")
    assert "Bright" not in shown()
    admin.post("/admin/forum_reactions/new/", {"code": "idea", "label": "Again", "emoji": "💡", "position": 2})
    assert "Again" in shown()


def test_where_newcomers_introduce_themselves_changes_at_once(cast: SimpleNamespace, public: Group) -> None:
    client = client_of(cast.eve)
    assert "/ask/?group=the-public" not in client.get("/").content.decode()
    client_of(cast.root).post(f"/admin/forum_groups/edit/{public.pk}/", {"is_introductions": "on"})
    assert "/ask/?group=the-public" in client.get("/").content.decode()


def test_the_like_under_every_post_stays(cast: SimpleNamespace) -> None:
    like = ReactionKind.objects.get(code="like")
    client = client_of(cast.root)
    with nothing_changes():
        assert client.post(f"/admin/forum_reactions/delete/{like.pk}/").status_code in (302, 403)
    client.post(f"/admin/forum_reactions/edit/{like.pk}/", {"code": "love", "label": "Love", "emoji": "❤"})
    like.refresh_from_db()
    assert like.code == "like"


def test_a_code_is_not_changed_when_members_have_given_it(cast: SimpleNamespace) -> None:
    """Reactions are kept by it."""
    idea = ReactionKind.objects.get(code="idea")
    changed = {"code": "bright", "label": "Bright", "emoji": "💡", "position": 7}
    client_of(cast.root).post(f"/admin/forum_reactions/edit/{idea.pk}/", changed)
    idea.refresh_from_db()
    assert (idea.code, idea.label, idea.position) == ("idea", "Bright", 7)
