"""Writing, revising, drafts, rules and files: what is kept, and for whom."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from PIL import Image

from forum import operations, policy
from forum.models import Draft, Membership, Post, PostRevision, RulesAcceptance, Topic, TopicEvent, Upload
from forum.operations.drafts import DRAFTS_MAX
from members.models import Member
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.members.profiled import wide_profile

pytestmark = pytest.mark.django_db

World = SimpleNamespace


def picture(member: Member, name: str = "chair.png") -> Upload:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return operations.store_upload(member=member, name=name, data=out.getvalue())


def embedded(upload: Upload) -> str:
    return f"![a chair](upload:{upload.pk})"


# Words ----------------------------------------------------------------------------------------------------------


def test_titles_are_one_line_without_what_cannot_be_seen(world: World) -> None:
    found = topic(world.public, world.ada, "  How\u200b do\n you\u202e price  a chair? ")
    assert found.title == "How do you price a chair?"
    assert found.slug == "how-do-you-price-a-chair"


@pytest.mark.parametrize("title", ["価格はどう決めますか", "كيف تسعر الكرسي", "!!! ???", "🙂🙂🙂"])
def test_titles_in_any_writing_have_an_address(title: str, world: World) -> None:
    found = topic(world.public, world.ada, title)
    assert client_of(world.eve).get(found.get_absolute_url()).status_code == 200
    assert title in client_of(world.eve).get("/latest/").content.decode()


@pytest.mark.parametrize("tag", ["preis", "価格", "سعر", "a/b", "c++", "<b>", "%2e", "?x=1&y", "l'atelier"])
def test_tags_in_any_writing_have_an_address(tag: str, world: World) -> None:
    found = topic(world.public, world.ada, tags=[tag])
    client = client_of(world.eve)
    assert client.get(found.get_absolute_url()).status_code == 200
    assert client.get("/latest/").status_code == 200
    kept = found.tags.get()
    assert client.get(f"/tags/{kept.slug}/").status_code == 200
    assert client.get(f"/tags/{kept.slug}/follow/").status_code == 200


def test_a_tag_is_linked_in_words_where_its_readers_find_something(world: World) -> None:
    """Its topic's own, one of a public group, or of the group it is written in; but no word that merely has a #."""
    topic(world.private, world.ada, tags=["hush"])
    gone = topic(world.public, world.ada, tags=["gone"])
    operations.delete_topic(topic=gone, by=world.carl)
    words = "#new #Pricing #hush #gone #include"
    for group, linked in ((world.public, ["new", "pricing"]), (world.private, ["new", "pricing", "hush"])):
        found = topic(group, world.ada, markdown=words, tags=["new"])
        assert re.findall(r'href="/tags/([^/]+)/"', found.posts.get().html) == linked
        operations.delete_topic(topic=found, by=world.wanda)


def test_a_tag_in_words_leads_to_its_own_address(world: World) -> None:
    found = topic(world.public, world.ada, tags=["c++"], markdown="We use #資金.")
    topic(world.public, world.ada, tags=["資金"])
    post = operations.reply(topic=found, author=world.bob, markdown="#資金")
    [address] = re.findall(r'href="(/tags/[^"]+)"', post.html)
    assert client_of(world.visitor).get(address).status_code == 200


@pytest.mark.parametrize("tag", ["", "!!!", "🙂", "..", "'", "\u200b"])
def test_tags_without_a_letter_or_digit_are_left_out(tag: str, world: World) -> None:
    """They would have no address; and a list that links to none must still be shown."""
    found = topic(world.public, world.ada, tags=[tag, "wood"])
    assert list(found.tags.names()) == ["wood"]


def test_tags_are_each_kept_once_in_lower_case(world: World) -> None:
    found = topic(world.public, world.ada, tags=["Pricing", "#pricing", " wood  work ", ""])
    assert sorted(found.tags.names()) == ["pricing", "wood work"]


def test_revising_a_topic_keeps_its_former_title(world: World) -> None:
    operations.revise_topic(
        topic=world.question, editor=world.carl, title="Pricing a chair", kind="discussion", tags=["wood"]
    )
    found = Topic.objects.get(pk=world.question.pk)
    assert (found.title, found.slug, found.kind, list(found.tags.names())) == (
        "Pricing a chair", "pricing-a-chair", "discussion", ["wood"],
    )  # fmt: skip
    revision = PostRevision.objects.get()
    assert (revision.title, revision.editor) == ("How do you price a chair?", world.carl)


def test_a_former_title_leads_on_for_now_with_what_was_asked(world: World) -> None:
    """For now: a title may be changed back, and browsers remember for ever what is for ever."""
    former = world.question.get_absolute_url()
    operations.revise_topic(topic=world.question, editor=world.carl, title="Chairs", kind="question", tags=[])
    now = Topic.objects.get(pk=world.question.pk).get_absolute_url()
    for query in ("", "?page=3", "?reading=threads&from=2"):
        answer = client_of(world.eve).get(former + query)
        assert (answer.status_code, answer["Location"]) == (302, now + query)


def test_a_question_that_becomes_a_discussion_has_no_solution(world: World) -> None:
    operations.accept_solution(post=world.post, by=world.ada)
    operations.revise_topic(topic=world.question, editor=world.ada, title="Chairs", kind="discussion", tags=[])
    assert Topic.objects.get(pk=world.question.pk).solution is None


# Revisions ------------------------------------------------------------------------------------------------------


def test_a_slip_mended_at_once_leaves_no_revision_and_a_later_change_does(world: World) -> None:
    post = operations.revise_post(post=world.post, editor=world.bob, markdown="I add it up, all of it.")
    assert (post.edited_at, PostRevision.objects.count()) == (None, 0)
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=1))
    for words in ("I count the hours.", "I count the hours.", "I count every hour."):
        post = operations.revise_post(post=post, editor=world.bob, markdown=words, reason="Clearer")
    assert [revision.markdown for revision in post.revisions.all()] == ["I add it up, all of it.", "I count the hours."]
    assert "every hour" in post.html
    assert post.edited_at is not None


def test_another_editor_of_a_wiki_always_leaves_a_revision(world: World) -> None:
    operations.make_wiki(post=world.post, by=world.bob)
    operations.revise_post(post=world.post, editor=world.eve, markdown="Better words.")
    revision = PostRevision.objects.get()
    assert (revision.markdown, revision.editor) == ("Reply 0.", world.eve)
    assert Post.objects.get(pk=world.post.pk).author == world.bob


def test_the_excerpt_follows_the_opening(world: World) -> None:
    operations.revise_post(post=world.opening, editor=world.ada, markdown="Quite **another** beginning.")
    assert Topic.objects.get(pk=world.question.pk).excerpt == "Quite another beginning."


# Files ----------------------------------------------------------------------------------------------------------


def test_a_post_shows_only_pictures_its_writer_may_hang_in(world: World) -> None:
    hers = picture(world.ada)
    post = operations.reply(topic=world.question, author=world.bob, markdown=embedded(hers))
    assert post.uploads.count() == 0
    assert f"/uploads/{hers.pk}/" not in post.html
    mine = operations.reply(topic=world.question, author=world.ada, markdown=embedded(hers))
    assert list(mine.uploads.all()) == [hers]
    quoted = operations.reply(topic=world.question, author=world.bob, markdown=embedded(hers))
    assert list(quoted.uploads.all()) == [hers]


def test_the_editor_of_a_wiki_hangs_in_what_they_brought_and_nothing_of_its_authors(world: World) -> None:
    """bob's picture is for his own eyes until he posts it, whoever can write in his wiki post."""
    operations.make_wiki(post=world.post, by=world.bob)
    his, hers = picture(world.bob), picture(world.eve)
    post = operations.revise_post(post=world.post, editor=world.eve, markdown=f"{embedded(his)} {embedded(hers)}")
    assert list(post.uploads.all()) == [hers]
    assert not Upload.objects.visible_to(world.eve).filter(pk=his.pk).exists()


def test_a_picture_of_a_deleted_post_is_not_shown_again_by_its_number(world: World) -> None:
    upload = picture(world.bob)
    shown = operations.reply(topic=world.question, author=world.bob, markdown=embedded(upload))
    operations.delete_post(post=shown, by=world.carl)
    again = operations.reply(topic=world.question, author=world.eve, markdown=embedded(upload))
    assert again.uploads.count() == 0
    assert not Upload.objects.visible_to(world.eve).filter(pk=upload.pk).exists()


def test_a_picture_that_is_revised_away_is_seen_by_its_member_alone(world: World) -> None:
    upload = picture(world.bob)
    post = operations.reply(topic=world.question, author=world.bob, markdown=embedded(upload))
    assert Upload.objects.visible_to(world.visitor).filter(pk=upload.pk).exists()
    operations.revise_post(post=post, editor=world.bob, markdown="No picture.")
    assert not Upload.objects.visible_to(world.visitor).filter(pk=upload.pk).exists()
    assert Upload.objects.visible_to(world.bob).filter(pk=upload.pk).exists()


def test_pictures_lose_what_the_camera_noted(world: World) -> None:
    out = io.BytesIO()
    noted = Image.new("RGB", (60, 40), "red")
    exif = noted.getexif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    noted.save(out, "JPEG", exif=exif)
    upload = operations.store_upload(member=world.ada, name="../../home.jpg", data=out.getvalue())
    assert (upload.name, upload.width, upload.height) == ("home.jpg", 40, 60)
    for file in (upload.file, upload.thumbnail):
        data = file.read()
        assert b"taken at home" not in data
        with Image.open(io.BytesIO(data)) as kept:
            assert not kept.getexif()


# A green within the wide colours that is another in sRGB, and one that sRGB does not have.
GREENS = {(100, 150, 100): (67, 151, 97), (0, 255, 0): (0, 255, 0)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_wide_colours_are_said_as_the_web_says_them(kind: str, mode: str, world: World) -> None:
    if (kind, mode) == ("JPEG", "RGBA"):
        pytest.skip("it has no transparency")
    for typed, shown in GREENS.items():
        out, more = io.BytesIO(), {"lossless": True} if kind == "WEBP" else {"quality": 100} if kind == "JPEG" else {}
        Image.new("RGB", (40, 30), typed).convert(mode).save(out, kind, icc_profile=wide_profile(), **more)
        upload = operations.store_upload(member=world.ada, name="chair.jpg", data=out.getvalue())
        for file in (upload.file, upload.thumbnail):
            with Image.open(io.BytesIO(file.read())) as kept:
                assert "icc_profile" not in kept.info
                found = kept.convert("RGB").getpixel((20, 15))
                assert max(abs(one - other) for one, other in zip(found, shown, strict=True)) <= 4, (found, shown)


def test_an_animation_is_in_the_colours_of_the_web(world: World) -> None:
    out, frames = io.BytesIO(), [Image.new("RGB", (40, 30), colour) for colour in ((100, 150, 100), (200, 0, 0))]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True, icc_profile=wide_profile())
    upload = operations.store_upload(member=world.ada, name="dance.webp", data=out.getvalue())
    for file in (upload.file, upload.thumbnail):
        with Image.open(io.BytesIO(file.read())) as kept:
            assert "icc_profile" not in kept.info
            assert kept.convert("RGB").getpixel((20, 15))[0] < 85


@pytest.mark.parametrize(
    "profile", [b"x", wide_profile()[:200], wide_profile()[:128] + b"\xff" * 500, b"\x00" * 900_000], ids=range(4)
)
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_a_broken_profile_or_one_of_other_colours_spoils_no_picture(profile: bytes, mode: str, world: World) -> None:
    for icc in (profile, wide_profile()):
        out = io.BytesIO()
        Image.new("L", (40, 30), 255).convert(mode).save(out, "PNG", icc_profile=icc)
        upload = operations.store_upload(member=world.ada, name="chair.png", data=out.getvalue())
        with Image.open(io.BytesIO(upload.file.read())) as kept:
            assert min(kept.convert("RGB").getpixel((20, 15))) >= 250
            assert "icc_profile" not in kept.info


def test_ink_without_a_profile_is_taken(world: World) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (40, 30), (0, 255, 255, 0)).save(out, "JPEG", icc_profile=wide_profile())
    upload = operations.store_upload(member=world.ada, name="chair.jpg", data=out.getvalue())
    with Image.open(io.BytesIO(upload.file.read())) as kept:
        red, green, blue = kept.getpixel((20, 15))
        assert (kept.mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


# Drafts ---------------------------------------------------------------------------------------------------------


def test_drafts_are_kept_by_purpose_and_gone_when_posted(world: World) -> None:
    for purpose in ("message", f"reply:{world.question.pk}", f"revise:{world.post.pk}"):
        for words in ("Begun", "Begun and gone on"):
            operations.keep_draft(member=world.bob, purpose=purpose, markdown=words)
    assert Draft.objects.filter(member=world.bob, markdown="Begun and gone on").count() == 3
    operations.reply(topic=world.question, author=world.bob, markdown="Done.")
    operations.revise_post(post=world.post, editor=world.bob, markdown="Done.")
    operations.start_message(author=world.bob, recipients=[world.ada], title="Done", markdown="Done.")
    assert not Draft.objects.exists()


def test_an_emptied_draft_is_no_draft(world: World) -> None:
    operations.keep_draft(member=world.bob, purpose="topic", markdown="Begun")
    assert operations.keep_draft(member=world.bob, purpose="topic", markdown=" ") is None
    assert not Draft.objects.exists()


def test_a_refused_post_keeps_its_draft(world: World) -> None:
    operations.keep_draft(member=world.bob, purpose=f"reply:{world.question.pk}", markdown="Begun")
    operations.close_topic(topic=world.question, by=world.carl)
    with pytest.raises(Exception, match="may not"):
        operations.reply(topic=world.question, author=world.bob, markdown="Begun")
    assert Draft.objects.count() == 1


def test_the_oldest_draft_gives_way(world: World) -> None:
    for number in range(DRAFTS_MAX + 3):
        operations.keep_draft(member=world.bob, purpose=f"reply:{number + 1}", markdown="Begun")
    operations.keep_draft(member=world.ada, purpose="topic", markdown="Hers")
    assert Draft.objects.filter(member=world.bob).count() == DRAFTS_MAX
    assert not Draft.objects.filter(purpose="reply:1").exists()


# Rules, states, introductions -------------------------------------------------------------------------------------


def test_it_is_kept_who_accepted_which_rules_and_when(world: World) -> None:
    for number in (1, 2):
        version = operations.publish_rules(by=world.root, rules=[("Be kind", "To all."), ("Be brief", "")])
        assert version.number == number
        for _twice in range(2):
            operations.accept_rules(member=world.bob, version=version)
    kept = RulesAcceptance.objects.filter(member=world.bob).order_by("accepted_at")
    assert [acceptance.version.number for acceptance in kept] == [1, 2]
    assert policy.rules_to_accept(world.bob) == []
    assert [rule.title for rule in version.rules.all()] == ["Be kind", "Be brief"]


def test_what_is_done_to_a_topic_is_noted_once_and_names_no_other_group(world: World) -> None:
    for _twice in range(2):
        operations.close_topic(topic=world.question, by=world.carl)
    for _twice in range(2):
        operations.reopen_topic(topic=world.question, by=world.carl)
        operations.archive_topic(topic=world.question, by=world.carl)
    operations.move_topic(topic=world.question, by=world.wanda, group=world.groups["members"])
    events = TopicEvent.objects.filter(topic=world.question)
    assert [event.what for event in events] == ["closed", "reopened", "archived", "moved"]
    page = client_of(world.ada).get(world.question.get_absolute_url()).content.decode()
    assert "moved this topic here" in page
    assert "The public group" not in page.partition("<main")[2].partition("</main>")[0]


def test_who_answers_an_introduction_has_greeted(world: World) -> None:
    operations.join(group=world.public, member=world.eve)
    found = topic(world.public, world.eve, "Hello from Accra", kind="introduction")
    operations.reply(topic=found, author=world.eve, markdown="I forgot to say.")
    assert Membership.objects.get(group=world.public, member=world.eve).greeted_at is None
    operations.reply(topic=found, author=world.bob, markdown="Welcome!")
    operations.reply(topic=found, author=world.fay, markdown="Welcome!")
    assert Membership.objects.get(group=world.public, member=world.eve).greeted_by == world.bob


def test_who_makes_a_group_is_its_first_mentor(world: World) -> None:
    group = operations.create_group(by=world.mo, name="Bakers", slug="bakers", purpose="To talk of bread.")
    assert policy.roles_in(world.mo, group) == {"mentor"}
    assert policy.is_in(world.mo, group)
    group.refresh_from_db()
    assert group.member_count == 1
