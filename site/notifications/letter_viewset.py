"""The letters in the Wagtail admin: what became of each mail, and why. What it told stays between us and its reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn
from wagtail.admin.views import generic

from jobs.record_viewset import RecordViewSet

from .by_mail.reasons import words_of
from .models import Letter, State

COUNTED = timedelta(days=7)


class LetterIndexView(generic.IndexView):  # type: ignore[misc]
    """The list, newest first, below what became of the letters of a week. `?member=` is one member's."""

    def get_base_queryset(self) -> Any:
        letters = super().get_base_queryset().select_related("member")
        member = self.request.GET.get("member", "")
        return letters.filter(member=int(member)) if member.isdecimal() and len(member) < 19 else letters

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = Letter.objects.filter(created_at__gte=timezone.now() - COUNTED).order_by()
        counts = recent.values("state", "reason").annotate(count=Count("pk")).order_by("-count")
        labels = dict(State.choices)
        told = [(labels.get(each["state"], ""), words_of(each["reason"]), each["count"]) for each in counts]
        context: dict[str, Any] = super().get_context_data(counts=told, **kwargs)
        return context


class LetterViewSet(RecordViewSet):
    """Listed and nothing else: no title and no word of what a letter told, which staff may not be meant to read."""

    model = Letter
    name = "letter"
    icon = "mail"
    menu_label = gettext_lazy("Mail that went out")
    menu_name = "letters"
    inspect_view_enabled = False
    index_view_class = LetterIndexView
    index_template_name = "mail/admin/index.html"
    list_display = (
        "member",
        "kind",
        StatusTagColumn("state", label=gettext_lazy("Status"), accessor="get_state_display", sort_key="state",
                        primary=lambda letter: letter.state in (State.FAILED, State.BOUNCED)),
        "why",
        "tries",
        DateColumn("created_at", label=gettext_lazy("Decided"), sort_key="created_at"),
        DateColumn("due_at", label=gettext_lazy("Due"), sort_key="due_at"),
        DateColumn("sent_at", label=gettext_lazy("Sent"), sort_key="sent_at"),
    )  # fmt: skip
    list_filter = ("state", "reason", "kind")
    search_fields = ("member__handle", "member__email")
    ordering = ("-created_at", "-pk")


letter_viewset = LetterViewSet()
