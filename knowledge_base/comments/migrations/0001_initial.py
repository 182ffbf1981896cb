import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('django_comments', '0004_add_object_pk_is_removed_index'),
        ('django_comments_xtd', '0008_auto_20200920_2037'),
        ('forum', '0001_initial'),
        ('knowledge_base', '0001_initial'),
        ('members', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='FlagReason',
            fields=[
                ('flag', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='why', serialize=False, to='django_comments.commentflag')),
                ('reason', models.CharField(max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='CommentSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who_may_comment', models.CharField(choices=[('members', 'Members'), ('open', 'Everybody, after confirming an e-mail address; the first one waits for approval')], default='members', max_length=8, verbose_name='who may comment')),
                ('new_members_wait', models.BooleanField(default=False, help_text="A member's first comment waits for approval, unless they have posted in the forum.", verbose_name='new members wait')),
                ('careful_groups', models.ManyToManyField(blank=True, help_text='The same, only under pages that are discussed in these groups.', related_name='+', to='forum.group', verbose_name='groups where new members wait')),
            ],
            options={
                'verbose_name': 'comments',
            },
        ),
        migrations.CreateModel(
            name='PageComment',
            fields=[
                ('xtdcomment_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='django_comments_xtd.xtdcomment')),
                ('html', models.TextField()),
                ('like_count', models.PositiveIntegerField(default=0)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('hidden_at', models.DateTimeField(blank=True, null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=500)),
                ('request_key', models.CharField(blank=True, max_length=32, null=True, unique=True)),
                ('deleted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hidden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='knowledge_base.knowledgepage')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='comments.pagecomment')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
            },
            bases=('django_comments_xtd.xtdcomment',),
        ),
        migrations.CreateModel(
            name='CommentFollow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_mail', models.BooleanField(default=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comment_follows', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='comment_follows', to='knowledge_base.knowledgepage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'member'), name='comment_follow_once')],
            },
        ),
        migrations.CreateModel(
            name='CommentMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='comments.pagecomment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('comment', 'member'), name='comment_mail_once')],
            },
        ),
    ]
