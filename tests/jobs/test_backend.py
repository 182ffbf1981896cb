"""Enqueuing is part of the transaction, and a result can be asked for."""

import uuid
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from jobs.models import Job, Status
from jobs.testing import run_jobs
from tests.jobs import sample_tasks


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_write_takes_its_jobs_and_their_messages_along(tmp_path):
    trace = tmp_path / "trace"

    def write() -> None:
        with transaction.atomic():
            sample_tasks.note.enqueue(str(trace), "never")
            assert Job.objects.count() == OrmQ.objects.count() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert Job.objects.count() == OrmQ.objects.count() == 0
    assert run_jobs() == []
    assert not trace.exists()


@pytest.mark.django_db(transaction=True)
def test_a_committed_write_leaves_one_job_with_one_message(tmp_path):
    with transaction.atomic():
        sample_tasks.note.enqueue(str(tmp_path / "trace"), "kept")
    assert Job.objects.get().pushed_at is not None
    assert OrmQ.objects.count() == 1
    run_jobs()
    assert (tmp_path / "trace").read_text() == "kept\n"
    assert OrmQ.objects.count() == 0


@pytest.mark.django_db
def test_a_result_can_be_followed(tmp_path):
    result = sample_tasks.give.enqueue({"a": [1, "é"]})
    assert result.status == TaskResultStatus.READY
    run_jobs()
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, {"a": [1, "é"]}, 1)
    assert sample_tasks.give.get_result(result.id).finished_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("unknown", ["nonsense", str(uuid.UUID(int=1))])
def test_an_unknown_result_does_not_exist(unknown):
    with pytest.raises(TaskResultDoesNotExist):
        sample_tasks.give.get_result(unknown)


@pytest.mark.django_db
def test_a_job_whose_task_is_gone_from_the_code_fails_and_has_no_result():
    result = sample_tasks.give.enqueue(1)
    Job.objects.update(task="tests.jobs.sample_tasks.gone")
    with pytest.raises(TaskResultDoesNotExist):
        sample_tasks.give.get_result(result.id)
    run_jobs(raise_errors=False)
    assert Job.objects.get().error_class == "builtins.ImportError"


@pytest.mark.django_db
def test_a_deferred_job_waits_and_has_no_message_yet():
    later = timezone.now() + timedelta(hours=1)
    sample_tasks.give.using(run_after=later).enqueue(1)
    assert OrmQ.objects.count() == 0
    assert run_jobs() == []
    Job.objects.update(run_after=timezone.now())
    assert [job.status for job in run_jobs()] == [Status.SUCCEEDED]


@pytest.mark.django_db
def test_the_most_pressing_job_runs_first_then_the_oldest():
    for number, priority in enumerate([0, -5, 10, 0]):
        sample_tasks.give.using(priority=priority).enqueue(number)
    assert [job.result for job in run_jobs()] == [2, 0, 3, 1]


@pytest.mark.django_db
def test_what_cannot_be_kept_is_refused_and_leaves_nothing():
    with pytest.raises(InvalidTaskError):
        sample_tasks.give.using(queue_name="nowhere").enqueue(1)
    with pytest.raises(TypeError):
        sample_tasks.give.enqueue(object())
    assert Job.objects.count() == OrmQ.objects.count() == 0


@pytest.mark.django_db
def test_contexts_and_coroutines_run():
    sample_tasks.attempt.enqueue()
    sample_tasks.later.enqueue(1)
    assert [job.result for job in run_jobs()] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_job_can_be_enqueued_from_async_code():
    result = async_to_sync(sample_tasks.give.aenqueue)(5)
    run_jobs()
    assert async_to_sync(sample_tasks.give.aget_result)(result.id).return_value == 5
