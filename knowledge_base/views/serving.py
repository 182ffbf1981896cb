"""Every address that nothing else takes: Wagtail's pages. Ours are found by their address at once; Wagtail looks for
the others step by step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.views import serve as serve_of_wagtail

from freshness.memo import Memo
from freshness.pages import shared_with_visitors
from freshness.stamps import SITE, numbers_of
from knowledge_base.freshness import PAGES, stamps_shown
from knowledge_base.models import KnowledgePage
from pages.light import PARAMETER, has_light_version

_numbers: Memo[int] = Memo(max_bytes=300_000, size_of=lambda pk: 300)
_pages: Memo[KnowledgePage] = Memo(max_bytes=1_000_000, size_of=lambda page: 20_000)


def number_at(path: str) -> int:
    """The number of the page of knowledge at an address; 0 where there is none."""
    return _numbers.get_or_make(path, [SITE, PAGES], lambda: _find(path))


def _find(path: str) -> int:
    root = Site.objects.filter(is_default_site=True).values_list("root_page__url_path", flat=True).first() or "/"
    found = KnowledgePage.objects.live().filter(url_path=f"{root}{path}").values_list("pk", flat=True).first()
    return found or 0


def _page(pk: int) -> KnowledgePage:
    kept = _pages.get(pk)
    if kept is None:
        numbers = numbers_of(keys := [SITE, PAGES])
        kept = KnowledgePage.objects.get(pk=pk).specific
        _pages.put(pk, keys, numbers, kept)
    return kept


@require_safe
@shared_with_visitors(lambda path: stamps_shown(number_at(path)), parameters=[PARAMETER])
@has_light_version
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """A page by its address. Who may read it is asked by the page's own `serve`."""
    number = number_at(path)
    response: HttpResponse = _page(number).serve(request) if number else serve_of_wagtail(request, path)
    if isinstance(response, TemplateResponse):
        response.render()  # what is kept for other visitors is the finished page
    return response
