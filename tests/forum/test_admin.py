"""The forum in the Wagtail admin."""

from types import SimpleNamespace

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from forum import operations, policy
from forum.models import Group, RulesVersion
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db
RULES = [("Be honest", "Say what you know and what you only heard.")]


def publish(cast: SimpleNamespace, rules: list[tuple[str, str]], **more: object) -> None:
    rows = [{"title": title, "text": text} for title, text in rules]
    data = nested_form_data({"rules": inline_formset(rows), "note": "", **more})
    answer = client_of(cast.root).post("/admin/forum_rules/new/", data)
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


def test_published_rules_stay_as_they_were_accepted(cast: SimpleNamespace) -> None:
    publish(cast, RULES, is_material="on")
    version = RulesVersion.objects.get()
    client = client_of(cast.root)
    for path in ("edit", "delete"):
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
