"""Mail that a service hands on: through anymail's own view of Postmark, with its secret and without."""

from __future__ import annotations

import base64
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from anymail.signals import inbound, tracking
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from mail import esp_urls
from mail.arriving import taking, webhooks
from mail.models import ReceivedMail
from mail.signals import mail_bounced, mail_complained
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

MAIL = "From: ann@example.org\r\nTo: traders@talk.example.org\r\nSubject: Glue\r\nMessage-ID: <1@a>\r\n\r\nHello.\r\n"
SECRET = "postmark:secret"


@pytest.fixture(autouse=True)
def connected(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.MAIL_DOMAIN = "talk.example.org"
    inbound.connect(webhooks.take_inbound)
    tracking.connect(webhooks.note_event)
    yield
    inbound.disconnect(webhooks.take_inbound)
    tracking.disconnect(webhooks.note_event)


def call(view, event, secret=SECRET):
    headers = {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    request = RequestFactory().post("/", json.dumps(event), content_type="application/json", **headers)
    return view.as_view()(request)


INBOUND = {
    "RawEmail": MAIL,
    "OriginalRecipient": "traders@talk.example.org",
    "Headers": [{"Name": "Return-Path", "Value": "<ann@example.org>"}],
    "MessageStream": "inbound",
}


def test_a_mail_is_stored_with_its_envelope():
    assert call(PostmarkInboundWebhookView, INBOUND).status_code == 200
    received = ReceivedMail.objects.get()
    assert (received.way, received.recipients) == ("webhook", ["traders@talk.example.org"])
    assert (received.message_id, received.from_address) == ("1@a", "ann@example.org")


@pytest.mark.parametrize("secret", ["", "postmark:guessed"])
def test_whoever_does_not_know_the_secret_is_refused(secret):
    with pytest.raises(SuspiciousOperation):  # which Django answers with 400
        call(PostmarkInboundWebhookView, INBOUND, secret)
    assert not ReceivedMail.objects.exists()


def test_what_cannot_be_stored_stays_with_the_service(monkeypatch):
    def fail(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(taking, "take_in", fail)
    with pytest.raises(OSError, match="disk full"):
        call(PostmarkInboundWebhookView, INBOUND)


@pytest.mark.parametrize(
    ("event", "heard"),
    [
        ({"RecordType": "Bounce", "Type": "HardBounce", "Email": "ann@example.org"}, "bounced"),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "ann@example.org"}, "complained"),
        ({"RecordType": "Delivery", "Recipient": "ann@example.org"}, None),
        ({"RecordType": "Bounce", "Type": "HardBounce", "Email": "nobody@example.org"}, None),
    ],
)
def test_what_the_service_tells_of_our_mail_is_announced(event, heard):
    ann = MemberFactory(handle="ann")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    found = []

    def bounced(sender, member_id, **_more):
        found.append(("bounced", member_id))

    def complained(sender, member_id, **_more):
        found.append(("complained", member_id))

    mail_bounced.connect(bounced)
    mail_complained.connect(complained)
    call(PostmarkTrackingWebhookView, {"MessageID": "1", "ID": 1, "BouncedAt": "2026-11-27T10:00:00Z", **event})
    mail_bounced.disconnect(bounced)
    mail_complained.disconnect(complained)
    assert found == ([(heard, ann.pk)] if heard else [])


def test_only_the_addresses_of_the_one_service_are_there(settings):
    settings.ESP = "postmark"
    names = [each.name for each in importlib.reload(esp_urls).urlpatterns]
    assert names == ["postmark_inbound_webhook", "postmark_tracking_webhook"]
    settings.ESP = "mailgun"
    assert importlib.reload(esp_urls).urlpatterns


def test_a_site_with_a_service_starts_and_one_without_its_secret_does_not():
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "ESP": "postmark", "ESP_SETTINGS": '{"POSTMARK_SERVER_TOKEN": "x"}'}
    for more, code in (({"ESP_WEBHOOK_SECRET": SECRET}, 0), ({}, 1)):
        done = subprocess.run(
            [sys.executable, "manage.py", "check"], cwd=root, env=environment | more, capture_output=True, check=False
        )
        assert done.returncode == code, done.stderr.decode()[-500:]
