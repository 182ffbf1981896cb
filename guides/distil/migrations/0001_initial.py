import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0001_initial'),
        ('knowledge_base', '0001_initial'),
        ('members', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Distillation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distillations', to='knowledge_base.knowledgepage')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distillations', to='forum.topic')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('consent', models.CharField(choices=[('open', 'not asked for: everybody can read them where they stand'), ('asked', 'asked, no answer yet'), ('named', 'yes, with their name'), ('nameless', 'yes, as told by a member'), ('declined', 'no')], max_length=8)),
                ('said_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('mark', models.TextField(blank=True)),
                ('words', models.TextField(blank=True)),
                ('is_in', models.BooleanField(default=False)),
                ('is_unsettled', models.BooleanField(default=False)),
                ('live_as', models.CharField(blank=True, max_length=8)),
                ('distillation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='distil.distillation')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.post')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('distillation', 'post'), name='quote_once')],
            },
        ),
    ]
