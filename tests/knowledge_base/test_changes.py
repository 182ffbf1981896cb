"""What changed between published revisions: readable, and never more than its reader could have read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from forum import operations as forum
from forum.models import Group
from guides.models import GuidePage, ModulePage, TemplatePage, TemplateVersion, TrainingPage
from knowledge_base import operations
from knowledge_base.comparing import passages, words_of
from knowledge_base.models import KnowledgePage, LessonPage, PublishedRevision
from members.models import Member
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.knowledge_making import file, guide, published

pytestmark = pytest.mark.django_db


def publish(page: Any, words: str, *, audience: str = "public", groups: tuple[Group, ...] = ()) -> None:
    """A new revision with these words, for these readers."""
    page.body = [("text", f"<p>First.</p><p>{words}</p><p>Last.</p>")]
    page.audience = audience
    page.audience_groups.set(groups)
    page.save_revision().publish()


def looks(client: Client, page: KnowledgePage) -> list[str]:
    """What a reader of the list of changes is led to, the newest first; [] where there is nothing to compare."""
    answer = client.get(f"/pages/{page.pk}/changes/")
    assert answer.status_code == 200
    return re.findall(rf'href="(/pages/{page.pk}/changes/\d+\.\.\d+/)"', answer.content.decode())


def everything(client: Client, page: KnowledgePage) -> str:
    """All that a visitor can get at of a page's past: each pair of its last three revisions."""
    numbers = sorted(page.published_revisions.values_list("pk", flat=True)[:3])
    pairs = [f"/pages/{page.pk}/changes/{a}..{b}/" for a in numbers for b in numbers if a < b]
    answers = [client.get(address) for address in [f"/pages/{page.pk}/changes/", *pairs]]
    assert {answer.status_code for answer in answers} <= {200, 404}
    return "".join(answer.content.decode() for answer in answers)


def test_readers_see_what_changed(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    page, client = library.public, Client()
    assert "what changed" not in client.get(page.url).content.decode()
    assert looks(client, page) == []
    assert looks(client, library.shelf) == []  # never published by a revision
    publish(page, "Chairs are cheap here.")
    publish(page, "Chairs are dear & <b>fine</b> here.")
    shown = client.get(page.url).content.decode()
    assert f"Changed on {timezone.now():%-d %b %Y}" in shown
    assert f'<a href="/pages/{page.pk}/changes/">' in shown
    newest, _second, whole = looks(client, page)
    change = client.get(newest).content.decode()
    shown = re.findall('<div class="diff">(.*?)</div>', change, re.DOTALL)
    assert shown == ["Qpublic\nFirst.", "Chairs are <del>cheap</del><ins>dear &amp; fine</ins> here.", "Last."]
    assert "<ins>First.\n" in client.get(whole).content.decode()
    assert 'name="robots" content="noindex"' in change
    # Backwards, with itself, and of another page there is nothing.
    older, newer = re.findall(r"\d+", newest)[1:]
    other = library.members.published_revisions.get().pk
    for pair in (f"{newer}..{older}", f"{older}..{older}", f"{other}..{newer}", "0..99999999999999999999"):
        assert client_of(cast.ada).get(f"/pages/{page.pk}/changes/{pair}/").status_code == 404
    assert client.get(f"/pages/{library.members.pk}/changes/").status_code == 404
    page.unpublish()
    assert client.get(newest).status_code == 404


def test_who_changed_it_is_for_members(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    library.public.save_revision(user=cast.wanda).publish(user=cast.root)
    address = f"/pages/{library.public.pk}/changes/"
    assert "by Wanda" in client_of(cast.eve).get(address).content.decode()
    assert "Wanda" not in Client().get(address).content.decode()


def test_words_of_a_draft_are_never_shown(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    """Neither of one that waits for its day, nor of one that was thrown away."""
    page = library.public
    publish(page, "Said aloud.")
    page.body = [("text", "<p>Qdraft</p>")]
    page.save_revision()
    page.body, page.go_live_at = [("text", "<p>Qlater</p>")], timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    new = GuidePage(title="Qunseen", slug="qunseen", live=False, go_live_at=page.go_live_at)
    Page.objects.get(pk=library.shelf.pk).add_child(instance=new)
    new.save_revision().publish()
    assert not new.published_revisions.exists()
    for who in (cast.visitor, cast.root):
        found = everything(client_of(who), KnowledgePage.objects.get(pk=page.pk))
        assert "Said aloud." in found
        assert not {word for word in ("Qdraft", "Qlater", "Qunseen") if word in found}
    page.get_latest_revision().__class__.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    scheduled = GuidePage.objects.get(pk=page.pk).scheduled_revision
    scheduled.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    scheduled.save()
    call_command("publish_scheduled")
    assert "<ins>Qlater</ins>" in everything(Client(), KnowledgePage.objects.get(pk=page.pk))


# Who may look back at words that were published for each audience, when the page is for everybody again.
LOOKS_BACK = {
    "members": {"eve", "mo", "ada", "root"},
    "groups": {"ada", "root"},
    "shelf": {"ada", "root"},
    "nobody": {"root"},
}


def test_words_from_when_a_page_was_closed_stay_closed(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    private = groups["private"]
    _set_shelf(library.closed, "public")
    pages = {then: library.below if then == "shelf" else guide(library.shelf, f"Of {then}") for then in LOOKS_BACK}
    for then, page in pages.items():
        publish(page, "Before.")
        if then == "shelf":
            _set_shelf(library.closed, "groups", private)
            publish(page, "Qclosed between.")
            _set_shelf(library.closed, "public")
        else:
            audience = "groups" if then == "nobody" else then
            publish(page, "Qclosed between.", audience=audience, groups=(private,) if then == "groups" else ())
        publish(page, "After.")
        closed = page.published_revisions.all()[1]
        for who in ("visitor", "eve", "mo", "ada", "root"):
            seen = PublishedRevision.objects.visible_to(getattr(cast, who))
            assert seen.filter(pk=closed.pk).exists() == (who in LOOKS_BACK[then]), (then, who)
            assert seen.filter(page=page.pk).exclude(pk=closed.pk).count() >= 2, (then, who)
    for then, who in (("shelf", "visitor"), ("groups", "eve"), ("groups", "ada")):
        found = everything(client_of(getattr(cast, who)), pages[then])
        assert ("Qclosed" in found) == (who == "ada"), (then, who)
        assert "<del>Before</del><ins>After</ins>." in found, (then, who)
    forum.leave(group=private, member=cast.ada)
    assert "Qclosed" not in everything(client_of(cast.ada), pages["groups"])


def test_a_page_leads_to_its_changes_where_all_its_readers_may_look_back(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    """The line stands on a page that all share, so it may not hang on who reads."""

    def leads(page: KnowledgePage) -> bool:
        return "what changed" in client_of(cast.ada).get(page.url).content.decode()

    page, both = library.members, (groups["private"], groups["secret"])
    assert not leads(page)  # it has always said what it says
    publish(page, "Now for all.")
    assert not leads(page)
    publish(page, "For members.", audience="members")
    assert leads(page)
    publish(page, "For two groups.", audience="groups", groups=both)
    publish(page, "For one of them.", audience="groups", groups=both[:1])
    assert leads(page)
    PublishedRevision.objects.filter(page=page.pk, circles=None).delete()
    assert leads(page)
    publish(page, "For the other one.", audience="groups", groups=both[1:])
    page.published_revisions.all()[2].delete()
    assert not leads(page)


def _set_shelf(shelf: Any, audience: str, *groups: Group) -> None:
    shelf.audience = audience
    shelf.audience_groups.set(groups)
    shelf.save_revision().publish()


def test_a_group_that_is_gone_opens_nothing(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    group = Group.objects.create(name="Short", slug="short", purpose="Gone soon.")
    publish(library.public, "Qclosed between.", audience="groups", groups=(group,))
    publish(library.public, "After.")
    group.delete()
    for who in (cast.visitor, cast.ada):
        assert "Qclosed" not in everything(client_of(who), library.public)


def test_an_editor_leaves_a_revision_out(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    page = library.public
    publish(page, "Qwords of somebody.")
    publish(page, "After.")
    unwanted = page.published_revisions.all()[1]
    act = f"/pages/{page.pk}/changes/{unwanted.pk}"
    editor, reader = client_of(cast.root), client_of(cast.ada)
    for client in (reader, client_of(cast.eve)):
        assert "leave-out" not in client.get(f"/pages/{page.pk}/changes/").content.decode()
        assert client.post(f"{act}/leave-out/").status_code == client.post(f"{act}/restore/").status_code == 404
    with pytest.raises(PermissionDenied):
        operations.leave_out_revision(published=unwanted, by=cast.ada)
    assert Client().post(f"{act}/leave-out/").status_code == 302
    assert "Qwords" in everything(reader, page)
    assert "what changed" in reader.get(page.url).content.decode()
    assert editor.post(f"{act}/leave-out/").status_code == 302
    for client in (Client(), reader, editor):
        assert "Qwords" not in everything(client, page)
    assert "restore/" in editor.get(f"/pages/{page.pk}/changes/").content.decode()
    assert "restore/" not in reader.get(f"/pages/{page.pk}/changes/").content.decode()
    assert editor.post(f"{act}/restore/").status_code == 302
    assert "Qwords" in everything(reader, page)
    assert editor.get(f"{act}/leave-out/").status_code == 405


def test_a_list_is_bounded_and_its_queries_do_not_grow(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    def asked() -> list[int]:
        counts = []
        for address in (f"/pages/{page.pk}/changes/", looks(client, page)[0], page.url):
            client.get(page.url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    page, client = library.public, client_of(cast.ada)
    for number in range(-2, 1):
        publish(page, f"Words {number}.")
    before = asked()
    for number in range(1, 24):
        publish(page, f"Words {number}.")
    assert asked() == before
    assert len(looks(client, page)) == 20  # nineteen steps, and all of them at once
    oldest, newest = page.published_revisions.last().pk, page.published_revisions.first().pk
    assert client.get(f"/pages/{page.pk}/changes/{oldest}..{newest}/").status_code == 404


def test_all_that_is_read_is_compared_and_nothing_else(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    hidden = topic(groups["private"], cast.ada, "Qhidden topic")
    body = [
        ("heading", {"text": "Heads", "level": "2"}),
        ("text", "<p>One <b>bold</b></p><ul><li>a</li><li>b</li></ul>"),
        ("callout", {"kind": "tip", "title": "Mind", "text": "<p>Careful.</p>"}),
        ("steps", {"title": "", "steps": [{"title": "Saw", "text": "<p>Slowly.</p>"}, {"title": "Glue", "text": ""}]}),
        ("checklist", {"title": "Bring", "items": ["Nails"]}),
        ("table", {"caption": "Prices", "header": ["Chair", "Price"], "rows": [["Low", "3"], ["High", "5"]]}),
        ("download", {"file": file("Qfile"), "words": "A sheet"}),
        ("quotation", {"text": "<p>I never know.</p>", "name": "Ada", "handle": "qhandle", "post_id": 1}),
        ("topics", {"title": "Beside", "topics": [hidden]}),
    ]
    page = guide(library.shelf, "Whole", summary="In short.", body=body)
    lines = words_of(page.get_latest_revision().as_object()).splitlines()
    assert lines == [
        *("Whole", "In short.", "Heads", "One bold", "a", "b", "Mind", "Careful.", "Saw", "Slowly.", "Glue", "Bring"),
        *("Nails", "Prices", "Chair", "Price", "Low | 3", "High | 5", "A sheet", "I never know.", "Ada", "Beside"),
    ]


def test_short_words_beside_the_texts_are_compared(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    training = published(TrainingPage(title="T", slug="t"), library.shelf)
    quiz = [("question", {"question": "Q", "answers": ["x", "y"], "right": 1, "explanation": "Qwhy"})]
    module = published(ModulePage(title="M", slug="m", quiz=quiz, body=[("text", "<p>W</p>")]), training)
    assert words_of(module) == "M\nMinutes: 10\nW"
    lesson = LessonPage(title="L", context="<p>Hard.</p>", solution="<p>Done.</p>", country="Kenya", contact=cast.ada)
    assert words_of(lesson).splitlines() == [
        "L",
        "Country: Kenya",
        "Context and challenges",
        "Hard.",
        "Solution",
        "Done.",
    ]
    template = TemplatePage(title="T", what_for="<p>Cash.</p>", how_to_fill="<p>So.</p>")
    template.versions = [TemplateVersion(number="1.1", made_on=date(2026, 3, 1), notes="Taxes.", file=file("Qfile"))]
    assert words_of(template).splitlines()[:2] == ["T", "1.1 · 1 Mar 2026 · Taxes."]


def test_what_stayed_the_same_is_folded() -> None:
    same = [f"Line {number}" for number in range(6)]
    found = passages("\n".join(["<a", *same, "end", "x\ny\nz"]), "\n".join(["<b", *same, "end", "q"]))
    assert [(passage.same, passage.count, passage.folded) for passage in found] == [
        (False, 1, False), (True, 7, True), (False, found[2].count, False),
    ]  # fmt: skip
    assert found[0].html == "&lt;<del>a</del><ins>b</ins>"
    assert not re.search("Line", found[0].html + found[2].html)
    found = passages("a\nb", "a\nb\nc\nd")
    assert [(passage.html, passage.same) for passage in found] == [("a\nb", True), ("<ins>c\nd</ins>", False)]
    assert passages("a\nlong one", "a")[1].html == "<del>long one</del>"


def test_the_person_who_wrote_may_be_gone(cast: SimpleNamespace, library: SimpleNamespace) -> None:
    writer = Member.objects.create(handle="gone", name="Gone", email="gone@example.org")
    library.public.save_revision(user=writer).publish()
    writer.delete()
    assert len(looks(client_of(cast.ada), library.public)) == 1
