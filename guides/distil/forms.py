"""What is asked of whoever makes a page of a conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Topic
from knowledge_base.models import KnowledgePage
from knowledge_base.models.page import SUMMARY_MAX
from members.models import Member

from .kinds import KINDS
from .operations import TITLE_MAX
from .policy import leaves_group


class DistilForm(forms.Form):
    """What the page is to be, and where it goes."""

    place = forms.ChoiceField(label=gettext_lazy("What it becomes, and where it goes"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_MAX)
    summary = forms.CharField(
        label=gettext_lazy("In one sentence: what the reader can do afterwards"),
        max_length=SUMMARY_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, topic: Topic, by: Member, summary: str, **kwargs: Any) -> None:
        self.leaves_group = leaves_group(topic)
        # The title of such a topic is somebody's words as well, and so is what could be its summary.
        kwargs["initial"] = {} if self.leaves_group else {"title": topic.title, "summary": summary}
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, KnowledgePage]] = {}
        choices = []
        for code, kind in KINDS.items():
            for page in kind.places(by, topic):
                self.places[f"{code}.{page.pk}"] = (code, page)
                words = _("%(kind)s, in “%(place)s”") % {"kind": kind.label, "place": page.title}
                choices.append((f"{code}.{page.pk}", words))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
