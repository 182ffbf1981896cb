"""A community with a word of its own in everything that somebody may not see."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import Group as AdminGroup
from django.utils import timezone

from forum import operations
from forum.models import Audience, Group, GroupRole, Joining, OldAddress, Post, PostOriginal, Role, Topic
from forum.moderation import operations as review
from forum.moderation.kinds import MEMBERS, POSTS
from forum.moderation.models import Case
from guides import operations as learning
from guides.distil.models import Consent
from guides.distil.operations import consent, distil
from guides.models import GuideIndexPage, ModulePage, TemplatePage, TemplateVersion, TrainingPage
from knowledge_base.comments import operations as comments
from knowledge_base.models import ArticlePage, FAQPage, KnowledgeIndexPage, KnowledgePage, LessonPage
from members.models import Invitation, Member
from notifications.models import Notification
from notifications.operations import notify
from pages.models import File
from search.saved.operations import keep_search
from search.saved.told import FOUND
from tests.factories import GroupFactory, MemberFactory, join, posts, topic
from tests.knowledge_making import file, guide, picture, published, shelf

# eve is in no group, nils was in all of them, ines is invited to all, olga mentors another one; ed edits pages in the
# admin, ann writes there, and meets outside of it what eve does; mo moderates; ada is in the private group, bob in the
# secret one as well; wanda mentors both. (An administrator sees everything but other people's messages and drafts, and
# is left out.)
PEOPLE = ["visitor", "eve", "nils", "ines", "olga", "ed", "mo", "ada", "bob", "wanda"]

EVERYBODY_SIGNED_IN = {"eve", "nils", "ines", "olga", "ed", "mo", "ada", "bob", "wanda", "ann"}
# Where a word stands, and who may meet it.
SEES = {
    "qzmembers": EVERYBODY_SIGNED_IN,  # in a group for members
    "qzlisted": EVERYBODY_SIGNED_IN,  # the private group's own page
    "qzprivate": {"mo", "ada", "bob", "wanda"},  # what is written in it, and its rules
    "qzhush": {"ines", "bob", "wanda"},  # the secret group's own page
    "qzsecret": {"bob", "wanda"},  # what is written in it, and its rules
    "qzmessage": {"bob"},  # a message from sid to bob
    "qzmentors": {"wanda"},  # a message from sid to the mentors of the private group
    "qzgone": {"mo", "wanda"},  # deleted posts of a public group: who may restore them reads them
    "qzveiled": {"mo", "ada", "wanda"},  # a hidden post of a public group: its author and hands read it
    "qzflagged": {"mo", "wanda"},  # the note of bob's flag in the private group: those who decide there
    "qzwhy": {"mo", "wanda", "ada"},  # what ada was told with a decision, to her and those who decide there
    "qzappeal": {"mo", "wanda", "ada"},  # what she said to it
    "qzover": set(),  # a deleted topic of a public group
    "qzown": {"bob"},  # bob's drafts, notes on bookmarks, files that are not posted yet
    "qzwish": {"bob"},  # a search that bob keeps, and what he is told of it
    "qznote": {"mo", "wanda"},  # why somebody asks to join the private group
    "qzperson": EVERYBODY_SIGNED_IN,  # the name of a member
    "qzaddress": {"mo"},  # an e-mail address: moderators look after people
    "qzmail": {"mo"},  # whom somebody invited
    "qzguide": {"ada", "bob", "wanda"},  # a guide that the private group's members read, its picture and its file
    "qzreads": EVERYBODY_SIGNED_IN,  # pages of every kind that members read
    "qzformer": {"ada", "bob", "wanda"},  # what a guide for everybody said while it was the private group's
    "qzdraft": set(),  # what was never published
    "qzgranted": {"bob", "wanda"},  # in the secret group, and in a page made of it, with its author's consent
    "qzwithheld": {"bob", "wanda"},  # chosen for that page, and not granted
}


def group_of(audience: str, word: str, head: str = "") -> Group:
    """A group whose own page holds `head`."""
    head = head or word
    group: Group = GroupFactory(
        name=f"{head.title()} Circle",
        slug=f"{head}-group",
        purpose=f"To keep {head} among us.",
        description=f"We speak of {head}.",
        description_html=f"<p>We speak of {head}.</p>",
        audience=audience,
        joining=Joining.REQUEST if audience == Audience.PRIVATE else Joining.OPEN,
    )
    return group


def talk_in(group: Group, word: str, by: Member, reader: Member) -> Topic:
    """A topic with the word in its title, words, tag, file, revisions and quotation."""
    upload = operations.store_upload(member=by, name=f"{word}.txt", data=word.encode())
    words = f"The word is {word}, see ![{word}](upload:{upload.pk}). @{reader.handle} #{word}tag"
    found = topic(
        group, by, f"{word.title()} and the price of chairs", markdown=words, tags=[f"{word}tag"], kind="question"
    )
    quoted = f'[quote="{by.handle}, post:1"]\nThe word is {word}\n[/quote]\n\nYes, {word}.'
    reply = operations.reply(topic=found, author=reader, markdown=quoted)
    operations.accept_solution(post=reply, by=by)
    operations.react(post=reply, member=by)
    Post.objects.filter(topic=found).update(created_at=timezone.now() - timedelta(hours=1))
    operations.revise_post(post=reply, editor=reader, markdown=f"{quoted} Indeed.", reason=f"More {word}")
    operations.make_wiki(post=reply, by=reader)
    OldAddress.objects.create(path=f"/old/{word}", topic=found)
    return found


def build(run_jobs: Any) -> SimpleNamespace:
    w = SimpleNamespace(**_people(), visitor=AnonymousUser())
    _groups(w)
    _rules(w)
    _talk(w)
    _review(w)
    _own(w)
    _guides(w)
    for group in (w.private, w.secret):
        operations.leave(group=group, member=w.nils)
        operations.invite(group=group, member=w.ines, by=w.wanda, note="Come in")
    run_jobs()
    w.notifications = list(Notification.objects.all())
    return w


def _people() -> dict[str, Member]:
    names = [name for name in PEOPLE if name != "visitor"]
    people = {name: MemberFactory(handle=name, is_moderator=name == "mo") for name in names}
    people["sid"] = MemberFactory(handle="sid", name="Qzperson Sidney", email="qzaddress@example.org")
    people["root"] = MemberFactory(handle="root", is_superuser=True)
    people["ann"] = MemberFactory(handle="ann")
    for name, kept_by in (("ed", "Editors"), ("ann", "Authors")):
        people[name].groups.add(AdminGroup.objects.get(name=kept_by))
    return people


def _groups(w: SimpleNamespace) -> None:
    elsewhere = GroupFactory(name="Elsewhere", slug="elsewhere")
    w.public = GroupFactory(name="The open air", slug="open-air")
    w.members = group_of(Audience.MEMBERS, "qzmembers")
    w.private = group_of(Audience.PRIVATE, "qzprivate", "qzlisted")
    w.secret = group_of(Audience.SECRET, "qzsecret", "qzhush")
    w.groups = [w.members, w.private, w.secret, w.public, elsewhere]
    join(elsewhere, w.olga)
    join(w.public, w.sid, w.bob, w.wanda, w.ada)
    join(w.members, w.sid, w.bob, w.wanda)
    join(w.private, w.sid, w.bob, w.wanda, w.ada, w.nils)
    join(w.secret, w.sid, w.bob, w.wanda, w.nils)
    for group in w.groups[:4]:
        GroupRole.objects.create(group=group, member=w.wanda, role=Role.MENTOR)
    for role in Role:
        GroupRole.objects.create(group=elsewhere, member=w.olga, role=role)


def _rules(w: SimpleNamespace) -> None:
    for group, word in ((w.private, "qzprivate"), (w.secret, "qzsecret")):
        version = operations.publish_rules(by=w.root, group=group, rules=[(f"Keep {word}", f"Here {word} stays.")])
        for member in (w.sid, w.bob, w.wanda, w.nils, w.ada):
            operations.accept_rules(member=member, version=version)


def _talk(w: SimpleNamespace) -> None:
    w.open = topic(w.public, w.ada, "The price of tables", tags=["tables"], kind="question")
    posts(w.open, w.bob, 2)
    w.talks = {
        "qzmembers": talk_in(w.members, "qzmembers", w.sid, w.bob),
        "qzprivate": talk_in(w.private, "qzprivate", w.sid, w.bob),
        "qzsecret": talk_in(w.secret, "qzsecret", w.sid, w.bob),
        "qzmessage": operations.start_message(
            author=w.sid, recipients=[w.bob], title="Qzmessage chairs", markdown="Only qzmessage."
        ),
        "qzmentors": operations.start_message_to_mentors(
            author=w.sid, group=w.private, title="Qzmentors chairs", markdown="Only qzmentors."
        ),
        "qzover": topic(w.public, w.ada, "Qzover and the price of chairs", markdown="Said qzover.", tags=["qzovertag"]),
    }
    operations.delete_topic(topic=w.talks["qzover"], by=w.wanda)
    # A question that waits, with somebody to ask: its page of answers names both.
    topic(w.secret, w.bob, "Qzsecret and no solution", markdown="Still qzsecret.", kind="question")
    GroupRole.objects.create(group=w.secret, member=w.wanda, role=Role.ADVISOR)
    upload = operations.store_upload(member=w.ada, name="qzgone.txt", data=b"qzgone")
    w.gone = operations.reply(topic=w.open, author=w.ada, markdown=f"It is qzgone. ![qzgone](upload:{upload.pk}) @bob")
    operations.reply(topic=w.open, author=w.bob, markdown="Why?", parent=w.gone)
    operations.bookmark(post=w.gone, member=w.olga)
    operations.delete_post(post=w.gone, by=w.wanda)
    _hide(w)


def _hide(w: SimpleNamespace) -> None:
    """A post with a file, a mention, a tag and a reply, which many had read and kept before it was hidden."""
    upload = operations.store_upload(member=w.ada, name="qzveiled.txt", data=b"qzveiled")
    words = f"It is qzveiled. ![qzveiled](upload:{upload.pk}) @bob #qzveiledtag"
    w.veiled = operations.reply(topic=w.open, author=w.ada, markdown=words)
    operations.reply(topic=w.open, author=w.bob, markdown="Why so?", parent=w.veiled)
    operations.bookmark(post=w.veiled, member=w.olga)
    operations.accept_solution(post=w.veiled, by=w.ada)
    operations.hold_post(post=w.veiled)


def _review(w: SimpleNamespace) -> None:
    """Flags in every group and in a message, one decided and appealed, and somebody who is suspended."""
    said = operations.reply(topic=w.open, author=w.ada, markdown="Buy my chairs.")
    posts = [talk.posts.get(number=1) for word, talk in w.talks.items() if word not in ("qzover", "qzmentors")]
    for post in (said, *posts):
        note = "It is qzflagged." if post.topic.group == w.private else ""
        review.flag(kind=POSTS, thing=post, reporter=w.bob, reason="spam", note=note)
    case = Case.objects.get(object_id=said.pk)
    decision = review.hide(case=case, by=w.root, words="Because of qzwhy.")
    review.appeal(decision=decision, member=w.ada, words="But qzappeal.")
    w.olaf = MemberFactory(handle="olaf")
    review.flag(kind=MEMBERS, thing=w.olaf, reporter=w.bob, reason="spam")
    review.suspend(case=Case.objects.get(kind="member"), by=w.root, days=3, words="Spam, spam, spam.")


def _own(w: SimpleNamespace) -> None:
    w.request = operations.request_to_join(
        group=w.private, member=MemberFactory(handle="dan"), note="Because of qznote"
    )
    for word in ("qzprivate", "qzsecret"):
        operations.keep_draft(member=w.bob, purpose=f"reply:{w.talks[word].pk}", markdown=f"qzown {word}")
        operations.bookmark(post=w.talks[word].posts.get(number=1), member=w.bob, note=f"qzown {word}")
        PostOriginal.objects.create(post=w.talks[word].posts.get(number=1), text=f"As it came: {word}")
        # They lost sight of it, and what they kept of it shows them nothing any more.
        operations.bookmark(post=w.talks[word].posts.get(number=1), member=w.nils, note="Mine")
        operations.follow_topic(topic=w.talks[word], member=w.nils, level=3)
        operations.mark_shown(topic=w.talks[word], member=w.nils, numbers=[1])
    operations.keep_draft(member=w.bob, purpose="topic", title="Qzown title", markdown="qzown words")
    operations.store_upload(member=w.bob, name="qzown.txt", data=b"qzown")
    wish = keep_search(member=w.bob, text="qzwish chairs")
    notify(members=[w.bob.pk], kind=FOUND, thread="", object_id=wish.pk, actor=None)
    Invitation.objects.create(
        created_by=w.bob, email="qzmail@example.org", expires_at=timezone.now() + timedelta(days=9)
    )


def _guides(w: SimpleNamespace) -> None:
    """A guide for everybody, and one for the private group with a picture, a file, and marks that others made."""
    library = shelf("Library", above=GuideIndexPage.objects.get())
    w.open_guide = guide(
        library,
        "An open guide",
        discussion_group=w.public,
        summary="Of qzformer.",
        audience="groups",
        groups=(w.private,),
    )
    w.open_guide.summary, w.open_guide.audience = "Of chairs.", "public"
    w.sketch, w.sheet = sketch, sheet = picture("qzguide"), file("qzguide", b"qzguide")
    body = [("text", "<p>It is qzguide.</p>"), ("download", {"file": sheet, "words": "qzguide"})]
    w.closed_guide = guide(
        library, "Qzguide", summary="Of qzguide.", cover=sketch, body=body, audience="groups", groups=(w.private,)
    )
    for page in (w.open_guide, w.closed_guide):
        page.tags.add("tables")
        page.save_revision().publish()
    w.open_guide.summary = "Of lasting chairs."
    w.open_guide.save_revision().publish()
    w.open_guide.summary = "Of qzdraft."
    w.open_guide.save_revision()
    said = comments.comment(page=w.closed_guide, author=w.bob, markdown="About qzguide, @ada.")
    comments.like_comment(comment=said, member=w.ada)
    comments.comment(page=w.open_guide, author=w.bob, markdown="About an open one.")
    sketch.get_rendition("width-100")
    w.pages = [library, w.open_guide, w.closed_guide, _distilled(w, library)]
    w.kinds = _every_kind(w, library, sheet)


def _every_kind(w: SimpleNamespace, library: GuideIndexPage, sheet: File) -> list[KnowledgePage]:
    """A page of every other kind for everybody, for members, and for the private group: what stands in a section has
    its readers, and a training for everybody has a module for each of them."""
    training = published(TrainingPage(title="Numbers", slug="numbers"), library)
    made, above = [training], KnowledgeIndexPage.objects.get()
    for audience, word in (("public", "qopen"), ("members", "qzreads"), ("groups", "qzguide")):
        readers: dict[str, Any] = {"audience": audience, "groups": (w.private,) if audience == "groups" else ()}
        section = KnowledgeIndexPage(title=f"{word.title()} section", slug=word, summary=f"Of {word}.")
        section = published(section, above, **readers)
        made.append(section)
        for page in _pages_about(word, sheet if audience == "groups" else file(word)):
            if isinstance(page, TemplatePage | TrainingPage):
                made.append(published(page, library, **readers))
            elif isinstance(page, ModulePage):
                made.append(published(page, training, **readers))
            else:
                made.append(published(page, section))
    for module in ModulePage.objects.exclude(audience="groups"):
        learning.finish_module(module=module, member=w.eve)
    return made


def _pages_about(word: str, taken: File) -> list[KnowledgePage]:
    text, body = f"<p>It is {word}.</p>", [("text", f"<p>It is {word}.</p>")]
    asked = {"question": f"What is {word}?", "answers": ["This", word], "right": 1, "explanation": word}
    section = {"title": f"Of {word}", "questions": [{"question": f"Why {word}?", "answer": text}]}
    kinds: dict[type[KnowledgePage], dict[str, Any]] = {
        ArticlePage: {"body": body},
        LessonPage: {"context": text, "solution": text, "results": text, "organisation": word},
        FAQPage: {"sections": [("section", section)]},
        TrainingPage: {"body": body},
        ModulePage: {"body": body, "quiz": [("question", asked)]},
        TemplatePage: {"what_for": text, "how_to_fill": text},
    }
    pages = [
        kind(title=f"{word.title()} {kind.__name__}", slug=f"{word}-{kind.__name__.lower()}", **fields)
        for kind, fields in kinds.items()
    ]
    pages[-1].versions.add(TemplateVersion(number="1", made_on=date(2026, 1, 1), notes=word, file=taken))
    return pages


def _distilled(w: SimpleNamespace, library: GuideIndexPage) -> KnowledgePage:
    """A page made of what two people said in the secret group, of whom one has agreed."""
    talk = w.talks["qzsecret"]
    chosen = [
        operations.reply(topic=talk, author=w.bob, markdown="As qzgranted by me."),
        operations.reply(topic=talk, author=w.sid, markdown="As qzwithheld by me."),
    ]
    under = KnowledgePage.objects.get(pk=library.pk)
    w.made = distil(topic=talk, by=w.wanda, posts=chosen, kind="guide", under=under, title="A page of two")
    granted = w.made.quotes.get(post=chosen[0])
    consent(quote=granted, by=w.bob, consent=Consent.NAMED)
    page: KnowledgePage = w.made.page.specific.get_latest_revision_as_object()
    page.save_revision().publish()
    return page
