"""What changes the forum. Every door calls these, and nothing else writes.

Each takes its arguments by name, is one transaction, returns what it changed and raises PermissionDenied where policy
says no, ValidationError where the words will not do. What must happen afterwards (tell, index, mail) is enqueued
inside the transaction, so it happens exactly when the change does.
"""

from .drafts import discard_draft, keep_draft
from .follows import follow_group, follow_tag, follow_topic
from .groups import create_group, give_role, greet, revise_group, take_role
from .hiding import hide_post, hold_post, release_post, remove_post, unhide_post
from .joining import (
    approve_request,
    decline_invitation,
    decline_request,
    invite,
    join,
    leave,
    request_to_join,
    withdraw_request,
)
from .marks import bookmark, react, remove_bookmark, withdraw_reaction
from .messages import add_to_message, start_message, start_message_to_mentors
from .moving import merge_topics, move_topic, split_topic
from .posts import delete_post, make_wiki, reply, restore_post, revise_post, unmake_wiki
from .reading import choose_reading, clear_new, count_views, mark_shown
from .rules import accept_rules, publish_rules
from .sanctions import lift_sanction, silence, suspend, warn
from .states import (
    accept_solution,
    archive_topic,
    close_topic,
    pin_topic,
    reopen_topic,
    take_back_solution,
    unarchive_topic,
    unpin_topic,
)
from .topics import delete_topic, restore_topic, revise_topic, start_topic
from .uploads import store_upload

__all__ = [
    "accept_rules",
    "accept_solution",
    "add_to_message",
    "approve_request",
    "archive_topic",
    "bookmark",
    "choose_reading",
    "clear_new",
    "close_topic",
    "count_views",
    "create_group",
    "decline_invitation",
    "decline_request",
    "delete_post",
    "delete_topic",
    "discard_draft",
    "follow_group",
    "follow_tag",
    "follow_topic",
    "give_role",
    "greet",
    "hide_post",
    "hold_post",
    "invite",
    "join",
    "keep_draft",
    "leave",
    "lift_sanction",
    "make_wiki",
    "mark_shown",
    "merge_topics",
    "move_topic",
    "pin_topic",
    "publish_rules",
    "react",
    "release_post",
    "remove_bookmark",
    "remove_post",
    "reopen_topic",
    "reply",
    "request_to_join",
    "restore_post",
    "restore_topic",
    "revise_group",
    "revise_post",
    "revise_topic",
    "silence",
    "split_topic",
    "start_message",
    "start_message_to_mentors",
    "start_topic",
    "store_upload",
    "suspend",
    "take_back_solution",
    "take_role",
    "unarchive_topic",
    "unhide_post",
    "unmake_wiki",
    "unpin_topic",
    "warn",
    "withdraw_reaction",
    "withdraw_request",
]
