"""What a published page says of its conversation, and the conversation of the page."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from wagtail.rich_text import RichText

from forum import operations as forum
from forum.models import Follow, Group, Membership, Topic
from freshness.memo import forget_everything
from guides.distil import operations
from guides.distil.models import Consent, Quote
from jobs.models import Job
from knowledge_base.models import FAQPage, KnowledgeIndexPage, KnowledgePage
from notifications.models import Notification
from tests.forum.conftest import client_of
from tests.guides.distil.conftest import draft_of, made_of
from tests.knowledge_making import published

pytestmark = pytest.mark.usefixtures("kept_contexts")

RunJobs = Callable[..., list[Job]]
BECAME, GREW = "This became a guide", "Grew out of a conversation of 3 people"


def shown(who: object, address: str) -> str:
    return client_of(who).get(address).content.decode()  # type: ignore[arg-type]


def test_topic_and_page_lead_to_one_another(
    keepers: SimpleNamespace, open_talk: Topic, groups: dict[str, Group]
) -> None:
    for who in (keepers.eve, keepers.visitor):
        assert BECAME not in shown(who, open_talk.get_absolute_url())
    made = made_of(open_talk, keepers.ed)
    assert BECAME not in shown(keepers.visitor, open_talk.get_absolute_url())
    draft_of(made).save_revision(user=keepers.ed).publish()
    page = made.page.specific_class.objects.get(pk=made.page_id)
    for who in (keepers.eve, keepers.visitor):
        assert BECAME in shown(who, open_talk.get_absolute_url())
        assert GREW in shown(who, page.url)
        assert open_talk.title in shown(who, page.url)
    forum.move_topic(topic=open_talk, by=keepers.root, group=groups["private"])
    for who in (keepers.eve, keepers.visitor):
        seen = shown(who, page.url)
        assert GREW in seen
        assert open_talk.title not in seen


def test_who_wrote_is_thanked_and_who_follows_is_told_once(
    keepers: SimpleNamespace, open_talk: Topic, run_jobs: RunJobs
) -> None:
    said = ("ada", "bob", "carl")
    forum.follow_topic(topic=open_talk, member=keepers.eve, level=Follow.WATCHING)
    made = made_of(open_talk, keepers.ed)
    draft_of(made).save_revision(user=keepers.ed).publish()
    run_jobs()
    told = {(row.member.handle, row.kind) for row in Notification.objects.filter(object_id=made.pk, thread__gt="")}
    assert {(name, "words_used") for name in said} <= told
    assert ("wanda", "words_used") not in told
    assert told & {(name, "became_page") for name in (*said, "eve")} == {("eve", "became_page")}
    count = Notification.objects.count()
    draft_of(made).save_revision(user=keepers.ed).publish()  # again: nobody is told again
    run_jobs()
    assert Notification.objects.count() == count
    assert "Your words are part of" in shown(keepers.bob, "/told/")


def test_a_page_for_some_shows_on_the_topic_to_them_alone(
    keepers: SimpleNamespace, closed_talk: Topic, run_jobs: RunJobs
) -> None:
    made = made_of(closed_talk, keepers.wanda, 1)
    quote = Quote.objects.get()
    operations.consent(quote=quote, by=keepers.ada, consent=Consent.NAMED)
    draft_of(made).save_revision(user=keepers.ed).publish()
    run_jobs()
    assert BECAME in shown(keepers.ada, closed_talk.get_absolute_url())
    assert BECAME not in shown(keepers.mo, closed_talk.get_absolute_url())  # reads the group, and is not in it
    assert client_of(keepers.mo).get(made.page.url).status_code == 404
    kinds = set(Notification.objects.filter(object_id=made.pk).values_list("kind", flat=True))
    assert "words_used" in kinds
    Membership.objects.filter(member=keepers.ada).delete()
    assert "Your words are part of" not in shown(keepers.ada, "/told/")


def test_an_answer_counts_when_its_words_are_in_the_published_page(
    keepers: SimpleNamespace, open_talk: Topic, run_jobs: RunJobs
) -> None:
    faq = published(FAQPage(title="Asked often", slug="asked"), KnowledgeIndexPage.objects.get())
    made = made_of(open_talk, keepers.ed, 2, 3, kind="answer", under=KnowledgePage.objects.get(pk=faq.pk))
    draft = draft_of(made)
    without = FAQPage.objects.get(pk=faq.pk)
    without.summary = "Of chairs."
    without.save_revision().publish()  # an editor leaves the answer out at first
    run_jobs()
    forget_everything()
    assert BECAME not in shown(keepers.visitor, open_talk.get_absolute_url())
    assert "Grew out of" not in shown(keepers.visitor, faq.url)
    assert not Notification.objects.filter(kind__in=("words_used", "became_page")).exists()

    [question] = draft.sections[0].value["questions"]
    theirs = question["answer"].source
    question["answer"] = RichText(theirs[: theirs.index("<p", theirs.index("/m/bob/"))])  # without what carl said
    draft.save_revision().publish()
    run_jobs()
    forget_everything()
    assert BECAME in shown(keepers.visitor, open_talk.get_absolute_url())
    assert GREW in shown(keepers.visitor, faq.url)
    thanked = Notification.objects.filter(kind="words_used").values_list("member__handle", flat=True)
    assert list(thanked) == ["bob"]


@pytest.mark.parametrize("who", ["ed", "wanda"])
def test_the_door_suggests_makes_a_draft_and_keeps_what_is_refused(
    who: str, keepers: SimpleNamespace, open_talk: Topic
) -> None:
    member = getattr(keepers, who)
    client, address = client_of(member), f"/t/{open_talk.pk}/distil/"
    assert address in shown(member, f"/t/{open_talk.pk}/acts/")
    assert address not in shown(keepers.carl, f"/t/{open_talk.pk}/acts/")
    assert client_of(keepers.carl).get(address).status_code == 403
    form = client.get(address)
    ticked = [choice.post.number for choice in form.context["choices"] if choice.chosen]
    assert ticked == [1, 2]  # the question and its solution
    assert form.context["form"]["summary"].value() == "Qsolved it, says @carl."
    forum.take_back_solution(topic=open_talk, by=keepers.ada)
    asked = client.get(address).context["form"]
    assert asked["summary"].value() == ""  # what opens it is too short to be one
    place = form.context["form"].fields["place"].choices[0][0]
    words = {"place": place, "title": "", "summary": "Kept", "post": ["3", "1"], "place-3": "1", "place-1": "2"}
    refused = client.post(address, words)
    assert refused.status_code == 422
    assert "Kept" in refused.content.decode()
    assert [choice.post.number for choice in refused.context["choices"] if choice.chosen] == [1, 3]
    made = client.post(address, {**words, "title": "Chairs"})
    page = member.owned_pages.get()
    wanted = (
        f"/admin/pages/{page.pk}/edit/" if who == "ed" else f"/distilled/{page.knowledgepage.distillations.get().pk}/"
    )
    assert made.headers["Location"] == wanted
    assert [block.value["name"] for block in page.specific.get_latest_revision_as_object().body] == ["Carl", "Ada"]
    assert client.get(wanted).status_code == 200


def test_the_door_shows_all_of_what_each_said_and_nothing_of_others(keepers: SimpleNamespace, open_talk: Topic) -> None:
    long = " ".join(f"word{number}" for number in range(200))
    forum.reply(topic=open_talk, author=keepers.bob, markdown=long)
    form = BeautifulSoup(client_of(keepers.ed).get(f"/t/{open_talk.pk}/distil/").content, "html.parser")
    rows = form.select(".distil__post")
    assert [row.select_one("strong").get_text() for row in rows] == ["Ada", "Bob", "Carl", "Bob"]
    assert "Qagreed." in rows[2].get_text()
    assert "Qsolved" not in rows[2].get_text()  # quoted from bob
    assert rows[3].select_one("details .words").get_text(strip=True) == long
    assert not rows[0].select("details")
    for row in rows:
        assert row.find(id=row.input["aria-describedby"])
        assert "Place" in row.select_one(".distil__place > span").find(string=True, recursive=False)
