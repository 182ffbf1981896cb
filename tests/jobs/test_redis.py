"""With Redis as the broker the row is still the truth: the message follows the commit."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.conf import Conf

from jobs import delivery, sweep
from jobs.models import Job, Status
from tests.jobs import sample_tasks
from tests.jobs.conftest import wait_for
from tests.redis_server import free_port

pytestmark = pytest.mark.django_db(transaction=True)


def done() -> bool:
    return not Job.objects.exclude(status=Status.SUCCEEDED).exists()


def test_the_message_leaves_when_the_transaction_commits(redis_url, tmp_path):
    with transaction.atomic():
        sample_tasks.note.enqueue(str(tmp_path / "trace"), "x")
        assert delivery.broker().queue_size() == 0
    assert delivery.broker().queue_size() == 1
    assert Job.objects.get().pushed_at is not None


def test_a_rolled_back_write_sends_nothing(redis_url, tmp_path):
    with transaction.atomic():
        sample_tasks.note.enqueue(str(tmp_path / "trace"), "x")
        transaction.set_rollback(True)
    assert delivery.broker().queue_size() == 0
    assert not Job.objects.exists()


def test_a_worker_takes_jobs_from_redis(redis_url, start_worker, tmp_path):
    start_worker(JOB_REDIS_URL=redis_url)
    for number in range(5):
        sample_tasks.note.enqueue(str(tmp_path / "trace"), str(number))
    wait_for(done)
    assert (tmp_path / "trace").read_text().split() == ["0", "1", "2", "3", "4"]


def test_what_a_crash_left_undelivered_is_delivered(redis_url, start_worker, tmp_path):
    """The process died between its commit and its push: the row is there, the message is not."""
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "found")
    delivery.broker().purge_queue()
    Job.objects.update(pushed_at=None)
    start_worker(JOB_REDIS_URL=redis_url)
    wait_for(done)
    assert (tmp_path / "trace").read_text() == "found\n"


def test_messages_that_redis_lost_are_sent_again(redis_url, tmp_path):
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "x")
    delivery.broker().purge_queue()
    moment = timezone.now() + timedelta(minutes=5)
    assert sweep.forget_lost_messages(moment=moment) == 1
    assert delivery.deliver_due(moment=moment) == 1
    assert delivery.broker().queue_size() == 1


def test_a_redis_that_is_down_fails_no_write(redis_url, tmp_path, monkeypatch):
    monkeypatch.setattr(Conf, "REDIS", f"redis://127.0.0.1:{free_port()}/0")
    delivery.broker.cache_clear()
    with transaction.atomic():
        sample_tasks.note.enqueue(str(tmp_path / "trace"), "x")
    assert Job.objects.get().pushed_at is None
    monkeypatch.setattr(Conf, "REDIS", redis_url)
    delivery.broker.cache_clear()
    assert delivery.deliver_due(moment=timezone.now()) == 1
    assert delivery.broker().queue_size() == 1
