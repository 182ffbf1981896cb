"""A job runs once at a time, is retried with patience, and its failure is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from jobs import execution
from jobs.models import Job, Status
from jobs.retrying import DEFAULT, LONGEST_WAIT, Retry, policy_of
from jobs.testing import run_jobs
from tests.jobs import sample_tasks

pytestmark = pytest.mark.django_db


def make_due() -> None:
    Job.objects.filter(status=Status.READY).update(run_after=timezone.now())


def test_a_job_that_is_delivered_twice_is_claimed_once():
    sample_tasks.give.enqueue(1)
    first = execution.claim("one")
    assert first is not None
    assert first.attempts == 1
    assert execution.claim("two") is None


def test_the_outcome_of_a_run_that_lost_its_claim_does_not_count():
    sample_tasks.give.enqueue("late")
    job = execution.claim("one")
    Job.objects.update(worker="two", attempts=2)
    execution.run(job)
    assert Job.objects.get().status == Status.RUNNING
    assert Job.objects.get().result is None


def test_a_failing_job_is_tried_again_with_growing_waits_and_then_kept_as_failed():
    sample_tasks.fail.enqueue("no luck")
    for expected in (10, 30):
        moment = timezone.now()
        run_jobs(raise_errors=False)
        job = Job.objects.get()
        wait = (job.run_after - moment).total_seconds()
        assert job.status == Status.READY
        assert expected * 0.8 <= wait <= expected * 1.2 + 5
        assert run_jobs() == []
        make_due()
    run_jobs(raise_errors=False)
    job = Job.objects.get()
    assert (job.status, job.attempts, job.error_class) == (Status.FAILED, 3, "builtins.ValueError")
    assert "ValueError: no luck" in job.traceback
    assert "in fail" in job.traceback
    assert job.finished_at is not None


def test_a_success_after_a_failure_forgets_the_error(tmp_path):
    sample_tasks.note.enqueue(str(tmp_path / "missing" / "trace"), "at last")
    run_jobs(raise_errors=False)
    assert Job.objects.get().error_class == "builtins.FileNotFoundError"
    (tmp_path / "missing").mkdir()
    make_due()
    run_jobs()
    job = Job.objects.get()
    assert (job.status, job.attempts, job.error_class, job.traceback) == (Status.SUCCEEDED, 2, "", "")


def test_run_jobs_raises_the_error_and_keeps_it():
    sample_tasks.fail_for_good.enqueue("at once")
    with pytest.raises(ValueError, match="at once"):
        run_jobs()
    assert Job.objects.get().status == Status.FAILED


def test_run_jobs_runs_what_the_jobs_enqueue_in_order(tmp_path):
    sample_tasks.note_then_enqueue.enqueue(str(tmp_path / "trace"))
    assert len(run_jobs()) == 3
    assert (tmp_path / "trace").read_text() == "first\nsecond\n"


def test_a_task_that_exits_fails_and_does_not_end_the_worker():
    sample_tasks.leave.enqueue()
    [job] = run_jobs(raise_errors=False)
    assert (job.status, job.error_class) == (Status.READY, "builtins.SystemExit")


def test_a_job_speaks_the_language_of_the_site_whoever_enqueued_it():
    sample_tasks.language.enqueue()
    with translation.override("sw"):
        [job] = run_jobs()
        assert translation.get_language() == "sw"
    assert job.result == "en"


def test_the_policy_is_read_above_and_below_the_task_decorator():
    assert policy_of(sample_tasks.fail) == Retry(times=2, first_wait=timedelta(seconds=10), factor=3)
    assert policy_of(sample_tasks.fail_for_good).times == 0
    assert policy_of(sample_tasks.give) == DEFAULT


def test_waits_have_jitter_and_an_end():
    policy = Retry(times=1_000_000, first_wait=timedelta(seconds=30), factor=4)
    assert len({policy.wait_after(1) for _ in range(5)}) > 1
    assert policy.wait_after(900_000) <= LONGEST_WAIT * 1.2
    assert Retry(times=0, first_wait=timedelta(seconds=1), factor=2).wait_after(1) is None


def test_a_message_with_characters_no_database_keeps_is_kept_without_them():
    sample_tasks.fail_with_nul.enqueue()
    run_jobs(raise_errors=False)
    assert "beforeafter" in Job.objects.get().traceback
