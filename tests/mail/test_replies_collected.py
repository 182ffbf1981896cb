"""Mails that people have sent, divided where their writers ended."""

import csv
from pathlib import Path

from mail.replies import split_reply


def test_the_collected_replies_match_exactly(shared: Path) -> None:
    """64 of 64; the ends are compared without white space, as the expectations were written."""
    folder = shared / "data" / "emails"
    with (folder / "expected.csv").open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == "reply"]
    found = {row["file"]: split_reply((folder / row["file"]).read_bytes().decode()).kept.strip() for row in rows}
    wrong = [row["file"] for row in rows if found[row["file"]] != row["expected"].strip()]
    assert wrong == []
    assert len(rows) == 64


# The first and last line of what the writer of each mail of the set wrote.
OWN_LINES = {
    "begins_with_signature.txt": (1, 8),
    "caution.txt": (5, 26),
    "caution2.txt": (1, 5),
    "correct_sig.txt": (1, 1),
    "email_1_1.txt": (1, 7),
    "email_1_3.txt": (1, 5),
    "email_1_4.txt": (1, 1),
    "email_1_5.txt": (1, 15),
    "email_1_6.txt": (1, 1),
    "email_1_7.txt": (1, 1),
    "email_1_8.txt": (3, 19),
    "email_2_1.txt": (1, 1),
    "email_2_2.txt": (1, 1),
    "email_2_3.txt": (1, 1),
    "email_3_1.txt": (1, 3),
    "email_bullets.txt": (1, 9),
    "email_danish_1.txt": (1, 6),
    "email_danish_2.txt": (1, 6),
    "email_danish_3.txt": (1, 3),
    "email_danish_4.txt": (1, 3),
    "email_danish_5.txt": (1, 6),
    "email_gmail.txt": (1, 1),
    "email_headers_no_delimiter.txt": (1, 1),
    "email_ja_1_1.txt": (1, 1),
    "email_ja_1_2.txt": (1, 8),
    "email_nl_1_1.txt": (1, 6),
    "email_nl_1_2.txt": (1, 1),
    "email_one_is_not_on.txt": (1, 5),
    "email_partial_quote_header.txt": (1, 6),
    "email_pl_1_1.txt": (5, 10),
    "email_pl_1_2.txt": (6, 11),
    "email_pl_1_3.txt": (5, 10),
    "email_sent_from_BlackBerry.txt": (1, 1),
    "email_sent_from_iPhone.txt": (1, 1),
    "email_sent_from_multi_word_mobile_device.txt": (1, 1),
    "email_sent_from_not_signature.txt": (1, 3),
    "email_sig_delimiter_in_middle_of_line.txt": (1, 7),
    "email_sv_anon_1.txt": (1, 8),
    "email_swedish_1.txt": (1, 8),
    "email_swedish_2.txt": (1, 7),
    "forward.txt": (1, 6),
    "greedy_on.txt": (1, 6),
    "multi_header.txt": (1, 1),
    "multiline_on.txt": (6, 6),
    "multiline_on_de.txt": (1, 1),
    "outlook.txt": (1, 8),
    "pathological.txt": (1, 2),
}


def test_the_languages_set_is_divided_where_its_writers_ended(shared: Path) -> None:
    folder = shared / "data" / "emails" / "languages"
    assert {file.name for file in folder.glob("*.txt")} - {"SOURCE.txt"} == OWN_LINES.keys()
    wrong = []
    for name, (first, last) in OWN_LINES.items():
        text = (folder / name).read_text()
        own = [line.rstrip() for line in text.split("\n")[first - 1 : last]]
        if [line.rstrip() for line in split_reply(text).kept.split("\n")] != own:
            wrong.append(name)
    assert wrong == []
