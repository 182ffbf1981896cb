#!/usr/bin/env python
"""Baraza's command line."""

import os
import sys
from pathlib import Path

# `site/` is a place on the path, not a package: Python has a module of that name.
sys.path.append(str(Path(__file__).resolve().parent / "site"))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
