"""The pages of the demo community hold together: they name no one and nothing that is not there."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import guides.demo
from forum.demo.pictures import PICTURES
from forum.demo.script import read_script

CONTENT = Path(guides.demo.__file__).parent / "content"
SCRIPT = read_script()
PEOPLE = {person["handle"]: person for person in SCRIPT.people}
GROUPS = {group["slug"]: group for group in SCRIPT.groups}
TOPICS = SCRIPT.by_key
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
WIDTH_OF_AUDIENCE = {"public": 0, "members": 1, "groups": 2, "private": 2, "secret": 2}

PAGE_KEYS = {"kind", "title", "slug", "summary", "authors", "contributors", "tags", "sectors", "stages", "language"}
PAGE_KEYS |= {"days_ago", "reviewed_days_ago", "review_in_days", "audience", "groups", "group", "favourites"}
PAGE_KEYS |= {"helpful", "not_helpful", "cover", "comments"}
LESSON_KEYS = {"context", "solution", "results", "application", "recommendation"}
OWN_KEYS = {
    "guide": {"body", "from_topic"},
    "article": {"body", "from_topic"},
    "lesson": {*LESSON_KEYS, "contact", "organisation", "country", "sector"},
    "template": {"file", "what_for", "how_to_fill", "versions"},
    "training": {"body", "modules"},
    "module": {"body", "training", "minutes", "quiz"},
    "faq": {"sections"},
}
BLOCK_KEYS = {
    "heading": {"level", "text"},
    "text": {"markdown"},
    "callout": {"kind", "title", "markdown"},
    "steps": {"title", "items"},
    "checklist": {"title", "items"},
    "table": {"caption", "header", "rows"},
    "picture": {"picture", "alt", "caption"},
    "gallery": {"caption", "pictures"},
    "quotation": {"topic", "post", "markdown"},
    "video": {"url", "title"},
    "download": {"template"},
    "topics": {"topics"},
}

Page = dict[str, Any]
Block = dict[str, Any]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


PATHS = {path.stem: path for path in sorted(CONTENT.glob("*/*.toml"))}
PAGES = {slug: _read(path) for slug, path in PATHS.items()}
TERMS = _read(CONTENT / "glossary.toml")["terms"]
CHOICES = _read(CONTENT / "choices.toml")
TOPIC_TAGS = {tag for topic in TOPICS.values() for tag in topic.tags}


def _of_kind(*kinds: str) -> dict[str, Page]:
    return {slug: page for slug, page in PAGES.items() if page["kind"] in kinds}


def _blocks(*types: str) -> Iterator[tuple[str, Page, Block]]:
    for slug, page in PAGES.items():
        for block in page.get("body", []):
            if not types or block["type"] in types:
                yield slug, page, block


def _in_group(slug: str) -> set[str]:
    return {*GROUPS[slug]["members"], *(role["handle"] for role in GROUPS[slug]["roles"])}


def _after(comment: dict[str, Any]) -> timedelta:
    return timedelta(**{UNITS[comment["after"][-1]]: int(comment["after"][:-1])})


def _words(value: Any) -> Iterator[str]:
    """Every text in a page's file, as it is written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_there_is_as_much_as_the_demo_needs() -> None:
    assert len(PATHS) == len(list(CONTENT.glob("*/*.toml"))), "two pages have the same slug"
    counted = Counter(page["kind"] for page in PAGES.values())
    assert counted["guide"] >= 8
    assert counted["article"] >= 4
    assert counted["guide"] + counted["article"] >= 12
    assert counted["lesson"] == 4
    assert (counted["training"], counted["module"]) == (1, 5)
    assert counted["template"] >= 6
    assert len(TERMS) >= 20
    assert {page["language"] for page in PAGES.values()} >= {"en", "fr", "pt", "es"}
    assert {page["audience"] for page in PAGES.values()} == {"public", "members", "groups"}
    assert sum("cover" in page for page in PAGES.values()) > len(PAGES) / 2
    assert sum(page.get("review_in_days", 1) < 0 for page in PAGES.values()) == 2


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_is_complete(slug: str) -> None:
    page = PAGES[slug]
    assert page["slug"] == slug
    assert PATHS[slug].parent.name == f"{page['kind']}s"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert page.keys() - PAGE_KEYS <= OWN_KEYS[page["kind"]]
    assert OWN_KEYS[page["kind"]] - {"from_topic", "body"} <= page.keys()
    assert page["title"].strip()
    assert 40 <= len(page["summary"]) <= 240
    assert not re.search(r"[*_`\[\]<>]", page["summary"])
    assert page["language"] in {"en", "fr", "pt", "es", "sw"}
    assert page["days_ago"] > page.get("reviewed_days_ago", 0) >= 0
    assert set(page.get("sectors", [])) <= set(CHOICES["sectors"])
    assert set(page.get("stages", [])) <= set(CHOICES["stages"])
    assert page["tags"]


def test_choices_are_of_a_readable_number() -> None:
    assert 8 <= len(CHOICES["sectors"]) <= 12
    assert 4 <= len(CHOICES["stages"]) <= 5
    used = {choice for page in PAGES.values() for choice in [*page.get("sectors", []), *page.get("stages", [])]}
    assert used == {*CHOICES["sectors"], *CHOICES["stages"]}


@pytest.mark.parametrize("slug", _of_kind("guide", "article"))
def test_a_page_is_as_long_as_a_coffee_and_varied(slug: str) -> None:
    page = PAGES[slug]
    said = [{key: value for key, value in block.items() if key != "type"} for block in page["body"]]
    assert 300 <= sum(len(text.split()) for text in _words(said)) <= 900
    assert len({block["type"] for block in page["body"]}) >= 5


@pytest.mark.parametrize("slug", _of_kind("guide", "article", "lesson"))
def test_a_page_shares_a_tag_with_a_topic(slug: str) -> None:
    assert set(PAGES[slug]["tags"]) & TOPIC_TAGS


@pytest.mark.parametrize("slug", PAGES)
def test_people_are_there_and_had_joined(slug: str) -> None:
    page = PAGES[slug]
    for handle in [*page["authors"], *page.get("contributors", [])]:
        assert PEOPLE[handle]["joined_days_ago"] > page["days_ago"], handle
    assert not set(page["authors"]) & set(page.get("contributors", []))
    helped, unhelped = page.get("helpful", []), [row["by"] for row in page.get("not_helpful", [])]
    assert all(row["why"].strip() for row in page.get("not_helpful", []))
    for handles in (page["authors"], page.get("favourites", []), [*helped, *unhelped]):
        assert set(handles) <= PEOPLE.keys()
        assert len(set(handles)) == len(handles)
    assert not {*page["authors"]} & {*page.get("favourites", []), *helped, *unhelped}
    if page["audience"] == "groups":
        allowed = set.union(*(_in_group(group) for group in page["groups"]))
        heard = {comment["by"] for comment in page.get("comments", [])}
        assert {*page["authors"], *page.get("favourites", []), *helped, *unhelped, *heard} <= allowed


@pytest.mark.parametrize("slug", PAGES)
def test_a_page_is_discussed_where_its_readers_may_be(slug: str) -> None:
    page = PAGES[slug]
    assert (page["audience"] == "groups") == bool(page.get("groups"))
    assert set(page.get("groups", [])) <= GROUPS.keys()
    width = WIDTH_OF_AUDIENCE[GROUPS[page["group"]]["audience"]]
    assert width <= WIDTH_OF_AUDIENCE[page["audience"]]


@pytest.mark.parametrize("slug", PAGES)
def test_comments_are_two_deep_and_in_time(slug: str) -> None:
    comments = PAGES[slug].get("comments", [])
    after = [_after(comment) for comment in comments]
    assert after == sorted(after)
    for place, comment in enumerate(comments):
        assert comment.keys() <= {"by", "after", "text", "reply_to", "likes"}
        assert comment["text"].strip()
        likes = comment.get("likes", [])
        assert set(likes) <= PEOPLE.keys() - {comment["by"]}
        assert len(set(likes)) == len(likes)
        days_ago = PAGES[slug]["days_ago"] - after[place] / timedelta(days=1)
        assert 0 < days_ago < PEOPLE[comment["by"]]["joined_days_ago"], comment["text"]
        if "reply_to" in comment:
            assert 1 <= comment["reply_to"] <= place
            answered = comments[comment["reply_to"] - 1]
            assert "reply_to" not in answered
            assert after[comment["reply_to"] - 1] < after[place] or answered["by"] != comment["by"]


def test_several_pages_are_talked_about() -> None:
    assert sum(len(page.get("comments", [])) >= 2 for page in PAGES.values()) >= 12
    assert sum(any("reply_to" in comment for comment in page.get("comments", [])) for page in PAGES.values()) >= 10


def test_blocks_are_written_as_agreed() -> None:
    for slug, _, block in _blocks():
        kind = block["type"]
        written = block.keys() - {"type"}
        assert written <= BLOCK_KEYS[kind], slug
        assert BLOCK_KEYS[kind] - written <= {"title", "caption", "markdown"}, (slug, kind)
    for slug, _, block in _blocks("heading"):
        assert block["level"] in {2, 3}, slug
    for slug, _, block in _blocks("callout"):
        assert block["kind"] in {"tip", "warning", "example"}, slug
    for slug, _, block in _blocks("steps"):
        assert all(item.keys() == {"title", "markdown"} for item in block["items"]), slug
    for slug, _, block in _blocks("checklist"):
        assert all(isinstance(item, str) and item.strip() for item in block["items"]), slug
    for slug, _, block in _blocks("table"):
        widths = {len(row) for row in [block["header"], *block["rows"]]}
        assert len(widths) == 1, slug
        assert all(isinstance(cell, str) for row in [block["header"], *block["rows"]] for cell in row), slug


def test_pictures_can_be_drawn_and_are_described() -> None:
    shown = [page["cover"] for page in PAGES.values() if "cover" in page]
    shown += [block for _, _, block in _blocks("picture")]
    shown += [picture for _, _, block in _blocks("gallery") for picture in block["pictures"]]
    for picture in shown:
        assert picture["picture"] in PICTURES
        assert len(picture["alt"]) >= 20


def test_posts_are_quoted_as_they_were_written_and_to_nobody_new() -> None:
    quoted = list(_blocks("quotation"))
    assert len(quoted) >= 10
    for slug, page, block in quoted:
        topic = TOPICS[block["topic"]]
        post = topic.posts[block["post"] - 1]
        assert _flat(block.get("markdown", "")) in _flat(post.text), (slug, block)
        assert topic.days_ago - post.after / timedelta(days=1) > page["days_ago"], (slug, block)
        assert post.by in [*page["authors"], *page.get("contributors", [])], (slug, post.by)
        assert _may_be_shown(topic.group, page), (slug, block)


def test_related_topics_are_there_for_the_same_readers() -> None:
    for slug, page, block in _blocks("topics"):
        for key in block["topics"]:
            assert _may_be_shown(TOPICS[key].group, page), (slug, key)


def _may_be_shown(group: str | None, page: Page) -> bool:
    assert group is not None
    if group in page.get("groups", []):
        return True
    return WIDTH_OF_AUDIENCE[GROUPS[group]["audience"]] <= min(1, WIDTH_OF_AUDIENCE[page["audience"]])


def test_two_pages_grew_out_of_conversations() -> None:
    distilled = {slug: page for slug, page in PAGES.items() if "from_topic" in page}
    assert len(distilled) == 2
    for slug, page in distilled.items():
        topic = TOPICS[page["from_topic"]]
        there = {post.by for post in topic.posts}
        assert page["authors"] == ["leonor"]
        assert set(page["contributors"]) <= there, slug
        assert page["group"] == topic.group
        assert set(topic.tags) <= set(page["tags"])
        assert sum(block["type"] == "quotation" for block in page["body"]) >= 4
        assert topic.days_ago - topic.posts[-1].after / timedelta(days=1) > page["days_ago"], slug


def test_terms_explain_themselves() -> None:
    slugs = [term["slug"] for term in TERMS]
    assert len(set(slugs)) == len(slugs)
    for term in TERMS:
        assert term.keys() == {"term", "slug", "meaning", "also"}
        assert 40 <= len(term["meaning"]) <= 300, term["slug"]
        assert not re.search(r"[*_`\[\]]", term["meaning"])
    named = Counter(name.lower() for term in TERMS for name in [term["term"], *term["also"]])
    assert {name for name, times in named.items() if times > 1} <= {"break-even", "cash book"}
    texts = [text for page in PAGES.values() for text in _words(page)]
    used = {slug for text in texts for slug in re.findall(r"\]\(term:([^)]*)\)", text)}
    assert used <= set(slugs)
    assert len(used) >= 10


def test_downloads_lead_to_templates() -> None:
    templates = _of_kind("template")
    assert {block["template"] for _, _, block in _blocks("download")} <= templates.keys()
    for slug, page in templates.items():
        days_ago = [version["days_ago"] for version in page["versions"]]
        assert days_ago == sorted(days_ago), slug
        assert days_ago[-1] == page["days_ago"], slug
        assert all(version.keys() == {"number", "days_ago", "notes"} for version in page["versions"])
        assert len({version["number"] for version in page["versions"]}) == len(days_ago)
    assert len({page["file"]["name"] for page in templates.values()}) == len(templates)


@pytest.mark.parametrize("slug", _of_kind("lesson"))
def test_a_lesson_has_somebody_who_can_be_written_to(slug: str) -> None:
    lesson = PAGES[slug]
    assert lesson["contact"] in PEOPLE
    assert PEOPLE[lesson["contact"]]["place"].endswith(lesson["country"])
    assert lesson["sector"] in CHOICES["sectors"]
    assert all(lesson[key].strip() for key in LESSON_KEYS)


def test_the_training_asks_after_each_module() -> None:
    (training,) = _of_kind("training").values()
    modules = _of_kind("module")
    assert set(training["modules"]) == modules.keys()
    assert len(training["modules"]) == len(modules)
    for slug, module in modules.items():
        assert module["training"] == training["slug"]
        assert 5 <= module["minutes"] <= 20
        assert 3 <= len(module["quiz"]) <= 4, slug
        for question in module["quiz"]:
            assert question.keys() == {"question", "answers", "right", "explanation"}
            assert len(set(question["answers"])) == len(question["answers"]) >= 3
            assert 0 <= question["right"] < len(question["answers"])
            assert len(question["explanation"]) >= 60


def test_the_right_answer_is_not_always_the_same() -> None:
    places = Counter(question["right"] for module in _of_kind("module").values() for question in module["quiz"])
    assert len(places) == 3


def test_questions_are_answered_in_sections() -> None:
    for page in _of_kind("faq").values():
        assert len(page["sections"]) == 3
        questions = [question for section in page["sections"] for question in section["questions"]]
        assert len(questions) >= 8
        assert all("?" in question["question"] for question in questions)
        assert all(question["answer"].strip() for question in questions)


def test_tables_in_words_are_whole() -> None:
    """A row with a cell too few shows as an empty cell, which reads like a nought."""
    for slug, page in PAGES.items():
        for text in _words(page):
            for block in re.findall(r"(?m)(?:^\|.*\|\n?)+", text):
                assert len({line.count("|") for line in block.strip().splitlines()}) == 1, (slug, block)
