import django.db.models.deletion
import django.utils.timezone
import modelcluster.contrib.taggit
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0001_initial'),
        ('members', '__first__'),
        ('pages', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='KnowledgePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, help_text='In one sentence: what the reader can do afterwards. It stands under the title and in lists.', max_length=240, verbose_name='promise')),
                ('audience', models.CharField(choices=[('public', 'Everybody'), ('members', 'Every signed-in member'), ('groups', 'Members of chosen groups')], default='public', help_text='Holds for all pages below this one as well.', max_length=8, verbose_name='who reads it')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('pt', 'Portuguese'), ('es', 'Spanish'), ('sw', 'Swahili'), ('ar', 'Arabic')], default='en', help_text='In which it is written: screens are read aloud and searches understood by it.', max_length=8, verbose_name='language')),
                ('reviewed_on', models.DateField(blank=True, help_text='When somebody last made sure that it is still right.', null=True, verbose_name='reviewed on')),
                ('review_on', models.DateField(blank=True, db_index=True, help_text="After this day it stands among the pages that are due, on the editors' first page.", null=True, verbose_name='review it again on')),
                ('audience_groups', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Where chosen groups read it. Who leaves a group can no longer open the page.', related_name='+', to='forum.group', verbose_name='groups who read it')),
                ('cover', models.ForeignKey(blank=True, help_text='At the top of the page and where it is shared. Wide pictures suit best.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.picture', verbose_name='picture')),
                ('discussion_group', models.ForeignKey(blank=True, help_text='“Discuss this” opens a topic there.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.group', verbose_name='group to discuss it in')),
            ],
            options={
                'verbose_name': 'page of knowledge',
                'verbose_name_plural': 'pages of knowledge',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As pages and searches show it.', max_length=60, unique=True, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=10, help_text='Smaller comes first.', verbose_name='position')),
            ],
            options={
                'verbose_name': 'sector',
                'verbose_name_plural': 'sectors',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As pages and searches show it.', max_length=60, unique=True, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=10, help_text='Smaller comes first.', verbose_name='position')),
            ],
            options={
                'verbose_name': 'stage of business',
                'verbose_name_plural': 'stages of business',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(help_text='As it stands in the glossary.', max_length=60, unique=True, verbose_name='word')),
                ('slug', models.SlugField(help_text='Links lead to /glossary/# and this: best never changed.', max_length=60, unique=True, verbose_name='address')),
                ('meaning', models.TextField(help_text='In one or two plain sentences: it opens beside the word.', max_length=400, verbose_name='meaning')),
                ('also', models.CharField(blank=True, help_text='Other words, with commas.', max_length=200, verbose_name='also called')),
            ],
            options={
                'verbose_name': 'term',
                'verbose_name_plural': 'glossary',
                'ordering': ['word'],
            },
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('callout', 7), ('steps', 13), ('checklist', 16), ('table', 23), ('picture', 26), ('gallery', 29), ('video', 34), ('download', 37), ('quotation', 42), ('topics', 46)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'A part'), ('3', 'A part of a part')], 'label': 'Level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'pages/blocks/text.html'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('tip', 'Tip'), ('warning', 'Warning'), ('example', 'Example')], 'label': 'Kind'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100, 'required': False}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Text'}), 7: ('wagtail.blocks.StructBlock', [[('kind', 4), ('title', 5), ('text', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'What to do', 'max_length': 120}), 10: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'How', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('title', 9), ('text', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'Steps', 'min_num': 2}), 13: ('wagtail.blocks.StructBlock', [[('title', 8), ('steps', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Things to tick', 'min_num': 1}), 16: ('wagtail.blocks.StructBlock', [[('title', 8), ('items', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 200}), 18: ('wagtail.blocks.CharBlock', (), {'max_length': 80, 'required': False}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Heads of the columns', 'min_num': 1}), 20: ('wagtail.blocks.CharBlock', (), {'max_length': 300, 'required': False}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Cells'}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Rows', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('caption', 17), ('header', 19), ('rows', 22)]], {}), 24: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'Line under it', 'max_length': 200, 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 24), ('caption', 25)]], {}), 27: ('wagtail.blocks.ListBlock', (26,), {'label': 'Pictures', 'max_num': 8, 'min_num': 2}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Line under all of them', 'max_length': 200, 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('pictures', 27), ('caption', 28)]], {}), 30: ('wagtail.blocks.URLBlock', (), {'help_text': 'Of a video on YouTube or Vimeo.', 'label': 'Address'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 120}), 32: ('wagtail.blocks.IntegerBlock', (), {'label': 'Minutes', 'max_value': 300, 'min_value': 1, 'required': False}), 33: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Of our own, for the place where it starts: those of video sites tell them who looks at the page.', 'label': 'Picture', 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('url', 30), ('title', 31), ('minutes', 32), ('picture', 33)]], {}), 35: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 36: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 37: ('wagtail.blocks.StructBlock', [[('file', 35), ('words', 36)]], {}), 38: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Words'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'As credited: a name, or “A member”.', 'label': 'Whose', 'max_length': 80}), 40: ('wagtail.blocks.CharBlock', (), {'label': 'Handle', 'max_length': 40, 'required': False}), 41: ('wagtail.blocks.IntegerBlock', (), {'label': 'Number of the post', 'min_value': 1, 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('text', 38), ('name', 39), ('handle', 40), ('post_id', 41)]], {}), 43: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 44: ('knowledge_base.blocks.TopicChoiceBlock', (), {}), 45: ('wagtail.blocks.ListBlock', (44,), {'label': 'Topics', 'max_num': 6, 'min_num': 1}), 46: ('wagtail.blocks.StructBlock', [[('title', 43), ('topics', 45)]], {})}, help_text='Begin with what helps most. Headings make the list of contents beside the page.', verbose_name='text')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='FAQPage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('sections', wagtail.fields.StreamField([('section', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'About what', 'max_length': 80}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 200}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Answer'}), 3: ('wagtail.blocks.StructBlock', [[('question', 1), ('answer', 2)]], {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'Questions', 'min_num': 1}), 5: ('wagtail.blocks.StructBlock', [[('title', 0), ('questions', 4)]], {})}, help_text='What is asked most comes first.', verbose_name='questions')),
            ],
            options={
                'verbose_name': 'frequent questions',
                'verbose_name_plural': 'frequent questions',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='KnowledgeIndexPage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
            ],
            options={
                'verbose_name': 'knowledge base or section',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='PublishedRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('for_members', models.BooleanField(default=False)),
                ('left_out_at', models.DateTimeField(blank=True, null=True)),
                ('left_out_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='published_revisions', to='knowledge_base.knowledgepage')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.revision')),
            ],
            options={
                'ordering': ['-published_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RevisionCircle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.PositiveSmallIntegerField()),
                ('group', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.group')),
                ('published', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='circles', to='knowledge_base.publishedrevision')),
            ],
        ),
        migrations.AddField(
            model_name='knowledgepage',
            name='sectors',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='For which trades it was written. None: for all.', related_name='+', to='knowledge_base.sector', verbose_name='sectors'),
        ),
        migrations.AddField(
            model_name='knowledgepage',
            name='stages',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='For whom it comes at the right time. None: at any time.', related_name='+', to='knowledge_base.stage', verbose_name='stages of business'),
        ),
        migrations.CreateModel(
            name='TaggedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='knowledge_base.knowledgepage')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_pages', to='taggit.tag')),
            ],
        ),
        migrations.AddField(
            model_name='knowledgepage',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='The same as topics have: they bring the two together.', through='knowledge_base.TaggedPage', to='taggit.Tag', verbose_name='Tags'),
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=50)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='knowledge_base.knowledgepage')),
            ],
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('helped', models.BooleanField(verbose_name='it helped')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='what was missing')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='knowledge_base.knowledgepage')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Discussion',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='discussion', serialize=False, to='knowledge_base.knowledgepage')),
                ('topic', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='discusses', to='forum.topic')),
            ],
        ),
        migrations.CreateModel(
            name='LessonPage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('context', wagtail.fields.RichTextField(help_text='Who it was, where, and what was hard.', verbose_name='context and challenges')),
                ('solution', wagtail.fields.RichTextField(help_text='What was done, step by step.', verbose_name='solution')),
                ('results', wagtail.fields.RichTextField(help_text='What came of it, in figures if there are some.', verbose_name='results')),
                ('application', wagtail.fields.RichTextField(blank=True, help_text='Where else it would work.', verbose_name='application')),
                ('recommendation', wagtail.fields.RichTextField(blank=True, help_text='What you would tell somebody who begins now.', verbose_name='recommendation')),
                ('organisation', models.CharField(blank=True, help_text='The business or programme that learned it.', max_length=120, verbose_name='organisation')),
                ('country', models.CharField(blank=True, help_text='Where it was learned.', max_length=60, verbose_name='country')),
                ('contact', models.ForeignKey(blank=True, help_text='A member whom readers can write to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='whom to ask')),
                ('sector', models.ForeignKey(blank=True, help_text='The trade it was learned in.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge_base.sector', verbose_name='sector')),
            ],
            options={
                'verbose_name': 'lesson learned',
                'verbose_name_plural': 'lessons learned',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='PageTally',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='tally', serialize=False, to='knowledge_base.knowledgepage')),
                ('favourites', models.PositiveIntegerField(default=0)),
                ('helped', models.PositiveIntegerField(default=0)),
                ('did_not_help', models.PositiveIntegerField(default=0)),
                ('comments', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['-did_not_help'], name='tally_least_helpful')],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('part', models.CharField(choices=[('author', 'Wrote it'), ('contributor', 'Contributed to it')], default='author', help_text='Who wrote it is named first.', max_length=12, verbose_name='part')),
                ('member', models.ForeignKey(help_text='Found by name or handle.', on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='knowledge_base.knowledgepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'member'), name='contribution_once')],
            },
        ),
        migrations.CreateModel(
            name='Favourite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='favourites', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='favourite_rows', to='knowledge_base.knowledgepage')),
            ],
            options={
                'indexes': [models.Index(fields=['member', '-created_at'], name='favourite_newest')],
                'constraints': [models.UniqueConstraint(fields=('member', 'page'), name='favourite_once')],
            },
        ),
        migrations.AddIndex(
            model_name='publishedrevision',
            index=models.Index(fields=['page', '-published_at'], name='published_revision_newest'),
        ),
        migrations.AddIndex(
            model_name='revisioncircle',
            index=models.Index(fields=['published', 'depth'], name='revision_circle_place'),
        ),
        migrations.AddConstraint(
            model_name='taggedpage',
            constraint=models.UniqueConstraint(fields=('tag', 'content_object'), name='tagged_page_once'),
        ),
        migrations.AddConstraint(
            model_name='tick',
            constraint=models.UniqueConstraint(fields=('member', 'page', 'item'), name='tick_once'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.UniqueConstraint(fields=('member', 'page'), name='verdict_once'),
        ),
    ]
