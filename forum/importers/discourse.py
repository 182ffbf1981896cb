"""Reading a Discourse forum from JSON lines: one topic a line, with all its posts.

A line has `id, title, slug, category, tags, views, posts` and may have `closed, archived, visible, archetype,
accepted_answer, deleted_at, details_links`; a post has `number, username, created, reply_to, raw, cooked` and may
have `name, likes, action, accepted_answer, post_type, deleted_at, hidden`. What only some could read there (messages,
whispers, hidden and deleted posts) is left out: here everybody might.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Audience

from .found import Form, FoundPerson, FoundPost, FoundTopic, key_of
from .groups import FoundGroup, slug_of
from .lines import lines_of
from .reports import Report

FORMER_MEMBER = "(former member)"  # no name at Discourse holds a parenthesis
WHISPER = 4  # Discourse's `Post.types[:whisper]`: for staff only
LATEST_NUMBER = 1_000_000  # a topic's paths hold 1,679,615; no real topic comes near


class UnusableError(ValueError):
    """A line that is no topic, or a topic that may not be shown; says why."""


def topics_in(path: Path, report: Report) -> Iterator[tuple[FoundTopic, dict[str, Any]]]:
    """The topics of a file with the lines they were read from; what cannot be used is reported and left out."""
    seen: set[str] = set()
    for position, line in enumerate(lines_of(path), 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            topic = _topic(row, report)
        except UnusableError as error:
            report.skip("topic", f"line {position}", str(error))
            continue
        if topic.key in seen:
            report.skip("topic", topic.key, "the same topic stands in the file twice")
            continue
        seen.add(topic.key)
        yield topic, row


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise UnusableError("the line is not JSON") from error
    if not isinstance(row, dict) or not isinstance(row.get("posts"), list):
        raise UnusableError("the line is not a topic with posts")
    if row.get("id") in (None, ""):
        raise UnusableError("the topic has no id")
    if row.get("archetype") not in (None, "regular", "banner"):
        raise UnusableError("a message among named members, not a topic for all")
    if row.get("deleted_at"):
        raise UnusableError("deleted at its source")
    return row


def _topic(row: dict[str, Any], report: Report) -> FoundTopic:
    key = key_of(str(row["id"]))
    posts = _posts(key, row, report)
    if not posts:
        raise UnusableError("the topic has no post that can be shown")
    if row.get("visible") is False:
        report.note("topic", key, "unlisted at its source, listed here")
    slug = str(row.get("slug") or "topic")
    states = _states(row, posts)
    return FoundTopic(
        key=key,
        group=category_of(row)["key"],
        title=str(row.get("title") or row.get("fancy_title") or ""),
        slug=slug,
        posts=posts,
        tags=tuple(_tags(row)),
        views=_whole(row.get("views")),
        closed_at=states.get("closed"),
        archived_at=states.get("archived"),
        solution=_solution(key, row),
        paths=(f"/t/{slug}/{key}", f"/t/{key}"),
        post_path=f"/t/{slug}/{key}/{{number}}",
    )


def _posts(topic: str, row: dict[str, Any], report: Report) -> list[FoundPost]:
    found: dict[int, FoundPost] = {}
    for post in row["posts"]:
        number = _whole(post.get("number")) if isinstance(post, dict) else 0
        key = f"{topic}/{number}"
        reason = _why_not(post, number, found)
        if reason:
            report.skip("post", key, reason)
            continue
        date = _date(post.get("created") or post.get("created_at"))
        if date is None:
            report.skip("post", key, "the post has no date")
            continue
        found[number] = _post(topic, number, date, post)
        if found[number].created_at > timezone.now():
            report.note("post", key, "dated in the future")
    return [found[number] for number in sorted(found)]


def _why_not(post: Any, number: int, found: dict[int, FoundPost]) -> str:
    """Why a post is left out; empty where it is not."""
    if not isinstance(post, dict) or not 1 <= number <= LATEST_NUMBER:
        return "the post has no number"
    if number in found:
        return "the same number twice in one topic"
    if post.get("deleted_at") or post.get("user_deleted"):
        return "deleted at its source"
    if post.get("hidden"):
        return "hidden at its source"
    if post.get("post_type") == WHISPER:
        return "a whisper among staff"
    return ""


def _post(topic: str, number: int, date: datetime, post: dict[str, Any]) -> FoundPost:
    raw, cooked = str(post.get("raw") or ""), str(post.get("cooked") or "")
    words, form = (raw, Form.DISCOURSE) if raw.strip() else (cooked, Form.COOKED)
    if not words.strip():
        words, form = action_words(str(post.get("action") or post.get("action_code") or "")), Form.DISCOURSE
    answers = _whole(post.get("reply_to") or post.get("reply_to_post_number"))
    return FoundPost(
        key=f"{topic}/{number}",
        number=number,
        person=person_key(post),
        created_at=date,
        answers=f"{topic}/{answers}" if answers else None,
        words=words,
        form=form,
        rendered=cooked if "upload://" in words else "",
        likes=_whole(post.get("likes")),
    )


def person_key(post: dict[str, Any]) -> str:
    """What a post's author is called, without case, as names are at Discourse."""
    return key_of(str(post.get("username") or FORMER_MEMBER).lower())


def action_words(action: str) -> str:
    """A sentence for what Discourse shows as a line between posts."""
    sentences = {
        "closed.enabled": _("Closed this topic."),
        "closed.disabled": _("Opened this topic again."),
        "autoclosed.enabled": _("This topic was closed by itself."),
        "autoclosed.disabled": _("This topic was opened again by itself."),
        "archived.enabled": _("Archived this topic."),
        "archived.disabled": _("Took this topic out of the archive."),
        "pinned.enabled": _("Pinned this topic."),
        "pinned_globally.enabled": _("Pinned this topic for all."),
        "pinned.disabled": _("Unpinned this topic."),
        "visible.enabled": _("Listed this topic."),
        "visible.disabled": _("Took this topic off the lists."),
        "split_topic": _("Moved some posts to a topic of their own."),
    }
    sentence = sentences.get(action, _("Changed something about this topic.") if action else "")
    return f"*{sentence}*" if sentence else ""


def _states(row: dict[str, Any], posts: list[FoundPost]) -> dict[str, datetime]:
    """Since when the topic is closed or archived: as the line says, else as the last act in it left it."""
    last = posts[-1].created_at
    states: dict[str, datetime] = {}
    for post in row["posts"]:
        act = str(post.get("action") or post.get("action_code") or "") if isinstance(post, dict) else ""
        state, _dot, change = act.removeprefix("auto").partition(".")
        if state in ("closed", "archived"):
            states.pop(state, None)
            if change == "enabled":
                states[state] = _date(post.get("created") or post.get("created_at")) or last
    for state in ("closed", "archived"):
        if row.get(state) is True:
            states.setdefault(state, last)
        elif row.get(state) is False:
            states.pop(state, None)
    return states


def _solution(topic: str, row: dict[str, Any]) -> str | None:
    """The key of the post that Discourse Solved marks as the answer, in any of the places where it says so."""
    accepted = row.get("accepted_answer")
    number = _whole(accepted.get("post_number")) if isinstance(accepted, dict) else 0
    for post in row["posts"]:
        if isinstance(post, dict) and post.get("accepted_answer") is True:
            number = number or _whole(post.get("number"))
    return f"{topic}/{number}" if number else None


def _tags(row: dict[str, Any]) -> list[str]:
    tags = row.get("tags") or []
    names = [tag.get("name", "") if isinstance(tag, dict) else tag for tag in tags] if isinstance(tags, list) else []
    return [str(name) for name in names if name]


def category_of(row: dict[str, Any]) -> dict[str, Any]:
    """The category of a line, whether it is a number, a name or an object: its key, name, slug and secrecy."""
    category = row.get("category") or row.get("category_id") or 0
    if isinstance(category, dict):
        return {
            "key": key_of(str(category.get("id") or category.get("slug") or category.get("name") or 0)),
            "name": str(category.get("name") or category.get("slug") or ""),
            "slug": str(category.get("slug") or ""),
            "is_restricted": bool(category.get("read_restricted")),
        }
    is_number = isinstance(category, int) or str(category).isdecimal()
    return {
        "key": key_of(str(category)),
        "name": "" if is_number else str(category),
        "slug": "",
        "is_restricted": False,
    }


def group_of(row: dict[str, Any], names: dict[str, str], since: datetime) -> FoundGroup:
    """The group of a line's category; `names` says what categories that are mere numbers are called."""
    category = category_of(row)
    name = names.get(category["key"]) or category["name"]
    has_name = bool(name)
    if not has_name:
        name = _("Category %(key)s") % {"key": category["key"]} if category["key"] != "0" else _("Uncategorised")
    return FoundGroup(
        key=category["key"],
        name=name,
        slug=slug_of(category["slug"]) if category["slug"] else "",
        has_name=has_name,
        since=since,
        audience=Audience.PRIVATE if category["is_restricted"] else Audience.PUBLIC,
    )


def people_of(row: dict[str, Any], topic: FoundTopic) -> Iterator[FoundPerson]:
    """Who wrote in a topic, with the name each shows."""
    names: dict[str, tuple[str, str]] = {FORMER_MEMBER: ("former-member", _("Former member"))}
    for post in row["posts"]:
        if isinstance(post, dict) and post.get("username"):
            username = str(post["username"])
            shown = post.get("name") or post.get("display_username") or username
            names[person_key(post)] = (username, str(shown))
    for found in topic.posts:
        handle, name = names[found.person]
        yield FoundPerson(key=found.person, handle=handle, name=name, since=found.created_at)


def _date(value: Any) -> datetime | None:
    """An ISO 8601 date; UTC where it says no zone."""
    try:
        date = datetime.fromisoformat(str(value))
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _whole(value: Any) -> int:
    """A whole number that is not negative; 0 where there is none."""
    try:
        return min(max(0, int(value)), 2_000_000_000) if value is not None and not isinstance(value, bool) else 0
    except (TypeError, ValueError, OverflowError):
        return 0
