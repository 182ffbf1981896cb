"""What the forum announces to the floors above it, inside the transaction of the change."""

from django.dispatch import Signal

topic_started = Signal()  # topic
post_offered = Signal()  # post, editor, is_new: before the others; who listens may refuse it, or hide it
post_written = Signal()  # post
post_revised = Signal()  # post
post_deleted = Signal()  # post
post_restored = Signal()  # post
post_marked = Signal()  # post: how many like it
posts_moved = Signal()  # posts: ids, to another topic
posts_imported = Signal()  # posts, many at a time, with topics and authors; words: what each says, plain, by its id
members_imported = Signal()  # members: ids, many at a time
written_anew = Signal()  # much at once was written past all operations, by the demo
topic_changed = Signal()  # topic: title, tags, kind, state, place
topic_deleted = Signal()  # topic
topic_restored = Signal()  # topic
solution_changed = Signal()  # topic
group_changed = Signal()  # group: name, audience, its end
membership_changed = Signal()  # group, member
