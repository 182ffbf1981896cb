"""Nobody's words leave a private group without their author's yes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from forum import operations as forum
from forum.models import Membership, Topic
from guides.distil import operations, tasks
from guides.distil.models import Consent, Quote
from jobs.models import Job
from knowledge_base.models import KnowledgePage, PublishedRevision
from notifications.models import Notification
from tests.forum.conftest import client_of
from tests.guides.distil.conftest import draft_of, made_of

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
