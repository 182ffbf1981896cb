"""Mails about joining that are not part of a request: rendered in the reader's language, sent by a job."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import override

from .languages import interface_language


def absolute(path: str) -> str:
    """The address of a page in a mail. Made from the settings: a request's Host header is anybody's to invent."""
    return f"{settings.SITE_URL}{path}"


def speaking(language: str) -> override:
    """The language of a letter: the reader's, or the site's where it is not translated into that one."""
    return override(interface_language(language))


def write(template: str, *, to: str, language: str, context: dict[str, Any]) -> EmailMessage:
    """The mail made from `<template>_subject.txt` and `<template>_message.txt`."""
    # A request of nobody: it brings in what every template may ask of the site, such as the community's name.
    nobody = HttpRequest()
    with speaking(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context, nobody).split())
        body = render_to_string(f"{template}_message.txt", context, nobody).strip()
    return EmailMessage(subject, f"{body}\n", settings.DEFAULT_FROM_EMAIL, [to])
