"""The content of the demo community holds together: it names no one and nothing that is not there."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import emoji
import pytest

import forum.demo
from forum.demo.pictures import PICTURES, draw
from forum.demo.sketches import CASH_BOOK
from forum.demo.still_lifes import RECEIPT

CONTENT = Path(forum.demo.__file__).parent / "content"
REACTIONS = {"like", "thanks", "idea", "same"}
KINDS = {"discussion", "question", "announcement", "introduction"}
ROLES = {"mentor", "facilitator", "custodian", "advisor"}
TOPIC_KEYS = {"title", "group", "kind", "tags", "days_ago", "pinned", "closed", "asked_of_everybody", "posts"}
POST_KEYS = {"by", "after", "text", "reply_to", "via", "solution", "reactions", "edited"}
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

Topic = dict[str, Any]
Post = dict[str, Any]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


PEOPLE = {person["handle"]: person for person in _read("people.toml")["people"]}
GROUPS = {group["slug"]: group for group in _read("groups.toml")["groups"]}
TOPICS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((CONTENT / "topics").glob("*.toml"))
}


def _after(post: Post) -> timedelta:
    """How long after the opening the post was written."""
    written = post.get("after", "0m")
    return timedelta(**{UNITS[written[-1]]: int(written[:-1])})


def _posts() -> Iterator[tuple[str, Topic, int, Post]]:
    for slug, topic in TOPICS.items():
        for number, post in enumerate(topic["posts"], start=1):
            yield f"{slug}:{number}", topic, number, post


def _prose(text: str) -> str:
    """The text without code, in which @ and : mean something else."""
    return re.sub(r"`[^`]*`", "", re.sub(r"(?s)```.*?```", "", text))


def _in_group(slug: str) -> set[str]:
    group = GROUPS[slug]
    return {*group["members"], *(role["handle"] for role in group["roles"])}


def test_people_are_complete_and_from_many_countries() -> None:
    assert 45 <= len(PEOPLE) <= 60
    assert len(_read("people.toml")["people"]) == len(PEOPLE)
    for handle, person in PEOPLE.items():
        assert re.fullmatch(r"[a-z][a-z0-9]{2,19}", handle)
        assert person["language"] in {"en", "fr", "pt", "es", "sw", "ar"}
        assert ZoneInfo(person["time_zone"])
        assert person["joined_days_ago"] > 0
        assert all(person[key] for key in ("name", "trade", "place", "bio"))
        assert isinstance(person["by_mail"], bool)
    assert len({person["place"].rsplit(", ", 1)[1] for person in PEOPLE.values()}) >= 25
    assert len({person["name"] for person in PEOPLE.values()}) == len(PEOPLE)


def test_one_can_sign_in_as_every_kind_of_person() -> None:
    assert {"nomsa", "wanjiru"} <= PEOPLE.keys()
    assert Counter(p["staff"] for p in PEOPLE.values() if "staff" in p) == {
        "editor": 1,
        "moderator": 1,
        "administrator": 1,
    }


def test_groups_name_people_who_are_there() -> None:
    assert len(GROUPS) == len(_read("groups.toml")["groups"]) == 8
    for slug, group in GROUPS.items():
        assert _in_group(slug) <= PEOPLE.keys()
        assert {role["role"] for role in group["roles"]} <= ROLES
        assert any(role["role"] == "mentor" for role in group["roles"]), slug
        assert {role["handle"] for role in group["roles"]} <= set(group["members"]), slug
        assert len(set(group["members"])) == len(group["members"])
        assert group["audience"] in {"public", "members", "private", "secret"}
        assert group["joining"] in {"open", "request", "invitation"}
        assert re.fullmatch(r"#[0-9a-f]{6}", group["colour"])
        assert len(group.get("rules", [])) <= 3
    assert len({group["colour"] for group in GROUPS.values()}) == 8
    assert [slug for slug, group in GROUPS.items() if group["introductions"]] == ["introductions"]
    assert {group["audience"] for group in GROUPS.values()} >= {"public", "members", "private"}


def test_one_group_has_a_start_and_an_end() -> None:
    boxed = [group for group in GROUPS.values() if "ends_in_days" in group]
    assert [group["slug"] for group in boxed] == ["recruitment-that-includes"]
    assert all(group["starts_days_ago"] > 0 and group["ends_in_days"] > 0 for group in boxed)


@pytest.mark.parametrize("colour", [group["colour"] for group in GROUPS.values()])
def test_group_colours_are_seen_on_light_and_dark_paper(colour: str) -> None:
    """WCAG 2.2, 1.4.11: a mark needs 3:1 against what it stands on."""

    def luminance(value: str) -> float:
        parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for paper in ("#faf7f1", "#141816"):
        lighter, darker = sorted((luminance(colour), luminance(paper)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3


def test_the_rules_are_few_and_short() -> None:
    rules = _read("rules.toml")["rules"]
    assert 5 <= len(rules) <= 7
    assert all(rule["title"] and 0 < len(rule["text"].split()) <= 40 for rule in rules)


def test_topics_are_enough_and_none_twice() -> None:
    titles = Counter(topic["title"].casefold() for topic in TOPICS.values())
    assert len(TOPICS) >= 80
    assert titles.most_common(1)[0][1] == 1
    assert all(len(topic["title"]) <= 100 for topic in TOPICS.values())
    assert {topic["group"] for topic in TOPICS.values()} == GROUPS.keys()


@pytest.mark.parametrize("slug", TOPICS)
def test_topic_has_the_shape_the_loader_expects(slug: str) -> None:
    topic = TOPICS[slug]
    assert topic.keys() <= TOPIC_KEYS
    assert topic["kind"] in KINDS
    assert (topic["kind"] == "introduction") <= (topic["group"] == "introductions")
    if topic.get("asked_of_everybody"):
        assert topic["kind"] == "question"
        assert GROUPS[topic["group"]]["joining"] == "open"
        assert not any(post.get("solution") for post in topic["posts"])
    assert 1 <= len(topic["tags"]) <= 3
    assert all(tag == tag.lower() for tag in topic["tags"])
    assert all(post.keys() <= POST_KEYS and post["text"].strip() for post in topic["posts"])
    assert all(post.get("via", "email") == "email" for post in topic["posts"])


@pytest.mark.parametrize("slug", TOPICS)
def test_posts_follow_each_other_and_none_is_from_tomorrow(slug: str) -> None:
    topic = TOPICS[slug]
    moments = [_after(post) for post in topic["posts"]]
    assert "after" not in topic["posts"][0]
    assert moments == sorted(set(moments))
    assert moments[-1] < timedelta(days=topic["days_ago"])


def test_replies_point_backwards() -> None:
    wrong = [where for where, _, number, post in _posts() if not 1 <= post.get("reply_to", 1) < max(number, 2)]
    assert wrong == []


def test_authors_have_joined_the_community_and_the_group_before_they_write() -> None:
    wrong = [
        where
        for where, topic, _, post in _posts()
        if post["by"] not in _in_group(topic["group"])
        or timedelta(days=topic["days_ago"]) - _after(post) > timedelta(days=PEOPLE[post["by"]]["joined_days_ago"])
    ]
    assert wrong == []


def test_those_who_take_part_by_mail_mostly_do() -> None:
    for handle, person in PEOPLE.items():
        ways = [post.get("via") == "email" for *_, post in _posts() if post["by"] == handle]
        assert ways, handle
        assert (sum(ways) > len(ways) / 2) == person["by_mail"], handle
    assert sum(post.get("via") == "email" for *_, post in _posts()) >= 60


def test_only_questions_have_a_solution_and_only_one() -> None:
    for slug, topic in TOPICS.items():
        solutions = [number for number, post in enumerate(topic["posts"], start=1) if post.get("solution")]
        assert len(solutions) <= (topic["kind"] == "question"), slug
        assert 1 not in solutions, slug
    questions = [topic for topic in TOPICS.values() if topic["kind"] == "question"]
    solved = [topic for topic in questions if any(post.get("solution") for post in topic["posts"])]
    assert 0.5 <= len(solved) / len(questions) <= 0.7


def test_reactions_come_from_others_who_can_see_the_topic() -> None:
    for where, topic, _, post in _posts():
        for reaction, handles in post.get("reactions", {}).items():
            assert reaction in REACTIONS, where
            assert len(set(handles)) == len(handles), where
            assert post["by"] not in handles, where
            assert set(handles) <= _in_group(topic["group"]), where


def test_mentions_name_a_member_or_a_group() -> None:
    for where, topic, _, post in _posts():
        for name in re.findall(r"(?<![\w/])@([\w-]+)", _prose(post["text"])):
            assert name in PEOPLE.keys() | GROUPS.keys(), where
            if name in PEOPLE and GROUPS[topic["group"]]["audience"] in {"private", "secret"}:
                assert name in _in_group(topic["group"]), where


def test_quotes_name_an_earlier_post_and_say_what_it_says() -> None:
    seen = 0
    for where, topic, number, post in _posts():
        for handle, quoted, words in re.findall(r'(?s)\[quote="(\w+), post:(\d+)"\](.*?)\[/quote\]', post["text"]):
            source = topic["posts"][int(quoted) - 1]
            assert int(quoted) < number, where
            assert source["by"] == handle, where
            assert words.strip() in source["text"], where
            seen += 1
    assert seen >= 3
    assert all(post["text"].count("[quote=") == post["text"].count("[/quote]") for *_, post in _posts())


def test_footnotes_and_fences_are_closed() -> None:
    for where, _, _, post in _posts():
        assert post["text"].count("```") % 2 == 0, where
        marks = set(re.findall(r"\[\^(\d+)\](?!:)", post["text"]))
        notes = set(re.findall(r"(?m)^\[\^(\d+)\]:", post["text"]))
        assert marks == notes, where


def test_emoji_names_are_known() -> None:
    for where, _, _, post in _posts():
        for name in re.findall(r"(?<!\S):([a-z_]+):", _prose(post["text"])):
            assert emoji.emojize(f":{name}:", language="alias") != f":{name}:", where


def test_every_picture_is_shown_and_every_shown_picture_exists() -> None:
    shown = {name for *_, post in _posts() for name in re.findall(r"!\[[^\]]+\]\(demo:([\w-]+)\)", post["text"])}
    assert shown == PICTURES.keys()


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_drawn_alike_each_time(name: str) -> None:
    picture = draw(name)
    assert picture.mode == "RGB"
    assert 1000 <= picture.width <= 1400
    assert picture.tobytes() == draw(name).tobytes()


def test_the_cash_book_shows_the_mistake_the_topic_explains() -> None:
    def amount(written: str) -> int:
        return int(written.replace(",", "") or 0)

    tin = amount(CASH_BOOK[0][4])
    for _, _, paid_in, paid_out, shown in CASH_BOOK[1:]:
        tin += amount(paid_in) - amount(paid_out)
        assert tin == amount(shown)
    assert tin == 61_240
    airtime = next(amount(paid_in) for _, what, paid_in, _, _ in CASH_BOOK if what == "Airtime")
    assert tin - 2 * airtime == 60_900


def test_the_receipt_adds_up() -> None:
    assert sum(float(amount) for *_, amount in RECEIPT) == 356.50
