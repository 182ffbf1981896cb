"""What every installation begins with: two shelves, who keeps them, and a review before readers see a page."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupPagePermission, Page, Task, Workflow
from wagtail.permissions import policy_registry

from guides.models import GuideIndexPage
from knowledge_base.models import KnowledgeIndexPage
from members.models import Member
from pages.models import File, HomePage, PlainPage
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
migration = import_module("guides.migrations.0002_shelves_and_editors")


def again() -> None:
    migration.furnish(apps, None)


def rights_over_pages(name: str) -> set[tuple[str, str]]:
    rows = GroupPagePermission.objects.filter(group__name=name)
    return set(rows.values_list("page__slug", "permission__codename"))


def test_the_shelves_stand_below_the_home_page_and_the_tree_is_sound() -> None:
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    shelves = [GuideIndexPage.objects.get(), KnowledgeIndexPage.objects.get()]
    assert [shelf.url for shelf in shelves] == ["/guides/", "/knowledge/"]
    assert all(shelf.live and shelf.is_child_of(home) and shelf.audience == "public" for shelf in shelves)
    assert [page.title for page in home.get_children()][-2:] == ["Guides", "Knowledge base"]
    assert not any(Page.find_problems())
    assert not any(Collection.find_problems())


def test_pages_can_be_added_to_them_afterwards() -> None:
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    home.add_child(instance=PlainPage(title="Privacy"))
    assert not any(Page.find_problems())


def test_editors_keep_everything_below_the_home_page_and_authors_write_on_the_shelves() -> None:
    editors = {("home", f"{act}_page") for act in ("add", "change", "publish", "lock", "unlock")}
    assert rights_over_pages("Editors") == editors
    assert rights_over_pages("Authors") == {("guides", "add_page"), ("knowledge", "add_page")}


@pytest.mark.parametrize(("name", "pictures"), [("Editors", {"add", "change", "choose"}), ("Authors", {"add"})])
def test_both_enter_the_admin_and_use_pictures_and_files(name: str, pictures: set[str]) -> None:
    member = member_of(name)
    assert member.has_perm("wagtailadmin.access_admin")
    for model, own in ((get_image_model(), "Pictures"), (File, "Files")):
        policy = policy_registry.get_by_type(model)
        allowed = {
            act
            for act in ("add", "change", "choose")
            if own in policy.collections_user_has_permission_for(member, act).values_list("name", flat=True)
        }
        assert allowed >= pictures
        assert policy.user_has_permission(member, "choose")
        everywhere = policy.collections_user_has_permission_for(member, "add").filter(depth=1).exists()
        assert everywhere is (name == "Editors")


def test_editors_keep_the_glossary_but_not_the_community() -> None:
    editor, author = member_of("Editors"), member_of("Authors")
    words = [f"knowledge_base.{act}_{word}" for act in ("add", "change") for word in ("term", "sector", "stage")]
    assert editor.has_perms(words)
    assert not any(author.has_perm(word) for word in words)
    for right in ("pages.change_community", "pages.change_menulink", "members.change_member"):
        assert not editor.has_perm(right)


def test_a_draft_on_a_shelf_is_reviewed_by_an_editor() -> None:
    review = Workflow.objects.get()
    assert review.name == "Review by an editor"
    [task] = review.tasks
    assert [group.name for group in task.specific.groups.all()] == ["Editors"]
    assert Task.objects.count() == 1
    for shelf in (GuideIndexPage.objects.get(), KnowledgeIndexPage.objects.get()):
        assert shelf.get_workflow() == review
    assert HomePage.objects.get().get_workflow() is None


def test_once_more_changes_nothing_and_keeps_people_and_what_was_chosen() -> None:
    editor = member_of("Editors")
    GuideIndexPage.objects.update(title="Our guides")
    before = everything()
    again()
    assert everything() == before
    assert editor.groups.get().name == "Editors"
    assert not any(Page.find_problems())


def test_what_is_missing_is_made_even_where_its_address_is_taken() -> None:
    Page.objects.get(pk=GuideIndexPage.objects.get().pk).delete()
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    home.add_child(instance=PlainPage(title="Guides", slug="guides"))
    Permission.objects.filter(codename="add_term").delete()
    Group.objects.get(name="Authors").delete()
    again()
    shelf = GuideIndexPage.objects.get()
    assert shelf.url == "/guides-2/"
    assert ("guides-2", "add_page") in rights_over_pages("Authors")
    assert member_of("Editors").has_perm("knowledge_base.add_term")
    assert not any(Page.find_problems())


def test_wagtails_own_review_keeps_its_history_where_it_has_one() -> None:
    review = Workflow.objects.create(name="Moderators approval")
    page = Page.objects.get(pk=GuideIndexPage.objects.get().pk).specific
    page.save_revision()
    review.start(page, None)
    again()
    review.refresh_from_db()
    assert not review.active
    assert review.workflow_states.count() == 1


def test_without_a_home_page_the_groups_are_made() -> None:
    Page.objects.get(pk=HomePage.objects.get().pk).delete()
    Group.objects.get(name="Authors").delete()
    again()
    assert member_of("Authors").has_perm("wagtailadmin.access_admin")
    assert not GuideIndexPage.objects.exists()


def member_of(name: str) -> Member:
    member = MemberFactory(handle=f"one-of-{name.lower()}")
    member.groups.add(Group.objects.get(name=name))
    return Member.objects.get(pk=member.pk)


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row that the migration could write."""
    found = {}
    for label in ("wagtailcore", "auth", "guides", "knowledge_base"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            found[model._meta.label] = list(model._default_manager.order_by("pk").values())
    return found
