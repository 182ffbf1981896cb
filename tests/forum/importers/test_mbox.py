"""Mailing lists, each rule of their import on a small file."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from PIL import Image

from forum.importers.mbox_import import import_mbox
from forum.models import Group, ImportedItem, Post, PostOriginal, ReadState, Topic, Upload
from mail.markdown import mail_to_markdown
from members.models import Member
from tests.forum.rows import differences, everything

from .conftest import mail, telling_jobs

Write = Callable[..., Path]
pytestmark = pytest.mark.django_db
BOB = "Bob Njeri <Bob@Shop.example>"
LATER = "Mon, 06 May 2019 11:00:00 +0000"
LAST = "Mon, 06 May 2019 12:00:00 +0000"


def conversation() -> list[EmailMessage]:
    """A question, an answer that quotes it, and an answer to that."""
    attribution = "On Mon, 6 May 2019 at 10:00, Ann Otieno <ann@shop.example> wrote:"
    quoting = f"The small one.\n\n{attribution}\n> Which till do you use?\n"
    return [
        mail("q@x", subject="[owners] Which till?"),
        mail("a@x", subject="Re: [owners] Which till?", sender=BOB, date=LATER, text=quoting, answers="q@x"),
        mail("b@x", subject="AW: Re: [owners] Which till?", date=LAST, text="Thank you, Bob.\n", answers="a@x"),
    ]


def test_thread_becomes_a_topic(mbox_file: Write) -> None:
    headers = {"List_Id": "Owners <owners.lists.example>"}
    first, *others = conversation()
    first["List-Id"] = headers["List_Id"]
    report = import_mbox(path=mbox_file(*reversed(others), first), group="owners")
    found = Topic.objects.get()
    assert (found.title, found.group.slug, found.author.name) == ("Which till?", "owners", "Ann Otieno")
    rows = found.posts.order_by("number").values_list("number", "parent__number", "message_id", "markdown")
    assert list(rows) == [
        (1, None, "q@x", "Which till do you use?"),
        (2, None, "a@x", "The small one."),
        (3, 2, "b@x", "Thank you, Bob."),
    ]
    original = PostOriginal.objects.get()
    assert original.post.number == 2
    assert "> Which till do you use?" in original.text
    assert (report.counts["mails found"], report.counts["posts written"]) == (3, 3)


def test_nobody_is_told(mbox_file: Write) -> None:
    import_mbox(path=mbox_file(*conversation()), group="owners")
    assert outbox.outbox == []
    assert telling_jobs() == []
    assert not ReadState.objects.exists()


def test_people_by_address_else_by_name(mbox_file: Write) -> None:
    here = Member.objects.create_user("zoe@shop.example", handle="zoe", name="Zoe")
    lst = {"List_Id": "<owners.lists.example>", "List_Post": "<mailto:owners@lists.example>"}
    via = '"Ann Otieno via owners" <owners@lists.example>'
    mails = [
        mail("1@x", sender="Ann Otieno <Ann@Shop.example>"),
        mail("2@x", sender="ann@shop.example"),
        mail("3@x", sender=via, **lst),
        mail("4@x", sender='"Dee Ba via owners" <owners@lists.example>', Reply_To="Dee Ba <dee@shop.example>", **lst),
        mail("5@x", sender='"Eli Ko via owners" <owners@lists.example>', **lst),
        mail("6@x", sender='"Ko, Eli via owners" <owners@lists.example>', **lst),
        mail("7@x", sender="Zoe Achieng <ZOE@shop.example>"),
        mail("8@x", sender="The owners <owners@lists.example>", **lst),
    ]
    import_mbox(path=mbox_file(*mails), group="owners")
    people = {member.name: member for member in Member.objects.filter(claimed=False)}
    assert set(people) == {"Ann Otieno", "Dee Ba", "Eli Ko", "Unknown writer"}
    ann = people["Ann Otieno"]
    assert (ann.email, ann.handle, ann.has_usable_password()) == ("ann@shop.example", "ann-otieno", False)
    assert ann.posts.count() == 3
    assert (people["Dee Ba"].email, people["Eli Ko"].email) == ("dee@shop.example", None)
    assert people["Eli Ko"].posts.count() == 2
    assert here.posts.count() == 1


def test_doubles_and_answers_of_machines_are_left_out(mbox_file: Write) -> None:
    first, second, third = conversation()
    away = mail("away@x", answers="q@x", date=LATER, Auto_Submitted="auto-replied")
    tracker = mail("bug@x", subject="Bug 12 opened", Auto_Submitted="auto-generated")
    report = import_mbox(path=mbox_file(first, second, second, third, away, tracker), group="owners")
    assert set(Post.objects.values_list("message_id", flat=True)) == {"q@x", "a@x", "b@x", "bug@x"}
    assert [remark.key for remark in report.skipped] == ["a@x", "away@x"]
    assert [remark.key for remark in report.noted] == ["bug@x"]


def test_mail_of_another_list_stays_there(mbox_file: Write) -> None:
    import_mbox(path=mbox_file(*conversation()), group="owners")
    report = import_mbox(path=mbox_file(*conversation()), group="others")
    assert Post.objects.count() == 3
    assert Topic.objects.count() == 1
    assert sum(report.skipped_by_reason.values()) == 3


def test_twice_is_once_and_a_longer_file_adds(mbox_file: Write) -> None:
    first, second, third = conversation()
    import_mbox(path=mbox_file(second), group="owners")
    before = Topic.objects.get().pk
    import_mbox(path=mbox_file(first, second, third, name="owners.mbox.xz"), group="owners")
    found = Topic.objects.get()
    assert found.pk == before
    assert list(found.posts.order_by("number").values_list("message_id", flat=True)) == ["a@x", "q@x", "b@x"]
    counts = [model.objects.count() for model in (Topic, Post, Member, ImportedItem, Group)]
    report = import_mbox(path=mbox_file(first, second, third), group="owners")
    assert [model.objects.count() for model in (Topic, Post, Member, ImportedItem, Group)] == counts
    assert report.counts["posts written"] == 0


def test_later_file_finds_the_topic_of_what_it_answers(mbox_file: Write) -> None:
    first, second, third = conversation()
    import_mbox(path=mbox_file(first, second), group="owners")
    import_mbox(path=mbox_file(third), group="owners")
    found = Topic.objects.get()
    assert found.posts.get(message_id="b@x").parent.message_id == "a@x"
    assert (found.post_count, found.last_number, found.faces[0]) == (3, 3, found.author_id)


def test_later_file_finds_a_post_that_came_by_mail(mbox_file: Write) -> None:
    import_mbox(path=mbox_file(mail("other@x", subject="Else")), group="owners")
    bob = Member.objects.create_user("bob@shop.example", handle="bob", name="Bob")
    group = Group.objects.get()
    local = Topic.objects.create(group=group, title="Local", slug="local", author=bob)
    Post.objects.create(topic=local, number=1, path="0001", author=bob, message_id="q@x", markdown="x", html="<p>x</p>")
    Post.objects.create(topic=local, number=2, path="0002", author=bob, message_id="a@x", markdown="x", html="<p>x</p>")
    for _run in range(2):
        import_mbox(path=mbox_file(conversation()[2]), group="owners")
    assert [(p.number, p.parent.number) for p in local.posts.filter(message_id="b@x")] == [(3, 2)]


def test_attachments_are_uploads(mbox_file: Write) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    message = mail("q@x")
    message.add_attachment(picture.getvalue(), maintype="image", subtype="png", filename="till[1].png")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")
    report = import_mbox(path=mbox_file(message), group="owners")
    upload = Upload.objects.get()
    post = Post.objects.get()
    assert (upload.member, list(post.uploads.all())) == (post.author, [upload])
    assert f"(upload:{upload.pk})" in post.markdown
    assert f"/uploads/{upload.pk}/" in post.html
    assert "Which till do you use?" in post.html
    assert [(remark.kind, remark.key) for remark in report.skipped] == [("attachment", "q@x: run.exe")]


def test_mail_without_words_of_its_own_keeps_something(mbox_file: Write) -> None:
    quote = "On Mon, 6 May 2019 at 10:00, Ann Otieno <ann@shop.example> wrote:\n> Which till do you use?\n"
    path = mbox_file(
        mail("q@x"), mail("a@x", text=quote, answers="q@x", date=LATER), mail("b@x", text="", answers="q@x", date=LAST)
    )
    report = import_mbox(path=path, group="owners")
    assert "Which till do you use?" in Post.objects.get(message_id="a@x").html
    assert Post.objects.get(message_id="b@x").html.strip()
    assert sum(report.noted_by_reason.values()) == 2


def test_dry_run_writes_nothing(mbox_file: Write) -> None:
    report = import_mbox(path=mbox_file(*conversation()), group="owners", is_dry_run=True)
    assert not Topic.objects.exists()
    assert not Group.objects.exists()
    assert not ImportedItem.objects.exists()
    assert not Member.objects.exists()
    assert (report.counts["topics new"], report.counts["posts new"], report.counts["people new"]) == (1, 3, 2)


def test_command_reports_as_json(mbox_file: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_mbox", str(mbox_file(*conversation())), group="owners", report=tmp_path / "r.json")
    printed = capsys.readouterr()
    assert "posts written: 3" in printed.out
    assert printed.err == ""  # no progress bar where nobody watches
    assert '"posts written": 3' in (tmp_path / "r.json").read_text()


def test_replies_on_deep_and_wrong_clocks_stand_after_what_they_answer(mbox_file: Write) -> None:
    early = "Sun, 05 May 2019 10:00:00 +0000"
    path = mbox_file(mail("q@x"), mail("a@x", answers="q@x", date=LATER), mail("b@x", answers="a@x", date=early))
    import_mbox(path=path, group="owners")
    assert list(Post.objects.order_by("number").values_list("message_id", flat=True)) == ["q@x", "a@x", "b@x"]


def test_patch_is_code_and_prose_keeps_its_lines() -> None:
    text = (
        "Hi all,\nshort\nlines\n# no heading\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-*old*\n+new\n\n"
        "Thanks\n-----\n> quoted\nmine\n"
    )
    assert mail_to_markdown(text) == (
        "Hi all,  \nshort  \nlines  \n\\# no heading\n\n```diff\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n"
        "-*old*\n+new\n```\n\nThanks  \n\\-----\n> quoted\n\nmine"
    )


def test_the_list_may_be_for_fewer_readers(mbox_file: Write) -> None:
    file = mbox_file(*conversation())
    call_command("import_mbox", str(file), group="owners", audience="private", verbosity=0)
    assert Group.objects.get(slug="owners").audience == "private"
    Group.objects.update(audience="public")
    before = everything()
    with pytest.raises(CommandError, match="owners"):
        call_command("import_mbox", str(file), group="owners", audience="private", verbosity=0)
    assert differences(before) == {}
