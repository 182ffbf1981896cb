"""What a crash left is found; what is over is forgotten; an idle site is never locked."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from jobs import delivery, execution, sweep
from jobs.models import Job, Status
from jobs.testing import run_jobs
from jobs.worker import Worker
from tests.jobs import sample_tasks
from tests.jobs.conftest import PATIENCE
from tests.jobs.threads import at_once

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=1)


def test_a_message_that_was_lost_is_sent_again():
    sample_tasks.give.enqueue(1)
    OrmQ.objects.all().delete()
    moment = timezone.now() + sweep.MESSAGE_GRACE * 2
    assert sweep.forget_lost_messages(moment=moment) == 1
    assert delivery.deliver_due(moment=moment) == 1
    assert OrmQ.objects.count() == 1
    assert delivery.deliver_due(moment=moment) == 0


def test_a_job_that_waits_behind_others_is_not_taken_for_lost():
    sample_tasks.give.enqueue(1)
    assert sweep.forget_lost_messages(moment=timezone.now() + LONG_AGO) == 0


def test_a_job_of_a_dead_worker_is_taken_up_again_after_the_time_limit():
    sample_tasks.give.enqueue("again")
    execution.claim("dead:1")
    assert sweep.take_up_stale(moment=timezone.now() + timedelta(seconds=Conf.TIMEOUT)) == 0
    assert sweep.take_up_stale(moment=timezone.now() + LONG_AGO) == 1
    [job] = run_jobs()
    assert (job.result, job.attempts) == ("again", 2)


def test_a_job_that_kills_its_worker_every_time_ends_as_failed():
    sample_tasks.fail_for_good.enqueue("a policy without retries still survives two dead workers")
    for _death in range(sweep.DEATHS):
        execution.claim("dead:1")
        assert sweep.release("dead:1") == 1
    job = Job.objects.get()
    assert (job.status, job.error_class) == (Status.FAILED, "jobs.sweep.WorkerDiedError")
    assert execution.claim("next:2") is None


def test_releasing_one_worker_leaves_the_others_alone():
    sample_tasks.give.enqueue(1)
    execution.claim("alive:2")
    assert sweep.release("dead:1") == 0
    assert Job.objects.get().status == Status.RUNNING


def test_finished_jobs_are_pruned_after_their_time():
    for number in range(4):
        sample_tasks.give.enqueue(number)
    run_jobs()
    ages = [(Status.SUCCEEDED, 1), (Status.SUCCEEDED, 3), (Status.FAILED, 3), (Status.FAILED, 91)]
    for job, (status, days) in zip(Job.objects.order_by("enqueued_at"), ages, strict=True):
        Job.objects.filter(pk=job.pk).update(status=status, finished_at=timezone.now() - timedelta(days=days))
    assert sweep.prune(moment=timezone.now()) == 2
    assert sorted(Job.objects.values_list("result", flat=True)) == [0, 2]


def test_an_idle_worker_takes_no_write_lock(shared_database):
    if connection.vendor != "sqlite":
        pytest.skip("one writer at a time is SQLite's rule")
    worker = Worker(grace=1)
    worker.step()
    connection.cursor().execute("PRAGMA busy_timeout=0")
    other = sqlite3.connect(shared_database, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        worker.next_look = worker.next_sweep = 0
        worker.step()
    finally:
        other.close()


def test_claims_at_the_same_moment_take_a_job_each(shared_database):
    for number in range(3):
        sample_tasks.give.enqueue(number)
    claimed = at_once(lambda: execution.claim(f"thread:{threading.get_ident()}"), times=5)
    keys = [job.pk for job in claimed if job is not None]
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: nobody looks while another takes")
def test_a_claim_passes_by_what_others_are_taking_and_uses_its_message_for_the_next_job(shared_database):
    for number in range(8):
        sample_tasks.give.enqueue(number)
    with ThreadPoolExecutor(1) as other, transaction.atomic():
        taken = [execution.claim("one") for _ in range(7)]
        last = other.submit(lambda: at_once(lambda: execution.claim("two"), times=1)).result(timeout=PATIENCE)
    assert last[0] is not None
    assert last[0].pk not in {job.pk for job in taken}
