"""The report of topics that no page answers yet, of those that the editor may read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from forum.models import Topic

from .reports import KnowledgeReport
from .worklists import topics_without_a_guide


class AskedFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """Questions alone, or discussions."""

    class Meta:
        model = Topic
        fields: ClassVar[list[str]] = ["kind"]


class AskedReport(KnowledgeReport):
    """What members ask most, by replies, likes and followers together."""

    model = Topic
    page_title = _("Asked most, and no guide yet")
    header_icon = "comment"
    index_url_name = "asked_most"
    index_results_url_name = "asked_most_results"
    export_filename = "asked-most"
    default_ordering = "-asked"
    filterset_class = AskedFilterSet
    no_results_message = _(
        "Every topic with replies has its page. Ask the mentors of groups which question comes back."
    )
    columns: ClassVar[list[Column]] = [
        Column("title", label=_("Topic"), accessor="link", sort_key="title"),
        Column("group", label=_("Group"), accessor="group.name", sort_key="group__name"),
        Column("replies", label=_("Replies"), accessor="reply_count", sort_key="post_count"),
        Column("like_count", label=_("Likes"), sort_key="like_count"),
        Column("followers", label=_("Followers"), sort_key="followers"),
        Column("bumped_at", label=_("Last reply"), accessor="bumped_on", sort_key="bumped_at"),
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Topic"),
        "group.name": _("Group"),
        "reply_count": _("Replies"),
        "like_count": _("Likes"),
        "followers": _("Followers"),
        "bumped_at": _("Last reply"),
        "address": _("Address"),
    }
    list_export: ClassVar[list[str]] = list(export_headings)

    def get_base_queryset(self) -> QuerySet[Any]:
        return topics_without_a_guide(self.request.user)

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for topic in object_list:
            path = topic.get_absolute_url()
            topic.address = f"{settings.SITE_URL}{path}"
            topic.link = format_html('<a href="{}">{}</a>', path, topic.title)
            topic.bumped_on = date_format(localtime(topic.bumped_at))
        return object_list
