"""Words and files: what stands among the words stays there, what was cut brings no files, what is refused is named."""

import io

import pytest
from django.core import mail as outbox
from PIL import Image

from forum.models import Post, Upload
from mail.models import Status
from tests.factories import topic
from tests.forum.by_mail.conftest import mail, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(cast, public):
    return topic(public, cast.ada).posts.get(number=1)


def picture():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "JPEG")
    return out.getvalue()


def test_a_picture_hangs_below_the_words(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening), "Like this one.")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="chair.jpg")
    received = arrive(message)
    upload = Upload.objects.get(member=cast.bob)
    post = Post.objects.get(pk=received.post_id)
    assert post.markdown == f"Like this one.\n\n![chair.jpg](upload:{upload.pk})"
    assert list(post.uploads.all()) == [upload]


def test_a_picture_among_the_words_stays_there(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening), "Before\n\n[image: chair.jpg]\n\nafter")
    message.add_alternative('<p>Before</p><p><img src="cid:c1"></p><p>after</p>', subtype="html")
    message.get_payload()[1].add_related(picture(), "image", "jpeg", cid="<c1>", filename="chair.jpg")
    received = arrive(message)
    lines = Post.objects.get(pk=received.post_id).markdown.split()
    assert (lines[0], lines[-1]) == ("Before", "after")
    assert "upload:" in lines[1]


def test_a_picture_of_the_quoted_mail_is_no_file_of_this_one(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening), "Yes.")
    html = "<p>Yes.</p><div>On Mon, Feb 3, 2020 at 10:15 AM Ada &lt;a@example.org&gt; wrote:</div><blockquote>"
    message.add_alternative(f'{html}How? <img src="cid:logo"></blockquote>', subtype="html")
    message.get_payload()[1].add_related(picture(), "image", "jpeg", cid="<logo>", filename="logo.jpg")
    received = arrive(message)
    assert Post.objects.get(pk=received.post_id).markdown == "Yes."
    assert not Upload.objects.exists()


def test_a_file_that_is_not_taken_is_named_to_its_sender(arrive, run_jobs, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening), "See the file.")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="setup.exe")
    received = arrive(message)
    assert received.status == Status.POSTED
    assert Post.objects.get(pk=received.post_id).markdown == "See the file."
    run_jobs()
    (letter,) = [each for each in outbox.outbox if each.to == [cast.bob.email]]
    assert "setup.exe" in letter.body


def test_a_mail_of_html_alone_is_markdown(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening))
    message.set_content("<p>It is <b>pine</b>.</p><ul><li># one</li></ul>", subtype="html")
    markdown = Post.objects.get(pk=arrive(message).post_id).markdown
    assert "**pine**" in markdown
    assert markdown.count("\\#") <= 1


def test_what_html_brings_is_harmless(arrive, cast, opening):
    message = mail(cast.bob, reply_address(cast.bob, opening))
    message.set_content('<p onclick="x()">Hi<script>alert(1)</script><img src=x onerror=alert(1)></p>', subtype="html")
    html = Post.objects.get(pk=arrive(message).post_id).html
    assert "alert" not in html
    assert "onclick" not in html


def test_a_refused_mail_leaves_no_file(arrive, cast, opening):
    from forum import operations

    operations.close_topic(topic=opening.topic, by=cast.wanda)
    message = mail(cast.bob, reply_address(cast.bob, opening), "See.")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="chair.jpg")
    assert arrive(message).status == Status.REJECTED
    assert not Upload.objects.exists()
