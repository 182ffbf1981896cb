"""Members in the Wagtail admin."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from freshness import stamps
from members import operations
from members.models import JoiningSettings, Member
from tests.members.people import make_member, signed_in

pytestmark = pytest.mark.usefixtures("kept_contexts")

LIST = "wagtailusers_users:index"
EDIT = "wagtailusers_users:edit"


def form_of(member: Member, **changes: object) -> dict[str, object]:
    form: dict[str, object] = {"name": member.name, "handle": member.handle, "email": member.email or ""}
    for state in ("is_approved", "is_active", "is_moderator", "is_superuser", "may_create_groups"):
        if getattr(member, state):
            form[state] = "on"
    form |= changes
    return {key: value for key, value in form.items() if value is not None}


@pytest.fixture
def keeper() -> Member:
    """Somebody with Wagtail's permission to edit members, and nothing more."""
    member = make_member("keeper")
    codes = ["access_admin", "change_member", "add_member", "view_member", "delete_member"]
    member.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return Member.objects.get(pk=member.pk)


def test_list_search_and_filters(admin: Member, ada: Member, bob: Member, old_hand: Member) -> None:
    client = signed_in(admin)
    page = client.get(reverse(LIST)).content.decode()
    for text in ("ada@example.com", "bob", "Old Hand"):
        assert text in page
    found = client.get(reverse(LIST), {"q": "bob@"}).content.decode()
    assert "bob@example.com" in found
    assert "ada@example.com" not in found
    imported = client.get(reverse(LIST), {"claimed": "false"}).content.decode()
    assert "Old Hand" in imported
    assert "ada@example.com" not in imported


def test_editing_a_member(admin: Member, ada: Member) -> None:
    client, before = signed_in(admin), stamps.numbers_of([stamps.SITE])
    editors = Group.objects.create(name="Editors of guides")
    page = client.get(reverse(EDIT, args=[ada.pk])).content.decode()
    rights = ("is_approved", "is_active", "is_moderator", "is_superuser", "may_create_groups", "groups")
    for field in ("name", "handle", "email", *rights):
        assert f'name="{field}"' in page
    assert "None" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL).partition("<form")[2]
    changes = {
        "name": "Ada K.",
        "handle": "ada-k",
        "is_moderator": "on",
        "may_create_groups": "on",
        "groups": [editors.pk],
    }
    response = client.post(reverse(EDIT, args=[ada.pk]), form_of(ada, **changes))
    assert response.status_code == 302, response.context["form"].errors
    ada.refresh_from_db()
    assert (ada.name, ada.handle, ada.is_moderator, ada.may_create_groups) == ("Ada K.", "ada-k", True, True)
    assert list(ada.groups.all()) == [editors]
    assert ada.trade == "furniture maker"
    assert stamps.numbers_of([stamps.SITE]) > before


def test_new_address_counts_as_unverified(admin: Member, ada: Member) -> None:
    signed_in(admin).post(reverse(EDIT, args=[ada.pk]), form_of(ada, email="ada.new@example.com"))
    address = ada.emailaddress_set.get()
    assert (address.email, address.verified) == ("ada.new@example.com", False)


@pytest.mark.parametrize(
    "wrong", [{"email": "bob@example.com"}, {"handle": "BOB"}, {"handle": "staff"}, {"email": None}]
)
def test_refused_edits_leave_nothing(admin: Member, ada: Member, bob: Member, wrong: dict[str, object]) -> None:
    response = signed_in(admin).post(reverse(EDIT, args=[ada.pk]), form_of(ada, name="Changed", **wrong))
    assert response.status_code != 302
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.handle) == ("Ada", "ada@example.com", "ada")


def test_adding_a_member(admin: Member) -> None:
    form = {"name": "New", "handle": "New", "email": "New@example.com", "is_active": "on", "is_approved": "on"}
    response = signed_in(admin).post(reverse("wagtailusers_users:add"), form)
    assert response.status_code == 302, response.context["form"].errors
    member = Member.objects.get(handle="new")
    assert member.email == "new@example.com"
    assert not member.has_usable_password()
    assert not member.emailaddress_set.get().verified


def test_a_permission_does_not_grow(keeper: Member, ada: Member, moderator: Member, admin: Member) -> None:
    client = signed_in(keeper)
    grow = form_of(ada, name="Ada K.", is_superuser="on", is_moderator="on")
    assert client.post(reverse(EDIT, args=[ada.pk]), grow).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.is_superuser, ada.is_moderator) == ("Ada K.", False, False)
    for staff in (moderator, admin):
        client.post(reverse(EDIT, args=[staff.pk]), form_of(staff, email="eve@example.com"))
        staff.refresh_from_db()
        assert staff.email != "eve@example.com"
    with pytest.raises(PermissionDenied):
        operations.revise_account(member=ada, by=keeper, states={"is_superuser": True})
    with pytest.raises(PermissionDenied):
        operations.change_address(member=admin, by=keeper, email="eve@example.com")


def test_moderators_see_but_do_not_edit_accounts(moderator: Member, ada: Member) -> None:
    client = signed_in(moderator)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    client.post(reverse(EDIT, args=[ada.pk]), form_of(ada, email="eve@example.com"))
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"


def test_members_never_reach_the_admin(ada: Member) -> None:
    for url in (reverse("wagtailadmin_home"), reverse(LIST), reverse(EDIT, args=[ada.pk])):
        assert signed_in(ada).get(url).status_code == 302


def test_nobody_deletes_members(admin: Member, keeper: Member, ada: Member) -> None:
    role = Group.objects.create(name="Editors of guides")
    for who in (admin, keeper):
        signed_in(who).post(reverse("wagtailusers_users:delete", args=[ada.pk]))
        for act in ("delete", "assign_role", "set_active_state"):
            bulk = reverse("wagtail_bulk_action", args=["members", "member", act]) + f"?id={ada.pk}"
            signed_in(who).post(bulk, {"mark_as_active": "False", "role": role.pk})
    ada.refresh_from_db()
    assert ada.is_active
    assert not ada.groups.exists()
    assert Member.objects.filter(pk=ada.pk).exists()


def test_administrators_cannot_shut_themselves_out(admin: Member) -> None:
    signed_in(admin).post(reverse(EDIT, args=[admin.pk]), form_of(admin, is_superuser=None, is_active=None))
    admin.refresh_from_db()
    assert admin.is_superuser
    assert admin.is_active
    with pytest.raises(ValidationError):
        operations.revise_account(member=admin, by=admin, states={"is_superuser": False})


def test_account_page_of_the_admin_changes_no_address(admin: Member) -> None:
    page = signed_in(admin).get(reverse("wagtailadmin_account")).content.decode()
    assert 'type="password"' not in page
    assert 'name="name_email-email"' not in page


def test_joining_is_a_site_setting(admin: Member, ada: Member) -> None:
    url = reverse("wagtailsettings:edit", args=["members", "joiningsettings", JoiningSettings.load().pk])
    form = {"joining": "approval", "welcome": "For owners.", "waiting": "", "closed": ""}
    assert signed_in(admin).post(url, form).status_code == 302
    assert JoiningSettings.load().joining == "approval"
    signed_in(ada).post(url, form | {"joining": "open"})
    assert JoiningSettings.load().joining == "approval"
