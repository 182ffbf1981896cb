"""Authors add pages to the two shelves, and change those that they began: in the editor stands all of a page, whoever
may read it. Rights elsewhere in the tree, which somebody gave, stay."""

from django.db import migrations


def narrow(apps, schema_editor):
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for app_label, model_name in (("guides", "guideindexpage"), ("knowledge_base", "knowledgeindexpage")):
        shelf = apps.get_model(app_label, model_name).objects.order_by("depth", "path").first()
        if shelf is not None:
            given = rights.filter(group__name="Authors", page=shelf.pk)
            given.filter(permission__codename="change_page").delete()


class Migration(migrations.Migration):
    dependencies = [("guides", "0004_pictures_of_videos")]
    operations = [migrations.RunPython(narrow, migrations.RunPython.noop)]
