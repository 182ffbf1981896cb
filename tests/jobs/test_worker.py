"""Real worker processes: killed, stopped, two at a time."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from jobs import execution
from jobs.models import Job, Schedule, Status
from jobs.worker import Worker
from tests.jobs import sample_tasks
from tests.jobs.conftest import PATIENCE, wait_for


def children_of(process: subprocess.Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def done() -> bool:
    return not Job.objects.filter(status__in=(Status.READY, Status.RUNNING)).exists()


def test_a_job_whose_worker_is_killed_runs_again_and_its_effect_happens_once(start_worker, tmp_path):
    trace = tmp_path / "trace"
    sample_tasks.slow_once.enqueue(str(trace), 3600)
    worker = start_worker()
    wait_for(lambda: lines(trace))
    [child] = children_of(worker)
    os.kill(child, signal.SIGKILL)
    wait_for(done)
    assert lines(trace) == ["started", "started"]
    assert lines(trace.with_suffix(".done")) == ["done"]
    job = Job.objects.get()
    assert (job.status, job.attempts) == (Status.SUCCEEDED, 2)
    assert children_of(worker) != [child]


def test_a_job_that_kills_its_process_does_not_take_the_queue_down(start_worker, tmp_path):
    trace = tmp_path / "trace"
    sample_tasks.kill_own_process.enqueue(str(trace))
    sample_tasks.note.enqueue(str(tmp_path / "other"), "still here")
    start_worker()
    wait_for(done)
    assert len(set(lines(trace))) == len(lines(trace)) > 1
    assert lines(tmp_path / "other") == ["still here"]
    assert Job.objects.get(task__endswith="kill_own_process").error_class == "jobs.sweep.WorkerDiedError"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_stopped_lets_the_current_job_end_and_leaves_the_rest(start_worker, tmp_path, number):
    trace = tmp_path / "trace"
    sample_tasks.slow_once.enqueue(str(trace), 1)
    sample_tasks.note.enqueue(str(tmp_path / "other"), "later")
    worker = start_worker(JOB_STOP_SECONDS="20")
    wait_for(lambda: lines(trace))
    worker.send_signal(number)
    assert worker.wait(PATIENCE) == 0
    assert lines(trace.with_suffix(".done")) == ["done"]
    assert list(Job.objects.order_by("enqueued_at").values_list("status", "attempts")) == [
        ("succeeded", 1),
        ("ready", 0),
    ]
    assert OrmQ.objects.count() == 1


def test_a_job_that_outlasts_the_grace_is_put_back_as_if_it_had_not_started(start_worker, tmp_path):
    trace = tmp_path / "trace"
    sample_tasks.slow_once.enqueue(str(trace), 3600)
    worker = start_worker(JOB_STOP_SECONDS="1")
    wait_for(lambda: lines(trace))
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    job = Job.objects.get()
    assert (job.status, job.attempts, job.pushed_at) == (Status.READY, 0, None)
    start_worker()
    wait_for(done)
    assert lines(trace.with_suffix(".done")) == ["done"]


def test_a_job_that_takes_longer_than_the_limit_fails_and_the_next_one_runs(start_worker, tmp_path):
    sample_tasks.slow_once.enqueue(str(tmp_path / "trace"), 3600)
    sample_tasks.note.enqueue(str(tmp_path / "other"), "next")
    start_worker(JOB_TIMEOUT_SECONDS="1")
    wait_for(lambda: lines(tmp_path / "other"))
    job = Job.objects.get(task__endswith="slow_once")
    assert (job.status, job.error_class) == (Status.READY, "django_q.exceptions.TimeoutException")


def test_a_worker_whose_supervisor_is_killed_ends_too(start_worker, tmp_path):
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "up")
    supervisor = start_worker()
    wait_for(done)
    [child] = children_of(supervisor)
    supervisor.kill()
    supervisor.wait(PATIENCE)
    wait_for(lambda: not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split())


def test_two_workers_run_each_job_once(start_worker, tmp_path):
    trace = tmp_path / "trace"
    for number in range(60):
        sample_tasks.note.enqueue(str(trace), str(number))
    start_worker("--workers", "2")
    start_worker()
    wait_for(done)
    assert sorted(lines(trace), key=int) == [str(number) for number in range(60)]
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    wait_for(lambda: not OrmQ.objects.exists())


def test_two_workers_make_one_job_of_each_tick_of_a_schedule(start_worker):
    began = timezone.now()
    start_worker("--workers", "2", TEST_SCHEDULE="1")
    start_worker("--workers", "2", TEST_SCHEDULE="1")
    wait_for(lambda: Job.objects.count() >= 4)
    made = sorted(Job.objects.values_list("enqueued_at", flat=True))
    assert len(made) <= (made[-1] - began).total_seconds() + 1
    assert Schedule.objects.count() == 1


def test_a_schedule_that_left_the_code_is_gone_when_a_worker_starts(start_worker, tmp_path):
    Schedule.objects.create(name="from an older version", rule="", next_run=timezone.now())
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "up")
    start_worker()
    wait_for(done)
    assert not Schedule.objects.exists()


def test_a_deferred_job_is_delivered_when_its_time_comes(start_worker, tmp_path):
    soon = timezone.now() + timezone.timedelta(seconds=2)
    sample_tasks.note.using(run_after=soon).enqueue(str(tmp_path / "trace"), "now")
    start_worker()
    wait_for(done)
    assert Job.objects.get().started_at >= soon


def test_a_worker_that_has_grown_too_large_is_replaced(start_worker, tmp_path):
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "1")
    worker = start_worker(JOB_WORKER_MAX_MIB="1")
    for expected in range(1, 4):
        wait_for(lambda wanted=expected: len(lines(tmp_path / "trace")) == wanted)
        sample_tasks.note.enqueue(str(tmp_path / "trace"), str(expected + 1))
    wait_for(done)
    assert len(set(Job.objects.values_list("worker", flat=True))) > 1
    assert worker.poll() is None


def test_a_worker_that_has_rested_after_a_job_is_replaced(start_worker, tmp_path):
    worker = start_worker()
    wait_for(lambda: children_of(worker))
    [child] = children_of(worker)
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "one")
    wait_for(done)
    wait_for(lambda: children_of(worker) not in ([], [child]))
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "two")
    wait_for(done)
    assert lines(tmp_path / "trace") == ["one", "two"]


@pytest.mark.django_db
def test_django_q2s_own_cluster_can_run_the_jobs_too(tmp_path):
    """Each message names `jobs.execution.run_next`, which runs the most pressing job."""
    sample_tasks.note.enqueue(str(tmp_path / "trace"), "by message")
    message = SignedPackage.loads(OrmQ.objects.get().payload)
    assert message["func"] == f"{execution.__name__}.{execution.run_next.__name__}"
    execution.run_next()
    assert lines(tmp_path / "trace") == ["by message"]


def test_a_signal_between_the_claim_and_the_start_of_a_job_is_not_forgotten():
    worker = Worker(grace=0)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    try:
        worker.listen()
        worker.stopping = True
        with pytest.raises(execution.Stopped), worker.limited():
            time.sleep(PATIENCE)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@pytest.mark.django_db
def test_a_worker_that_is_stopping_takes_no_new_job():
    sample_tasks.give.enqueue(1)
    worker = Worker(grace=1)
    worker.stopping = True
    worker.step()
    assert Job.objects.get().status == Status.READY
