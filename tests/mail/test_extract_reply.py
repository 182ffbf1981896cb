"""`manage.py extract_reply`: whole mails and bare texts alike, a line of JSON for each."""

import csv
import io
import json
from time import process_time

import pytest
from django.core.management import CommandError, call_command


def extracted(*files):
    out = io.StringIO()
    call_command("extract_reply", *map(str, files), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_collected_replies(shared):
    folder = shared / "data" / "emails"
    with (folder / "expected.csv").open(newline="") as lines:
        expected = {
            row["file"].rpartition("/")[2]: row["expected"] for row in csv.DictReader(lines) if row["kind"] == "reply"
        }
    found = extracted(*sorted((folder / "trimmer" / "emails").iterdir()))
    right = [each for each in found if each["reply"].strip() == expected[each["file"].rpartition("/")[2]].strip()]
    assert len(found) == 64
    assert len(right) >= 60


def test_a_whole_mail_and_its_bare_text_are_one(tmp_path):
    text = "Thank you.\n\nOn Mon, Feb 3, 2020 at 10:15 AM Bob Ray <bob@example.org> wrote:\n> How?\n"
    whole, bare = tmp_path / "whole.eml", tmp_path / "bare.txt"
    whole.write_text(f"From: ann@example.org\nSubject: Chair\nMessage-ID: <1@example.org>\n\n{text}")
    bare.write_text(text)
    mail, words = extracted(whole, bare)
    assert mail["reply"] == words["reply"] == "Thank you."
    assert "How?" in mail["cut"]
    assert mail["file"] == str(whole)


def test_a_text_that_begins_like_a_field_is_a_text(tmp_path):
    bare = tmp_path / "bare.txt"
    bare.write_text("Note: the glue is dry.\n\nThanks.")
    assert extracted(bare)[0]["reply"].startswith("Note: the glue")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.eml"):
        extracted(tmp_path / "nothing.eml")


@pytest.mark.parametrize("kind", ["malformed", "cpython"])
def test_broken_mails_are_read(shared, kind):
    files = [each for each in sorted((shared / "data" / "emails" / kind).iterdir()) if each.suffix in (".eml", ".txt")]
    before = process_time()
    assert len(extracted(*files)) == len(files) > 0
    assert process_time() - before < 60, "a bound on what is without end, not a measurement"
