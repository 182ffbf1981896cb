"""A job's row, said in django-tasks' words."""

from __future__ import annotations

from typing import Any

from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus

from .models import Job, Status

_STATUS = {
    Status.READY: TaskResultStatus.READY,
    Status.RUNNING: TaskResultStatus.RUNNING,
    Status.SUCCEEDED: TaskResultStatus.SUCCESSFUL,
    Status.FAILED: TaskResultStatus.FAILED,
}


def result_of(job: Job, task: Task[..., Any]) -> TaskResult[Any]:
    """What the job has come to. django-tasks counts attempts by listing workers; we keep the last worker's name."""
    errors = []
    if job.error_class:
        errors.append(TaskError(exception_class_path=job.error_class, traceback=job.traceback))
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[Status(job.status)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.attempted_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=job.backend,
        errors=errors,
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
