"""Work that happens after a write: a django-tasks backend on django-q2, with retries and schedules.

A job may run more than once (its worker can be killed between the work and the note that it is done), so every
task must be idempotent: look up what is left to do, do it, and do nothing the second time. Give a task ids, never
objects; the row it was enqueued for may be gone when it runs.
"""

from .retrying import Retry, retry
from .scheduling import schedule

__all__ = ["Retry", "retry", "schedule"]
