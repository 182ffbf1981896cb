"""Wagtail's own work runs on our queue."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from jobs.models import Job, Status
from jobs.testing import run_jobs


def make_image(title: str):
    data = BytesIO()
    Pillow.new("RGB", (20, 20), "green").save(data, "PNG")
    return get_image_model().objects.create(title=title, file=ContentFile(data.getvalue(), f"{title}.png"))


@pytest.mark.django_db
def test_the_file_of_a_deleted_image_is_deleted_by_a_job(django_capture_on_commit_callbacks):
    image = make_image("leaf")
    run_jobs()
    name = image.file.name
    with django_capture_on_commit_callbacks(execute=True):  # Wagtail enqueues after the commit
        image.delete()
    assert default_storage.exists(name)
    assert "wagtail.tasks.delete_file_from_storage_task" in Job.objects.values_list("task", flat=True)
    run_jobs()
    assert not default_storage.exists(name)


@pytest.mark.django_db
def test_the_reference_index_is_kept_by_a_job():
    root = Page.get_first_root_node()
    page = root.add_child(instance=Page(title="A page", slug="a-page"))
    ReferenceIndex.objects.all().delete()
    page.save()
    assert Job.objects.filter(task="wagtail.tasks.update_reference_index_task", status=Status.READY).exists()
    assert all(job.status == Status.SUCCEEDED for job in run_jobs())


@pytest.mark.django_db
def test_a_row_that_is_gone_when_its_index_job_runs_is_no_failure():
    root = Page.get_first_root_node()
    page = root.add_child(instance=Page(title="Short-lived", slug="short-lived"))
    page.delete()
    assert run_jobs()
    assert set(Job.objects.values_list("status", flat=True)) == {Status.SUCCEEDED}
