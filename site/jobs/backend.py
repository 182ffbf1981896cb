"""The django-tasks backend: Wagtail's tasks and ours are rows of one table, written where they are enqueued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from .delivery import push_new, writes_messages
from .models import Job
from .results import result_of


class Backend(BaseTaskBackend):
    """Enqueues inside the caller's transaction: the job exists exactly when the write it follows does."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> TaskResult[Any]:
        """Write the job; raises InvalidTaskError for a task this backend cannot run, TypeError for arguments
        that JSON cannot hold."""
        self.validate_task(task)
        moment = timezone.now()
        run_after = task.run_after or moment
        is_due = run_after <= moment
        kept = normalize_json(list(args)), normalize_json(kwargs)
        with transaction.atomic(savepoint=False):
            job = Job.objects.create(
                task=task.module_path,
                args=kept[0],
                kwargs=kept[1],
                queue=task.queue_name,
                backend=self.alias,
                priority=task.priority,
                enqueued_at=moment,
                run_after=run_after,
                pushed_at=moment if is_due and writes_messages() else None,
            )
            if is_due:
                push_new(job)
        result = result_of(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The job with this id; raises TaskResultDoesNotExist when it never was, was pruned or has lost its task."""
        try:
            job = Job.objects.get(pk=UUID(result_id))
            return result_of(job, import_string(job.task))
        except (Job.DoesNotExist, ValueError, ImportError) as error:
            raise TaskResultDoesNotExist(result_id) from error
