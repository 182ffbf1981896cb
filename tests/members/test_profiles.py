"""What a member shows, and to whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from freshness import stamps
from members import operations, profiles
from members.handles import propose
from members.models import Member, Visitor
from tests.members.people import make_member, signed_in


def site_number() -> tuple[int, ...]:
    return stamps.numbers_of([stamps.SITE])


def test_members_see_a_profile(ada: Member, bob: Member) -> None:
    operations.revise_profile(
        member=bob, by=bob, name="Bob", trade="baker", place="Mombasa", bio="I **bake**. <script>alert(1)</script> @ada"
    )
    page = signed_in(ada).get("/m/bob/").content.decode()
    assert "baker" in page
    assert "Mombasa" in page
    assert "<strong>bake</strong>" in page
    assert "<script>alert" not in page
    assert 'href="/m/ada/"' in page
    assert "bob@example.com" not in page


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"is_approved": False}, False),
        ({"claimed": False}, True),
        ({"claimed": False, "email": None}, True),
    ],
)
def test_who_has_a_profile(ada: Member, bob: Member, moderator: Member, changes: dict[str, object], seen: bool) -> None:
    Member.objects.filter(pk=bob.pk).update(**changes)
    assert (signed_in(ada).get("/m/bob/").status_code == 200) is seen
    assert signed_in(moderator).get("/m/bob/").status_code == 200
    assert Client().get("/m/bob/").status_code == 302
    assert Member.objects.visible_to(ada).filter(pk=bob.pk).exists() is seen


def test_imported_people_are_said_to_be_so(ada: Member, old_hand: Member) -> None:
    page = signed_in(ada).get("/m/old-hand/").content.decode()
    assert "Wrote before this site was here" in page
    assert "list.example" not in page


def test_unknown_handle_is_404(ada: Member) -> None:
    assert signed_in(ada).get("/m/nobody/").status_code == 404
    assert signed_in(ada).get("/m/ADA/").status_code == 200


@pytest.fixture
def sections() -> Iterator[list[profiles.Section]]:
    def escaped(visitor: Visitor, member: Member) -> str:
        return f"<b>{member.handle} for {visitor.pk}"

    def silent(visitor: Visitor, member: Member) -> str:
        return ""

    for section in (escaped, silent, escaped):
        profiles.register_section(section)
    yield [escaped, silent]
    for section in (escaped, silent):
        profiles.unregister_section(section)


def test_higher_floors_add_sections(ada: Member, bob: Member, sections: list[profiles.Section]) -> None:
    assert profiles.sections_of(ada, bob).count(f"&lt;b&gt;bob for {ada.pk}") == 1
    assert "" not in profiles.sections_of(ada, bob)
    assert f"&lt;b&gt;bob for {ada.pk}" in signed_in(ada).get("/m/bob/").content.decode()


def test_revising_ones_profile(ada: Member) -> None:
    client, before = signed_in(ada), site_number()
    response = client.post(
        reverse("edit_profile"), {"name": " Ada  B. ", "trade": "carpenter", "place": "Accra", "bio": ""}
    )
    assert response.headers["Location"] == "/m/ada/"
    ada.refresh_from_db()
    assert (ada.name, ada.trade, ada.place) == ("Ada  B.", "carpenter", "Accra")
    assert site_number() > before


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "a\nb"}, {"name": "\u202eadA"}, {"trade": "x" * 81}, {"bio": "x" * 1001}]
)
def test_refused_profile_leaves_nothing(ada: Member, wrong: dict[str, str]) -> None:
    before = site_number()
    assert signed_in(ada).post(reverse("edit_profile"), {"name": "Ada", "bio": "b"} | wrong).status_code == 422
    ada.refresh_from_db()
    assert (ada.name, ada.bio) == ("Ada", "")
    assert site_number() == before


def test_nobody_revises_others_but_staff(ada: Member, bob: Member, moderator: Member, admin: Member) -> None:
    with pytest.raises(PermissionDenied):
        operations.revise_profile(member=bob, by=ada, name="Silly")
    with pytest.raises(PermissionDenied):
        operations.change_handle(member=bob, by=ada, handle="silly")
    with pytest.raises(PermissionDenied):
        operations.remove_avatar(member=bob, by=ada)
    with pytest.raises(PermissionDenied):
        operations.revise_profile(member=admin, by=moderator, name="Silly")
    assert operations.revise_profile(member=bob, by=moderator, name="Bob B.").name == "Bob B."


def test_handle_changes(ada: Member, bob: Member) -> None:
    client, before = signed_in(ada), site_number()
    assert client.post(reverse("edit_handle"), {"handle": "@Ada.Lovelace"}).headers["Location"] == reverse("settings")
    ada.refresh_from_db()
    assert ada.handle == "ada.lovelace"
    assert site_number() > before


@pytest.mark.parametrize("wrong", ["bob", "BOB", "@bob", "admin", "me", "a b", "-a", "a.", "ä", "a/b", "x" * 41, ""])
def test_handles_that_cannot_be(ada: Member, bob: Member, wrong: str) -> None:
    assert signed_in(ada).post(reverse("edit_handle"), {"handle": wrong}).status_code == 422
    ada.refresh_from_db()
    assert ada.handle == "ada"


def test_own_handle_may_stay(ada: Member) -> None:
    assert operations.change_handle(member=ada, by=ada, handle="ada").handle == "ada"


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Amina Yusuf", "amina-yusuf"),
        ("José  Ñuñez", "jose-nunez"),
        ("D'Angelo", "dangelo"),
        ("أمينة", "mynh"),
        ("Ольга", "olga"),
        ("!!!", "member"),
        ("", "member"),
        ("x" * 80, "x" * 30),
        ("Admin", "admin"),
    ],
)
def test_proposed_handles(name: str, handle: str) -> None:
    assert propose(name) == handle


def test_reserved_proposal_gets_a_number() -> None:
    from members.handles import free_handle

    assert free_handle("Admin", among=Member.objects.all()) == "admin2"


def test_preferences(ada: Member) -> None:
    client = signed_in(ada)
    form = {"language": "sw", "time_zone": "Africa/Nairobi", "reading": "threads"}
    assert client.post(reverse("preferences"), form).status_code == 302
    ada.refresh_from_db()
    assert (ada.language, ada.time_zone, ada.reading) == ("sw", "Africa/Nairobi", "threads")
    # No catalogue is in Swahili yet; Django's own words alone would make a page of two languages.
    assert client.get(reverse("settings")).headers["Content-Language"] == "en"
    assert client.post(reverse("preferences"), form | {"time_zone": "Mars"}).status_code == 422
    with pytest.raises(ValidationError):
        operations.revise_preferences(member=ada, by=ada, language="xx", time_zone="UTC", reading="threads")
    with pytest.raises(PermissionDenied):
        operations.revise_preferences(
            member=ada, by=make_member("eve"), language="en", time_zone="UTC", reading="threads"
        )


@pytest.mark.parametrize(
    "name",
    [
        "settings",
        "edit_profile",
        "edit_avatar",
        "edit_handle",
        "preferences",
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
    ],
)
def test_pages_about_oneself(ada: Member, name: str) -> None:
    assert signed_in(ada).get(reverse(name)).status_code == 200
    assert Client().get(reverse(name)).status_code == 302


def test_profile_takes_a_bounded_number_of_queries(
    ada: Member, bob: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    operations.revise_profile(member=bob, by=bob, name="Bob", bio="@ada @ada @bob and @nobody")
    client = signed_in(ada)
    client.get("/m/bob/")
    with django_assert_max_num_queries(12):
        client.get("/m/bob/")
