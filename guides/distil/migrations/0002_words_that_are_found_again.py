import re
import uuid

from bs4 import BeautifulSoup
from django.db import migrations, models

IN_TEXT = ("lesson", "answer")


def mark_anew(apps, _schema_editor):
    """Words in texts were looked for as they had been put in, credit and all, which the text editor changes."""
    quotes = apps.get_model("distil", "Quote").objects.exclude(mark="").select_related("distillation__page")
    for quote in quotes.iterator():
        made = quote.distillation
        if made.kind in IN_TEXT:
            paragraphs = BeautifulSoup(quote.mark, "html.parser").find_all(["p", "li"])[:-1]
            lines = [" ".join(re.findall(r"\w+", paragraph.get_text().casefold())) for paragraph in paragraphs]
            quote.words, quote.mark = "\n".join(lines), str(uuid.uuid4())
        if made.page.live and (made.kind != "answer" or made.told_at is not None):
            quote.live_as = quote.consent
        quote.is_in = True
        quote.save()


class Migration(migrations.Migration):

    dependencies = [
        ('distil', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='is_in',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='quote',
            name='is_unsettled',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='quote',
            name='live_as',
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name='quote',
            name='words',
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(mark_anew, migrations.RunPython.noop),
    ]
