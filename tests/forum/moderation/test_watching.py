"""Watched words refuse and hold what is written, first posts wait where a site wants it, and nobody meets either before
somebody has looked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from forum import operations as forum
from forum.models import Group, Post, Topic
from forum.moderation import operations
from forum.moderation.matching import first_found, key_of
from forum.moderation.models import Case, Held, ReviewSetting, WatchedWord
from forum.moderation.told import HIDDEN, RELEASED, REVIEW
from members.models import Member
from notifications.models import Notification
from tests.factories import MemberFactory, join, topic
from tests.forum.conftest import client_of
from tests.forum.moderation.conftest import flagged

pytestmark = pytest.mark.django_db

Act = WatchedWord.Act
Run = Callable[[], object]


def watch(words: str, act: str = Act.HOLD) -> WatchedWord:
    return WatchedWord.objects.create(words=words, key=key_of(words), act=act)


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("member__handle", flat=True))


@pytest.fixture
def asked(everybody: SimpleNamespace, public: Group) -> Topic:
    """ada's topic, which eve follows."""
    started = topic(public, everybody.ada)
    forum.reply(topic=started, author=everybody.eve, markdown="I would like to know that, too.")
    forum.follow_topic(topic=started, member=everybody.eve, level=3)
    return started


@pytest.mark.parametrize(
    ("words", "text", "is_found"),
    [
        ("casino", "Win at the CASINO, today", True),
        ("casino", "casinos", False),
        ("casino*", "Casinoroyal", True),
        ("casino*", "mycasino", False),
        ("cheap chairs", "cheap,\n**chairs**!", True),
        ("cheap chairs", "chairs, cheap", False),
        ("Café", "a cafe\u0301", True),
        ("cafe", "CAFÉ", True),
        ("https://bad.example/a", "see <https://bad.example/a?b=c>", True),
        ("bad.example", "a bad example of it", True),  # signs between words are all the same
        ("قرض", "هل تريد قَرْض؟", True),
        ("ca\u200bsino", "casino", True),
        ("casino", "ca\u200bsino", True),
    ],
)
def test_words_are_found_as_people_write_them(words: str, text: str, is_found: bool) -> None:
    assert bool(first_found([key_of(words)], text)) is is_found


@pytest.mark.parametrize("words", ["", " ", "*", "!?", "\u200b*"])
def test_where_no_letter_is_nothing_is_looked_for(words: str) -> None:
    assert key_of(words) == ""


def test_what_is_refused_leaves_nothing_and_names_the_words(
    asked: Topic, everybody: SimpleNamespace, public: Group
) -> None:
    watch("qzcasino", Act.REFUSE)
    before = Post.objects.count(), Topic.objects.count()
    with pytest.raises(ValidationError, match="qzcasino"):
        forum.reply(topic=asked, author=everybody.bob, markdown="Come to the QZcasino!")
    with pytest.raises(ValidationError, match="qzcasino"):
        forum.start_topic(group=public, author=everybody.bob, title="QZcasino", markdown="Come in.")
    answer = client_of(everybody.bob).post(f"/t/{asked.pk}/reply/", {"markdown": "The Qzcasino, for all."})
    assert answer.status_code == 422
    assert "“qzcasino” is not written here" in answer.content.decode()
    assert "The Qzcasino, for all." in answer.content.decode()
    assert (Post.objects.count(), Topic.objects.count()) == before
    said = forum.reply(topic=asked, author=everybody.bob, markdown="Come in.")
    with pytest.raises(ValidationError, match="qzcasino"):
        forum.revise_post(post=said, editor=everybody.bob, markdown="Come to the qzcasino.")


def test_what_is_refused_in_a_message_is_and_nothing_in_it_is_held(everybody: SimpleNamespace) -> None:
    watch("qzcasino", Act.REFUSE)
    watch("qzloan")
    start = {"author": everybody.ada, "recipients": [everybody.bob], "title": "Hello there"}
    with pytest.raises(ValidationError):
        forum.start_message(**start, markdown="A qzcasino.")
    forum.start_message(**start, markdown="A qzloan.")
    assert not Case.objects.exists()


def test_what_is_held_is_read_by_its_author_and_hands_alone(
    asked: Topic, everybody: SimpleNamespace, public: Group, run_jobs: Run
) -> None:
    watch("qzloan*")
    asked.refresh_from_db()
    looked = asked.post_count, asked.bumped_at, asked.last_author_id, asked.faces
    answer = client_of(everybody.bob).post(f"/t/{asked.pk}/reply/", {"markdown": "@ada take a qzloans."})
    run_jobs()
    held = Post.objects.get(markdown__contains="qzloans")
    assert answer["Location"] == f"/p/{held.pk}/hidden/"
    own = client_of(everybody.bob).get(f"/p/{held.pk}/hidden/").content.decode()
    assert "take a qzloans" in own
    assert "Somebody looks at it before others read it" in own
    for who, status in ((everybody.eve, 404), (everybody.ada, 404), (everybody.carl, 200)):
        assert client_of(who).get(f"/p/{held.pk}/hidden/").status_code == status, who
    assert "qzloans" not in client_of(everybody.eve).get(asked.get_absolute_url()).content.decode()
    asked.refresh_from_db()
    assert (asked.post_count, asked.bumped_at, asked.last_author_id, asked.faces) == looked
    case = Case.objects.get()
    assert (case.author, case.group, case.held_for, case.held_words) == (everybody.bob, public, Held.WORDS, "qzloan*")
    assert (told(HIDDEN), told(REVIEW)) == ({"bob"}, {"carl", "wanda"})
    assert Notification.objects.exclude(kind__in=(HIDDEN, REVIEW)).filter(object_id=held.pk).count() == 0
    page = client_of(everybody.carl).get(f"/review/{case.pk}/").content.decode()
    assert "Watched words: qzloan*" in page
    assert "Watched words: qzloan*" in client_of(everybody.carl).get("/review/?why=words").content.decode()
    assert "qzloan" not in client_of(everybody.carl).get("/review/?why=first").content.decode()


@pytest.mark.parametrize("decide", [operations.approve, operations.ignore])
def test_what_is_let_through_comes_as_new(
    asked: Topic, everybody: SimpleNamespace, run_jobs: Run, decide: Callable[..., object]
) -> None:
    watch("qzloan")
    held = forum.reply(topic=asked, author=everybody.bob, markdown="@ada take a qzloan.")
    run_jobs()
    decide(case=Case.objects.get(), by=everybody.carl)
    run_jobs()
    asked.refresh_from_db()
    held.refresh_from_db()
    assert held.hidden_at is None
    assert (asked.post_count, asked.last_author, asked.bumped_at) == (3, everybody.bob, held.created_at)
    about = Notification.objects.filter(object_id=held.pk).exclude(kind__in=(HIDDEN, REVIEW, RELEASED))
    assert set(about.values_list("member__handle", "kind")) == {("ada", "mentioned"), ("eve", "followed")}
    assert told(RELEASED) == {"bob"}
    assert "it is there now" in client_of(everybody.bob).get("/told/").content.decode()


def test_a_topic_is_held_by_its_title_and_comes_as_new(
    everybody: SimpleNamespace, public: Group, run_jobs: Run
) -> None:
    watch("qzloan")
    fields = {"group": public.pk, "title": "A qzloan for all", "markdown": "Write to me.", "kind": "discussion"}
    answer = client_of(everybody.bob).post("/ask/", fields)
    made = Topic.objects.get(title="A qzloan for all")
    assert answer["Location"] == f"/p/{made.posts.get().pk}/hidden/"
    assert client_of(everybody.bob).get(answer["Location"]).status_code == 200
    assert client_of(everybody.eve).get(made.get_absolute_url()).status_code == 404
    run_jobs()
    operations.approve(case=Case.objects.get(), by=everybody.carl)
    run_jobs()
    assert client_of(everybody.eve).get(made.get_absolute_url()).status_code == 200
    other = topic(public, everybody.bob)
    forum.revise_topic(topic=other, editor=everybody.bob, title="Another qzloan", kind="discussion", tags=[])
    assert Topic.objects.get(pk=other.pk).hidden_at is not None


def test_what_was_approved_is_held_no_more_but_what_was_not_is(asked: Topic, everybody: SimpleNamespace) -> None:
    watch("qzloan")
    said = forum.reply(topic=asked, author=everybody.bob, markdown="A chair.")
    forum.revise_post(post=said, editor=everybody.bob, markdown="A qzloan.")
    case = Case.objects.get()
    assert Post.objects.get(pk=said.pk).hidden_at is not None
    decision = operations.approve(case=case, by=everybody.carl)
    forum.revise_post(post=said, editor=everybody.bob, markdown="A qzloan, twice.")
    assert Post.objects.get(pk=said.pk).hidden_at is None
    operations.undo_decision(decision=decision, by=everybody.carl)
    assert Post.objects.get(pk=said.pk).hidden_at is not None


def test_what_was_approved_is_held_again_for_other_words(asked: Topic, everybody: SimpleNamespace) -> None:
    watch("qzloan")
    watch("qzcoin")
    said = forum.reply(topic=asked, author=everybody.bob, markdown="A qzloan.")
    operations.approve(case=Case.objects.get(), by=everybody.carl)
    forum.revise_post(post=said, editor=everybody.bob, markdown="A qzcoin.")
    assert Case.objects.get(decided_at=None).held_words == "qzcoin"


def test_nobody_hides_anothers_post_by_a_word(asked: Topic, everybody: SimpleNamespace, public: Group) -> None:
    watch("qzloan")
    said = forum.reply(topic=asked, author=everybody.bob, markdown="What we know.")
    forum.make_wiki(post=said, by=everybody.carl)
    with pytest.raises(ValidationError, match="qzloan"):
        forum.revise_post(post=said, editor=everybody.eve, markdown="What we know of a qzloan.")
    assert not Case.objects.exists()
    forum.revise_post(post=said, editor=everybody.carl, markdown="What we know of a qzloan.")  # a hand may
    assert Post.objects.get(pk=said.pk).hidden_at is None
    theirs = forum.reply(topic=asked, author=everybody.carl, markdown="What hands know.")
    forum.make_wiki(post=theirs, by=everybody.carl)
    with pytest.raises(ValidationError, match="qzloan"):  # the hand is not who wrote this
        forum.revise_post(post=theirs, editor=everybody.eve, markdown="A qzloan.")


@pytest.mark.parametrize("who", ["carl", "wanda", "root"])
def test_hands_and_staff_write_what_they_must(asked: Topic, cast: SimpleNamespace, who: str) -> None:
    watch("qzloan")
    watch("qzcasino", Act.REFUSE)
    author = getattr(cast, who)
    said = forum.reply(topic=asked, author=author, markdown="Beware of qzloan and qzcasino.")
    assert Post.objects.get(pk=said.pk).hidden_at is None


def test_first_posts_wait_where_the_site_wants_it(
    everybody: SimpleNamespace, public: Group, asked: Topic, run_jobs: Run
) -> None:
    ReviewSetting.objects.create(hold_first=2)
    new: Member = MemberFactory()
    join(public, new)
    said = [forum.reply(topic=asked, author=new, markdown=f"Hello {number}.") for number in range(2)]
    assert [case.held_for for case in Case.objects.all()] == [Held.FIRST, Held.FIRST]
    for case in Case.objects.all():
        operations.approve(case=case, by=everybody.carl)
    forum.reply(topic=asked, author=new, markdown="Hello again.")
    assert Case.objects.filter(decided_at=None).count() == 0
    assert not Post.objects.filter(pk__in=[post.pk for post in said]).exclude(hidden_at=None).exists()


def test_a_held_post_that_is_flagged_nowhere_else_is_decided_like_any(
    asked: Topic, everybody: SimpleNamespace, run_jobs: Run
) -> None:
    watch("qzloan")
    held = forum.reply(topic=asked, author=everybody.bob, markdown="A qzloan.")
    operations.delete(case=Case.objects.get(), by=everybody.carl, words="No loans here.")
    assert Post.objects.hidden_for(everybody.bob).filter(pk=held.pk).count() == 0
    again = forum.reply(topic=asked, author=everybody.bob, markdown="A chair.")
    assert not flagged(again, everybody.ada).held_for


def test_a_post_is_looked_at_in_two_queries(
    asked: Topic, everybody: SimpleNamespace, django_assert_num_queries: Callable[..., object]
) -> None:
    from forum.moderation import watching

    watch("qzloan")
    said = forum.reply(topic=asked, author=everybody.bob, markdown="A chair.")
    said.author, said.topic.group  # noqa: B018
    with django_assert_num_queries(2):
        watching.look(said, everybody.bob, is_new=True)


def test_staff_keeps_the_words_and_tries_them(cast: SimpleNamespace) -> None:
    for who, status in ((cast.root, 200), (cast.mo, 200), (cast.bob, 302)):
        assert client_of(who).get("/admin/watched_words/").status_code == status, who
    client = client_of(cast.mo)
    for words, trial in (("!!", ""), ("chair", "No such thing.")):
        answer = client.post("/admin/watched_words/new/", {"words": words, "act": "hold", "trial": trial})
        assert answer.status_code == 422
        assert not WatchedWord.objects.exists()
    made = {"words": "Chair*", "act": "hold", "trial": "Cheap chairs!"}
    assert client.post("/admin/watched_words/new/", made).status_code == 302
    kept = WatchedWord.objects.get()
    assert (kept.words, kept.key) == ("Chair*", "chair*")
    assert "watched already" in client.post("/admin/watched_words/new/", {**made, "words": "chair *"}).content.decode()
    assert client.post(f"/admin/watched_words/edit/{kept.pk}/", {"words": "Table", "act": "refuse"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.key, kept.act) == ("table", "refuse")
