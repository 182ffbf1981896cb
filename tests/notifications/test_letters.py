"""What members chose of mail, whatever it is about."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mail import keys, reachability
from mail.keys import Purpose
from mail.models import Reachability
from notifications import kinds
from notifications.by_mail.choosing import held_until, next_morning, rhythm_of
from notifications.models import Letter, MailChoice, MailSettings, Rhythm, State
from notifications.queries import unread_count

NAIROBI = ZoneInfo("Africa/Nairobi")


@pytest.mark.parametrize(
    ("choices", "general", "notice", "expected"),
    [
        ({}, {}, False, "at_once"),
        ({(0, "k"): "daily"}, {}, False, "daily"),
        ({(3, ""): "weekly"}, {}, False, "weekly"),
        ({(3, ""): "weekly", (0, "k"): "at_once"}, {}, False, "weekly"),
        ({(3, "k"): "at_once", (3, ""): "never"}, {}, False, "at_once"),
        ({(4, ""): "never"}, {}, False, "at_once"),
        ({}, {"rhythm": "daily"}, False, "daily"),
        ({(0, "k"): "weekly"}, {"rhythm": "daily"}, False, "weekly"),
        ({(0, "k"): "at_once"}, {"rhythm": "never"}, False, "never"),
        ({}, {"only_notices": True}, False, "never"),
        ({}, {"only_notices": True}, True, "at_once"),
        ({(3, ""): "never"}, {}, True, "at_once"),
        ({(0, "k"): "never"}, {}, True, "never"),
        ({}, {"rhythm": "never"}, True, "never"),
    ],
)
def test_the_nearest_choice_holds_but_nothing_comes_sooner_than_any_mail_may(choices, general, notice, expected):
    found = rhythm_of(
        kind="k", default="at_once", is_notice=notice, place=3, choices=choices, general=MailSettings(**general)
    )
    assert found == expected


def at(hour, day=27):
    return datetime(2026, 11, day, hour, tzinfo=NAIROBI)  # the 27th is a Friday


def test_mornings_are_where_the_member_is():
    assert next_morning(at(6), Rhythm.DAILY, NAIROBI) == at(7)
    assert next_morning(at(7), Rhythm.DAILY, NAIROBI) == at(7, 28)
    assert next_morning(at(7), Rhythm.WEEKLY, NAIROBI) == at(7, 30)


@pytest.mark.parametrize(
    ("hour", "start", "end", "until"),
    [
        (23, time(22), time(6), at(6, 28)),
        (3, time(22), time(6), at(6)),
        (12, time(22), time(6), None),
        (13, time(12), time(14), at(14)),
        (14, time(12), time(14), None),
        (12, time(9), time(9), None),
        (12, time(9), None, None),
    ],
)
def test_quiet_hours_end_where_the_member_is(hour, start, end, until):
    assert held_until(MailSettings(quiet_from=start, quiet_to=end), at(hour), NAIROBI) == until


def test_a_pause_ends_on_its_day():
    paused = MailSettings(paused_until=at(0, 30).date())
    assert held_until(paused, at(12), NAIROBI) == at(7, 30)
    assert held_until(paused, at(1, 30), NAIROBI) is None


# The way out ------------------------------------------------------------------------------------------------------


def link(member, place):
    return reverse("mail_stop", args=[keys.make(Purpose.STOP, member_id=member.pk, thing=place, generation=0)])


def letter(member, place):
    return Letter.objects.create(
        member=member, kind="test_reply", place=place, state=State.WAITING, due_at=timezone.now()
    )


@pytest.mark.django_db
def test_looking_at_the_link_changes_nothing(ada):
    assert Client().get(link(ada, 3)).status_code == 200
    assert not MailChoice.objects.exists()


@pytest.mark.django_db
def test_one_press_in_a_mail_program_ends_the_mails_of_the_group(ada):
    """As RFC 8058 has it: a POST without cookie or token, answered at once."""
    here, there = letter(ada, 3), letter(ada, 4)
    answer = Client(enforce_csrf_checks=True).post(link(ada, 3), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert MailChoice.objects.get(member=ada, place=3).rhythm == Rhythm.NEVER
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.state, there.state) == (State.SKIPPED, State.WAITING)
    assert Client().post(link(ada, 3)).status_code == 200


@pytest.mark.django_db
def test_the_other_button_ends_all_mail(ada):
    there = letter(ada, 4)
    Client().post(link(ada, 3), {"all": "1"})
    assert MailSettings.objects.get(member=ada).rhythm == Rhythm.NEVER
    there.refresh_from_db()
    assert there.state == State.SKIPPED


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.CONFIRM, Purpose.BOUNCE])
def test_other_keys_end_nothing(ada, purpose):
    key = keys.make(purpose, member_id=ada.pk, thing=3, generation=0)
    assert Client().post(reverse("mail_stop", args=[key])).status_code == 404
    assert not MailChoice.objects.exists()


# Mails that come back ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_two_that_come_back_for_good_stop_mail_and_the_member_begins_anew(ada):
    assert reachability.note_bounce(ada.pk, is_permanent=True).stopped_at is None
    assert reachability.note_bounce(ada.pk, is_permanent=True, code="5.1.1").stopped_at is not None
    client = Client()
    client.force_login(ada)
    assert "5.1.1" in client.get(reverse("mail_settings")).content.decode()
    client.post(reverse("mail_works_again"))
    assert Reachability.objects.get(member=ada).stopped_at is None


@pytest.mark.django_db
def test_whose_mail_stopped_is_told_on_the_web_until_it_works_again_and_anew_the_next_time(ada):
    client = Client()
    client.force_login(ada)
    for _time in range(2):
        for _mail in range(3):
            reachability.note_bounce(ada.pk, is_permanent=True)
        assert unread_count(ada) == 1
        assert "came back too often" in client.get(reverse("told")).content.decode()
        client.post(reverse("mail_works_again"))
        assert unread_count(ada) == 0
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_what_came_back_fades(ada, monkeypatch):
    reachability.note_bounce(ada.pk, is_permanent=True)
    later = timezone.now() + 4 * reachability.HALF_LIFE
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert reachability.note_bounce(ada.pk, is_permanent=True).score == pytest.approx(4.25)


# The pages --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_keeps_what_was_chosen_and_nothing_else(ada):
    client = Client()
    client.force_login(ada)
    page = client.get(reverse("mail_settings")).content.decode()
    assert 'name="kind-replied"' in page
    form = {"rhythm": "at_once", "most_a_day": "9", "pictures": "links", "quiet_from": "22:00", "quiet_to": "06:00"}
    mailed = {code: kind.by_mail for code, kind in kinds.registered().items() if kind.by_mail is not None}
    form |= {f"kind-{code}": by_mail.rhythm for code, by_mail in mailed.items()}
    form["kind-started"] = "weekly"
    answer = client.post(reverse("mail_settings"), form)
    assert answer.status_code == 302, answer.content.decode()
    kept = MailSettings.objects.get(member=ada)
    assert (kept.most_a_day, kept.quiet_from) == (9, time(22))
    assert list(MailChoice.objects.values_list("kind", "rhythm")) == [("started", "weekly")]


@pytest.mark.django_db
def test_a_wrong_choice_comes_back(ada):
    client = Client()
    client.force_login(ada)
    answer = client.post(reverse("mail_settings"), {"rhythm": "hourly", "most_a_day": "0"})
    assert answer.status_code == 422
    assert not MailSettings.objects.exists()


@pytest.mark.django_db
def test_the_log_says_why_in_few_queries(ada, django_assert_max_num_queries):
    for number in range(5):
        letter(ada, number)
    Letter.objects.update(state=State.SKIPPED, reason="read")
    client = Client()
    client.force_login(ada)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("mail_log")).content.decode()
    assert page.count("You had read it by then.") == 5
