"""What changes comments. Every door calls these, and nothing else writes.

Each takes its arguments by name, is one transaction, returns what it changed and raises PermissionDenied where policy
says no, ValidationError where the words will not do. All of them lock the row of the page first: so the order of its
threads and its counts are right whoever writes at the same moment, and no two wait for one another in a circle.
"""

from .asking import confirm_comment, request_comment
from .deciding import approve_comment, delete_comment, hide_comment, keep_comment, restore_comment, show_comment
from .marks import (
    flag_comment,
    follow_comments,
    follow_comments_by_mail,
    like_comment,
    stop_comment_mails,
    stop_mails_to_asker,
    unfollow_comments,
    unlike_comment,
)
from .writing import comment, revise_comment

__all__ = [
    "approve_comment",
    "comment",
    "confirm_comment",
    "delete_comment",
    "flag_comment",
    "follow_comments",
    "follow_comments_by_mail",
    "hide_comment",
    "keep_comment",
    "like_comment",
    "request_comment",
    "restore_comment",
    "revise_comment",
    "show_comment",
    "stop_comment_mails",
    "stop_mails_to_asker",
    "unfollow_comments",
    "unlike_comment",
]
