"""The reactions every site begins with; staff change them in the admin."""

from django.db import migrations

KINDS = [("like", "Like", "❤"), ("thanks", "Thanks", "🙏"), ("idea", "Useful idea", "💡"), ("same", "Same here", "🙋")]


def add_kinds(apps, schema_editor):
    kinds = apps.get_model("forum", "ReactionKind").objects
    for position, (code, label, emoji) in enumerate(KINDS):
        kinds.get_or_create(code=code, defaults={"label": label, "emoji": emoji, "position": position})


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
