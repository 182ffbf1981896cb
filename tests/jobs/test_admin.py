"""The jobs in the Wagtail admin, as an administrator, as somebody with the permission, and as others."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_q.models import OrmQ
from wagtail.models import Site

from jobs import execution, testing
from jobs.models import Job, Status
from tests.jobs import sample_tasks

pytestmark = pytest.mark.django_db


def make_person(name, *permissions):
    person = get_user_model()(email=f"{name}@example.org")
    for field in ("username", "handle"):
        if hasattr(person, field):
            setattr(person, field, name)
    person.set_password("a long enough secret")
    person.save()
    person.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return person


@pytest.fixture
def administrator(client):
    person = make_person("root")
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def failed():
    sample_tasks.fail_for_good.enqueue("<b>no luck</b>")
    testing.run_jobs(raise_errors=False)
    OrmQ.objects.all().delete()
    return Job.objects.get()


def run_again_url(job):
    return reverse("jobs:run_again", args=[job.pk])


def bulk_url(*jobs):
    query = "&".join(f"id={job.pk}" for job in jobs)
    return reverse("wagtail_bulk_action", args=["jobs", "job", "run_again"]) + "?" + query


def test_the_list_shows_jobs_and_filters_by_status(administrator, failed):
    sample_tasks.give.enqueue(1)
    page = administrator.get(reverse("jobs:index")).content.decode()
    assert "sample_tasks.fail_for_good" in page
    assert "sample_tasks.give" in page
    assert "bulk-actions.js" in page
    page = administrator.get(reverse("jobs:index"), {"status": "failed"}).content.decode()
    assert "sample_tasks.fail_for_good" in page
    assert "sample_tasks.give" not in page


def test_the_list_asks_no_query_per_row(administrator):
    counts = []
    for rows in (1, 3):
        while Job.objects.count() < rows:
            sample_tasks.give.enqueue(1)
        administrator.get(reverse("jobs:index"))
        with CaptureQueriesContext(connection) as queries:
            administrator.get(reverse("jobs:index"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_job_shows_its_attempts_and_its_traceback_without_trusting_it(administrator, failed):
    page = administrator.get(reverse("jobs:inspect", args=[failed.pk])).content.decode()
    assert "ValueError: &lt;b&gt;no luck" in page
    assert "<b>no luck" not in page
    assert run_again_url(failed) in page


def test_a_failed_job_runs_again_with_all_its_attempts(administrator, failed):
    answer = administrator.post(run_again_url(failed))
    assert answer.status_code == 302
    failed.refresh_from_db()
    assert (failed.status, failed.attempts, failed.finished_at) == (Status.READY, 0, None)
    assert OrmQ.objects.count() == 1
    assert [job.pk for job in testing.run_jobs(raise_errors=False)] == [failed.pk]


def test_looking_runs_nothing(administrator, failed):
    assert administrator.get(run_again_url(failed)).status_code == 405
    administrator.get(bulk_url(failed))
    failed.refresh_from_db()
    assert failed.status == Status.FAILED


def test_jobs_that_run_or_have_succeeded_are_left_alone(administrator):
    sample_tasks.give.enqueue("done")
    testing.run_jobs()
    sample_tasks.give.enqueue("running")
    execution.claim("another:1")
    for job in Job.objects.all():
        administrator.post(run_again_url(job))
    assert set(Job.objects.values_list("status", "attempts")) == {(Status.SUCCEEDED, 1), (Status.RUNNING, 1)}


def test_several_jobs_run_again_together(administrator):
    for number in range(3):
        sample_tasks.fail_for_good.enqueue(str(number))
    testing.run_jobs(raise_errors=False)
    first, second, _third = Job.objects.order_by("enqueued_at")
    page = administrator.get(bulk_url(first, second)).content.decode()
    assert "Yes, run them" in page
    administrator.post(bulk_url(first, second))
    assert set(Job.objects.filter(status=Status.READY)) == {first, second}
    administrator.post(reverse("wagtail_bulk_action", args=["jobs", "job", "run_again"]) + "?id=all")
    assert Job.objects.filter(status=Status.READY).count() == 3


@pytest.mark.parametrize("permissions", [(), ("access_admin",), ("access_admin", "view_job")])
def test_others_can_run_nothing_again(client, failed, permissions):
    client.force_login(make_person("eve", *permissions))
    for url in (run_again_url(failed), bulk_url(failed)):
        answer = client.post(url)
        assert answer.status_code in (302, 403)
    failed.refresh_from_db()
    assert failed.status == Status.FAILED
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("permissions", [(), ("access_admin",)])
def test_others_see_nothing(client, failed, permissions):
    client.force_login(make_person("eve", *permissions))
    for url in (reverse("jobs:index"), reverse("jobs:inspect", args=[failed.pk]), bulk_url(failed)):
        answer = client.get(url)
        assert answer.status_code in (302, 403)
        assert "fail_for_good" not in answer.content.decode()
    home = client.get(reverse("wagtailadmin_home"))
    assert "failed job" not in home.content.decode()


def test_who_may_only_look_sees_the_job_and_no_button(client, failed):
    client.force_login(make_person("ada", "access_admin", "view_job"))
    page = client.get(reverse("jobs:inspect", args=[failed.pk])).content.decode()
    assert "no luck" in page
    assert run_again_url(failed) not in page


def test_who_may_change_jobs_runs_them_again(client, failed):
    client.force_login(make_person("ada", "access_admin", "change_job"))
    client.post(run_again_url(failed))
    failed.refresh_from_db()
    assert failed.status == Status.READY


def test_the_home_page_counts_failed_jobs_only_when_there_are_some(administrator, failed):
    assert Site.objects.exists()
    page = administrator.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 failed job" in " ".join(page.split())
    assert reverse("jobs:index") + "?status=failed" in page
    Job.objects.all().delete()
    assert "failed job" not in administrator.get(reverse("wagtailadmin_home")).content.decode()


def test_the_reports_menu_leads_to_the_jobs(administrator):
    home = administrator.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("jobs:index") in home
