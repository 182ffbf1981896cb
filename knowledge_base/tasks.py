"""What happens to pages beside requests, as jobs. Each may run twice, and then does nothing the second time."""

from __future__ import annotations

import io

from django.core.management import call_command
from django_tasks import task

from .models import KnowledgePage
from .views.reading import make_pictures


@task()
def publish_scheduled() -> None:
    """Publish and take back what editors have set a time for, as Wagtail's own command does."""
    call_command("publish_scheduled", stdout=io.StringIO())


@task()
def make_pictures_of(page_id: int) -> None:
    """Make the pictures of a published page in the sizes that it asks for, so that no reader waits for them."""
    page = KnowledgePage.objects.live().filter(pk=page_id).first()
    if page is not None:
        make_pictures(page.specific)
