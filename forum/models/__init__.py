"""What the forum holds."""

from .drafts import Draft
from .groups import Audience, Follow, Group, GroupFollow, GroupRole, Joining, Membership, MembershipRequest, Role
from .marks import LIKE, Bookmark, Reaction, ReactionKind
from .origins import ImportedItem, OldAddress, PostOriginal
from .posts import Post, PostRevision, Via
from .reach import AskedByName, AuthorAsked
from .reading import ReadState
from .rules import Rule, RulesAcceptance, RulesVersion
from .sanctions import Sanction
from .topics import (
    Invitee,
    Kind,
    Participation,
    Reach,
    TagFollow,
    TaggedTopic,
    Topic,
    TopicEvent,
    TopicFollow,
    members_who_see,
)
from .uploads import PostUpload, Upload

__all__ = [
    "LIKE",
    "AskedByName",
    "Audience",
    "AuthorAsked",
    "Bookmark",
    "Draft",
    "Follow",
    "Group",
    "GroupFollow",
    "GroupRole",
    "ImportedItem",
    "Invitee",
    "Joining",
    "Kind",
    "Membership",
    "MembershipRequest",
    "OldAddress",
    "Participation",
    "Post",
    "PostOriginal",
    "PostRevision",
    "PostUpload",
    "Reach",
    "Reaction",
    "ReactionKind",
    "ReadState",
    "Role",
    "Rule",
    "RulesAcceptance",
    "RulesVersion",
    "Sanction",
    "TagFollow",
    "TaggedTopic",
    "Topic",
    "TopicEvent",
    "TopicFollow",
    "Upload",
    "Via",
    "members_who_see",
]
