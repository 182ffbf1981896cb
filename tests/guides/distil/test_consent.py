"""Nobody's words leave a private group without their author's yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from forum import operations as forum
from forum.models import Group, Membership, Topic
from guides.distil import operations, tasks
from guides.distil.models import Consent, Quote
from jobs.models import Job
from knowledge_base.models import FAQPage, KnowledgeIndexPage, KnowledgePage, PublishedRevision
from notifications.models import Notification
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.guides.distil.conftest import draft_of, made_of
from tests.knowledge_making import published

pytestmark = pytest.mark.usefixtures("kept_contexts")

RunJobs = Callable[..., list[Job]]


def quote_of(made: object, handle: str) -> Quote:
    return Quote.objects.get(distillation=made, post__author__handle=handle)


def asked_by_mail() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox if letter.subject.startswith("May your words"))


def said(made: object) -> list[tuple[str, str]]:
    return [(block.value["name"], block.value["text"].source) for block in draft_of(made).body]


def test_words_wait_for_each_author_and_come_in_their_place(
    keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs
) -> None:
    made = made_of(closed_talk, keepers.wanda)
    run_jobs()
    raw = str(draft_of(made).body.raw_data) + str(draft_of(made).contributions.all())
    assert not any(word in raw for word in ("Qasked", "Qsolved", "Qagreed", "Ada", "Bob", "Carl"))
    assert not draft_of(made).tags.all()  # somebody's words, too
    assert draft_of(made).audience == "groups"  # until an editor decides otherwise
    first_page = client_of(keepers.ed).get("/admin/").content.decode()
    assert "3 authors have not answered yet" in first_page
    assert "Qtitle" not in first_page  # ed is not in the group
    assert asked_by_mail() == [f"{name}@example.org" for name in ("ada", "bob", "carl")]
    assert all("Qtitle" not in letter.subject + letter.body for letter in mail.outbox)

    answers = {"carl": Consent.NAMED, "ada": Consent.NAMELESS, "bob": Consent.DECLINED}
    for handle, answer in answers.items():
        operations.consent(quote=quote_of(made, handle), by=getattr(keepers, handle), consent=answer)
    assert said(made) == [("A member", "<p>Qasked here.</p>"), ("Carl", "<p>Qagreed.</p>")]
    nameless = draft_of(made).body[0].value
    assert (nameless["handle"], nameless["post_id"]) == ("", None)
    assert {row.member.handle for row in draft_of(made).contributions.all()} == {"wanda", "carl"}

    operations.consent(quote=quote_of(made, "bob"), by=keepers.bob, consent=Consent.NAMED)  # thinks better of it
    operations.consent(quote=quote_of(made, "carl"), by=keepers.carl, consent=Consent.DECLINED)
    assert said(made) == [
        ("A member", "<p>Qasked here.</p>"),
        ("Bob", "<p><b>Qsolved</b> it, says a member.</p>"),
    ]
    assert {row.member.handle for row in draft_of(made).contributions.all()} == {"wanda", "bob"}


def test_only_the_author_answers_and_sees_what_is_asked(
    keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs
) -> None:
    made = made_of(closed_talk, keepers.wanda, 1)
    quote = quote_of(made, "ada")
    run_jobs()
    for name in ("bob", "wanda", "root", "eve"):
        client = client_of(getattr(keepers, name))
        assert client.get(f"/words/{quote.pk}/").status_code == 404
        assert client.post(f"/words/{quote.pk}/consent/", {"consent": "named"}).status_code == 404
        with pytest.raises(PermissionDenied):
            operations.consent(quote=quote, by=getattr(keepers, name), consent=Consent.NAMED)
    ada = client_of(keepers.ada)
    Membership.objects.filter(member=keepers.ada).delete()  # her words stay hers
    shown = ada.get(f"/words/{quote.pk}/").content.decode()
    assert "Qasked here." in shown
    assert "Qtitle" not in shown
    assert "asks whether words of yours" in ada.get("/told/").content.decode()
    ada.post(f"/words/{quote.pk}/consent/", {"consent": "nonsense"})
    ada.post(f"/words/{quote.pk}/consent/", {"consent": "open"})
    assert quote_of(made, "ada").consent == Consent.ASKED
    ada.post(f"/words/{quote.pk}/consent/", {"consent": "nameless"})
    assert quote_of(made, "ada").consent == Consent.NAMELESS
    assert not Notification.objects.filter(kind="words_asked").exists()
    run_jobs()
    told = client_of(keepers.wanda).get("/told/").content.decode()
    assert "without their name" in told
    assert client_of(keepers.wanda).get(f"/distilled/{made.pk}/").status_code == 200
    for name in ("bob", "eve"):
        assert client_of(getattr(keepers, name)).get(f"/distilled/{made.pk}/").status_code == 404


def test_nobody_is_asked_twice_nor_for_what_is_gone(
    keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs
) -> None:
    made = made_of(closed_talk, keepers.wanda, 1, 2, 3)
    forum.delete_post(post=closed_talk.posts.get(number=3), by=keepers.carl)
    keepers.bob.is_active = False
    keepers.bob.save()
    run_jobs()
    tasks.ask_for_words.call(quote_of(made, "ada").pk)
    assert asked_by_mail() == ["ada@example.org"]
    operations.consent(quote=quote_of(made, "carl"), by=keepers.carl, consent=Consent.NAMED)
    assert said(made) == []  # what its author deleted is not brought back by a yes


@pytest.mark.parametrize("audience", ["members", "private", "secret"])
def test_authors_are_asked_wherever_not_everybody_reads(
    audience: str, keepers: SimpleNamespace, groups: dict[str, Group]
) -> None:
    """Also where every member reads it: a page can be opened to everybody later, and so can the shelf above it."""
    talk = topic(groups[audience], keepers.root, "Qtitle chairs?", markdown="Qasked here.", tags=["chairs"])
    made = made_of(talk, keepers.wanda, 1)
    assert made.quotes.get().consent == Consent.ASKED
    assert said(made) == []
    assert not draft_of(made).tags.all()


def test_what_several_people_wrote_does_not_leave_a_group(
    keepers: SimpleNamespace, closed_talk: Topic, open_talk: Topic
) -> None:
    made = made_of(closed_talk, keepers.wanda, 3)  # asked before others write into it
    for talk in (closed_talk, open_talk):
        for number, author in ((2, keepers.bob), (3, keepers.carl)):
            post = talk.posts.get(number=number)
            forum.make_wiki(post=post, by=author)
            forum.revise_post(post=talk.posts.get(pk=post.pk), editor=keepers.ada, markdown="Adas words.")
            forum.unmake_wiki(post=talk.posts.get(pk=post.pk), by=author)
    forum.make_wiki(post=closed_talk.posts.get(number=1), by=keepers.ada)
    for number in (1, 2):
        with pytest.raises(ValidationError, match="Several people wrote"):
            made_of(closed_talk, keepers.wanda, number)
    operations.consent(quote=quote_of(made, "carl"), by=keepers.carl, consent=Consent.NAMED)
    assert said(made) == []
    form = client_of(keepers.wanda).get(f"/t/{closed_talk.pk}/distil/")
    assert form.context["choices"] == []
    assert said(made_of(open_talk, keepers.ed, 2)) == [("Bob", "<p>Adas words.</p>")]  # which everybody reads already


def test_a_title_that_was_changed_is_no_word_of_a_post(keepers: SimpleNamespace, closed_talk: Topic) -> None:
    forum.revise_topic(topic=closed_talk, editor=keepers.wanda, title="Another title", kind="question", tags=[])
    assert made_of(closed_talk, keepers.wanda, 1).quotes.get().consent == Consent.ASKED


def test_nobody_is_asked_for_the_same_words_of_a_page_twice(keepers: SimpleNamespace, closed_talk: Topic) -> None:
    shelf = KnowledgeIndexPage.objects.get()
    faq = published(FAQPage(title="Asked often", slug="asked"), shelf, audience="members")
    under = KnowledgePage.objects.get(pk=faq.pk)
    made_of(closed_talk, keepers.ed, 2, kind="answer", under=under)
    with pytest.raises(ValidationError, match="was chosen for this page before"):
        made_of(closed_talk, keepers.ed, 2, 3, kind="answer", under=under)
    assert Quote.objects.count() == 1


def test_who_refused_is_not_asked_again_for_a_while(
    keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs
) -> None:
    quote = quote_of(made_of(closed_talk, keepers.wanda, 2), "bob")
    operations.consent(quote=quote, by=keepers.bob, consent=Consent.DECLINED)
    mail.outbox.clear()
    again = quote_of(made_of(closed_talk, keepers.wanda, 2), "bob")
    run_jobs()
    assert (again.consent, asked_by_mail()) == (Consent.DECLINED, [])
    Quote.objects.filter(pk=quote.pk).update(said_at=timezone.now() - timedelta(days=91))
    assert quote_of(made_of(closed_talk, keepers.wanda, 2), "bob").consent == Consent.ASKED


def test_nobody_is_asked_very_often_a_day(keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs) -> None:
    for _page in range(tasks.ASKED_A_DAY + 2):
        made_of(closed_talk, keepers.wanda, 2)
    run_jobs()
    assert len(asked_by_mail()) == tasks.ASKED_A_DAY
    assert Notification.objects.filter(kind="words_asked").count() == tasks.ASKED_A_DAY
    yesterday = timezone.now() - timedelta(hours=25)
    Quote.objects.exclude(mailed_at=None).update(mailed_at=yesterday)
    assert Job.objects.filter(status="ready", run_after__gt=timezone.now() + timedelta(hours=23)).count() == 2
    Job.objects.filter(status="ready").update(run_after=timezone.now())
    run_jobs()
    assert len(asked_by_mail()) == tasks.ASKED_A_DAY + 2


def test_words_taken_back_are_in_nothing_that_changed_either(
    keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs
) -> None:
    """Who reads the page looks back at what it said before; not at what its author has taken back."""
    made = made_of(closed_talk, keepers.wanda, 1, 2)
    for handle in ("ada", "bob"):
        operations.consent(quote=quote_of(made, handle), by=getattr(keepers, handle), consent=Consent.NAMED)
    draft_of(made).save_revision(user=keepers.ed).publish()
    operations.consent(quote=quote_of(made, "bob"), by=keepers.bob, consent=Consent.NAMELESS)
    draft_of(made).save_revision(user=keepers.ed).publish()
    run_jobs()
    reader = client_of(keepers.fay)
    page = KnowledgePage.objects.get(pk=made.page_id)
    assert "Bob" not in reader.get(page.url).content.decode()
    noted = list(PublishedRevision.objects.filter(page=page).order_by("pk").values_list("pk", flat=True))
    assert len(noted) == 2
    assert "Bob" not in reader.get(f"/pages/{page.pk}/changes/").content.decode()
    assert reader.get(f"/pages/{page.pk}/changes/{noted[0]}..{noted[1]}/").status_code == 404


def test_words_withdrawn_for_good_are_not_looked_back_at(keepers: SimpleNamespace, closed_talk: Topic) -> None:
    """Also where the editor has not yet published the page without them; a yes to more than before hides nothing."""
    made = made_of(closed_talk, keepers.wanda, 2)
    quote = quote_of(made, "bob")
    operations.consent(quote=quote, by=keepers.bob, consent=Consent.NAMELESS)
    draft_of(made).save_revision(user=keepers.ed).publish()
    operations.consent(quote=quote, by=keepers.bob, consent=Consent.NAMED)
    assert PublishedRevision.objects.filter(page=made.page_id, left_out_at=None).count() == 1
    operations.consent(quote=quote, by=keepers.bob, consent=Consent.DECLINED)
    assert PublishedRevision.objects.filter(page=made.page_id, left_out_at=None).count() == 0
