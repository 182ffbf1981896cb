import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('knowledge_base', '0001_initial'),
        ('members', '__first__'),
        ('pages', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TemplatePage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('what_for', wagtail.fields.RichTextField(help_text='When one needs it, and when not.', verbose_name='what it is for')),
                ('how_to_fill', wagtail.fields.RichTextField(help_text='Field by field, with an example for each.', verbose_name='how to fill it in')),
            ],
            options={
                'verbose_name': 'template',
                'verbose_name_plural': 'templates',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='GuideIndexPage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
            ],
            options={
                'verbose_name': 'shelf of guides',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='GuidePage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('callout', 7), ('steps', 13), ('checklist', 16), ('table', 23), ('picture', 26), ('gallery', 29), ('video', 34), ('download', 37), ('quotation', 42), ('topics', 46)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'A part'), ('3', 'A part of a part')], 'label': 'Level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'pages/blocks/text.html'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('tip', 'Tip'), ('warning', 'Warning'), ('example', 'Example')], 'label': 'Kind'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100, 'required': False}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Text'}), 7: ('wagtail.blocks.StructBlock', [[('kind', 4), ('title', 5), ('text', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'What to do', 'max_length': 120}), 10: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'How', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('title', 9), ('text', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'Steps', 'min_num': 2}), 13: ('wagtail.blocks.StructBlock', [[('title', 8), ('steps', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Things to tick', 'min_num': 1}), 16: ('wagtail.blocks.StructBlock', [[('title', 8), ('items', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 200}), 18: ('wagtail.blocks.CharBlock', (), {'max_length': 80, 'required': False}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Heads of the columns', 'min_num': 1}), 20: ('wagtail.blocks.CharBlock', (), {'max_length': 300, 'required': False}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Cells'}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Rows', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('caption', 17), ('header', 19), ('rows', 22)]], {}), 24: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'Line under it', 'max_length': 200, 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 24), ('caption', 25)]], {}), 27: ('wagtail.blocks.ListBlock', (26,), {'label': 'Pictures', 'max_num': 8, 'min_num': 2}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Line under all of them', 'max_length': 200, 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('pictures', 27), ('caption', 28)]], {}), 30: ('wagtail.blocks.URLBlock', (), {'help_text': 'Of a video on YouTube or Vimeo.', 'label': 'Address'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 120}), 32: ('wagtail.blocks.IntegerBlock', (), {'label': 'Minutes', 'max_value': 300, 'min_value': 1, 'required': False}), 33: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Of our own, for the place where it starts: those of video sites tell them who looks at the page.', 'label': 'Picture', 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('url', 30), ('title', 31), ('minutes', 32), ('picture', 33)]], {}), 35: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 36: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 37: ('wagtail.blocks.StructBlock', [[('file', 35), ('words', 36)]], {}), 38: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Words'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'As credited: a name, or “A member”.', 'label': 'Whose', 'max_length': 80}), 40: ('wagtail.blocks.CharBlock', (), {'label': 'Handle', 'max_length': 40, 'required': False}), 41: ('wagtail.blocks.IntegerBlock', (), {'label': 'Number of the post', 'min_value': 1, 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('text', 38), ('name', 39), ('handle', 40), ('post_id', 41)]], {}), 43: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 44: ('knowledge_base.blocks.TopicChoiceBlock', (), {}), 45: ('wagtail.blocks.ListBlock', (44,), {'label': 'Topics', 'max_num': 6, 'min_num': 1}), 46: ('wagtail.blocks.StructBlock', [[('title', 43), ('topics', 45)]], {})}, help_text='Begin with what helps most. Headings make the list of contents beside the page.', verbose_name='text')),
            ],
            options={
                'verbose_name': 'guide',
                'verbose_name_plural': 'guides',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='ModulePage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('callout', 7), ('steps', 13), ('checklist', 16), ('table', 23), ('picture', 26), ('gallery', 29), ('video', 34), ('download', 37), ('quotation', 42), ('topics', 46)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'A part'), ('3', 'A part of a part')], 'label': 'Level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'pages/blocks/text.html'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('tip', 'Tip'), ('warning', 'Warning'), ('example', 'Example')], 'label': 'Kind'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100, 'required': False}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Text'}), 7: ('wagtail.blocks.StructBlock', [[('kind', 4), ('title', 5), ('text', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'What to do', 'max_length': 120}), 10: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'How', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('title', 9), ('text', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'Steps', 'min_num': 2}), 13: ('wagtail.blocks.StructBlock', [[('title', 8), ('steps', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Things to tick', 'min_num': 1}), 16: ('wagtail.blocks.StructBlock', [[('title', 8), ('items', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 200}), 18: ('wagtail.blocks.CharBlock', (), {'max_length': 80, 'required': False}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Heads of the columns', 'min_num': 1}), 20: ('wagtail.blocks.CharBlock', (), {'max_length': 300, 'required': False}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Cells'}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Rows', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('caption', 17), ('header', 19), ('rows', 22)]], {}), 24: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'Line under it', 'max_length': 200, 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 24), ('caption', 25)]], {}), 27: ('wagtail.blocks.ListBlock', (26,), {'label': 'Pictures', 'max_num': 8, 'min_num': 2}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Line under all of them', 'max_length': 200, 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('pictures', 27), ('caption', 28)]], {}), 30: ('wagtail.blocks.URLBlock', (), {'help_text': 'Of a video on YouTube or Vimeo.', 'label': 'Address'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 120}), 32: ('wagtail.blocks.IntegerBlock', (), {'label': 'Minutes', 'max_value': 300, 'min_value': 1, 'required': False}), 33: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Of our own, for the place where it starts: those of video sites tell them who looks at the page.', 'label': 'Picture', 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('url', 30), ('title', 31), ('minutes', 32), ('picture', 33)]], {}), 35: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 36: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 37: ('wagtail.blocks.StructBlock', [[('file', 35), ('words', 36)]], {}), 38: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Words'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'As credited: a name, or “A member”.', 'label': 'Whose', 'max_length': 80}), 40: ('wagtail.blocks.CharBlock', (), {'label': 'Handle', 'max_length': 40, 'required': False}), 41: ('wagtail.blocks.IntegerBlock', (), {'label': 'Number of the post', 'min_value': 1, 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('text', 38), ('name', 39), ('handle', 40), ('post_id', 41)]], {}), 43: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 44: ('knowledge_base.blocks.TopicChoiceBlock', (), {}), 45: ('wagtail.blocks.ListBlock', (44,), {'label': 'Topics', 'max_num': 6, 'min_num': 1}), 46: ('wagtail.blocks.StructBlock', [[('title', 43), ('topics', 45)]], {})}, help_text='Begin with what helps most. Headings make the list of contents beside the page.', verbose_name='text')),
                ('minutes', models.PositiveSmallIntegerField(default=10, help_text='How long it takes.', verbose_name='minutes')),
                ('quiz', wagtail.fields.StreamField([('question', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 300}), 1: ('wagtail.blocks.CharBlock', (), {'max_length': 200}), 2: ('wagtail.blocks.ListBlock', (1,), {'label': 'Answers', 'max_num': 6, 'min_num': 2}), 3: ('wagtail.blocks.IntegerBlock', (), {'default': 1, 'label': 'Which one is right', 'max_value': 6, 'min_value': 1}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Why', 'max_length': 600}), 5: ('wagtail.blocks.StructBlock', [[('question', 0), ('answers', 2), ('right', 3), ('explanation', 4)]], {})}, help_text='A few questions on what the module says; the explanations show after the answers.', verbose_name='quiz')),
            ],
            options={
                'verbose_name': 'module',
                'verbose_name_plural': 'modules',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='TrainingPage',
            fields=[
                ('knowledgepage_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='knowledge_base.knowledgepage')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('callout', 7), ('steps', 13), ('checklist', 16), ('table', 23), ('picture', 26), ('gallery', 29), ('video', 34), ('download', 37), ('quotation', 42), ('topics', 46)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'A part'), ('3', 'A part of a part')], 'label': 'Level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'pages/blocks/text.html'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('tip', 'Tip'), ('warning', 'Warning'), ('example', 'Example')], 'label': 'Kind'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100, 'required': False}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Text'}), 7: ('wagtail.blocks.StructBlock', [[('kind', 4), ('title', 5), ('text', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'What to do', 'max_length': 120}), 10: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'How', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('title', 9), ('text', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'Steps', 'min_num': 2}), 13: ('wagtail.blocks.StructBlock', [[('title', 8), ('steps', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Things to tick', 'min_num': 1}), 16: ('wagtail.blocks.StructBlock', [[('title', 8), ('items', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 200}), 18: ('wagtail.blocks.CharBlock', (), {'max_length': 80, 'required': False}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Heads of the columns', 'min_num': 1}), 20: ('wagtail.blocks.CharBlock', (), {'max_length': 300, 'required': False}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Cells'}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Rows', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('caption', 17), ('header', 19), ('rows', 22)]], {}), 24: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'Line under it', 'max_length': 200, 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 24), ('caption', 25)]], {}), 27: ('wagtail.blocks.ListBlock', (26,), {'label': 'Pictures', 'max_num': 8, 'min_num': 2}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Line under all of them', 'max_length': 200, 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('pictures', 27), ('caption', 28)]], {}), 30: ('wagtail.blocks.URLBlock', (), {'help_text': 'Of a video on YouTube or Vimeo.', 'label': 'Address'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'What it shows', 'max_length': 120}), 32: ('wagtail.blocks.IntegerBlock', (), {'label': 'Minutes', 'max_value': 300, 'min_value': 1, 'required': False}), 33: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Of our own, for the place where it starts: those of video sites tell them who looks at the page.', 'label': 'Picture', 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('url', 30), ('title', 31), ('minutes', 32), ('picture', 33)]], {}), 35: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 36: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 37: ('wagtail.blocks.StructBlock', [[('file', 35), ('words', 36)]], {}), 38: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ul', 'ol', 'hr', 'blockquote', 'code', 'term'], 'label': 'Words'}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'As credited: a name, or “A member”.', 'label': 'Whose', 'max_length': 80}), 40: ('wagtail.blocks.CharBlock', (), {'label': 'Handle', 'max_length': 40, 'required': False}), 41: ('wagtail.blocks.IntegerBlock', (), {'label': 'Number of the post', 'min_value': 1, 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('text', 38), ('name', 39), ('handle', 40), ('post_id', 41)]], {}), 43: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 44: ('knowledge_base.blocks.TopicChoiceBlock', (), {}), 45: ('wagtail.blocks.ListBlock', (44,), {'label': 'Topics', 'max_num': 6, 'min_num': 1}), 46: ('wagtail.blocks.StructBlock', [[('title', 43), ('topics', 45)]], {})}, help_text='Begin with what helps most. Headings make the list of contents beside the page.', verbose_name='text')),
            ],
            options={
                'verbose_name': 'training',
                'verbose_name_plural': 'trainings',
            },
            bases=('knowledge_base.knowledgepage',),
        ),
        migrations.CreateModel(
            name='Downloads',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='downloads', serialize=False, to='guides.templatepage')),
                ('number', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('number', models.CharField(help_text='Like 1.2.', max_length=20, verbose_name='number')),
                ('made_on', models.DateField(help_text='The day on which this version was made.', verbose_name='made on')),
                ('notes', models.CharField(blank=True, help_text='Since the version before, in one sentence.', max_length=240, verbose_name='what changed')),
                ('file', models.ForeignKey(blank=True, help_text='One that every office program opens: ODS, XLSX, DOCX or PDF.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pages.file', verbose_name='file')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='guides.templatepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Done',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.modulepage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'module'), name='module_done_once')],
            },
        ),
        migrations.CreateModel(
            name='QuizAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('answer', models.PositiveSmallIntegerField()),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guides.modulepage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'module', 'question'), name='quiz_answer_once')],
            },
        ),
    ]
