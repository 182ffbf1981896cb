"""The home page in place of Wagtail's welcome, and two plain pages under it that hold for every community."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations
from django.utils import timezone

HEADLINE = "Where owners talk things through"
INTRODUCTION = (
    "Ask what you are stuck on, and hear from people who have run a shop, a workshop or a farm somewhere else. "
    "Read without joining; write when you are ready."
)
ABOUT = """
<p>{name} is for people who run small businesses, and for those who stand beside them: mentors, advisers, and the
programmes that support them.</p>
<h2>How it works</h2>
<p>Conversations happen in groups. Some groups are open to every reader, some to members only, and some to their own
members only. Each group says on its page who reads it and how to join.</p>
<p>Questions can have a solution: the reply that helped, marked by the person who asked. That is how the next person
with the same question finds it.</p>
<h2>Who looks after it</h2>
<p>Group mentors lead the conversation in their groups. Moderators look after the whole community. Everybody keeps to
the same few <a href="/rules/">rules</a>.</p>
<p>The program behind this site is called Baraza. It is free software.</p>
"""
HELP = """
<h2>Reading</h2>
<p><a href="/latest/">Latest</a> shows what was written last. <b>New</b> shows topics you have not opened yet, and
<b>Unread</b> shows topics you follow in which somebody has written since you looked. You can read a topic in order, or
as threads with each reply under what it answers; your choice is remembered.</p>
<h2>Asking</h2>
<p>A good title is the question itself. Say what you do, where, and what you have tried. <a href="/ask/">Ask here</a>;
what you type is kept as a draft, so nothing is lost when the line breaks.</p>
<h2>Writing</h2>
<ul>
<li>*One star* makes text slanted, **two stars** make it bold.</li>
<li>A line that begins with a dash is a point of a list. A line that begins with &gt; is a quotation.</li>
<li>@ and a person's handle calls that person. @ and a group's address calls those who help in it.</li>
<li>Pictures and files can be added below the text box. Where and with what a photo was taken is removed from it.</li>
</ul>
<h2>When something is wrong</h2>
<p>Mended a slip too late? Use Edit under your own post; what it said before is kept. If somebody breaks the
<a href="/rules/">rules</a>, or you cannot get on, write a message to a mentor of the group.</p>
"""


def add_pages(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("pages", "HomePage")
    if HomePage.objects.exists():
        return
    root = Page.objects.filter(depth=1).order_by("path").first()
    # Only Wagtail's own welcome goes, its site with it; pages somebody made stay.
    Page.objects.filter(depth=2, slug="home", content_type__model="page", numchild=0).delete()
    last = Page.objects.filter(depth=2).order_by("-path").values_list("path", flat=True).first()
    step = _step_after(last)
    home = _create(
        apps,
        HomePage,
        title=settings.COMMUNITY_NAME,
        slug="home" if not Page.objects.filter(depth=2, slug="home").exists() else "community",
        path=f"{root.path}{step}",
        depth=2,
        numchild=2,
        headline=HEADLINE,
        introduction=INTRODUCTION,
    )
    PlainPage = apps.get_model("pages", "PlainPage")
    about = ABOUT.strip().format(name=settings.COMMUNITY_NAME)
    for number, (title, slug, body) in enumerate([("About", "about", about), ("Help", "help", HELP.strip())], start=1):
        path = f"{home.path}{number:04d}"
        _create(apps, PlainPage, title=title, slug=slug, path=path, depth=3, numchild=0, body=body, above=home.url_path)
    root.numchild = Page.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])
    _show_at_site(apps, home)


def _step_after(last):
    """The next step of a tree path: four digits of base 36 (treebeard's materialised path)."""
    if last is None:
        return "0001"
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number, step = int(last[-4:], 36) + 1, ""
    for _position in range(4):
        number, digit = divmod(number, 36)
        step = digits[digit] + step
    return step


def _create(apps, model, *, title, slug, above="/", **fields):
    types = apps.get_model("contenttypes", "ContentType").objects
    locales = apps.get_model("wagtailcore", "Locale").objects
    now = timezone.now()
    content_type, _created = types.get_or_create(app_label="pages", model=model._meta.model_name)
    locale, _created = locales.get_or_create(language_code=settings.LANGUAGE_CODE)
    return model.objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        url_path=f"{above}{slug}/",
        content_type=content_type,
        locale=locale,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )


def _show_at_site(apps, home):
    """The address is the environment's; where a site is left, its root is the home page now."""
    Site = apps.get_model("wagtailcore", "Site")
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        address = urlsplit(settings.SITE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        site = Site(hostname=address.hostname or "localhost", port=port, is_default_site=True)
        site.site_name = settings.COMMUNITY_NAME
    site.root_page_id = home.pk
    site.save()


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(add_pages, migrations.RunPython.noop)]
