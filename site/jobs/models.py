"""Every job is a row: the row is the truth, a broker's message only says that there is something to do."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a job stands."""

    READY = "ready", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")


class JobQuerySet(models.QuerySet["Job"]):
    """The questions that delivery, execution and the admin ask."""

    def due(self, moment: datetime) -> JobQuerySet:
        """What may run at this moment, the most pressing first."""
        return self.filter(status=Status.READY, run_after__lte=moment).order_by("-priority", "run_after")

    def undelivered(self, moment: datetime) -> JobQuerySet:
        """What is due and has no message at the broker."""
        return self.due(moment).filter(pushed_at=None).order_by("run_after")

    def failed(self) -> JobQuerySet:
        return self.filter(status=Status.FAILED)


class Job(models.Model):
    """One call of one task, written in the transaction of the write that needs it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(_("task"), max_length=255)
    args = models.JSONField(_("arguments"), default=list)
    kwargs = models.JSONField(_("named arguments"), default=dict)
    queue = models.CharField(_("queue"), max_length=40)
    backend = models.CharField(max_length=40)
    priority = models.SmallIntegerField(_("priority"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.READY)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    enqueued_at = models.DateTimeField(_("enqueued"), default=timezone.now)
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    pushed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("first started"), null=True)
    attempted_at = models.DateTimeField(_("last started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    result = models.JSONField(_("result"), null=True)
    error_class = models.CharField(_("error"), max_length=255, blank=True)
    traceback = models.TextField(_("traceback"), blank=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        default_permissions = ("change", "view")
        indexes = [
            models.Index(
                models.F("priority").desc(),
                models.F("run_after").asc(),
                name="job_ready",
                condition=models.Q(status=Status.READY),
            ),
            models.Index("run_after", name="job_undelivered", condition=models.Q(status=Status.READY, pushed_at=None)),
            models.Index("attempted_at", name="job_running", condition=models.Q(status=Status.RUNNING)),
            models.Index("status", "finished_at", name="job_finished"),
        ]

    def __str__(self) -> str:
        return self.task


class Schedule(models.Model):
    """When a schedule declared in code is next due: the one thing about it that is not in the code."""

    name = models.CharField(max_length=100, primary_key=True)
    rule = models.CharField(max_length=200)
    next_run = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
