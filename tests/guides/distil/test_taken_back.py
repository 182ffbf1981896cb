"""What an author took back is not published, however editors write and publish the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Revision
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from forum.models import Topic
from guides.distil import operations
from guides.distil.models import Consent, Distillation, Quote
from jobs.models import Job
from knowledge_base.models import FAQPage, KnowledgeIndexPage, KnowledgePage
from notifications.models import Notification
from pages.blocks import RICH
from tests.forum.conftest import client_of
from tests.guides.distil.conftest import draft_of, made_of
from tests.knowledge_making import published

RunJobs = Callable[..., list[Job]]
BOBS = "I nailed and sawed them all myself, and Qsolved it so"


@pytest.fixture
def talk(closed_talk: Topic) -> Topic:
    closed_talk.posts.filter(number=2).update(html=f"<p>{BOBS}.</p><ul><li>And Qlisted one thing.</li></ul>")
    return closed_talk


def agreed(
    keepers: SimpleNamespace, talk: Topic, kind: str = "guide", handles: tuple[str, ...] = ("ada", "bob")
) -> Distillation:
    """A page of this kind, with the words of those who agree to it by name."""
    under = KnowledgePage.objects.get(pk=KnowledgeIndexPage.objects.get().pk)
    if kind == "answer":
        faq = published(FAQPage(title="Asked often", slug="asked"), under, audience="members")
        under = KnowledgePage.objects.get(pk=faq.pk)
    made = made_of(talk, keepers.wanda, kind=kind, under=None if kind == "guide" else under)
    for handle in handles:
        answer(keepers, made, handle, Consent.NAMED)
    return made


def answer(keepers: SimpleNamespace, made: Distillation, handle: str, said: Consent) -> Quote:
    quote = Quote.objects.get(distillation=made, post__author__handle=handle)
    return operations.consent(quote=quote, by=getattr(keepers, handle), consent=said)


def rewritten(page: Any, change: Callable[[str], str] = str) -> Any:
    """The page as the text editor writes it, with another change."""
    converter = ContentstateConverter(features=RICH)

    def written(html: str) -> str:
        return change(converter.to_database_format(converter.from_database_format(html)))

    if isinstance(page, FAQPage):
        for section in page.sections:
            for question in section.value["questions"]:
                question["answer"] = RichText(written(question["answer"].source))
    else:
        for name in ("context", "solution", "results"):
            setattr(page, name, written(getattr(page, name)))
    return page


def text_of(page: Any) -> str:
    """All that a page or a draft says."""
    people = [row.member.name for row in page.contributions.all()]
    return str(page.serializable_data()) + str(people)


def live_text(made: Distillation) -> str:
    return text_of(KnowledgePage.objects.get(pk=made.page_id).specific)


@pytest.mark.parametrize("kind", ["lesson", "answer"])
@pytest.mark.parametrize("change", [str, lambda html: html.replace("nailed and", "nailed, and then")])
def test_words_in_a_text_are_found_after_an_editor_saved_it(
    kind: str, change: Callable[[str], str], keepers: SimpleNamespace, talk: Topic
) -> None:
    made = agreed(keepers, talk, kind)
    rewritten(draft_of(made), change).save_revision(user=keepers.ed)
    assert "Qsolved" in text_of(draft_of(made))
    answer(keepers, made, "bob", Consent.DECLINED)
    answer(keepers, made, "ada", Consent.NAMELESS)
    said = text_of(draft_of(made))
    assert not any(word in said for word in ("Qsolved", "nailed", "Qlisted", "Bob", "Ada", "/m/ada/"))
    assert said.count("Qasked here.") == 1
    assert said.count("A member") == 1
    assert not Quote.objects.filter(is_unsettled=True).exists()


@pytest.mark.parametrize("cut", [(BOBS, f"{BOBS[:27]}</p><p>{BOBS[27:]}"), (f"{BOBS}.", f"{BOBS}. Well said!")])
def test_words_cut_in_two_or_joined_are_found(cut: tuple[str, str], keepers: SimpleNamespace, talk: Topic) -> None:
    made = agreed(keepers, talk, "lesson")
    page = rewritten(draft_of(made), lambda html: html.replace(*cut))
    assert cut[1].split("</p>")[0] in page.solution + page.results
    page.save_revision(user=keepers.ed)
    answer(keepers, made, "bob", Consent.DECLINED)
    assert not any(word in text_of(draft_of(made)) for word in ("Qsolved", "nailed", "Qlisted", "Bob"))


def held(keepers: SimpleNamespace, talk: Topic) -> Distillation:
    """A lesson that an editor wrote anew and set a time for before bob thought better of it."""
    made = agreed(keepers, talk, "lesson", ("ada", "bob", "carl"))
    page = draft_of(made)
    page.solution = "<p>Bob, of course, had Qsolved it.</p>"
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(user=keepers.ed).publish(user=keepers.ed)
    answer(keepers, made, "bob", Consent.DECLINED)
    return made


def test_what_is_not_found_is_published_by_nobody_before_an_editor_has_looked(
    keepers: SimpleNamespace, talk: Topic, run_jobs: RunJobs
) -> None:
    made = held(keepers, talk)
    page = KnowledgePage.objects.get(pk=made.page_id)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    for user in (None, keepers.ed, keepers.root):
        with pytest.raises(PermissionDenied):
            page.specific.get_latest_revision().publish(user=user)
        assert user is None or not page.permissions_for_user(user).can_publish()
    ed = client_of(keepers.ed)
    edited = ed.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert 'name="action-publish"' not in edited
    assert "Please look before it is published." in edited
    ed.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"next": "/admin/"})
    assert not KnowledgePage.objects.get(pk=page.pk).live
    run_jobs()
    assert "Words must go" in ed.get("/told/").content.decode()
    assert "Words must go" in ed.get("/admin/").content.decode()


def test_an_editor_who_has_looked_lets_it_be_published(
    keepers: SimpleNamespace, talk: Topic, run_jobs: RunJobs
) -> None:
    made, ed = held(keepers, talk), client_of(keepers.ed)
    run_jobs()
    quote = made.quotes.get(post__author__handle="bob")
    address = f"/words/{quote.pk}/gone/"
    assert address in ed.get(f"/distilled/{made.pk}/").content.decode()
    for who, status in ((keepers.eve, 404), (keepers.wanda, 403)):
        assert client_of(who).post(address).status_code == status
    assert Quote.objects.get(pk=quote.pk).is_unsettled
    ed.post(address)
    draft = draft_of(made)
    draft.solution, draft.go_live_at = "<p>Somebody solved it.</p>", None
    draft.save_revision(user=keepers.ed).publish(user=keepers.ed)
    assert KnowledgePage.objects.get(pk=made.page_id).live
    assert "Words must go" not in ed.get("/told/").content.decode()


def test_a_yes_after_all_lets_it_be_published(keepers: SimpleNamespace, talk: Topic) -> None:
    made = held(keepers, talk)
    answer(keepers, made, "bob", Consent.NAMED)
    draft_of(made).save_revision().publish(user=keepers.ed)
    assert not Quote.objects.filter(is_unsettled=True).exists()


@pytest.mark.parametrize("kind", ["guide", "lesson"])
def test_a_time_that_was_set_before_publishes_without_them(
    kind: str, keepers: SimpleNamespace, talk: Topic, run_jobs: RunJobs
) -> None:
    made = agreed(keepers, talk, kind, ("ada", "bob", "carl"))
    page = draft_of(made)
    if kind == "lesson":
        page.solution += "<p>So it was solved.</p>"
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision(user=keepers.ed)
    revision.publish(user=keepers.ed)
    run_jobs()
    assert not Notification.objects.filter(kind__in=("words_used", "became_page")).exists()  # nobody reads it yet
    answer(keepers, made, "bob", Consent.DECLINED)
    answer(keepers, made, "ada", Consent.NAMELESS)
    revision.refresh_from_db()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    assert KnowledgePage.objects.get(pk=made.page_id).live
    said = live_text(made)
    assert not any(word in said for word in ("Qsolved", "Bob", "Ada"))
    assert "Qasked here." in said
    run_jobs()
    thanked = Notification.objects.filter(kind="words_used").values_list("member__handle", flat=True)
    assert sorted(thanked) == ["ada", "carl"]


def test_what_is_not_complete_without_them_waits_for_an_editor(keepers: SimpleNamespace, talk: Topic) -> None:
    made = agreed(keepers, talk, "lesson", ("ada", "bob", "carl"))
    page = draft_of(made)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(user=keepers.ed).publish(user=keepers.ed)
    answer(keepers, made, "bob", Consent.DECLINED)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    assert Quote.objects.get(is_unsettled=True).post.author == keepers.bob


def form_of(draft: Any, **more: Any) -> dict[str, Any]:
    """What the editor's form of a guide sends."""
    said = [
        ("quotation", {**block.value, "text": rich_text(block.value["text"].source, features=RICH)})
        for block in draft.body
    ]
    fields = {"title": draft.title, "slug": draft.slug, "summary": draft.summary, "audience": "members", **more}
    fields |= {"language": "en", "body": streamfield(said), "contributions": inline_formset([]), "tags": ""}
    form = nested_form_data(fields | {"comments": inline_formset([])})
    return form | {f"body-{place}-id": block.id for place, block in enumerate(draft.body)}


def test_a_form_opened_before_publishes_without_them(keepers: SimpleNamespace, talk: Topic) -> None:
    made = agreed(keepers, talk)
    form = form_of(draft_of(made))
    answer(keepers, made, "bob", Consent.DECLINED)
    sent = client_of(keepers.ed).post(
        f"/admin/pages/{made.page_id}/edit/", {**form, "action-publish": "action-publish"}
    )
    assert sent.status_code == 302
    assert KnowledgePage.objects.get(pk=made.page_id).live
    said = live_text(made)
    assert "Qasked here." in said
    assert "Qsolved" not in said


@pytest.mark.parametrize("kind", ["guide", "lesson", "answer"])
def test_an_older_revision_comes_back_without_them(kind: str, keepers: SimpleNamespace, talk: Topic) -> None:
    made = agreed(keepers, talk, kind, ("ada", "bob", "carl"))
    page = draft_of(made)
    if kind == "lesson":
        page.solution += "<p>So it was solved.</p>"
    old = page.save_revision(user=keepers.ed)
    answer(keepers, made, "bob", Consent.DECLINED)
    opened = client_of(keepers.ed).get(f"/admin/pages/{made.page_id}/revisions/{old.pk}/revert/").content.decode()
    assert "Qasked here." in opened
    assert "Qsolved" not in opened
    Revision.objects.get(pk=old.pk).publish(user=keepers.ed)
    assert "Qasked here." in live_text(made)
    assert not any(word in live_text(made) for word in ("Qsolved", "Bob"))


def test_a_name_taken_back_is_taken_off_where_the_words_stand(keepers: SimpleNamespace, talk: Topic) -> None:
    made = agreed(keepers, talk)
    draft = draft_of(made)
    draft.body[1].value["text"] = RichText("<p>Shortened.</p>")
    draft.save_revision(user=keepers.ed)
    answer(keepers, made, "bob", Consent.NAMELESS)
    said = [(block.value["name"], block.value["text"].source) for block in draft_of(made).body]
    assert said == [("Ada", "<p>Qasked here.</p>"), ("A member", "<p>Shortened.</p>")]
    assert "Bob" not in text_of(draft_of(made))
    answer(keepers, made, "bob", Consent.NAMED)
    assert draft_of(made).body[1].value["handle"] == "bob"


@pytest.mark.parametrize("said", [Consent.NAMELESS, Consent.DECLINED])
def test_what_an_editor_took_out_stays_out(said: Consent, keepers: SimpleNamespace, talk: Topic) -> None:
    made = agreed(keepers, talk)
    draft = draft_of(made)
    del draft.body[1]
    draft.save_revision(user=keepers.ed)
    for each in (said, Consent.NAMED):
        answer(keepers, made, "bob", each)
        assert [block.value["name"] for block in draft_of(made).body] == ["Ada"]


def test_who_may_publish_is_told_when_words_must_go_from_what_is_read(
    keepers: SimpleNamespace, talk: Topic, run_jobs: RunJobs
) -> None:
    made = agreed(keepers, talk)
    draft_of(made).save_revision().publish(user=keepers.ed)
    answer(keepers, made, "bob", Consent.NAMELESS)
    run_jobs()
    told = Notification.objects.filter(kind="words_leaving").values_list("member__handle", flat=True)
    assert set(told) == {"ed", "root"}
    ed = client_of(keepers.ed)
    seen = ed.get("/told/").content.decode()
    assert "Words must go from" in seen
    assert "Bob" not in seen  # who wants not to be named
    first_page = ed.get("/admin/").content.decode()
    assert "Words must go: please publish it without them" in first_page
    assert "Somebody took back their words" in ed.get(f"/distilled/{made.pk}/").content.decode()
    draft_of(made).save_revision().publish(user=keepers.ed)
    assert "Words must go" not in ed.get("/told/").content.decode() + ed.get("/admin/").content.decode()


@pytest.mark.parametrize("kind", ["guide", "lesson"])
def test_what_an_author_says_holds_in_copies_of_the_page(
    kind: str, keepers: SimpleNamespace, talk: Topic, run_jobs: RunJobs
) -> None:
    made = agreed(keepers, talk, kind, ("ada", "bob", "carl"))
    page = draft_of(made)
    if kind == "lesson":
        page.solution += "<p>So it was solved.</p>"
    page.save_revision().publish()
    parent = page.get_parent()
    form = {"new_title": "Copied", "new_slug": "copied", "new_parent_page": parent.pk, "publish_copies": "on"}
    sent = client_of(keepers.root).post(f"/admin/pages/{page.pk}/copy/", form)
    assert sent.status_code == 302
    copy = KnowledgePage.objects.get(slug="copied")
    assert copy.live
    answer(keepers, made, "bob", Consent.DECLINED)
    run_jobs()
    assert Quote.objects.leaving().filter(distillation__page=copy.pk).count() == 1
    draft = copy.specific.get_latest_revision_as_object()
    assert "Qasked here." in text_of(draft)
    assert not any(word in text_of(draft) for word in ("Qsolved", "Bob"))
