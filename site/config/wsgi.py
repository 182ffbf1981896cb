"""The web application: static files, then the gate for visitors, then Django."""

import os
import sys
from pathlib import Path

if str(Path(__file__).resolve().parents[1]) not in sys.path:
    sys.path.append(str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from whitenoise import WhiteNoise  # noqa: E402

from config.whole import Whole  # noqa: E402
from freshness.gate import Gate  # noqa: E402

YEAR = 31_536_000

application = Whole(
    WhiteNoise(
        Gate(django_application),
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        max_age=60,
        immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
    )
)
