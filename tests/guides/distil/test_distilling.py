"""A conversation becomes a draft: whose words stand in it, in which order, with which credit."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum import operations as forum
from forum.models import Group, Topic
from guides.distil import policy
from guides.distil.models import Distillation, Quote
from guides.distil.words import first_sentence, own_words
from guides.models import GuideIndexPage, GuidePage
from knowledge_base.models import Audience, FAQPage, KnowledgeIndexPage, KnowledgePage, LessonPage
from tests.factories import join, topic
from tests.forum.conftest import client_of
from tests.guides.distil.conftest import draft_of, made_of
from tests.knowledge_making import published

pytestmark = pytest.mark.usefixtures("kept_contexts")
KEYS = re.compile(r' data-block-key="\w+"')  # by which the words are found again


def test_a_guide_holds_the_words_in_the_order_chosen_with_credit(keepers: SimpleNamespace, open_talk: Topic) -> None:
    made = made_of(open_talk, keepers.ed, 2, 1, 3)
    draft = draft_of(made)
    said = [(block.value["name"], block.value["handle"], block.value["text"].source) for block in draft.body]
    carl = said[0][2].partition("says ")[2]
    assert said == [
        ("Bob", "bob", f"<p><b>Qsolved</b> it, says {carl}"),
        ("Ada", "ada", "<p>Qasked here.</p>"),
        ("Carl", "carl", "<p>Qagreed.</p>"),
    ]
    assert carl == '<a href="/m/carl/">@carl</a>.</p>'
    assert type(draft) is GuidePage
    assert (draft.title, draft.summary, draft.owner) == ("What a chair costs", "You can price a chair.", keepers.ed)
    assert [tag.name for tag in draft.tags.all()] == ["chairs"]
    assert draft.discussion_group == open_talk.group
    named = {(row.member.handle, row.part) for row in draft.contributions.all()}
    assert named == {("ed", "author"), ("bob", "contributor"), ("ada", "contributor"), ("carl", "contributor")}
    assert not KnowledgePage.objects.get(pk=made.page_id).live
    assert not draft.workflow_in_progress  # an editor arranges it first


def test_under_a_closed_shelf_it_is_not_discussed_where_more_people_read(
    keepers: SimpleNamespace, open_talk: Topic, groups: dict[str, Group]
) -> None:
    above = KnowledgePage.objects.get(pk=GuideIndexPage.objects.get().pk)
    closed = published(
        GuideIndexPage(title="Ours", slug="ours"), above, groups=(groups["private"],), audience=Audience.GROUPS
    )
    join(groups["private"], keepers.ed)
    made = made_of(open_talk, keepers.ed, under=KnowledgePage.objects.get(pk=closed.pk))
    assert draft_of(made).discussion_group is None


def test_a_lesson_and_an_answer_take_the_words_into_their_text(keepers: SimpleNamespace, open_talk: Topic) -> None:
    shelf = KnowledgePage.objects.get(pk=KnowledgeIndexPage.objects.get().pk)
    lesson = draft_of(made_of(open_talk, keepers.ed, kind="lesson", under=shelf))
    assert type(lesson) is LessonPage
    assert KEYS.sub("", lesson.context) == '<p>Qasked here.</p><p>— <a href="/m/ada/">Ada</a></p>'
    assert "Qsolved" in lesson.solution
    assert "Qagreed" in lesson.results
    faq = published(FAQPage(title="Asked often", slug="asked"), shelf)
    under = KnowledgePage.objects.get(pk=faq.pk)
    answers = draft_of(made_of(open_talk, keepers.ed, 2, 3, kind="answer", under=under))
    [question] = answers.sections[0].value["questions"]
    assert question["question"] == "What a chair costs"
    assert question["answer"].source.index("Qsolved") < question["answer"].source.index("Qagreed")
    assert not FAQPage.objects.get(pk=faq.pk).sections  # readers see it when it is published


def test_a_mentor_who_cannot_edit_hands_the_draft_in(keepers: SimpleNamespace, open_talk: Topic) -> None:
    assert draft_of(made_of(open_talk, keepers.wanda)).workflow_in_progress


@pytest.mark.parametrize(
    ("audience", "may"),
    [
        ("public", {"wanda", "mo", "root", "ed"}),
        ("members", {"wanda", "mo", "root", "ed"}),
        ("private", {"wanda", "mo", "root", "ed"}),
        ("secret", {"wanda", "root", "ed"}),
    ],
)
def test_who_may_distil(audience: str, may: set[str], keepers: SimpleNamespace, groups: dict[str, Group]) -> None:
    """Asked of those who see the topic: editors of a private group's only where they are in it."""
    asked = topic(groups[audience], keepers.ada)
    assert {name for name, who in vars(keepers).items() if policy.can_distil(who, asked)} == may
    with pytest.raises(PermissionDenied):
        made_of(asked, keepers.carl, 1)


def test_what_cannot_be_distilled_leaves_nothing(
    keepers: SimpleNamespace, open_talk: Topic, closed_talk: Topic
) -> None:
    pages = KnowledgePage.objects.count()
    forum.delete_post(post=open_talk.posts.get(number=3), by=keepers.mo)
    others = closed_talk.posts.filter(number=1)
    faq = KnowledgePage.objects.get(
        pk=published(FAQPage(title="Asked", slug="asked"), KnowledgeIndexPage.objects.get()).pk
    )
    for change in (
        lambda: made_of(open_talk, keepers.ed, 3),
        lambda: made_of(open_talk, keepers.ed, 1, kind="answer"),  # a shelf is no page of questions
        lambda: made_of(open_talk, keepers.ed, 1, kind="poem"),
        lambda: made_of(closed_talk, keepers.wanda, 1, kind="answer", under=faq),  # which everybody reads
    ):
        with pytest.raises(ValidationError):
            change()
    assert others.exists()
    assert KnowledgePage.objects.count() == pages + 1
    assert not Distillation.objects.exists()
    assert not Quote.objects.exists()


@pytest.mark.parametrize("title", ["!!!", "What a chair costs"])
def test_a_draft_need_not_be_complete(title: str, keepers: SimpleNamespace, open_talk: Topic) -> None:
    shelf = KnowledgeIndexPage.objects.get()
    form = {"place": f"lesson.{shelf.pk}", "title": title, "summary": "", "post": ["1"]}
    for _again in range(2):
        assert client_of(keepers.ed).post(f"/t/{open_talk.pk}/distil/", form).status_code == 302
    drafts = [made.page.specific for made in Distillation.objects.all()]
    assert [draft.title for draft in drafts] == [title, title]
    assert all(draft.slug for draft in drafts)
    draft = drafts[0].get_latest_revision_as_object()
    with pytest.raises(PermissionDenied):  # what is read has all its parts
        draft.save_revision(clean=False).publish()
    assert not LessonPage.objects.get(pk=draft.pk).live
    draft.solution = draft.results = "<p>Done.</p>"
    draft.save_revision().publish()
    assert LessonPage.objects.get(pk=draft.pk).live


def test_others_unfinished_changes_are_not_handed_in(keepers: SimpleNamespace, open_talk: Topic) -> None:
    faq = published(FAQPage(title="Asked often", slug="asked"), KnowledgeIndexPage.objects.get())
    faq.title = "Half done"
    faq.save_revision(user=keepers.ed)
    under = KnowledgePage.objects.get(pk=faq.pk)
    with pytest.raises(ValidationError, match="Changes to this page wait"):
        made_of(open_talk, keepers.wanda, 2, kind="answer", under=under)
    assert not Distillation.objects.exists()
    assert not FAQPage.objects.get(pk=faq.pk).workflow_in_progress
    assert draft_of(made_of(open_talk, keepers.ed, 2, kind="answer", under=under)).title == "Half done"  # ed's own


def test_own_words() -> None:
    html = (
        '<h2>Hi</h2><p>I <strong>say</strong> <a class="mention" href="/m/bob/">@bob</a> '
        '<a href="/t/hidden/3/">this</a> <a href="https://example.org/" rel="ugc nofollow noopener">that</a></p>'
        '<blockquote class="quote"><cite>Eve</cite><p>theirs</p></blockquote><ul><li><p>one</p></li></ul>'
        "<table><thead><tr><th>a</th><th>b</th></tr></thead></table><pre><code>x</code></pre>"
        '<p><a class="picture" href="/files/1/x.jpg"><img src="/files/1/x.jpg" alt="x"></a></p>'
    )
    rest = "<ul><li>one</li></ul><p>a · b</p><p><code>x</code></p><p></p>"
    that = '<a href="https://example.org/">that</a>'
    assert own_words(html, leaves_group=True) == f"<p><b>Hi</b></p><p>I <b>say</b> a member this {that}</p>{rest}"
    mine = '<a href="/m/bob/">@bob</a> <a href="/t/hidden/3/">this</a>'
    assert own_words(html, leaves_group=False) == f"<p><b>Hi</b></p><p>I <b>say</b> {mine} {that}</p>{rest}"


def test_a_closed_conversation_suggests_no_words_of_anybody(keepers: SimpleNamespace, closed_talk: Topic) -> None:
    join(closed_talk.group, keepers.ed)
    shown = client_of(keepers.ed).get(f"/t/{closed_talk.pk}/distil/").context["form"]
    assert (shown["title"].value(), shown["summary"].value()) == (None, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<p>Ask for half of the price. Then begin.</p>", "Ask for half of the price."),
        ("<p>Ask for half of the price</p><p>Then begin.</p>", "Ask for half of the price"),
        (
            "<p><b>What I do, and what I leave</b></p><p>I <b>weigh</b> all the wood.</p>",
            "I weigh all the wood.",
        ),
        ("<p>Hi Amina!</p><p>Ask for half of the price.</p>", "Ask for half of the price."),
        ("<p>Dr. Mwangi of our town asks half. Then</p>", "Dr. Mwangi of our town asks half."),
        ("<ol><li>No. 1 is to ask for half. No. 2</li></ol>", "No. 1 is to ask for half."),
        (f"<p>{'先收一半的钱再开工才好' * 2}。再送货。</p>", f"{'先收一半的钱再开工才好' * 2}。"),
        (f"<p>{'先收一半的钱再开工才好' * 9}</p>", f"{('先收一半的钱再开工才好' * 9)[:39]}…"),
        ("<p>هل تطلب نصف الثمن قبل العمل؟ ثم ابدأ</p>", "هل تطلب نصف الثمن قبل العمل؟"),
        ("<p>It costs 3.50 a piece, nails too! So</p>", "It costs 3.50 a piece, nails too!"),
        ("<p>Yes.</p>", ""),
        ("", ""),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text, 40) == sentence
