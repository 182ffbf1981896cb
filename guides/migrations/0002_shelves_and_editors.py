"""The two shelves, who keeps them, and the review between a draft and its readers.

Migrations run before Django makes the rows of permissions, so those that are needed are made here, as Wagtail does.
What is there already stays: people of a group, shelves under other names, rights that somebody gave or a workflow that
somebody chose. Only Wagtail's own beginnings are replaced: its rights of Editors over the whole tree, and its review
by the group Moderators.
"""

from django.db import migrations
from django.utils import timezone

REVIEW = "Review by an editor"
WAGTAILS_REVIEW = "Moderators approval"
SHELVES = [
    ("guides", "guideindexpage", "Guides", "guides", "How to do it, made of what members have done."),
    (
        "knowledge_base",
        "knowledgeindexpage",
        "Knowledge base",
        "knowledge",
        "Articles, lessons learned, and answers to what is asked most.",
    ),
]
PAGE_ACTS = {
    "add": "Can add page",
    "change": "Can change page",
    "publish": "Publish any page",
    "lock": "Lock/unlock pages you've locked",
    "unlock": "Unlock any page",
}
# Wagtail asks for the rights of its own model, whichever model holds the pictures and files.
MEDIA = [("Pictures", "wagtailimages", "image"), ("Files", "wagtaildocs", "document")]
WORDS = [("term", "term"), ("sector", "sector"), ("stage", "stage of business")]


def furnish(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    editors, _created = groups.get_or_create(name="Editors")
    authors, _created = groups.get_or_create(name="Authors")
    access = _permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
    editors.permissions.add(access)
    authors.permissions.add(access)
    _words(apps, editors)
    _media(apps, editors, authors)
    home = apps.get_model("pages", "HomePage").objects.order_by("path").first()
    if home is None:
        return
    shelves = [_shelf(apps, home, *shelf) for shelf in SHELVES]
    _pages(apps, editors, authors, home, shelves)
    _review(apps, editors, shelves)


def _permission(apps, app_label, model, codename, name):
    types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _created = types.get_or_create(app_label=app_label, model=model)
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def _words(apps, editors):
    """The glossary and the two lists that pages choose from."""
    for model, name in WORDS:
        for act in ("add", "change", "delete", "view"):
            permission = _permission(apps, "knowledge_base", model, f"{act}_{model}", f"Can {act} {name}")
            editors.permissions.add(permission)


def _media(apps, editors, authors):
    """Editors look after all pictures and files; what authors add stands together, and they choose from all."""
    rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name, app_label, model in MEDIA:
        collection = _collection(apps, root, name)
        acts = {
            act: _permission(apps, app_label, model, f"{act}_{model}", f"Can {act} {model}")
            for act in ("add", "change", "choose")
        }
        given = [(editors, root, act) for act in acts] + [(authors, root, "choose"), (authors, collection, "add")]
        for group, where, act in given:
            rights.get_or_create(group=group, collection=where, permission=acts[act])


def _collection(apps, root, name):
    collections = apps.get_model("wagtailcore", "Collection").objects
    beside = collections.filter(depth=2, path__startswith=root.path)
    found = beside.filter(name=name).first()
    if found is not None:
        return found
    path = _path_after(root.path, beside.order_by("-path").values_list("path", flat=True).first())
    made = collections.create(name=name, path=path, depth=2, numchild=0)
    collections.filter(pk=root.pk).update(numchild=beside.count())
    return made


def _shelf(apps, home, app_label, model_name, title, slug, summary):
    """The topmost shelf of this kind, made where there is none."""
    model = apps.get_model(app_label, model_name)
    found = model.objects.filter(path__startswith=home.path).order_by("depth", "path").first()
    if found is not None:
        return found
    pages = apps.get_model("wagtailcore", "Page").objects
    beside = pages.filter(depth=home.depth + 1, path__startswith=home.path)
    taken = set(beside.values_list("slug", flat=True))
    slug = next(free for free in [slug, *(f"{slug}-{number}" for number in range(2, 1000))] if free not in taken)
    types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _created = types.get_or_create(app_label=app_label, model=model_name)
    now = timezone.now()
    made = model.objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        url_path=f"{home.url_path}{slug}/",
        path=_path_after(home.path, beside.order_by("-path").values_list("path", flat=True).first()),
        depth=home.depth + 1,
        numchild=0,
        content_type=content_type,
        locale_id=home.locale_id,
        first_published_at=now,
        last_published_at=now,
        summary=summary,
    )
    pages.filter(pk=home.pk).update(numchild=beside.count())
    return made


def _path_after(above, last):
    """The next step of a tree path: four digits of base 36 (treebeard's materialised path)."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number, step = (int(last[-4:], 36) if last else 0) + 1, ""
    for _position in range(4):
        number, digit = divmod(number, 36)
        step = digits[digit] + step
    return above + step


def _pages(apps, editors, authors, home, shelves):
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    acts = {act: _permission(apps, "wagtailcore", "page", f"{act}_page", name) for act, name in PAGE_ACTS.items()}
    rights.filter(group=editors, page__depth=1, permission__in=[acts["add"], acts["change"]]).delete()
    given = [(editors, home.pk, act) for act in acts]
    given += [(authors, shelf.pk, "add") for shelf in shelves]
    for group, page_id, act in given:
        rights.get_or_create(group=group, page_id=page_id, permission=acts[act])


def _review(apps, editors, shelves):
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    links = apps.get_model("wagtailcore", "WorkflowPage").objects
    _retire(apps, workflows.filter(name=WAGTAILS_REVIEW).first())
    review = workflows.filter(name=REVIEW).first()
    if review is None:
        review = workflows.create(name=REVIEW, active=True)
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=review, task=_task(apps, editors), sort_order=0
        )
    for shelf in shelves:
        links.get_or_create(page_id=shelf.pk, defaults={"workflow": review})


def _task(apps, editors):
    types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _created = types.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.create(
        name=REVIEW, content_type=content_type, active=True
    )
    task.groups.add(editors)
    return task


def _retire(apps, workflow):
    """Take Wagtail's own review from the pages. Where something was handed in to it, its history stays."""
    if workflow is None:
        return
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow=workflow).delete()
    if workflow.workflow_states.exists():
        workflow.active = False
        workflow.save(update_fields=["active"])
        return
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    tasks = list(steps.filter(workflow=workflow).values_list("task", flat=True))
    workflow.delete()
    unused = apps.get_model("wagtailcore", "Task").objects.filter(pk__in=tasks, name=WAGTAILS_REVIEW)
    unused.exclude(pk__in=steps.values("task")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("guides", "0001_initial"),
        ("knowledge_base", "0001_initial"),
        ("pages", "0002_home_page"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(furnish, migrations.RunPython.noop)]
