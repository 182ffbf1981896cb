"""What the search adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from guides.admin import rights
from guides.admin.panels import Panel
from guides.admin.worklists import SHOWN

from .answers.counting import most_helpful
from .models import Miss

TWICE = 2  # what one member looked for once may be a slip of the hand, or nobody's business


class MissesPanel(Panel):
    """What members looked for and did not find, the most asked first."""

    order = 252
    template_name = "search/admin/misses.html"

    def rows(self, member: Any) -> Any:
        return Miss.objects.filter(times__gte=TWICE).order_by("-times", "-last_at")[:SHOWN]


class HelpedPanel(Panel):
    """What answered members' questions before they asked them, the most often first."""

    order = 253
    template_name = "search/admin/helped.html"

    def rows(self, member: Any) -> Any:
        return most_helpful(member)[:SHOWN]


@hooks.register("construct_homepage_panels", order=1)  # type: ignore[untyped-decorator]
def arrange(request: HttpRequest, panels: list[Any]) -> None:
    if rights.looks_after_pages(request.user):
        panels += [MissesPanel(), HelpedPanel()]
