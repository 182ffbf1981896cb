"""For one's own machine: `make run`. Nothing here is secret and nothing here is safe to expose."""

from .base import *  # noqa: F403
from .base import env

ENVIRONMENT = "development"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", "development-only-do-not-expose-this-machine")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
